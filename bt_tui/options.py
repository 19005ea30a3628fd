"""What the command line of a run says. Imports nothing heavy: every rank needs it."""

import math
from pathlib import Path

import msgspec

from core.faults import Fault
from core.profiles import DEFAULT_PROFILE
from core.until import Condition

DEFAULT_OUTPUT = Path("output")


class RunOptions(msgspec.Struct, frozen=True):
    """The options of `bt-tui run`; see `bt_tui.cli` for their meanings.

    `free_rider` are ranks of clients. `speed` is in messages a second, infinite for as fast as it
    goes, `None` where none was given. `until` is what the run goes on to, if anything. `faults` is
    a file with more of them than `fault`.
    `segment_size` is in bytes; without it segments are their hashes, or what the input says.
    `resume` lets clients begin with what an earlier run left them in `output`.
    """

    input: str | None = None
    headless: bool = False
    profile: str = DEFAULT_PROFILE.name
    free_rider: tuple[int, ...] = ()
    seed: int | None = None
    speed: float | None = None
    until: Condition | None = None
    fault: tuple[Fault, ...] = ()
    faults: Path | None = None
    segment_size: int | None = None
    output: Path = DEFAULT_OUTPUT
    record: Path | None = None
    resume: bool = False
    no_record: bool = False
    json: bool = False

    @property
    def steady_speed(self) -> float | None:
        """The speed in messages a second where one was given that is not as fast as it goes."""
        return None if self.speed is None or math.isinf(self.speed) else self.speed
