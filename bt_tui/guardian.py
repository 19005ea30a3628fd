"""Rank 0's side of the guardian: a process that gives the terminal back if rank 0 cannot.

Start it before MPI begins, so that it has no part in it. It leads a session of its own, so that a
launcher that ends everybody leaves it alone, and it ends by itself when rank 0 does.
"""

import marshal
import os
import subprocess
import sys
import termios
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bt_tui.launchers import launchers

ENDS_WITHIN_S = 1.0
PROGRAM = Path(__file__).with_name("guard_process.py")


class Guardian:
    """The process that watches over a terminal; what it is told are lines of a few words."""

    def __init__(self, terminal_path: str) -> None:
        """Start it; the terminal must be as it shall be afterwards."""
        terminal = os.open(terminal_path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        told, self._tell_to = os.pipe()
        try:
            modes = termios.tcgetattr(terminal)
            self._process = _start(terminal, told)
        finally:
            os.close(terminal)
            os.close(told)
        self.pid = self._process.pid
        chain = [f"launcher {process.pid} {process.shown}" for process in launchers()]
        self._tell(f"modes {marshal.dumps(modes).hex()}", *chain, f"rank {os.getpid()} 0")

    def watch(self, pids: Sequence[int]) -> None:
        """Let it watch the processes of all ranks, in the order of ranks, all on this host.

        It learns who ended first, and ends the others where a launcher is killed that should have.
        """
        self._tell(*(f"rank {pid} {rank}" for rank, pid in enumerate(pids) if rank))

    def arm(self) -> None:
        """Let it give the terminal back when rank 0 ends; call it before a screen is begun."""
        self._tell("arm")

    def release(self) -> None:
        """Leave it nothing to give back, for the terminal is as it was."""
        self._tell("release")

    def close(self) -> None:
        """Let it end, and wait for that; what it was to give back it gives back.

        Where the terminal takes no output now, it stays until the terminal does, or vanishes.
        """
        os.close(self._tell_to)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDS_WITHIN_S)

    def _tell(self, *lines: str) -> None:
        with suppress(BrokenPipeError):  # somebody killed it, and the run can do without
            os.write(self._tell_to, "".join(f"{line}\n" for line in lines).encode())


def _start(terminal: int, told: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-I", "-S", PROGRAM, str(terminal)],
        stdin=told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[terminal],
        cwd="/",
        start_new_session=True,
    )
