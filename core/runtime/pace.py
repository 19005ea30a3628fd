"""How a run goes, and what people may wish of it while they watch it."""

import math
from collections.abc import Callable
from enum import StrEnum
from queue import SimpleQueue

import msgspec

from core.events import Record
from core.faults import Strike
from core.model import Address
from core.timers import TimerKey
from core.until import Condition

HELD = 0.0
FULL = math.inf
"""Speeds are in messages a second, in the whole run; these are its two ends."""


class Mode(StrEnum):
    """What the run is doing."""

    HOLDING = "holding"
    """A hold or a step is under way, and not every thread is at rest yet."""
    HELD = "held"
    """Every thread is at rest, and what is in flight waits."""
    PLAYING = "playing"
    """One message after another is permitted, so many a second."""
    SEEKING = "seeking"
    """Likewise, but only until a certain thing happens."""
    FULL = "full"
    """Every thread goes as fast as it can."""


class Pace(msgspec.Struct, frozen=True):
    """How the run goes now; `speed` is what is asked for, in messages a second.

    Where the run seeks something, `until` says what, in words.
    """

    mode: Mode
    speed: float
    until: str = ""


class Play(msgspec.Struct, frozen=True):
    """Go at this speed, in messages a second: `HELD`, `FULL`, or anything between."""

    speed: float


class MessageChoice(msgspec.Struct, frozen=True):
    """Message `number` of `source`, which waits."""

    source: Address
    number: int


class TimerChoice(msgspec.Struct, frozen=True):
    """A timer that is set at thread `at`."""

    at: Address
    timer: TimerKey


Choice = MessageChoice | TimerChoice


class StepOnce(msgspec.Struct, frozen=True):
    """Hold, and let exactly one thing happen: the oldest waiting message, else a timer.

    With a choice it is this message, or this timer before it is due. Where the choice waits no
    longer when its turn comes, or would overtake another message, nothing happens in its place.
    """

    choice: Choice | None = None


class RunUntil(msgspec.Struct, frozen=True):
    """Go step by step until a step brings what is wished for, and hold there.

    It goes at this speed, in messages a second; by default as fast as steps go. Every gate is shut
    before: what happens on the way there from full speed does not count.
    """

    condition: Condition
    speed: float = math.inf


class Inflict(msgspec.Struct, frozen=True):
    """Let this fault happen now."""

    strike: Strike


class StopRun(msgspec.Struct, frozen=True):
    """End the run where it is, in an orderly way."""


Wish = Play | StepOnce | RunUntil | Inflict | StopRun


def _ignore(_: object) -> None:
    """Take what nobody asked for."""


class Audience:
    """Who watches a run: gets all that happens, in order, and may wish.

    `take` gets merged records and `tell` every change of pace, both in the collector's thread and
    in the order of truth; `wishes` may be filled by any thread. `speed` is how the run begins,
    where it is conducted at all.
    """

    def __init__(
        self,
        *,
        take: Callable[[list[Record]], None] = _ignore,
        tell: Callable[[Pace], None] = _ignore,
        speed: float = FULL,
    ) -> None:
        self.take = take
        self.tell = tell
        self.speed = speed
        self.wishes: SimpleQueue[Wish] = SimpleQueue()
