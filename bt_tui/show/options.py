"""What the command line of `bt-tui show` says. Imports nothing heavy."""

import msgspec

from core.narration.kinds import Kind


class ShowOptions(msgspec.Struct, frozen=True):
    """The options of `bt-tui show`; empty ones let everything through.

    `recording` is a path, or "-" for standard input; `file` are names of files in the swarm.
    """

    recording: str
    rank: tuple[int, ...] = ()
    kind: tuple[Kind, ...] = ()
    file: tuple[str, ...] = ()
