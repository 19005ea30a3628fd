"""What must hold of a run that is held, stepped, played and let go; in as simple a way as can be.

The judge hears all that the audience hears, in the collector's thread and in the order of truth:
records, paces, and each wish at the moment at which it is heard. It believes nobody: it keeps its
own list of what waits, and looks through all of it each time.
"""

import math
from typing import NamedTuple

from core.causality import MessageId, received_by
from core.events import (
    MessageSent,
    Record,
    ThreadEnded,
    ThreadStarted,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.model import Address
from core.runtime.pace import FULL, HELD, Mode, Pace, Play, StepOnce, StopRun, Wish
from core.timers import TimerKey


class Violation(AssertionError):  # noqa: N818 - a verdict
    """What the run did and must never do."""


class Sent(NamedTuple):
    """A message that waits."""

    id: MessageId
    to: Address


class Judge:
    """Judges a conducted run while it goes; raises `Violation` at once."""

    def __init__(self, speed: float) -> None:
        self.records: list[Record] = []
        self.holds = 0
        """How often the run came to rest after it was let go or played."""
        self.steps = 0
        self.rests_in_close = 0
        """How often the run came to rest when all machines had ended."""
        self.waiting: list[Sent] = []
        self.timers: dict[tuple[Address, TimerKey], float] = {}
        self._running: set[Address] = set()
        self._received: set[MessageId] = set()
        self._latest = 0.0
        self._times: dict[Address, float] = {}
        self._still = False
        """Whether the run was told to be held, and nothing has been wished since."""
        self._ordered = speed != FULL
        """Whether messages and timers go one by one, the oldest message first."""
        self._moves_allowed = math.inf if speed != HELD else 0
        self._moves_due: int | None = None
        """How many steps were wished since the run was held, if nothing else was."""
        self._moves = 0
        self._mover: Address | None = None
        self._released = speed != HELD

    # ---- what it hears --------------------------------------------------------------------------

    def hear_wish(self, wish: Wish) -> None:
        """Take notice of what may happen from now on."""
        match wish:
            case StepOnce():
                self._moves_allowed += 1
                if self._moves_due is not None:
                    self._moves_due += 1
            case Play(speed) if speed == HELD:
                if self._still:
                    return
                if self._ordered:
                    self._moves_allowed = 1
                self._moves_due = None
            case Play(speed):
                self._moves_allowed = math.inf
                self._moves_due = None
                self._ordered = self._ordered and speed != FULL
                self._released = True
            case StopRun():
                self._moves_allowed = math.inf
                self._moves_due = None
                self._ordered = False
        self._still = False

    def hear_pace(self, pace: Pace) -> None:
        """Take notice of how the run goes."""
        if pace.mode is not Mode.HELD:
            return
        if self._moves_due is not None and self._moves != self._moves_due and self._can_move:
            raise Violation(f"{self._moves_due} steps were wished, and {self._moves} taken")
        self.holds += self._released
        self.steps += self._moves_due or 0
        self.rests_in_close += len(self._running) == 0
        self._still = self._ordered = True
        self._released = False
        self._moves_allowed = self._moves = self._moves_due = 0
        self._mover = None

    @property
    def _can_move(self) -> bool:
        return bool(self.waiting or self.timers)

    def hear_record(self, record: Record) -> None:
        """Judge what happened."""
        self.records.append(record)
        if self._still:
            raise Violation(f"moved while held: {record}")
        if received_by(record.event) is not None or isinstance(record.event, TimerFired):
            self._judge_move(record)
        elif self._ordered and record.at != self._mover and self._mover is not None:
            raise Violation(f"happened at another thread than the step: {record}")
        self._judge_time(record)
        self._keep(record)

    # ---- how it judges --------------------------------------------------------------------------

    def _judge_move(self, record: Record) -> None:
        self._moves += 1
        self._moves_allowed -= 1
        self._mover = record.at
        if self._moves_allowed < 0:
            raise Violation(f"one move too many: {record}")
        if not self._ordered:
            return
        if isinstance(record.event, TimerFired):
            if self.waiting:
                raise Violation(f"a timer went before a message: {record}")
            if self.timers[record.at, record.event.timer] > min(self.timers.values()):
                raise Violation(f"a timer went before an earlier one: {record}")
        elif self.waiting and self.waiting[0].id != received_by(record.event):
            raise Violation(f"went before an older message: {record}")
        if record.time < self._latest:
            raise Violation(f"a step went back in time: {record}")

    def _judge_time(self, record: Record) -> None:
        if record.time < self._times.get(record.at, 0.0):
            raise Violation(f"went back in time: {record}")
        self._times[record.at] = record.time
        self._latest = max(self._latest, record.time)

    def _keep(self, record: Record) -> None:
        at = record.at
        match record.event:
            case MessageSent(to=to, number=number):
                self.waiting.append(Sent((at, number), to))
            case TimerSet(timer=timer, due=due):
                self.timers[at, timer] = due
            case TimerCancelled(timer=timer) | TimerFired(timer=timer):
                del self.timers[at, timer]
            case ThreadStarted():
                self._running.add(at)
            case ThreadEnded():
                self._running.remove(at)
            case event if (message := received_by(event)) is not None:
                self._take_away(message, at)
            case _:
                pass

    def _take_away(self, message: MessageId, at: Address) -> None:
        source, number = message
        if message in self._received:
            raise Violation(f"message {number} of {source} came twice")
        found = [place for place, sent in enumerate(self.waiting) if sent.id == message]
        if not found:
            raise Violation(f"message {number} of {source} came before it was sent")
        [place] = found
        if self.waiting[place].to != at:
            raise Violation(f"message {number} of {source} came to {at}")
        for older, to in self.waiting[:place]:
            if older[0] == source and to == at:
                raise Violation(f"message {number} of {source} overtook message {older[1]}")
        del self.waiting[place]
        self._received.add(message)

    # ---- the end --------------------------------------------------------------------------------

    def judge_end(self, ranks: int) -> None:
        """Judge the whole of a run that is over."""
        if self.waiting:
            lost = ", ".join(f"message {number} of {at}" for (at, number), _ in self.waiting)
            raise Violation(f"sent and never received: {lost}")
        if self._running:
            raise Violation(f"never ended: {self._running}")
        if self.timers:
            raise Violation(f"timers outlive the run: {self.timers}")
        started = [one.at for one in self.records if isinstance(one.event, ThreadStarted)]
        if len(started) != len(set(started)) or len(started) != 2 * ranks - 1:
            raise Violation(f"started: {started}")
        for at in started:
            sent = [e.number for one in self.records if one.at == at if (e := _sending(one))]
            if sent != list(range(1, len(sent) + 1)):
                raise Violation(f"{at} numbered its messages {sent}")
        for rank in range(ranks):
            own = [one.number for one in self.records if one.at.rank == rank]
            if own != list(range(1, len(own) + 1)):
                raise Violation(f"events of rank {rank} are missing, doubled or disordered")

    @property
    def messages(self) -> int:
        """How many messages were received."""
        return len(self._received)


def _sending(record: Record) -> MessageSent | None:
    return record.event if isinstance(record.event, MessageSent) else None
