"""A terminal that only takes what is written, for jobs whose speed is measured.

An emulator in Python would cost more than the screen that it shows, on the same processors.
"""

import os
from pathlib import Path

import pexpect

from tests.mpi.jobs import ENVIRONMENT

WITHIN_S = 120.0


class PlainTerminal:
    """A job in a pseudo-terminal, whose output is kept as it comes."""

    def __init__(self, command: list[str], directory: Path, columns: int, rows: int) -> None:
        self.job = pexpect.spawn(
            command[0],
            command[1:],
            cwd=str(directory),
            env={**ENVIRONMENT, "TERM": "xterm-256color"},
            dimensions=(rows, columns),
            timeout=WITHIN_S,
        )

    def wait_for(self, text: str) -> str:
        """Read until this text comes, in one piece; return what came before and it."""
        self.job.expect_exact(text.encode())
        return _text(self.job) + text

    def press(self, key: str) -> None:
        """Press a key."""
        os.write(self.job.child_fd, key.encode())

    def end(self) -> str:
        """Wait for the end; return the last that was written."""
        self.job.expect_exact(pexpect.EOF)
        self.job.close()
        return _text(self.job)


def _text(job: "pexpect.spawn[str]") -> str:
    """Return what came before the text that was waited for."""
    before: object = job.before
    assert isinstance(before, bytes)
    return before.decode(errors="replace")
