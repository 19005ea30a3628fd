"""The user's terminal, which rank 0 finds although a launcher stands in between.

Keys reach rank 0 through the launcher, on standard input; a screen is painted past it, on the
terminal itself. Used at rank 0 alone.
"""

import os
import select
import signal
import stat
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bt_tui.launchers import Process, ancestors, launchers
from bt_tui.screen_modes import RESET, raw

NO_SIZE = (80, 24)
"""What a terminal that tells no size is taken for."""
LOOK_EVERY_MS = 50
"""How often a write that waits for its terminal looks whether it is still wanted."""
RESTORE_WITHIN_S = 0.5
INPUT, OUTPUT, ERROR = range(3)
STREAMS = {OUTPUT: "output", INPUT: "input"}
CONTROLLING = "/dev/tty"


class NoTerminalError(Exception):
    """There is no terminal for a screen; the message says why in plain words."""


def find_terminal() -> str:
    """Return the path of the terminal that a screen can be painted on.

    With a launcher it is the launcher's, and both its standard input and its standard output must
    be it: keys come through the one, and whoever sends the other elsewhere wants no screen. Else
    it is the controlling terminal, or the nearest one among those that this process comes from.

    Without /proc (macOS) no launcher is seen, so the controlling terminal is all that is tried;
    under an mpirun that gives ranks a session of their own, that finds nothing.
    """
    if os.environ.get("TERM", "") in {"", "dumb"}:
        raise NoTerminalError("TERM names no terminal that could show a screen")
    found = launchers()
    return _terminal_of(found[-1]) if found else _nearest_terminal()


def _terminal_of(launcher: Process) -> str:
    paths = {stream: _terminal_at(launcher.pid, stream) for stream in STREAMS}
    for stream, path in paths.items():
        if path is None:
            raise NoTerminalError(
                f"{launcher.shown}'s standard {STREAMS[stream]} is not a terminal"
            )
    if not launcher.in_foreground:  # keys go to others; Open MPI's mpirun would not even ask
        raise NoTerminalError(f"{launcher.shown} is not in the foreground of its terminal")
    for path in filter(None, paths.values()):
        if _is_terminal(path):
            return path
    raise NoTerminalError(f"{launcher.shown}'s terminal cannot be opened")


def _nearest_terminal() -> str:
    if _is_terminal(CONTROLLING):
        return CONTROLLING
    for ancestor in ancestors():
        for stream in (INPUT, OUTPUT, ERROR):
            path = _terminal_at(ancestor.pid, stream)
            if path not in {None, CONTROLLING}:
                return str(path)
    raise NoTerminalError("no terminal was found")


def _terminal_at(pid: int, stream: int) -> str | None:
    """Return the path of the terminal that this stream of a process is, or `None`."""
    place = Path("/proc", str(pid), "fd", str(stream))
    try:
        path = str(place.readlink())
        is_device = stat.S_ISCHR(place.stat().st_mode)
    except OSError:
        return None
    if path == CONTROLLING:  # the process's, not ours, which may have none
        return path
    return path if is_device and not path.endswith("ptmx") and _is_terminal(path) else None


def _is_terminal(path: str) -> bool:
    try:
        opened = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.isatty(opened)
    finally:
        os.close(opened)


class Terminal:
    """A terminal that a screen is painted on, and that any thread can take the screen off again.

    Nothing is ever written while the lock is out of reach: the terminal is opened so that writes do
    not wait in the kernel, and one that waits here gives up when the screen is over.
    """

    def __init__(self, path: str, before_raw: Callable[[], None]) -> None:
        """Open it, in the main thread; `before_raw` is called before it is changed in any way."""
        # rank 0 is in the background, where a terminal stops those who write to it
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        flags = os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
        self._fd = os.open(path, flags)
        self._before = termios.tcgetattr(self._fd)
        self._before_raw = before_raw
        self._lock = threading.Lock()
        self._room = select.poll()
        self._room.register(self._fd, select.POLLOUT)
        self._changed = False
        self._over = False
        self._size = NO_SIZE
        self.gone = False
        """Whether the terminal vanished, as when its window is closed; then so did its user."""

    def fileno(self) -> int:
        """Return its file descriptor."""
        return self._fd

    def isatty(self) -> bool:
        """Tell that it is a terminal."""
        return True

    def size(self) -> tuple[int, int]:
        """Return its columns and rows; those of before, where it vanished."""
        try:
            columns, rows = os.get_terminal_size(self._fd)
        except OSError:
            self.gone = True
            return self._size
        if columns and rows:
            self._size = columns, rows
        return self._size

    def make_raw(self) -> None:
        """Let every key through at once; nothing happens where the screen is over already."""
        with self._lock:
            if self._over:
                return
            self._before_raw()
            self._changed = True
            self._set_modes(raw(self._before))

    def write(self, text: str) -> None:
        """Write all of it, as soon as the terminal takes it; drop it when the screen is over."""
        data = memoryview(text.encode(errors="replace"))
        with self._lock:
            while data and not (self._over or self.gone):
                data = data[self._put(data) :]

    def flush(self) -> None:
        """Do nothing, for nothing is kept back."""

    def restore(self) -> bool:
        """Take the screen off, if one was begun; in any thread, and more than once does no harm.

        From now on nothing of a screen can reach the terminal. Return whether the terminal is as it
        was: one that takes no output is left to the guardian.
        """
        self._over = True
        if not self._lock.acquire(timeout=RESTORE_WITHIN_S):
            return False
        try:
            if self._changed and self._send(RESET):
                self._set_modes(self._before)
                self._changed = False
            return not self._changed
        finally:
            self._lock.release()

    def say(self, words: str) -> bool:
        """Write words that are to stay, once the screen is off; return whether all of them got out.

        What a launcher forwards may come too early, and vanish with the screen, or never.
        """
        with self._lock:
            return self._send(words.encode(errors="backslashreplace"))

    def _send(self, data: bytes) -> bool:
        """Write within a bound, and tell whether there is nothing left to do."""
        rest = memoryview(data)
        give_up_at = time.monotonic() + RESTORE_WITHIN_S
        while rest and not self.gone:
            if time.monotonic() > give_up_at:
                return False
            rest = rest[self._put(rest) :]
        return True

    def _put(self, data: memoryview) -> int:
        """Write what there is room for, waiting a moment for some; return how much that was."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            self._room.poll(LOOK_EVERY_MS)
        except OSError:
            self.gone = True
        return 0

    def _set_modes(self, modes: list[int | list[bytes | int]]) -> None:
        try:
            termios.tcflush(self._fd, termios.TCIFLUSH)  # reports of a mouse, keys for the screen
            termios.tcsetattr(self._fd, termios.TCSANOW, modes)  # from here on what is typed counts
        except termios.error:
            self.gone = True
