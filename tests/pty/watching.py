"""The main command in a real terminal, and the processes that it is made of."""

import os
import signal
from pathlib import Path

from tests.mpi.jobs import ENVIRONMENT, Mpi
from tests.pty.screens import RealTerminal

RANK_VARIABLES = ("OMPI_COMM_WORLD_RANK", "PMI_RANK")
LAUNCHERS = {"mpirun", "mpiexec", "mpiexec.hydra", "prterun"}
STATE = "state"
GUARD = b"guard_process.py"


def main_command(mpi: Mpi, *words: str) -> list[str]:
    """Return the command as it stands in the README."""
    return ["mpirun", "-np", "4", "python", "-m", "bt_tui", *words]


def path_of(mpi: Mpi) -> dict[str, str]:
    """Return an environment in which `mpirun` and `python` are this MPI's."""
    path = f"{mpi.programs}{os.pathsep}{os.environ['PATH']}"
    return {**ENVIRONMENT, "PATH": path, "TERM": "xterm-256color"}


def watch(
    mpi: Mpi,
    directory: Path,
    *words: str,
    command: list[str] | None = None,
    columns: int = 100,
    rows: int = 30,
) -> RealTerminal:
    """Start the main command, or another, in a terminal of this size.

    It keeps its recordings in the directory, too.
    """
    return RealTerminal(
        command or main_command(mpi, *words),
        directory,
        columns=columns,
        rows=rows,
        environment={**path_of(mpi), "XDG_STATE_HOME": str(directory / STATE)},
    )


def kept(directory: Path) -> list[Path]:
    """Return the recordings that were kept there without anybody having said where."""
    return sorted((directory / STATE).glob("bt_tui/recordings/*"))


def process_of_rank(terminal: RealTerminal, rank: int) -> int:
    """Return the process id of a rank."""
    (found,) = (pid for pid in terminal.processes() if _rank(pid) == rank)
    return found


def process_of_mpirun(terminal: RealTerminal) -> int:
    """Return the process id of the launcher that the user started."""
    names = {pid: Path(f"/proc/{pid}/comm").read_text().strip() for pid in terminal.processes()}
    (found,) = (pid for pid, name in names.items() if name in LAUNCHERS)
    return found


def end(pid: int, number: signal.Signals) -> None:
    """Send a signal."""
    os.kill(pid, number)


def _rank(pid: int) -> int | None:
    try:
        place = Path(f"/proc/{pid}")
        if GUARD in (place / "cmdline").read_bytes():
            return None
        words = (place / "environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return None
    named = dict(word.partition("=")[::2] for word in words)
    value = next((named[name] for name in RANK_VARIABLES if name in named), None)
    return None if value is None else int(value)
