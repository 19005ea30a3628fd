"""What may happen next: the messages and timers that wait, as a fold over events in causal order.

By default the oldest message goes first, and a timer only when no message waits. By hand any may go
next, a timer also before it is due. But between the same two threads only the first waiting message
may, for MPI lets none overtake another there.
"""

from typing import NamedTuple

from core.events import (
    MessageDelayed,
    MessageLost,
    MessageReceived,
    MessageReleased,
    MessageSent,
    MessageUnheeded,
    Record,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.messages import MessageId
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
        self.delayed: dict[MessageId, WaitingMessage] = {}
        """Every message that a fault delays, and that is not to go before it is released."""
        self.timers: dict[tuple[Address, TimerKey], WaitingTimer] = {}
        """Every timer that is set."""
        self._firsts: dict[tuple[Address, Address], WaitingMessage] | None = None
        """The oldest message between each two threads, where anybody asked since it changed."""

    def observe(self, record: Record) -> None:
        """Take notice of one event."""
        at = record.at
        match record.event:
            case MessageSent(number=number) as sent:
                self.messages[at, number] = WaitingMessage(at, sent, record.time)
                self._firsts = None
            case MessageReceived(source=source, number=number):
                del self.messages[source, number]
                self._firsts = None
            case MessageUnheeded(source=source, number=number):
                del self.messages[source, number]
                self._firsts = None
            case MessageLost(number=number):
                del self.messages[at, number]
                self._firsts = None
            case MessageDelayed(number=number):
                self.delayed[at, number] = self.messages.pop((at, number))
                self._firsts = None
            case MessageReleased(number=number):
                self.messages[at, number] = self.delayed.pop((at, number))
                self._firsts = None
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
        twin.delayed = dict(self.delayed)
        return twin

    def __bool__(self) -> bool:
        return bool(self.messages or self.timers)

    @property
    def next(self) -> WaitingMessage | WaitingTimer | None:
        """What goes next by default: the oldest message, else the timer that is due first."""
        if self.messages:
            return next(iter(self.messages.values()))
        return min(self.timers.values(), key=_due, default=None)

    def behind(self, message: WaitingMessage) -> WaitingMessage | None:
        """Return the message that this one may not overtake; `None` where it may go next.

        All calls between two events cost one walk over what waits.
        """
        if self._firsts is None:
            oldest_last = reversed(self.messages.values())
            self._firsts = {(one.source, one.sent.to): one for one in oldest_last}
        first = self._firsts[message.source, message.sent.to]
        return None if first.sent.number == message.sent.number else first

    def older(self, message: WaitingMessage) -> int:
        """Return how many of the messages that wait are older than this one."""
        return list(self.messages).index((message.source, message.sent.number))

    def sooner(self, timer: WaitingTimer) -> int:
        """Return how many timers would ring before this one by default."""
        in_order = sorted(self.timers.values(), key=_due)
        return in_order.index(timer)


def _due(timer: WaitingTimer) -> float:
    return timer.set.due
