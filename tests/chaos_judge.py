"""What must hold of a run that is held, stepped, played and let go; in as simple a way as can be.

The judge hears all that the audience hears, in the collector's thread and in the order of truth:
records, paces, and each wish at the moment at which it is heard. It believes nobody: it keeps its
own list of what waits, and looks through all of it each time.
"""

import math
from collections import deque
from typing import NamedTuple

from core.causality import received_by
from core.events import (
    MessageChosen,
    MessageSent,
    Record,
    ThreadEnded,
    ThreadStarted,
    TimerCancelled,
    TimerChosen,
    TimerFired,
    TimerSet,
)
from core.messages import MessageId
from core.model import CONDUCTOR, Address
from core.runtime.pace import (
    FULL,
    HELD,
    Choice,
    MessageChoice,
    Mode,
    Pace,
    Play,
    RunUntil,
    StepOnce,
    StopRun,
    TimerChoice,
    Wish,
)
from core.timers import TimerKey
from core.until import Condition
from tests.judging import of_rank


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
        self.choices = 0
        """How many steps were chosen by hand."""
        self.finds = 0
        """How often the run came to rest at what it was let go until."""
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
        self._wished: deque[Choice | None] | None = None
        """The steps that were wished since the run was held and not taken, if nothing else was."""
        self._choices_wished: list[Choice] = []
        self._choice: Choice | None = None
        """What was chosen and is to come next."""
        self._until: Condition | None = None
        """What the run is let go until."""
        self._step: list[Record] = []
        """What happened in the last step."""
        self._lamport = 0
        self._moves = 0
        self._mover: Address | None = None
        self._released = speed != HELD

    # ---- what it hears --------------------------------------------------------------------------

    def hear_wish(self, wish: Wish) -> None:
        """Take notice of what may happen from now on."""
        match wish:
            case StepOnce(choice):
                self._moves_allowed += 1
                if self._wished is not None:
                    self._wished.append(choice)
                if choice is not None:
                    self._choices_wished.append(choice)
            case Play(speed) if speed == HELD:
                if self._still:
                    return
                if self._ordered:
                    self._moves_allowed = 1
                self._wished = None
            case Play(speed):
                self._let_go()
                self._ordered = self._ordered and speed != FULL
                self._released = True
            case RunUntil():
                self._let_go()
                self._released = True
            case StopRun():
                self._let_go()
                self._ordered = False
                self._choice = None
        self._until = wish.condition if isinstance(wish, RunUntil) else None
        self._still = False

    def _let_go(self) -> None:
        self._moves_allowed = math.inf
        self._wished = None

    def hear_pace(self, pace: Pace) -> None:
        """Take notice of how the run goes."""
        if pace.mode is not Mode.HELD:
            return
        for wish in self._wished or ():
            if self._can_go(wish):
                raise Violation(f"a step was wished and not taken: {wish}")
        if self._until is not None:
            if not any(map(self._until.matches, self._step)):
                raise Violation(f"held, but not at {self._until.words}")
            self.finds += 1
        self.holds += self._released
        self.steps += 0 if self._wished is None else self._moves
        self.rests_in_close += len(self._running) == 0
        self._still = self._ordered = True
        self._released = False
        self._moves_allowed = self._moves = 0
        self._wished = deque()
        self._choices_wished.clear()
        self._mover = None
        self._until = None

    def _can_go(self, wish: Choice | None) -> bool:
        """Tell whether there is something for this step to do."""
        match wish:
            case MessageChoice(source, number):
                to = {sent.to for sent in self.waiting if sent.id == (source, number)}
                ids = [one.id for one in self.waiting if one.id[0] == source and one.to in to]
                return bool(ids) and ids[0] == (source, number)
            case TimerChoice(at, timer):
                return (at, timer) in self.timers
            case None:
                return bool(self.waiting or self.timers)

    def hear_record(self, record: Record) -> None:
        """Judge what happened."""
        self.records.append(record)
        if self._still:
            raise Violation(f"moved while held: {record}")
        if record.at == CONDUCTOR:
            self._judge_choice(record)
            return
        if received_by(record.event) is not None or isinstance(record.event, TimerFired):
            self._judge_move(record)
            self._step = []
        elif self._ordered and record.at != self._mover and self._mover is not None:
            raise Violation(f"happened at another thread than the step: {record}")
        self._step.append(record)
        if self._until is not None and self._ordered and self._until.matches(record):
            self._moves_allowed = 0
        self._lamport = max(self._lamport, record.lamport)
        self._judge_time(record)
        self._keep(record)

    # ---- how it judges --------------------------------------------------------------------------

    def _judge_choice(self, record: Record) -> None:
        """See that it was wished and says the truth; that nobody is overtaken is seen later."""
        self.choices += 1
        choice: Choice
        match record.event:
            case MessageChosen(source=source, number=number, older=older):
                choice = MessageChoice(source, number)
                true = self.waiting[older].id == (source, number)
            case TimerChosen(of=of, timer=timer, due=due, messages=messages, sooner=sooner):
                choice = TimerChoice(of, timer)
                before = sum(other < due for other in self.timers.values())
                true = self.timers[of, timer] == due and before <= sooner < len(self.timers)
                true = true and messages == len(self.waiting)
            case other:
                raise Violation(f"not to be chosen: {other}")
        if not true or (record.number, record.lamport) != (self.choices, self._lamport):
            raise Violation(f"not as it is: {record}")
        if self._choice is not None or choice not in self._choices_wished:
            raise Violation(f"was not chosen: {record}")
        self._choices_wished.remove(choice)
        self._choice = choice

    def _judge_move(self, record: Record) -> None:
        chosen, self._choice = self._choice, None
        if chosen is not None and chosen != _choice_of(record):
            raise Violation(f"{chosen} was to come next: {record}")
        if self._wished is not None:
            self._judge_wished(chosen, record)
        self._moves += 1
        self._moves_allowed -= 1
        self._mover = record.at
        if self._moves_allowed < 0:
            raise Violation(f"one move too many: {record}")
        if not self._ordered or chosen is not None:
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

    def _judge_wished(self, chosen: Choice | None, record: Record) -> None:
        """See that the first of the steps that were wished is taken that can be."""
        assert self._wished is not None
        while self._wished and not self._can_go(self._wished[0]):
            self._wished.popleft()
        if not self._wished:
            raise Violation(f"one move too many: {record}")
        if self._wished.popleft() != chosen:
            raise Violation(f"went in the place of what was chosen: {record}")

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
            own = [one.number for one in of_rank(self.records, rank)]
            if own != list(range(1, len(own) + 1)):
                raise Violation(f"events of rank {rank} are missing, doubled or disordered")

    @property
    def messages(self) -> int:
        """How many messages were received."""
        return len(self._received)


def _choice_of(record: Record) -> Choice:
    """Return the choice that would have brought this move."""
    if isinstance(record.event, TimerFired):
        return TimerChoice(record.at, record.event.timer)
    message = received_by(record.event)
    assert message is not None
    return MessageChoice(*message)


def _sending(record: Record) -> MessageSent | None:
    return record.event if isinstance(record.event, MessageSent) else None
