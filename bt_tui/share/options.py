"""What the command line of `bt-tui share` says. Imports nothing heavy."""

from pathlib import Path

import msgspec

DEFAULT_CLIENTS = 3
DEFAULT_SEGMENT_SIZE = 256 * 1024


class ShareOptions(msgspec.Struct, frozen=True):
    """The options of `bt-tui share`; `segment_size` is in bytes."""

    files: list[Path]
    into: Path
    clients: int = DEFAULT_CLIENTS
    segment_size: int = DEFAULT_SEGMENT_SIZE
