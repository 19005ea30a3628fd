"""Machines that tests put in the place of real ones: scripted, dead, lying, denying or late."""

from collections.abc import Callable, Iterable
from itertools import count
from random import Random

from core.holdings import Holdings
from core.machine import Machine, Send, Step
from core.messages import (
    Alive,
    AnyMessage,
    Envelope,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    SegmentRequest,
)
from core.model import HASH_LENGTH, TRACKER, Address
from core.timers import RequestTimer, TimerKey
from core.uploader import Uploader

Answer = Callable[[Envelope], Step]


def silence(envelope: Envelope) -> Step:
    """Answer nothing."""
    return Step()


class Scripted:
    """Does what it was told to do, keeps what it was given, and is done when `done` is set."""

    def __init__(self, *, first: Step | None = None, answer: Answer = silence) -> None:
        self.done = False
        self.received: list[Envelope] = []
        self.fired: list[TimerKey] = []
        self.times: list[float] = []
        self.ends_after: int | None = None
        """It is done when it was given so many messages and timers."""
        self._first = first or Step()
        self.answer = answer

    def start(self, now: float) -> Step:
        """Begin with the first step."""
        return self._note(now, self._first)

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Keep the message and answer it."""
        self.received.append(envelope)
        return self._note(now, self.answer(envelope))

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Keep the timer."""
        self.fired.append(timer)
        return self._note(now, Step())

    def _note(self, now: float, step: Step) -> Step:
        self.times.append(now)
        self.done |= len(self.received) + len(self.fired) == self.ends_after
        return step


class Dead(Scripted):
    """Never says a word, from the start on."""


class Relay:
    """Does as the real machine; a base for what differs a little."""

    def __init__(self, inner: Machine) -> None:
        self._inner = inner

    @property
    def done(self) -> bool:
        """Whether the real one is done."""
        return self._inner.done

    def start(self, now: float) -> Step:
        """Start the real one."""
        return self._inner.start(now)

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Let the real one handle a message."""
        return self._inner.receive(envelope, now)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Let the real one's timer ring."""
        return self._inner.fire(timer, now)


class Stand(Relay):
    """Stands in for an upload thread: all but segment requests goes to the real one."""

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Answer a request in its own way."""
        if isinstance(envelope.message, SegmentRequest):
            return self.answer(envelope, envelope.message, now)
        return super().receive(envelope, now)

    def answer(self, envelope: Envelope, request: SegmentRequest, now: float) -> Step:
        """Answer as the real one does."""
        return self._inner.receive(envelope, now)


class Mortal(Stand):
    """Answers so many requests, and is dead for good from the next message on."""

    def __init__(self, inner: Machine, answers: int) -> None:
        super().__init__(inner)
        self.answers_left = answers

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Say nothing once it is dead."""
        return super().receive(envelope, now) if self.answers_left else Step()

    def answer(self, envelope: Envelope, request: SegmentRequest, now: float) -> Step:
        """Come one answer closer to death."""
        self.answers_left -= 1
        return super().answer(envelope, request, now)


class Liar(Stand):
    """Answers every request with bytes that are not the segment's."""

    def __init__(self, rank: int) -> None:
        super().__init__(Uploader(rank, Holdings()))

    def answer(self, envelope: Envelope, request: SegmentRequest, now: float) -> Step:
        """Send wrong bytes."""
        wrong = (b"!" * HASH_LENGTH,) * len(request.segments)
        return Step().send(envelope.source, SegmentReply(request.file, request.segments, wrong))


class Denier(Stand):
    """Says no to every request."""

    def __init__(self, rank: int) -> None:
        super().__init__(Uploader(rank, Holdings()))

    def answer(self, envelope: Envelope, request: SegmentRequest, now: float) -> Step:
        """Say no."""
        return Step().send(envelope.source, SegmentDenial(request.file, request.segments))


