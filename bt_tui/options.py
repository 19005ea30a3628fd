"""What the command line of a run says. Imports nothing heavy: every rank needs it."""

from pathlib import Path

import msgspec

DEFAULT_OUTPUT = Path("output")


class RunOptions(msgspec.Struct, frozen=True):
    """The options of `bt-tui run`; see `bt_tui.cli` for their meanings.

    `speed` is in messages a second, `None` for as fast as it goes.
    """

    input: str | None = None
    headless: bool = False
    seed: int | None = None
    speed: float | None = None
    output: Path = DEFAULT_OUTPUT
    record: Path | None = None
    json: bool = False
