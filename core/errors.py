"""What can go wrong, told apart by whose fault it is. Imports nothing of the project."""

from collections.abc import Iterable

import msgspec


class Problem(msgspec.Struct, frozen=True, order=True):
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


class UsageError(Exception):
    """The user asked for something that cannot be done; the message is for the user."""


class InputError(UsageError):
    """Input files that cannot be run, with every problem of every rank."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ProtocolError(Exception):
    """A message that is malformed, or that the state of its receiver does not allow."""


class RunError(Exception):
    """The run itself broke: a thread did not end, a rank was lost, a close was not met."""
