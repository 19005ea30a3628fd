"""What the command line of a replay says. Loads nothing heavy."""

from pathlib import Path

import msgspec

from core.until import Condition


class ReplayOptions(msgspec.Struct, frozen=True):
    """The options of `bt-tui replay`; `speed` is in messages a second, `None` to begin held."""

    recording: Path
    speed: float | None = None
    until: Condition | None = None
