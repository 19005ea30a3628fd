"""What goes wrong on purpose, in any thread, and right again."""

from core.events.event import Event
from core.messages import NOTHING, About
from core.model import Address, Affliction


class MessageLost(Event, frozen=True):
    """Message `number` of this thread, which it just sent, will never reach `to`."""

    to: Address
    number: int
    kind: str
    why: str
    about: About = NOTHING


class MessageDelayed(Event, frozen=True):
    """Message `number` of this thread, which it just sent, takes longer on its way to `to`."""

    to: Address
    number: int
    kind: str
    why: str
    about: About = NOTHING


class MessageReleased(Event, frozen=True):
    """Message `number` of this thread, which was delayed, is now about to reach `to`."""

    to: Address
    number: int
    kind: str
    about: About = NOTHING


class MessageDuplicated(Event, frozen=True):
    """Message `number` of this thread to `to` goes out once more, as its message `copy`."""

    to: Address
    number: int
    kind: str
    copy: int
    about: About = NOTHING


class SegmentsCorrupted(Event, frozen=True):
    """What this thread is about to send to client `to` for these segments was falsified."""

    file: str
    segments: tuple[int, ...]
    to: int


class ThreadCrashed(Event, frozen=True):
    """The thread is dead: nothing that comes is handled, and no timer of its rings."""


class ThreadRevived(Event, frozen=True):
    """The thread begins anew, with nothing but its input, and what it held where it is `kept`.

    `life` counts from 1.
    """

    life: int
    kept: bool


class AfflictionBegun(Event, frozen=True):
    """From now on this is wrong with the thread; what it sends takes `delay_s` seconds longer."""

    affliction: Affliction
    delay_s: float = 0.0


class AfflictionEnded(Event, frozen=True):
    """This is not wrong with the thread any more."""

    affliction: Affliction