class Tardy(Stand):
    """Answers every request, but only `delay` seconds later; probes it answers at once."""

    def __init__(self, inner: Machine, delay: float) -> None:
        super().__init__(inner)
        self._delay = delay
        self._kept: dict[TimerKey, Envelope] = {}
        self._numbers = count()

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Forget all requests when it ends."""
        step = super().receive(envelope, now)
        if self.done:
            for timer in self._kept:
                step.cancel(timer)
        return step

    def answer(self, envelope: Envelope, request: SegmentRequest, now: float) -> Step:
        """Keep the request until its time comes."""
        timer = RequestTimer(request.file, next(self._numbers), envelope.source.rank)
        self._kept[timer] = envelope
        return Step().set(timer, self._delay, "to be late")

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Answer the request that this timer was set for."""
        return self._inner.receive(self._kept.pop(timer), now)


class Mute(Stand):
    """Answers probes, and no request."""

    def __init__(self, rank: int) -> None:
        super().__init__(Uploader(rank, Holdings()))

    def answer(self, envelope: Envelope, request: SegmentRequest, now: float) -> Step:
        """Say nothing."""
        return Step()


class Fading(Relay):
    """Does as the real machine for so many messages, and never says a word from then on."""

    def __init__(self, inner: Machine, messages: int) -> None:
        super().__init__(inner)
        self._messages_left = messages

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Come one message closer to silence."""
        if not self._messages_left:
            return Step()
        self._messages_left -= 1
        return self._inner.receive(envelope, now)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Let timers go by once it is silent."""
        return self._inner.fire(timer, now) if self._messages_left else Step()


class Losing(Relay):
    """Never gets the first `times` messages of one kind, as if they were lost on their way."""

    def __init__(self, inner: Machine, kind: type[AnyMessage], times: int = 1) -> None:
        super().__init__(inner)
        self._kind = kind
        self.times_left = times

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Lose what is to be lost."""
        if self.times_left and isinstance(envelope.message, self._kind):
            self.times_left -= 1
            return Step()
        return self._inner.receive(envelope, now)


class Flaky(Relay):
    """Loses this share of the messages between the tracker and clients, at random."""

    def __init__(self, inner: Machine, rng: Random, share: float) -> None:
        super().__init__(inner)
        self._rng = rng
        self._share = share

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Lose the message, or not."""
        with_tracker = TRACKER in (envelope.source, envelope.destination)
        if with_tracker and self._rng.random() < self._share:
            return Step()
        return self._inner.receive(envelope, now)


class CutOff(Relay):
    """Neither hears anybody nor is heard between two moments of virtual time."""

    def __init__(self, inner: Machine, begins: float, ends: float) -> None:
        super().__init__(inner)
        self._begins = begins
        self._ends = ends

    def start(self, now: float) -> Step:
        """Start the real one."""
        return self._heard(self._inner.start(now), now)

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Lose what comes meanwhile."""
        if self._is_cut_off(now):
            return Step()
        return self._inner.receive(envelope, now)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Let the real one do what it will, and lose what it says."""
        return self._heard(self._inner.fire(timer, now), now)

    def _is_cut_off(self, now: float) -> bool:
        return self._begins <= now < self._ends

    def _heard(self, step: Step, now: float) -> Step:
        if self._is_cut_off(now):
            step.acts = [act for act in step.acts if not isinstance(act, Send)]
        return step


class Parting(Stand):
    """Ends with so many words to each of these threads, which have ended before and heed none."""

    def __init__(self, inner: Machine, to: Iterable[Address], words: int) -> None:
        super().__init__(inner)
        self._to = tuple(to)
        self._words = words

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Say what is to be said together with what is done at last."""
        step = super().receive(envelope, now)
        if isinstance(envelope.message, Poison):
            for to in self._to * self._words:
                step.send(to, Alive())
        return step


class Unreachable(Stand):
    """Serves segments, but answers no probe."""

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Ignore probes."""
        if isinstance(envelope.message, Probe):
            return Step()
        return super().receive(envelope, now)
