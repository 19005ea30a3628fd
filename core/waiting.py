"""What may happen next: the messages and timers that wait, as a fold over events in causal order.

By default the oldest message goes first, and a timer only when no message waits. Between the same
two threads only the first waiting message may go next, for MPI lets none overtake another there.
"""

from typing import NamedTuple

from core.causality import MessageId
from core.events import (
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.model import Address
from core.timers import TimerKey


class WaitingMessage(NamedTuple):
    """A message that was sent, at this protocol time in seconds, and not yet handled."""

    source: Address
    sent: MessageSent
    since: float


class WaitingTimer(NamedTuple):
    """A timer that was set, at this protocol time in seconds, and did not yet ring."""

    at: Address
    set: TimerSet
    since: float


class Waiting:
    """Keeps what was sent and not yet handled, and which timers are set."""

    def __init__(self) -> None:
        self.messages: dict[MessageId, WaitingMessage] = {}
        """Every message that waits, oldest first."""
        self.timers: dict[tuple[Address, TimerKey], WaitingTimer] = {}
        """Every timer that is set."""

    def observe(self, record: Record) -> None:
        """Take notice of one event."""
        at = record.at
        match record.event:
            case MessageSent(number=number) as sent:
                self.messages[at, number] = WaitingMessage(at, sent, record.time)
            case MessageReceived(source=source, number=number):
                del self.messages[source, number]
            case MessageUnheeded(source=source, number=number):
                del self.messages[source, number]
            case TimerSet(timer=timer) as alarm:
                self.timers[at, timer] = WaitingTimer(at, alarm, record.time)
            case TimerCancelled(timer=timer):
                del self.timers[at, timer]
            case TimerFired(timer=timer):
                del self.timers[at, timer]
            case _:
                pass

    def __copy__(self) -> "Waiting":
        twin = Waiting()
        twin.messages, twin.timers = dict(self.messages), dict(self.timers)
        return twin

    def __bool__(self) -> bool:
        return bool(self.messages or self.timers)

    def behind(self, message: WaitingMessage) -> WaitingMessage | None:
        """Return the older message of the same two threads that must go first, if there is one."""
        for other in self.messages.values():
            if other is message:
                return None
            if other.source == message.source and other.sent.to == message.sent.to:
                return other
        return None

    @property
    def next(self) -> WaitingMessage | WaitingTimer | None:
        """What goes next by default: the oldest message, else the timer that is due first."""
        if self.messages:
            return next(iter(self.messages.values()))
        return min(self.timers.values(), key=lambda timer: timer.set.due, default=None)
