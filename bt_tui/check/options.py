"""What the command line of `bt-tui check` says. Imports nothing heavy."""

import msgspec


class CheckOptions(msgspec.Struct, frozen=True):
    """The options of `bt-tui check`; `recording` is a path, or "-" for standard input."""

    recording: str
    json: bool = False
