"""Which tests run in one process, one after another, where tests are spread over several.

Tests that start jobs form one group for each MPI, so that no more than two jobs run at a time: each
of these wants more than one core for itself. The others stay with those of their module and
profile, for which something is often prepared once.

The plugin's own groups are marks that it puts into the names of tests, which pytest 9.2 ignores.
"""

from xdist.scheduler import LoadScopeScheduling

from core.profiles import PROFILES
from tests.mpi.jobs import MPI_NAMES, MPICH

WITH_JOBS = ("tests/mpi/", "tests/pty/", "tests/bench/")


def group_of(test: str) -> str:
    """Return the group of a test, which is named as pytest does: file::function[parameters]."""
    file = test.partition("::")[0]
    words = test.partition("[")[2]
    mpi = next((name for name in MPI_NAMES if name in words), None)
    if mpi is not None or file.startswith(WITH_JOBS):
        return f"jobs of {mpi or MPICH}"
    profile = next((name for name in PROFILES if name in words), "")
    return f"{file}[{profile}]"


class ByGroup(LoadScopeScheduling):
    """Gives each process one group after another, large ones first."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
