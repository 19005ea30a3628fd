"""Every profile at three sizes: time, messages, balance, each beside what it is to be seen beside.

Wall times are compared with two floors of the same round: ranks that only start, plainly and with
the settings that our own ranks start with.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from core.model import Scenario
from core.profiles import PROFILES
from tests.bench.figures import Figure, in_turn, less
from tests.bench.jobs import FLOORS, NET, OURS, PLAIN, Ran, Timed, floors, this_mpi, timed
from tests.bench.swarm import balance_bound, segments_to_move, swarm, told, written

CLIENTS = (4, 8, 16)
PROTOCOL, MESSAGES, BALANCE = "protocol time", "messages a segment", "balance"
BOUND = "lower bound"
BALANCE_LIMIT = 1.1
"""How many times its lower bound the balance of `bittorrent` may be at 16 clients."""
LOCK_STEP = [name for name in PROFILES if name != "bittorrent"]
LIMITS = {
    **{(profile, 8, net): 0.7 for profile in LOCK_STEP for net in NET.values()},
    ("bittorrent", 16, PROTOCOL): 0.12,
    ("bittorrent", 16, NET[OURS]): 0.15,
    ("bittorrent", 16, NET[PLAIN]): 0.05,
    ("bittorrent", 16, MESSAGES): 0.6,
}


class Swarm(NamedTuple):
    """Who ran by which profile, the segments that moved, and what the balance cannot be below."""

    profile: str
    clients: int
    moved: int
    bound: float

    def figure(
        self,
        name: str,
        unit: str,
        values: Sequence[float],
        beside: dict[str, tuple[float, ...]] | None = None,
    ) -> Figure:
        """Return a figure of this swarm, with the limit that it has."""
        return Figure(
            of=f"{self.profile}, {self.clients} clients",
            name=name,
            unit=unit,
            values=tuple(values),
            beside=beside or {},
            at_most=self._limit(name),
        )

    def _limit(self, name: str) -> float | None:
        if (self.profile, self.clients, name) == ("bittorrent", 16, BALANCE):
            return BALANCE_LIMIT * self.bound
        return LIMITS.get((self.profile, self.clients, name))


def swarms(directory: Path, rounds: int) -> list[Figure]:
    """Run all profiles at all sizes."""
    return [
        figure
        for clients in CLIENTS
        for figure in _of_size(swarm(clients), directory / str(clients), rounds)
    ]


def _of_size(some: Scenario, directory: Path, rounds: int) -> list[Figure]:
    words = (written(some, directory), "--headless", "--json")
    clients = len(some.clients)
    runs = {name: _run(clients + 1, directory, *words, "--profile", name) for name in PROFILES}
    ran = in_turn({**floors(clients + 1, directory), **runs}, rounds)
    moved, bound = segments_to_move(some), balance_bound(some)
    floor = {name: ran[name] for name in FLOORS}
    return [
        figure
        for profile in PROFILES
        for figure in figures_of(Swarm(profile, clients, moved, bound), ran[profile], floor)
    ]


def _run(ranks: int, directory: Path, *words: str) -> Timed:
    """Return what times this run with the round as its seed."""
    return lambda number: timed(this_mpi().bt_tui(ranks, *words, "--seed", str(number)), directory)


def figures_of(swarm: Swarm, ran: list[Ran], floor: dict[str, list[Ran]]) -> list[Figure]:
    """Return what these runs come to, beside the floors of the same rounds."""
    wall_s = [one.wall_s for one in ran]
    floors_s = {name: tuple(one.wall_s for one in floor[name]) for name in floor}
    floors_cpu_s = {name: tuple(one.cpu_s for one in floor[name]) for name in floor}
    runs = [told(one.out) for one in ran]
    figure = swarm.figure
    return [
        figure(PROTOCOL, "s", [one.protocol_s for one in runs]),
        figure("wall time", "s", wall_s, floors_s),
        *(figure(NET[name], "s", less(wall_s, taken)) for name, taken in floors_s.items()),
        figure("processor time", "s", [one.cpu_s for one in ran], floors_cpu_s),
        figure("segments", "per s", [swarm.moved / one.protocol_s for one in runs]),
        figure(MESSAGES, "messages", [one.messages / swarm.moved for one in runs]),
        figure("bytes", "kB", [one.bytes / 1000 for one in runs]),
        figure("tracker's share of bytes", "%", [100 * one.tracker_share for one in runs]),
        figure(BALANCE, "ratio", [one.balance for one in runs], {BOUND: (swarm.bound,)}),
    ]
