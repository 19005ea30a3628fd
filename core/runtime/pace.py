"""How a run goes, and what people may wish of it while they watch it."""

import math
from collections.abc import Callable
from enum import StrEnum
from queue import SimpleQueue

import msgspec

from core.events import Record
from core.model import Address
from core.timers import TimerKey

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
    FULL = "full"
    """Every thread goes as fast as it can."""
    SEEKING = "seeking"
    """One message after another is permitted, until a condition is met."""


class Pace(msgspec.Struct, frozen=True):
    """How the run goes now; `speed` is what is asked for, in messages a second.

    `until` tells what is sought, in words, where something is.
    """

    mode: Mode
    speed: float
    until: str = ""


class Play(msgspec.Struct, frozen=True):
    """Go at this speed, in messages a second: `HELD`, `FULL`, or anything between."""

    speed: float


Choice = tuple[Address, int] | tuple[Address, TimerKey]


class StepOnce(msgspec.Struct, frozen=True):
    """Hold, and let exactly one thing happen: the oldest waiting message, else a timer."""

    choice: Choice | None = None


class RunUntil(msgspec.Struct, frozen=True):
    """Hold, and go on step by step until this happens."""

    condition: object


class StopRun(msgspec.Struct, frozen=True):
    """End the run where it is, in an orderly way."""


Wish = Play | StepOnce | RunUntil | StopRun


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
