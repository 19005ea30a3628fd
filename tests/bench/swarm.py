"""The swarms that benchmarks run, and what a summary in JSON tells of one.

Each file is owned by one client, one after another, and every client wants all that it does not
own.
"""

from pathlib import Path

import msgspec

from core.balance import Balance
from core.measures import Traffic
from core.model import Scenario
from core.sim.world import World
from tests.bt_tui.inputs import write_inputs
from tests.worlds import client, file, scenario

FILES, SEGMENTS = 8, 100
BETWEEN_CLIENTS = {
    "SegmentRequest",
    "SegmentReply",
    "SegmentDenial",
    "Choked",
    "Unchoked",
    "Cancel",
}
"""All other messages go to the tracker, or come from it."""


def swarm(clients: int, files: int = FILES, segments: int = SEGMENTS) -> Scenario:
    """Return so many clients, who trade so many files of so many segments."""
    all_files = [file(f"file{number}", segments) for number in range(1, files + 1)]
    owned = [all_files[rank::clients] for rank in range(clients)]
    return scenario(
        *(
            client(rank, owns=own, wants=[one for one in all_files if one not in own])
            for rank, own in enumerate(owned, start=1)
        )
    )


def segments_to_move(some: Scenario) -> int:
    """Return how many segments are to arrive in all."""
    sizes = {one.name: len(one.hashes) for client in some.clients for one in client.owned}
    return sum(sizes[name] for client in some.clients for name in client.wanted)


def balance_bound(some: Scenario) -> float:
    """Return what the balance of a run cannot be below."""
    world, balance = World(some), Balance()
    world.start()
    for record in world.records:
        balance.observe(record)
    return max(1.0, balance.densest / (balance.lacking / len(some.clients)))


def written(some: Scenario, directory: Path) -> str:
    """Write the inputs of a scenario into the directory; return the INPUT that names them."""
    write_inputs(directory / "in", *some.clients)
    return "in"


class Client(msgspec.Struct, frozen=True):
    """What a summary tells of a client, as far as it is wanted here."""

    served: int


class Told(msgspec.Struct, frozen=True):
    """What a summary in JSON tells, as far as it is wanted here."""

    protocol_s: float
    wall_s: float
    messages: int
    bytes: int
    by_kind: dict[str, Traffic]
    clients: list[Client]

    @property
    def tracker_share(self) -> float:
        """The share of all bytes that the tracker sends or is sent, from 0 to 1."""
        others = sum(self.by_kind[kind].bytes for kind in self.by_kind.keys() & BETWEEN_CLIENTS)
        return 1 - others / self.bytes

    @property
    def balance(self) -> float:
        """What the busiest client served over the mean of all."""
        served = [one.served for one in self.clients]
        return max(served) * len(served) / sum(served)


def told(summary: str) -> Told:
    """Return what a summary in JSON tells."""
    return msgspec.json.decode(summary, type=Told)
