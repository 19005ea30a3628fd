"""The processes that a rank comes from, as far as /proc tells; where there is none, nobody."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NAMES = {
    *("mpirun", "mpiexec", "mpiexec.hydra", "mpiexec.gforker", "hydra_pmi_proxy"),
    *("prterun", "prun", "prte", "prted", "orterun", "orted"),
    *("srun", "slurmstepd", "aprun", "jsrun", "flux"),
}
"""What launchers are called."""
OWN_NAMES = ("srun", "aprun", "jsrun", "flux")
"""Launchers that a user calls by these names, and not mpirun."""


class Process(NamedTuple):
    """A process, as far as it matters here."""

    pid: int
    names: frozenset[str]
    """What it may be known by."""
    parent: int
    in_foreground: bool
    """Whether it has a controlling terminal, which listens to it now."""

    @property
    def shown(self) -> str:
        """What its user calls it, if it is a launcher."""
        return next((name for name in OWN_NAMES if name in self.names), "mpirun")


def process(pid: int) -> Process:
    """Return what is known of a process; raise `OSError` where nothing is."""
    place = Path("/proc", str(pid))
    opened, _, rest = (place / "stat").read_text().rpartition(")")
    _, parent, group, _, _, foreground, *_ = rest.split()
    comm = opened.partition("(")[2]
    try:
        program = (place / "exe").readlink().name
    except OSError:  # of another user
        program = comm
    return Process(pid, frozenset({comm, program}), int(parent), foreground == group)


def ancestors() -> Iterator[Process]:
    """Iterate over this process and those that it comes from, itself first."""
    pid = os.getpid()
    while pid > 0:
        try:
            found = process(pid)
        except OSError:
            return
        yield found
        pid = found.parent


def launchers() -> list[Process]:
    """Return the launchers that this process comes from, the outermost last.

    What stands between a rank and its launcher (a shell, say) is passed over; what stands above an
    unbroken line of launchers is not looked at.
    """
    found: list[Process] = []
    for ancestor in ancestors():
        if ancestor.names & NAMES:
            found.append(ancestor)
        elif found:
            break
    return found
