"""What can go wrong, told apart by whose fault it is. Imports values only."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from core.model import ClientInput


def shown(path: Path) -> str:
    """Return a path as it can be printed and sent; bytes that are no text are escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def reason(error: OSError) -> str:
    """Return the system's reason for an error, as it reads within a sentence."""
    return (error.strerror or str(error)).lower().replace("is a directory", "a directory")


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with what the user gave: where, what was found, what was expected.

    `line` counts from 1; 0 means that no line is to blame (a missing file, a whole directory).
    """

    path: str
    line: int
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: found {self.found}; expected {self.expected}"

    @property
    def place(self) -> tuple[list[str | int], int]:
        """What to sort problems by: in2.txt comes before in10.txt."""
        parts = re.split(r"([0-9]+)", self.path)
        return [int(part) if part.isdecimal() else part for part in parts], self.line


class UsageError(Exception):
    """The user asked for something that cannot be done; the message is for the user."""


class InputError(UsageError):
    """Input that cannot be run, with all that is wrong; `client` is what could be read of it."""

    def __init__(self, problems: Iterable[Problem], client: ClientInput | None = None) -> None:
        self.client = client
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> list[str]:
        """One line for each problem, in the order of files and lines."""
        return [str(problem) for problem in self.problems]


class ProtocolError(Exception):
    """A message that is malformed, or that the state of its receiver does not allow."""


class RankFailedError(Exception):
    """A thread of another rank failed; the text is all that is to be said of it."""


class RecordingError(Exception):
    """What happens cannot be written down any more; the message names the file and the reason."""


class PayloadError(Exception):
    """The bytes of a file cannot be read or written as they should; the message names the file."""


class RunError(Exception):
    """The run itself broke: a thread did not end, a rank was lost, a close was not met."""
