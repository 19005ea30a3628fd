"""Performing one machine's steps: the same for real threads and for the world in memory.

Inputs go in with the time, envelopes ready to travel come out; everything that happened on the way
is in the rank's outbox. Mail for a machine that is done is noted as unheeded.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.events import (
    AnyEvent,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    ThreadEnded,
    ThreadStarted,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.machine import Machine, Step
from core.messages import AnyMessage, Envelope
from core.model import Address
from core.runtime.outbox import Outbox
from core.timers import TimerKey
from core.wire import encode


class Post(NamedTuple):
    """An encoded envelope, to be sent to `to`."""

    to: Address
    data: bytes


class Outcome(NamedTuple):
    """What is to be sent, in order, and what the machine told."""

    posts: list[Post]
    events: list[AnyEvent]


class Performer:
    """One machine at its address, with its timers and its counts of messages."""

    def __init__(self, at: Address, machine: Machine, outbox: Outbox) -> None:
        self.at = at
        self.timers: dict[TimerKey, float] = {}
        """The protocol time at which each timer that is set is due."""
        self.sent: Counter[Address] = Counter()
        self.handled: Counter[Address] = Counter()
        self.ended = False
        self._machine = machine
        self._outbox = outbox

    def start(self, now: float) -> Outcome:
        """Start the machine."""
        with self._outbox.lock:
            self._record(ThreadStarted(), now)
            return self._perform(self._machine.start(now), now)

    def receive(self, envelope: Envelope, now: float) -> Outcome:
        """Let the machine handle a message."""
        with self._outbox.lock:
            self.handled[envelope.source] += 1
            self._outbox.hear(envelope.lamport)
            message = (envelope.source, envelope.number, envelope.message.kind)
            if self.ended:
                self._record(MessageUnheeded(*message), now)
                return Outcome([], [])
            self._record(MessageReceived(*message), now)
            return self._perform(self._machine.receive(envelope, now), now)

    def fire(self, timer: TimerKey, now: float) -> Outcome:
        """Let the machine handle a timer that is set, whether or not it is due."""
        with self._outbox.lock:
            del self.timers[timer]
            self._record(TimerFired(timer), now)
            return self._perform(self._machine.fire(timer, now), now)

    def next_due(self, now: float) -> TimerKey | None:
        """Return the timer that has been due for longest, if any is."""
        timer = min(self.timers, key=self.timers.__getitem__, default=None)
        return timer if timer is not None and self.timers[timer] <= now else None

    # ---- with the outbox's lock held ------------------------------------------------------------

    def _perform(self, step: Step, now: float) -> Outcome:
        self._cancel(step.cancels, now)
        for alarm in step.alarms:
            self.timers[alarm.timer] = now + alarm.delay
            self._record(TimerSet(alarm.timer, alarm.delay, alarm.reason), now)
        for event in step.events:
            self._record(event, now)
        posts = [self._seal(to, message, now) for to, message in step.sends]
        if self._machine.done and not self.ended:
            self.ended = True
            self._cancel(list(self.timers), now)
            self._record(ThreadEnded(), now)
        return Outcome(posts, step.events)

    def _cancel(self, timers: Iterable[TimerKey], now: float) -> None:
        for timer in timers:
            if self.timers.pop(timer, None) is not None:
                self._record(TimerCancelled(timer), now)

    def _seal(self, to: Address, message: AnyMessage, now: float) -> Post:
        """Number, stamp and record a message before it goes out."""
        self.sent[to] += 1
        number = self.sent.total()
        lamport = self._outbox.stamp()
        data = encode(Envelope(self.at, to, number, lamport, message))
        file: str | None = getattr(message, "file", None)
        segments: tuple[int, ...] = getattr(message, "segments", ())
        event = MessageSent(to, number, message.kind, len(data), file, segments)
        self._outbox.record_stamped(self.at, event, now)
        return Post(to, data)

    def _record(self, event: AnyEvent, now: float) -> None:
        self._outbox.record(self.at, event, now)
