"""Performing a machine to which faults may happen.

Faults of messages happen as these leave: the machine has sent them, and knows nothing of it. A
thread that has crashed handles nothing, and its machine is gone; when it is revived another begins,
and what was answered to the former one is left unheeded. What is on its way outlives its sender.
"""

from collections.abc import Callable, Iterable
from random import Random
from typing import assert_never

import msgspec

from core.events import (
    AfflictionBegun,
    AfflictionEnded,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    MessageReleased,
    MessageUnheeded,
    SegmentsCorrupted,
    ThreadCrashed,
    ThreadRevived,
    TimerFired,
)
from core.faults import (
    Afflict,
    CrashNow,
    Delay,
    Duplicate,
    Heal,
    Lose,
    MessageFault,
    Overtake,
    ReviveNow,
    Strike,
)
from core.machine import Machine
from core.messages import (
    AnyMessage,
    Choked,
    Envelope,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    Unchoked,
    about,
)
from core.model import Address, Affliction, Sizes, Thread
from core.runtime.body import Body
from core.runtime.clock import DIGITS
from core.runtime.mishaps import WORDS, Mishaps
from core.runtime.network import Network
from core.runtime.outbox import Outbox
from core.runtime.performer import Outcome, Performer, Post
from core.timers import NetworkTimer, TimerKey

ANSWERS = (SegmentReply, SegmentDenial, Choked, Unchoked)
CRASHED = "it has crashed"
FORMER = "it answers a question of a former life"
CUT_OFF = "the tracker is cut off"
MUTE = "it is mute"
SLOW = "it is slow"
BEHIND = "it waits behind one that is delayed"
"""Why a message does not arrive, or not in time, in words."""


