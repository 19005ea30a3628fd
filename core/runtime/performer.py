"""Performing one machine's steps: the same for real threads and for the world in memory.

Inputs go in with the time, envelopes ready to travel come out; everything that happened on the way
is in the rank's outbox. Mail for a machine that is done is noted as unheeded.
"""

from collections import Counter
from collections.abc import Callable
from math import inf
from typing import assert_never

import msgspec

from core.events import (
    AnyEvent,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    ThreadEnded,
    ThreadStarted,
    ThreadStopped,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.faults import Strike
from core.machine import Alarm, Cancel, Machine, Send, Step, Tell
from core.messages import AnyMessage, Envelope, SegmentReply, about
from core.model import Address, Sizes
from core.runtime.clock import DIGITS
from core.runtime.outbox import Outbox
from core.timers import TimerKey
from core.wire import encode


class Post(msgspec.Struct, frozen=True, gc=False):
    """An envelope, and as it travels: without the contents that travel beside it."""

    envelope: Envelope
    data: bytes


class Outcome(msgspec.Struct, frozen=True):
    """What is to be sent, in order, and what the machine told."""

    posts: list[Post] = []
    events: list[AnyEvent] = []


class Performer:
    """One machine at its address, with its timers and its counts of messages.

    With `sizes`, segments have so many bytes, and these travel beside the message.
    """

    def __init__(
        self, at: Address, machine: Machine, outbox: Outbox, sizes: Sizes | None = None
    ) -> None:
        self.at = at
        self.timers: dict[TimerKey, float] = {}
        """The protocol time at which each timer that is set is due."""
        self.not_due_before = inf
        """No timer is due before this protocol time."""
        self.sent: Counter[Address] = Counter()
        self.handled: Counter[Address] = Counter()
        self.ended = False
        self.lets_overtake = False
        """Whether a fault may let messages overtake each other on their way here."""
        self._machine = machine
        self._outbox = outbox
        self._tells = outbox.telling
        """Whether somebody is told of messages and timers; else they are at most counted.

        Stamps count them all the same, so that a message has as many bytes as if somebody were.
        """
        self._sizes = sizes
        self._numbered = 0
        """How many messages this thread sent, whether or not they will arrive."""
        self._life = 0
        self._known_lives: dict[int, int] = {}
        """The life in which each client was last heard of, where one may crash and come back."""

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
            message = envelope.message
            if self.ended or self._tells:
                receipt = (envelope.source, envelope.number, message.kind, about(message))
                kind = MessageUnheeded if self.ended else MessageReceived
                self._outbox.record(self.at, kind(*receipt), now, stamped=True)
            if self.ended:
                return Outcome()
            return self._perform(self._machine.receive(envelope, now), now)

    def fire(self, timer: TimerKey, now: float) -> Outcome:
        """Let the machine handle a timer that is set, whether or not it is due."""
        with self._outbox.lock:
            del self.timers[timer]
            self._trace(now, TimerFired, timer)
            return self._perform(self._machine.fire(timer, now), now)

    def stop(self, now: float) -> Outcome:
        """End the machine where it is; what still comes for it is unheeded."""
        with self._outbox.lock:
            if self.ended:
                return Outcome()
            stopped = ThreadStopped()
            self._record(stopped, now)
            self._end(now)
            return Outcome([], [stopped])

    def strike(self, strike: Strike, now: float) -> Outcome:
        """Let a fault happen; what can befall a machine is for others to say."""
        return Outcome()

    def next_due(self, now: float) -> TimerKey | None:
        """Return the timer that has been due for longest, if any is."""
        self.not_due_before = min(self.timers.values(), default=inf)
        if self.not_due_before > now:
            return None
        return min(self.timers, key=self.timers.__getitem__)

    # ---- with the outbox's lock held ------------------------------------------------------------

    def _perform(self, step: Step, now: float) -> Outcome:
        outcome = Outcome()
        for act in step.acts:
            match act:
                case Tell():
                    outcome.events.append(act.event)
                    self._outbox.record(self.at, act.event, now)
                case Send():
                    self._send(act.to, act.message, now, outcome.posts)
                case Alarm():
                    self._set(act.timer, round(now + act.delay, DIGITS), act.reason, now)
                case Cancel():
                    self._cancel(act.timer, now)
                case other:
                    assert_never(other)
        if self._machine.done and not self.ended:
            self._end(now)
        return outcome

    def _send(self, to: Address, message: AnyMessage, now: float, posts: list[Post]) -> None:
        """Add the message to what is to be sent."""
        self.sent[to] += 1
        posts.append(self._seal(to, message, now))

    def _end(self, now: float) -> None:
        self.ended = True
        self._cancel_all(now)
        self._record(ThreadEnded(), now)

    def _cancel_all(self, now: float) -> None:
        """Cancel every timer of the machine."""
        for timer in list(self.timers):
            self._cancel(timer, now)

    def _set(self, timer: TimerKey, due: float, reason: str, now: float) -> None:
        self.timers[timer] = due
        self.not_due_before = min(self.not_due_before, due)
        self._trace(now, TimerSet, timer, due, reason)

    def _cancel(self, timer: TimerKey, now: float) -> None:
        if self.timers.pop(timer, None) is not None:
            self._trace(now, TimerCancelled, timer)

    def _seal(self, to: Address, message: AnyMessage, now: float) -> Post:
        """Number, stamp and record a message before it goes out."""
        self._numbered += 1
        number, lamport = self._numbered, self._outbox.stamp()
        known_life = self._known_lives.get(to.rank, 0)
        envelope = Envelope(self.at, to, number, lamport, message, self._life, known_life)
        data, size = self._encoded(envelope)
        if self._tells:
            event = MessageSent(to, number, message.kind, size, about(message))
            self._outbox.record(self.at, event, now, stamped=True)
        else:
            self._outbox.counts.count_message(message.kind, size)
        return Post(envelope, data)

    def _encoded(self, envelope: Envelope) -> tuple[bytes, int]:
        """Return a message as it travels, and how many bytes it has with what travels beside it."""
        message = envelope.message
        if self._sizes is None or not isinstance(message, SegmentReply):
            data = encode(envelope)
            return data, len(data)
        header = msgspec.structs.replace(message, contents=())
        data = encode(msgspec.structs.replace(envelope, message=header))
        beside = sum(self._sizes.of(message.file, segment) for segment in message.segments)
        return data, len(data) + beside

    def _record(self, event: AnyEvent, now: float) -> None:
        self._outbox.record(self.at, event, now)

    def _trace(self, now: float, kind: Callable[..., AnyEvent], *details: object) -> None:
        """Record an event of this kind where somebody is told of such."""
        if self._tells:
            self._record(kind(*details), now)
        else:
            self._outbox.stamp()
