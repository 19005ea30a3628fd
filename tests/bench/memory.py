"""How much memory ranks have resident at most; what they share is counted for each of them."""

import re
from pathlib import Path
from typing import NamedTuple

from core.profiles import DEFAULT_PROFILE
from tests.bench.figures import Figure, a_third, in_turn
from tests.bench.jobs import run, this_mpi
from tests.bench.resident import peaks_mib
from tests.bench.swarm import swarm, written
from tests.bench.watched import leave, on_screen

CLIENTS = 16
CLIENT_MAX_MIB, SCREEN_MAX_MIB = 40, 120
RESIDENT = ("-m", "tests.bench.resident")
EVENTS = re.compile(r"([\d,]+) events")
FLOOR, HEADLESS, HELD, SEEN = "floor", "headless", "held on screen", "seen to the end"


class Peaks(NamedTuple):
    """The most that rank 0 had, and that any client had, in MiB; and of how many events."""

    first: float
    clients: float
    events: int = 0


def memory(directory: Path, rounds: int) -> list[Figure]:
    """Look at what ranks have that only start, run unseen, are held on a screen, and are seen."""
    written(swarm(CLIENTS), directory)
    profiles = (DEFAULT_PROFILE.name, "bittorrent")
    return [figure for name in profiles for figure in _of(name, directory, a_third(rounds))]


def _of(profile: str, directory: Path, rounds: int) -> list[Figure]:
    ranks, words = CLIENTS + 1, ("bt_tui", "in", "--profile", profile)
    floor = this_mpi().mpirun(ranks, *RESIDENT, "tests.bench.floor")
    command = this_mpi().mpirun(ranks, *RESIDENT, *words)

    def unseen(command: list[str]) -> Peaks:
        run(command, directory)
        return _peaks(directory)

    taken = in_turn(
        {
            FLOOR: lambda _: unseen(floor),
            HEADLESS: lambda _: unseen([*command, "--headless"]),
            HELD: lambda _: _held(command, directory),
            SEEN: lambda _: _seen([*command, "--speed", "max"], directory),
        },
        rounds,
    )
    return figures_of(f"{profile}, {CLIENTS} clients", taken)


def _held(command: list[str], directory: Path) -> Peaks:
    terminal = on_screen(command, directory)
    terminal.wait_for("❚❚ HELD")
    leave(terminal)
    return _peaks(directory)


def _seen(command: list[str], directory: Path) -> Peaks:
    terminal = on_screen(command, directory)
    told = terminal.wait_for("■ ENDED")
    terminal.press("q")
    told += terminal.end()
    return _peaks(directory, int(EVENTS.findall(told)[-1].replace(",", "")))


def _peaks(directory: Path, events: int = 0) -> Peaks:
    first, *clients = peaks_mib(directory, CLIENTS + 1)
    return Peaks(first, max(clients), events)


def figures_of(of: str, taken: dict[str, list[Peaks]]) -> list[Figure]:
    """Return what the ranks had, beside those that only start, and what an event took at rank 0."""
    floor = {FLOOR: tuple(one.clients for one in taken[FLOOR])}
    clients = {how: tuple(one.clients for one in taken[how]) for how in (HEADLESS, HELD)}
    first = {how: tuple(one.first for one in taken[how]) for how in (HEADLESS, HELD, SEEN)}
    limits = {HELD: SCREEN_MAX_MIB}
    return [
        *(
            Figure(
                of=of,
                name=f"largest client, {how}",
                unit="MiB",
                values=values,
                beside=floor,
                at_most=CLIENT_MAX_MIB,
            )
            for how, values in clients.items()
        ),
        *(
            Figure(
                of=of,
                name=f"rank 0, {how}",
                unit="MiB",
                values=values,
                beside=floor,
                at_most=limits.get(how),
            )
            for how, values in first.items()
        ),
        Figure(of=of, name="an event at rank 0, seen", unit="bytes", values=_event_bytes(taken)),
    ]


def _event_bytes(taken: dict[str, list[Peaks]]) -> tuple[float, ...]:
    return tuple(
        (seen.first - held.first) * 2**20 / seen.events
        for held, seen in zip(taken[HELD], taken[SEEN], strict=True)
    )