class FaultyPerformer(Performer):
    """Performs one machine, as long as faults let it."""

    def __init__(
        self,
        at: Address,
        machine: Machine,
        outbox: Outbox,
        *,
        sizes: Sizes | None = None,
        body: Body | None = None,
        faults: Iterable[MessageFault] = (),
        rng: Random,
    ) -> None:
        super().__init__(at, machine, outbox, sizes)
        self._body = body
        """What its client lives on in; the tracker has none."""
        faults = tuple(faults)
        self.lets_overtake = any(isinstance(fault, Overtake) for fault in faults)
        self._mishaps = Mishaps(at, faults, rng)
        self._network = Network()
        self._afflictions: dict[Affliction, float] = {}
        """What is wrong with it now, and by how much its messages are delayed."""
        self._crashed = False

    @property
    def is_dead(self) -> bool:
        """Whether it has crashed, and has not ended."""
        return self._crashed and not self.ended

    # ---- what comes -----------------------------------------------------------------------------

    def receive(self, envelope: Envelope, now: float) -> Outcome:
        """Let the machine handle a message, unless a fault keeps it from it."""
        is_sound = not (self._crashed or self._afflictions or self._life)  # as nearly always
        why = "" if is_sound else self._unreached(envelope)
        if not why:
            self._known_lives[envelope.source.rank] = envelope.life
            return super().receive(envelope, now)
        with self._outbox.lock:
            self.handled[envelope.source] += 1
            self._outbox.hear(envelope.lamport)
            message = envelope.message
            receipt = (envelope.source, envelope.number, message.kind, about(message))
            self._outbox.record(self.at, MessageUnheeded(*receipt, why), now, stamped=True)
            if self._crashed and isinstance(message, Poison):  # the run is over, for it too
                self._end(now)
            return Outcome()

    def _unreached(self, envelope: Envelope) -> str:
        """Return why a message is not handled; nothing where it is."""
        if self.ended:
            return ""
        if self._crashed:
            return CRASHED
        if Affliction.CUT_OFF in self._afflictions:
            return CUT_OFF
        asked = self.at.thread is Thread.DOWNLOAD and not isinstance(
            envelope.message, Probe | Poison
        )
        return FORMER if asked and envelope.known_life < self._life else ""

    def fire(self, timer: TimerKey, now: float) -> Outcome:
        """Let the machine handle a timer, or let go on what was delayed until then."""
        if not isinstance(timer, NetworkTimer):
            return super().fire(timer, now)
        with self._outbox.lock:
            due = self.timers.pop(timer)
            self._record(TimerFired(timer), now)
            outcome = Outcome()
            self._release(self._network.take_due(timer.to, max(now, due)), now, outcome.posts)
            self._watch(timer.to, now)
            return outcome

    # ---- what is struck -------------------------------------------------------------------------

    def strike(self, strike: Strike, now: float) -> Outcome:
        """Let a fault happen; nothing happens to what has ended, or is like that already."""
        with self._outbox.lock:
            if self.ended:
                return Outcome()
            match strike:
                case CrashNow():
                    return self._crash(now)
                case ReviveNow(keeps=keeps):
                    return self._revive(now, keeps=keeps)
                case Afflict(affliction=affliction, delay_s=delay_s):
                    return self._begin(affliction, delay_s, now)
                case Heal(affliction=affliction):
                    return self._heal(affliction, now)
                case other:
                    assert_never(other)

    def _crash(self, now: float) -> Outcome:
        if not self._crashed:
            self._crashed = True
            self._record(ThreadCrashed(), now)
            self._cancel_all(now)
        return Outcome()

    def _revive(self, now: float, *, keeps: bool) -> Outcome:
        if not self._crashed or self._body is None:
            return Outcome()
        self._crashed = False
        self._life += 1
        self._known_lives.clear()
        self._machine = self._body.machines(self._life, kept=keeps)[self.at]
        self._record(ThreadRevived(self._life, keeps), now)
        return self._perform(self._machine.start(now), now)

    def _begin(self, affliction: Affliction, delay_s: float, now: float) -> Outcome:
        if self._afflictions.get(affliction) != delay_s:
            self._afflictions[affliction] = delay_s
            self._deny(affliction, denies=True)
            self._record(AfflictionBegun(affliction, delay_s), now)
        return Outcome()

    def _heal(self, affliction: Affliction, now: float) -> Outcome:
        if self._afflictions.pop(affliction, None) is not None:
            self._deny(affliction, denies=False)
            self._record(AfflictionEnded(affliction), now)
        return Outcome()

    def _deny(self, affliction: Affliction, *, denies: bool) -> None:
        if affliction is Affliction.DENYING and self._body is not None:
            self._body.holdings.denies = denies

    # ---- what goes ------------------------------------------------------------------------------

    def stop(self, now: float) -> Outcome:
        """End the machine where it is, and let go on what is delayed; the dead just end."""
        outcome = Outcome() if self.is_dead else super().stop(now)
        with self._outbox.lock:
            if self.is_dead:
                self._end(now)
            self._release(self._network.take_all(), now, outcome.posts)
            super()._cancel_all(now)
        return outcome

    def _cancel_all(self, now: float) -> None:
        for timer in list(self.timers):
            if not isinstance(timer, NetworkTimer):  # what is on its way outlives the machine
                self._cancel(timer, now)

    def _send(self, to: Address, message: AnyMessage, now: float, posts: list[Post]) -> None:
        if not (self._afflictions or self._mishaps or self._network):  # as nearly always
            self.sent[to] += 1
            posts.append(self._seal(to, message, now))
            return
        message = self._falsified(to, message, now)
        fault = self._mishaps.befalling(to, message, now)
        post = self._seal(to, message, now)
        if lost := self._lost(message, fault):
            self._tell(MessageLost, post, lost, now)
            return
        self.sent[to] += 1
        if isinstance(fault, Overtake):
            self._tell(MessageDelayed, post, WORDS[Overtake], now)
            self._network.put_aside(post, round(now + fault.by, DIGITS))
            self._watch(to, now)
        else:
            self._post(post, fault, now, posts)
        if isinstance(fault, Duplicate):
            number = post.envelope.number
            copy = MessageDuplicated(to, number, message.kind, number + 1, about(message))
            self._record(copy, now)
            self.sent[to] += 1
            self._post(self._seal(to, message, now), None, now, posts)

    def _falsified(self, to: Address, message: AnyMessage, now: float) -> AnyMessage:
        if Affliction.CORRUPT not in self._afflictions or not isinstance(message, SegmentReply):
            return message
        self._record(SegmentsCorrupted(message.file, message.segments, to.rank), now)
        contents = tuple(content[::-1] + b"?" for content in message.contents)
        return msgspec.structs.replace(message, contents=contents)

    def _lost(self, message: AnyMessage, fault: MessageFault | None) -> str:
        """Return why a message will never arrive; nothing where it will."""
        if Affliction.CUT_OFF in self._afflictions:
            return CUT_OFF
        if Affliction.MUTE in self._afflictions and isinstance(message, ANSWERS):
            return MUTE
        return WORDS[Lose] if isinstance(fault, Lose) else ""

    def _post(self, post: Post, fault: MessageFault | None, now: float, posts: list[Post]) -> None:
        """Let a message go, at once or when it is its time, and what it has overtaken."""
        to = post.envelope.destination
        if delay := self._delay(to, fault):
            delay_s, why = delay
            self._tell(MessageDelayed, post, why, now)
            self._network.delay(post, round(now + delay_s, DIGITS))
            self._watch(to, now)
            return
        posts.append(post)
        if overtaken := self._network.take_overtaken(to):
            self._release(overtaken, now, posts)
            self._watch(to, now)

    def _delay(self, to: Address, fault: MessageFault | None) -> tuple[float, str] | None:
        """Return for how long a message is delayed, in seconds, and why, if it is."""
        slow_s = self._afflictions.get(Affliction.SLOW)
        if isinstance(fault, Delay):
            return fault.by + (slow_s or 0.0), WORDS[Delay]
        if slow_s is not None:
            return slow_s, SLOW
        return (0.0, BEHIND) if self._network.is_slow(to) else None

    def _release(self, posts: Iterable[Post], now: float, into: list[Post]) -> None:
        for post in posts:
            envelope = post.envelope
            kind, what = envelope.message.kind, about(envelope.message)
            released = MessageReleased(envelope.destination, envelope.number, kind, what)
            self._record(released, now)
            into.append(post)

    def _watch(self, to: Address, now: float) -> None:
        """See that what is kept goes on when it is its time."""
        timer, due = NetworkTimer(to), self._network.next_due(to)
        if due is None:
            self._cancel(timer, now)
        elif self.timers.get(timer) != due:
            self._set(timer, due, "what is on its way there takes longer", now)

    def _tell(
        self,
        event: Callable[..., MessageLost | MessageDelayed],
        post: Post,
        why: str,
        now: float,
    ) -> None:
        envelope = post.envelope
        kind, what = envelope.message.kind, about(envelope.message)
        self._record(event(envelope.destination, envelope.number, kind, why, what), now)
