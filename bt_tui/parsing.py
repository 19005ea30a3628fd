"""What words on a command line may mean, and a parser for them. Loads nothing heavy."""

import argparse
import math
import re
from pathlib import Path
from typing import IO

from bt_tui import launch
from core.errors import UsageError
from core.faults import Fault
from core.profiles import profile_named
from core.until import Condition, parse_condition

SEED_BELOW = 2**63
SEGMENT_BYTES_MAX = 2**31 - 1
"""More than that MPI does not send at once."""
SPEED_MIN, SPEED_MAX = 0.01, 1_000_000
_DIGITS = re.compile("[0-9]{1,19}")


class Parser(argparse.ArgumentParser):
    """A parser that speaks once, however many ranks parse the same line."""

    def _print_message(self, message: str, file: IO[str] | None = None) -> None:  # type: ignore[override]
        if launch.speaks_for_all():
            super()._print_message(message, file)

    def exit(self, status: int = 0, message: str | None = None) -> None:  # type: ignore[override]
        """End with the code that all ranks agree on."""
        super().exit(launch.agreed_exit(status), message)


def named(text: str) -> str:
    """Refuse the empty name, which an unset variable of a shell leaves."""
    if not text:
        raise argparse.ArgumentTypeError("found ''; expected a name")
    return text


def path(text: str) -> Path:
    """Parse a path."""
    return Path(named(text))


def profile(text: str) -> str:
    """Parse the name of a profile."""
    try:
        return profile_named(text).name
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def rank(text: str) -> int:
    """Parse the rank of a client."""
    if not (_DIGITS.fullmatch(text) and int(text) > 0):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected the rank of a client, from 1")
    return int(text)


def clients(text: str) -> int:
    """Parse a number of clients."""
    if not (_DIGITS.fullmatch(text) and int(text) > 0):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a number of clients, from 1")
    return int(text)


def any_rank(text: str) -> int:
    """Parse the rank of a client, or of the tracker."""
    if not _DIGITS.fullmatch(text):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a rank, from 0")
    return int(text)


def seed(text: str) -> int:
    """Parse a seed."""
    if not (_DIGITS.fullmatch(text) and int(text) < SEED_BELOW):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a whole number below 2^63")
    return int(text)


def speed(text: str) -> float:
    """Parse messages a second; infinity for "max"."""
    if text == "max":
        return math.inf
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise argparse.ArgumentTypeError(
            f"found {text!r}; expected messages a second, from {SPEED_MIN} to {SPEED_MAX}, or max"
        )
    return speed


def segment_size(text: str) -> int:
    """Parse how many bytes a segment has."""
    if not (_DIGITS.fullmatch(text) and 0 < int(text) <= SEGMENT_BYTES_MAX):
        raise argparse.ArgumentTypeError(
            f"found {text!r}; expected a number of bytes, from 1 to {SEGMENT_BYTES_MAX}"
        )
    return int(text)


def fault(text: str) -> Fault:
    """Parse what is to go wrong."""
    from core.faults.reading import parse_fault  # noqa: PLC0415 - few runs need it

    try:
        return parse_fault(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def condition(text: str) -> Condition:
    """Parse what a run is to go on until."""
    try:
        return parse_condition(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
