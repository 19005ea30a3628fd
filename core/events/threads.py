"""What happens in any thread: messages, timers, beginning and end."""

from core.events.event import Event
from core.messages import NOTHING, About
from core.model import Address
from core.timers import TimerKey


class ThreadStarted(Event, frozen=True):
    """The thread is up, and its machine is about to start."""


class MessageSent(Event, frozen=True):
    """Message `number` of this thread left for `to`; `size` is in bytes on the wire."""

    to: Address
    number: int
    kind: str
    size: int
    about: About = NOTHING


class MessageReceived(Event, frozen=True):
    """Message `number` of `source` was handled."""

    source: Address
    number: int
    kind: str
    about: About = NOTHING


class MessageUnheeded(Event, frozen=True):
    """Message `number` of `source` came when this thread had nothing more to do.

    Where a fault kept it from being handled, `why` says which.
    """

    source: Address
    number: int
    kind: str
    about: About = NOTHING
    why: str = ""


class TimerSet(Event, frozen=True):
    """The thread will act at protocol time `due`, unless something happens first."""

    timer: TimerKey
    due: float
    reason: str


class TimerCancelled(Event, frozen=True):
    """What the timer waited for came in time."""

    timer: TimerKey


class TimerFired(Event, frozen=True):
    """The timer rang."""

    timer: TimerKey


class ThreadStopped(Event, frozen=True):
    """The run was ended early, and this thread with it, before its machine was done."""


class ThreadEnded(Event, frozen=True):
    """The machine of this thread is done; mail that still comes is unheeded."""
