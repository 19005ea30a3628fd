"""A pseudo-terminal within the test, without a program in it: a line, and whoever reads it."""

import os
import select
import termios
from contextlib import suppress
from typing import Any

READ_BYTES_MAX = 65536
SETTLES_WITHIN_MS = 100
"""How long the kernel may take to hand on what was written."""


class Line:
    """Both ends of a pseudo-terminal; the test is the one who reads what is written to it."""

    FILLING = b"."

    def __init__(self) -> None:
        self._reader, self._device = os.openpty()
        self.path = os.ttyname(self._device)

    @property
    def modes(self) -> list[Any]:
        """What the terminal is set to."""
        return termios.tcgetattr(self._device)

    @modes.setter
    def modes(self, modes: list[Any]) -> None:
        termios.tcsetattr(self._device, termios.TCSANOW, modes)

    def read(self) -> bytes:
        """Return all that was written and not yet read."""
        taken = b""
        while select.select([self._reader], [], [], 0)[0]:
            taken += os.read(self._reader, READ_BYTES_MAX)
        return taken

    def read_until(self, end: bytes) -> bytes:
        """Read until something was written."""
        taken = b""
        while end not in taken:
            taken += os.read(self._reader, READ_BYTES_MAX)
        return taken

    def fill(self) -> None:
        """Let so much be written that the terminal takes no more until it is read."""
        os.set_blocking(self._device, False)
        room = select.poll()
        room.register(self._device, select.POLLOUT)
        while room.poll(SETTLES_WITHIN_MS):
            with suppress(BlockingIOError):
                os.write(self._device, self.FILLING * READ_BYTES_MAX)

    def vanish(self) -> None:
        """Let the terminal be gone."""
        os.close(self._reader)
        os.close(self._device)
