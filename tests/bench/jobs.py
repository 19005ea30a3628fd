"""Jobs that benchmarks time, and the floors beside them."""

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from core.errors import RunError
from tests.mpi import jobs
from tests.mpi.jobs import Mpi, available

PLAIN, OURS = "plain", "ours"
FLOORS = {PLAIN: "tests.bench.floor", OURS: "tests.bench.our_floor"}
"""Ranks that only start, plainly and with the settings with which our own ranks start."""
NET = {PLAIN: "net of the plain floor", OURS: "net of the floor with our settings"}


class Ran(NamedTuple):
    """A job that ran to its end: wall time, processor time of all its processes, and its words."""

    wall_s: float
    cpu_s: float
    out: str


Timed = Callable[[int], Ran]
"""Runs a job in the round of this number."""


def this_mpi() -> Mpi:
    """Return the MPI beside this Python."""
    return available()[0]


def run(command: list[str], directory: Path) -> str:
    """Run a command to its end; return what it printed, and raise `RunError` where it fails."""
    ended = jobs.run(command, directory)
    if ended.code != 0:
        raise RunError(f"{' '.join(command)}\nended with {ended.code}:\n{ended.err or ended.out}")
    return ended.out


def timed(command: list[str], directory: Path) -> Ran:
    """Run a command to its end, and time it."""
    cpu_s, began = _cpu_s(), time.perf_counter()
    out = run(command, directory)
    return Ran(time.perf_counter() - began, _cpu_s() - cpu_s, out)


def _cpu_s() -> float:
    """Return the processor time of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timing(command: list[str], directory: Path) -> Timed:
    """Return what times this command, whatever the round."""
    return lambda _: timed(command, directory)


def floors(ranks: int, directory: Path) -> dict[str, Timed]:
    """Return what times ranks that only start, by name."""
    mpi = this_mpi()
    return {
        name: timing(mpi.mpirun(ranks, "-m", floor), directory) for name, floor in FLOORS.items()
    }
