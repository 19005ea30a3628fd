"""Commands in a real terminal (a pseudo-terminal), as a user at a shell sees them.

    with RealTerminal(mpi.bt_tui(4, "classroom"), tmp_path) as terminal:
        terminal.wait_for("C1")
        terminal.press("space", "right", "q")
        assert terminal.exit_code() == 0
        terminal.assert_usable()

A shell runs the command and outlives it, so that the terminal can be looked at, and typed into,
afterwards. Everything that waits reads what is written meanwhile, and fails with what is visible.
"""

import os
import select
import shlex
import signal
import termios
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect

from tests.mpi.jobs import ENVIRONMENT
from tests.pty.emulator import AT_FIRST, Emulator

WITHIN_S = 60.0
LOOK_EVERY_S = 0.02
READ_BYTES_MAX = 65536
MARK = "BT_TUI_TEST_JOB"
CODE = "code"
SHELL = """\
trap : INT
{command}
echo $? > {code}.new; mv {code}.new {code}
while read -r line; do echo "you typed $line"; done
"""
KEYS = {
    **{"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D"},
    **{"home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~"},
    **{"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "delete": "\x1b[3~", "backspace": "\x7f"},
    **{"space": " ", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "escape": "\x1b"},
}


class RealTerminal:
    """A command running in a terminal of its own; a context manager, after which all has ended.

    `command` is a list of words, or a line for the shell (with redirections, for instance).
    """

    def __init__(
        self,
        command: list[str] | str,
        directory: Path,
        *,
        columns: int = 100,
        rows: int = 30,
        environment: Mapping[str, str] = ENVIRONMENT,
    ) -> None:
        self.emulator = Emulator(columns, rows)
        self._code = directory / f"{CODE}-{uuid.uuid4().hex}"
        line = command if isinstance(command, str) else shlex.join(command)
        self._mark = f"{MARK}={self._code.name}"
        # what a killed mpirun leaves in TMPDIR would trip another one with the same process id
        marked = {"TERM": "xterm-256color", "TMPDIR": str(directory), MARK: self._code.name}
        self._shell = pexpect.spawn(
            "/bin/sh",
            ["-c", SHELL.format(command=line, code=self._code.name)],
            cwd=str(directory),
            env={**environment, **marked},
            dimensions=(rows, columns),
        )
        self._file = self._shell.child_fd
        self._before = termios.tcgetattr(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._shell.close(force=True)

    @property
    def text(self) -> str:
        """What is visible now."""
        return self.emulator.text

    @property
    def last_line(self) -> str:
        """The last line that is not empty."""
        return self.text.rpartition("\n")[2]

    @property
    def modes(self) -> set[int]:
        """The private modes that are set, such as 1049 for the alternate screen."""
        return self.emulator.display.private

    def press(self, *keys: str) -> None:
        """Press keys: letters, or the names in `KEYS`, or ctrl+a and so on."""
        for key in keys:
            if key.startswith("ctrl+"):
                self.send(chr(ord(key[-1].upper()) - 64))
            else:
                self.send(KEYS.get(key, key))

    def click(self, column: int, row: int) -> None:
        """Click with the left button; columns and rows count from 0."""
        self.send(f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m")

    def send(self, text: str) -> None:
        """Send what a terminal would send."""
        os.write(self._file, text.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal's window."""
        self.emulator.display.resize(rows, columns)
        self._shell.setwinsize(rows, columns)

    def hang_up(self) -> None:
        """Close the terminal's window: there is no terminal from now on."""
        self._shell.close(force=True)

    def wait_for(self, text: str) -> None:
        """Wait until a text is visible."""
        self.wait_until(lambda: text in self.text, f"{text!r} is visible")

    def wait_until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until a condition holds; `what` says it in words."""
        give_up_at = time.monotonic() + WITHIN_S
        while not condition():
            assert time.monotonic() < give_up_at, f"waited for: {what}; visible:\n{self.text}"
            self._read()

    def exit_code(self) -> int:
        """Wait for the command's end, and return its exit code."""
        self.wait_until(self._code.exists, "the command has ended")
        return int(self._code.read_text())

    def assert_usable(self) -> None:
        """Wait until nothing of a screen is left; what one types is then echoed and read again."""

        self.exit_code()
        self.wait_until(
            lambda: termios.tcgetattr(self._file) == self._before, "settings are those of before"
        )
        self.wait_until(lambda: self.modes == AT_FIRST, f"modes are {set(AT_FIRST)}")
        self.wait_until(lambda: self.emulator.kitty_keyboards == 0, "kitty's keyboard is off")
        self.send("hello\n")
        self.wait_until(
            lambda: self.text.endswith("hello\nyou typed hello"), "what is typed is echoed and read"
        )

    def assert_nothing_left(self) -> None:
        """Wait until no process of the command is left."""
        self.wait_until(lambda: self.processes() <= {self._shell.pid}, "no process is left")

    def processes(self) -> set[int]:
        """Return the ids of all processes that come from this terminal, also if orphaned."""
        return {int(place.name) for place in Path("/proc").glob("[0-9]*") if self._is_ours(place)}

    def _is_ours(self, process: Path) -> bool:
        try:
            return self._mark.encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:  # ended, or another user's
            return False

    def _read(self) -> None:
        """Take in what is written within a moment, and answer what the terminal is asked."""
        if self._shell.closed:
            time.sleep(LOOK_EVERY_S)
        elif select.select([self._file], [], [], LOOK_EVERY_S)[0]:
            answer = self.emulator.feed(os.read(self._file, READ_BYTES_MAX))
            os.write(self._file, answer)
