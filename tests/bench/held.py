"""What a held run costs: all its processes together, while nothing moves."""

import os
import time
from pathlib import Path

from tests.bench.figures import Figure, a_third
from tests.bench.jobs import this_mpi
from tests.bench.swarm import swarm, written
from tests.bench.watched import step_of
from tests.pty.screens import RealTerminal

HELD_FOR_S, SETTLED_AFTER_S = 10.0, 1.0
CLIENTS = (3, 16)
SHARE_MAX = {16: 12.0}
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def held(directory: Path, rounds: int) -> list[Figure]:
    """Hold a small run and a large one after their first step."""
    return [_held(clients, directory / str(clients), a_third(rounds)) for clients in CLIENTS]


def _held(clients: int, directory: Path, rounds: int) -> Figure:
    command = this_mpi().bt_tui(clients + 1, written(swarm(clients), directory))
    shares = tuple(100 * held_share(command, directory) for _ in range(rounds))
    return Figure(
        of=f"held, {clients} clients",
        name="all its processes",
        unit="% of a core",
        values=shares,
        at_most=SHARE_MAX.get(clients),
    )


def held_share(command: list[str], directory: Path) -> float:
    """Return how much of one core all processes of a held run use together."""
    with RealTerminal(command, directory) as terminal:
        terminal.wait_for("❚❚ HELD")
        terminal.press("s")
        terminal.wait_until(lambda: step_of(terminal.text) == 1, "a step")
        settled_at = time.monotonic() + SETTLED_AFTER_S
        terminal.wait_until(lambda: time.monotonic() > settled_at, "all have gone to rest")
        began, before = time.monotonic(), _ticks_of(terminal)
        terminal.wait_until(lambda: time.monotonic() > began + HELD_FOR_S, "the time is over")
        return (_ticks_of(terminal) - before) / TICKS_A_SECOND / (time.monotonic() - began)


def _ticks_of(terminal: RealTerminal) -> int:
    """Return the processor time of all processes of a job, in clock ticks."""
    stats = (Path(f"/proc/{pid}/stat").read_text() for pid in terminal.processes())
    return sum(map(ticks, stats))


def ticks(stat: str) -> int:
    """Return the processor time that a process's line of figures tells."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
