"""The guardian: gives the terminal back when rank 0 ended without doing so, and says why.

Usage: python -I -S guard_process.py TERMINAL, an open file descriptor. On standard input rank 0
tells, a line each: `modes` of the terminal before, a `launcher` or `rank` to watch (its process id
and its name), `arm` (a screen is about to begin), `release` (all is given back). The end of input
is the end of rank 0.

Where a launcher is killed, nobody may be left to end the ranks (Open MPI's stay, for ever if they
wait for each other), so the guardian ends them.
"""

import marshal
import os
import select
import signal
import sys
import termios
from contextlib import suppress
from typing import Any, NamedTuple

sys.path.append(__file__.rsplit("/", 2)[0])  # started by its path, without packages

from bt_tui.screen_modes import RESET, is_raw

IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTTOU)
"""It ends with rank 0, however that ends, and not before."""
STANDARD_INPUT = 0


class Watched(NamedTuple):
    """A process whose end is of interest."""

    kind: str
    """What it is, "launcher" or "rank"."""
    pid: int
    name: str

    def was_the_cause(self) -> str:
        """Say that its end ended the run."""
        if self.kind == "launcher":
            return f"{self.name} ended before its ranks did, which ended the run"
        seen = "was seen to end first, without a word, which ended the run"
        return f"rank {self.name} (process {self.pid}) {seen}"


class Guard:
    """What the guardian knows."""

    def __init__(self) -> None:
        # epoll, where there is one, tells events in the order in which they happened
        self._events = getattr(select, "epoll", select.poll)()
        self._events.register(STANDARD_INPUT, select.POLLIN)
        self._watched: dict[int, Watched] = {}
        self._ended: list[Watched] = []
        self._unread = b""
        self._rank_0: Watched | None = None
        self.modes: list[Any] = []
        self.armed = False

    def wait(self) -> None:
        """Take notice of what rank 0 tells, and of who ends, until rank 0 has ended."""
        while True:
            for file, _ in self._events.poll():
                if file != STANDARD_INPUT:
                    self._note_end(file)
                elif not self._hear():
                    return

    def reason(self) -> str:
        """Say why the run ended, as well as is known: who ended before rank 0, if anybody."""
        first = self._ended[0] if self._ended else self._rank_0
        return "rank 0 ended without a word" if first is None else first.was_the_cause()

    def _hear(self) -> bool:
        """Follow what rank 0 tells; return whether it is still there."""
        data = os.read(STANDARD_INPUT, select.PIPE_BUF)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._follow(line.decode().split())
        return bool(data)

    def _follow(self, words: list[str]) -> None:
        match words:
            case ["modes", text]:
                self.modes = marshal.loads(bytes.fromhex(text))  # noqa: S302 - rank 0's
            case ["arm"]:
                self.armed = True
            case ["release"]:
                self.armed = False
            case ["launcher" | "rank" as kind, pid, name]:
                self._watch(Watched(kind, int(pid), name))

    def _watch(self, process: Watched) -> None:
        if process.kind == "rank" and process.name == "0":
            self._rank_0 = process
        try:
            file = os.pidfd_open(process.pid)
        except (AttributeError, OSError):  # no such system call here, or no such process any more
            return
        self._watched[file] = process
        self._events.register(file, select.POLLIN)

    def _note_end(self, file: int) -> None:
        process = self._watched.pop(file)
        self._events.unregister(file)
        os.close(file)
        self._ended.append(process)
        if process.kind == "launcher":
            self._end_ranks()

    def _end_ranks(self) -> None:
        for file, process in self._watched.items():
            if process.kind == "rank":
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(file, signal.SIGKILL)


def give_back(terminal: int, modes: list[Any], reason: str) -> None:
    """Give the terminal back, with a reason as its last line.

    This may wait for a terminal that takes no output now. A shell that has taken the terminal over
    by now, because the launcher is gone, keeps the modes that it set.
    """
    write(terminal, RESET + f"bt-tui: {reason}\n".encode())  # at once: a shell may write as well
    if is_raw(termios.tcgetattr(terminal), modes):
        termios.tcflush(terminal, termios.TCIFLUSH)  # keys that were meant for the screen
        termios.tcsetattr(terminal, termios.TCSANOW, modes)  # from here on what is typed counts


def write(terminal: int, data: bytes) -> None:
    """Write all of it."""
    while data:
        data = data[os.write(terminal, data) :]


def main() -> None:
    """Guard the terminal until rank 0 has ended."""
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    guard = Guard()
    guard.wait()
    if guard.armed:
        with suppress(OSError, termios.error):  # the terminal vanished as well
            give_back(int(sys.argv[1]), guard.modes, guard.reason())


if __name__ == "__main__":
    main()
