"""Deciding what may happen next in a run whose drivers are held.

The conductor is a fold over the merged events: it knows what was sent and not yet handled, and
which timers are set. When everything is at rest it permits one thing: the oldest waiting message,
or, only when no message waits, the timer that is due first. One permit is out at a time, until its
receipt is in with all that it caused. So a run that is born held is deterministic for a seed.

A permitted message adds 1 ms to protocol time; a fired timer sets it to its deadline.
"""

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
from core.runtime.clock import DIGITS
from core.runtime.telemetry import Control, Fire, Permit
from core.timers import TimerKey

STEP_S = 0.001

AlarmId = tuple[Address, TimerKey]


class Conductor:
    """Permits one step after another."""

    def __init__(self) -> None:
        self._now = 0.0
        self._waiting: dict[MessageId, Address] = {}
        """Where each message that waits is bound for, oldest first."""
        self._alarms: dict[AlarmId, float] = {}
        """The protocol time at which each timer that is set is due."""
        self._permitted: MessageId | AlarmId | None = None

    def observe(self, record: Record) -> None:
        """Take notice of one event, in causal order."""
        match record.event:
            case MessageSent(to=to, number=number):
                self._waiting[record.at, number] = to
            case MessageReceived(source=source, number=number):
                self._handled((source, number))
            case MessageUnheeded(source=source, number=number):
                self._handled((source, number))
            case TimerSet(timer=timer, due=due):
                self._alarms[record.at, timer] = due
            case TimerCancelled(timer=timer):
                del self._alarms[record.at, timer]
            case TimerFired(timer=timer):
                del self._alarms[record.at, timer]
                self._permitted = None
            case _:
                pass

    def _handled(self, message: MessageId) -> None:
        del self._waiting[message]
        self._permitted = None

    def next_step(self) -> tuple[Address, Control] | None:
        """Return what to tell which driver, or `None` while a step is under way or none is left.

        Call it only between batches, which hold whole steps, and let it see nothing before every
        thread has started.
        """
        if self._permitted is not None:
            return None
        if self._waiting:
            return self._permit(next(iter(self._waiting)))
        if self._alarms:
            return self._fire(min(self._alarms, key=self._alarms.__getitem__))
        return None

    def _permit(self, message: MessageId) -> tuple[Address, Control]:
        self._permitted = message
        self._now = round(self._now + STEP_S, DIGITS)
        return self._waiting[message], Permit(*message, self._now)

    def _fire(self, alarm: AlarmId) -> tuple[Address, Control]:
        self._permitted = alarm
        self._now = max(self._now, self._alarms[alarm])
        at, timer = alarm
        return at, Fire(timer, self._now)
