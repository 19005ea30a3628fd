"""Opening the recording that a command line names."""

import sys
from io import BufferedReader
from pathlib import Path
from typing import cast

from core.trace import Trace, open_trace

STANDARD_INPUT = "-"


def opened(recording: str) -> Trace:
    """Open a path or `STANDARD_INPUT`; raise `InputError` where it is no recording."""
    if recording == STANDARD_INPUT:
        return Trace(cast(BufferedReader, sys.stdin.buffer), "standard input")
    return open_trace(Path(recording))


def one_line(text: str) -> str:
    """Escape what would be no text, but move a cursor or begin a line: names may hold anything."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
