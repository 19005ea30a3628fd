"""Deciding what may happen next in a run whose drivers can be held.

Each driver has a gate. *Held* means that every gate is shut, which each driver acknowledges between
two steps, and that no permit is outstanding; what is in flight then waits. A *step* permits one
waiting message at its receiver, or rings one timer; it is over when its receipt is in, with all
that it caused. So one mechanism gives every control: hold, one step, so many steps a second, steps
until something happens, and full speed, with all gates open. A run that is born held and conducted
all along is deterministic for a seed.

Which message or timer goes next is settled, unless people choose another. Such a choice, and no
other step, is recorded as an event of the conductor's own: it comes right before what it permits.

A fault strikes between two steps, or at once where gates are open. It reaches the threads that it
concerns one after another, so that it goes the same way each time; until it has reached them all
nothing else is commanded.

Protocol time stands still while held; a permitted message adds 1 ms to it, and a fired timer sets
it to its deadline. With open gates it is every rank's own clock, and a hold goes on from the latest
of them.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple, assert_never

from core.causality import received_by
from core.events import (
    FaultChosen,
    MessageChosen,
    Record,
    ThreadCrashed,
    ThreadRevived,
    ThreadStarted,
    TimerChosen,
    TimerFired,
)
from core.faults import Strike, struck
from core.faults.wording import words
from core.model import CONDUCTOR, Address
from core.runtime.clock import DIGITS
from core.runtime.pace import FULL, HELD, Choice, MessageChoice, Mode, Pace, TimerChoice
from core.runtime.telemetry import Befall, Control, Fire, GateShut, Open, Permit, Shut
from core.until import Condition
from core.waiting import Waiting, WaitingMessage, WaitingTimer

STEP_S = 0.001
ARREARS_MAX_S = 1.0
"""What could not be played in time is caught up with, but not more than this."""


class Command(NamedTuple):
    """What to tell which driver."""

    to: Address
    control: Control


class Conductor:
    """Says what to tell the drivers, which are born held; `now` is always a monotonic time."""

    def __init__(self, threads: Iterable[Address], speed: float) -> None:
        self._threads = frozenset(threads)
        self._speed = speed
        """In messages a second; where the run seeks something, `FULL` is as fast as steps go."""
        self._until: Condition | None = None
        """What the run seeks."""
        self._steps_wanted: deque[Choice | None] = deque()
        self._choices: list[Record] = []
        """The choices that were made, until they are taken."""
        self._chosen = 0
        """How many choices were made."""
        self._strikes: deque[tuple[Address, Strike]] = deque()
        """What is to strike whom, as soon as no step is under way."""
        self._unstruck: Address | None = None
        """Whom the last strike has not reached yet."""
        self._dead: set[Address] = set()
        """Whose threads have crashed."""
        self.has_struck = False
        """Whether anything is to strike, or has struck, anybody."""
        self._lamport = 0
        """The greatest stamp so far."""
        self._latest = 0.0
        """The latest protocol time so far."""
        self._waiting = Waiting()
        self._now = 0.0
        """Protocol time, while gates are shut."""
        self._open = False
        self._hold = 0
        self._unshut = set(self._threads)
        """Whose gate is not known to be shut; one that starts shut is known when it has started."""
        self._step_under_way = False
        self._next_step_at: float | None = None
        """When the next step is due where so many a second are wanted; `None` for at once."""

    # ---- what it hears --------------------------------------------------------------------------

    def observe(self, record: Record) -> None:
        """Take notice of one event, in causal order."""
        if record.at == CONDUCTOR:  # of a run that goes on from another
            self._chosen = record.number
            return
        self._waiting.observe(record)
        self._lamport = max(self._lamport, record.lamport)
        self._latest = max(self._latest, record.time)
        if self._until is not None and self._steps_alone and self._until.matches(record):
            self.play(HELD)
        if isinstance(record.event, TimerFired) or received_by(record.event) is not None:
            self._step_under_way = False
        elif isinstance(record.event, ThreadStarted):
            self._unshut.discard(record.at)
        elif isinstance(record.event, ThreadCrashed):
            self._dead.add(record.at)
        elif isinstance(record.event, ThreadRevived):
            self._dead.discard(record.at)

    def acknowledge(self, shut: GateShut) -> None:
        """Take notice that a gate is shut; what was said of an earlier hold counts for nothing."""
        if shut.number == self._hold:
            self._unshut.discard(shut.at)
            self._now = max(self._now, shut.now)

    def acknowledge_strike(self, at: Address) -> None:
        """Take notice that the last strike took effect at this thread."""
        if at == self._unstruck:
            self._unstruck = None

    def strike(self, strike: Strike, *, by_hand: bool = False) -> None:
        """Let a fault happen as soon as no step is under way; by hand, it is recorded as chosen."""
        self.has_struck = True
        self._strikes += [(at, strike) for at in struck(strike)]
        if by_hand:
            self._choose(FaultChosen(strike.client, words(strike)))

    def play(self, speed: float) -> None:
        """Go at this speed from now on, in messages a second: `HELD`, `FULL`, or between."""
        self._speed = speed
        self._until = None
        self._steps_wanted.clear()
        self._next_step_at = None

    def run_until(self, condition: Condition, speed: float) -> None:
        """Take steps, so many a second or as fast as they go, until one meets the condition."""
        self.play(speed)
        self._until = condition

    def step_once(self, choice: Choice | None = None) -> None:
        """Hold, and let one thing happen, after those that were asked for before."""
        self._speed = HELD
        self._until = None
        self._steps_wanted.append(choice)

    # ---- how things stand -----------------------------------------------------------------------

    @property
    def pace(self) -> Pace:
        """How the run goes now."""
        return Pace(self._mode, self._speed, "" if self._until is None else self._until.words)

    @property
    def _mode(self) -> Mode:
        if self._until is not None:
            return Mode.SEEKING
        if self._lets_go:
            return Mode.FULL if self._open else Mode.HOLDING
        if self._speed != HELD:
            return Mode.PLAYING
        return Mode.HELD if self._is_at_rest and not self._steps_wanted else Mode.HOLDING

    @property
    def _lets_go(self) -> bool:
        """Whether every gate is to be open."""
        return self._speed == FULL and self._until is None

    @property
    def _steps_alone(self) -> bool:
        """Whether nothing happens but steps, one at a time."""
        return not self._open and not self._unshut

    @property
    def _is_at_rest(self) -> bool:
        return self._steps_alone and not self._step_under_way and self._unstruck is None

    @property
    def is_open(self) -> bool:
        """Whether every gate was told to be open."""
        return self._open

    @property
    def is_clocked(self) -> bool:
        """Whether something may be to be told only because time has passed."""
        return self._speed not in {HELD, FULL}

    @property
    def holds_back(self) -> bool:
        """Whether something waits for people, or for its turn, and not for a thread."""
        return self._is_at_rest and bool(self._waiting)

    def leaves_only_dead(self, unended: Iterable[Address]) -> bool:
        """Tell whether all of these threads have crashed, and nothing waits that may tell them."""
        return self._dead.issuperset(unended) and not self._waiting and not self._strikes

    # ---- what it decides ------------------------------------------------------------------------

    def commands(self, now: float) -> list[Command]:
        """Return what to tell the drivers at this moment, each only once.

        Call it only between batches, which hold whole steps.
        """
        if self._open:
            return self._while_open()
        return self._at_rest(now) if self._is_at_rest else []

    def _while_open(self) -> list[Command]:
        if self._strikes and self._unstruck is None:
            return self._strike()
        return [] if self._lets_go else self._shut_all()

    def _at_rest(self, now: float) -> list[Command]:
        if self._strikes:
            return self._strike()
        while self._steps_wanted:  # each is forgotten where there is nothing for it to do
            if commands := self._step_as_wished(self._steps_wanted.popleft()):
                return commands
        if self._lets_go:
            return self._open_all()
        if self._speed != HELD and self._is_due(now):
            return self._step(self._waiting.next)
        return []

    def take_choices(self) -> list[Record]:
        """Return the choices by hand that were commanded since this was last called."""
        choices, self._choices = self._choices, []
        return choices

    def _is_due(self, now: float) -> bool:
        """Tell whether the next of so many steps a second is due; each is due once."""
        due_at = now if self._next_step_at is None else self._next_step_at
        if now < due_at:
            return False
        self._next_step_at = max(due_at, now - ARREARS_MAX_S) + 1 / self._speed
        return True

    def _shut_all(self) -> list[Command]:
        self._open = False
        self._hold += 1
        self._unshut = set(self._threads)
        return [Command(at, Shut(self._hold)) for at in sorted(self._threads)]

    def _open_all(self) -> list[Command]:
        self._open = True
        return [Command(at, Open(self._now)) for at in sorted(self._threads)]

    def _strike(self) -> list[Command]:
        self._unstruck, strike = self._strikes.popleft()
        return [Command(self._unstruck, Befall(strike, self._now))]

    def _step_as_wished(self, choice: Choice | None) -> list[Command]:
        if choice is None:
            return self._step(self._waiting.next)
        chosen = self._find(choice)
        if chosen is None:
            return []
        commands = self._step(chosen)
        self._record(chosen)
        return commands

    def _find(self, choice: Choice) -> WaitingMessage | WaitingTimer | None:
        """Return what was chosen if it waits and may go next."""
        match choice:
            case MessageChoice(source, number):
                message = self._waiting.messages.get((source, number))
                if message is None or self._waiting.behind(message) is not None:
                    return None
                return message
            case TimerChoice(at, timer):
                return self._waiting.timers.get((at, timer))
            case other:
                assert_never(other)

    def _record(self, chosen: WaitingMessage | WaitingTimer) -> None:
        event: MessageChosen | TimerChosen
        waiting = self._waiting
        match chosen:
            case WaitingMessage(source, sent):
                older = waiting.older(chosen)
                event = MessageChosen(source, sent.to, sent.number, sent.kind, older, sent.about)
            case WaitingTimer(at, alarm):
                messages, sooner = len(waiting.messages), waiting.sooner(chosen)
                event = TimerChosen(at, alarm.timer, alarm.due, messages, sooner)
            case other:
                assert_never(other)
        self._choose(event)

    def _choose(self, event: MessageChosen | TimerChosen | FaultChosen) -> None:
        self._chosen += 1
        now = max(self._now, self._latest)
        self._choices.append(Record(CONDUCTOR, self._chosen, self._lamport, now, event))

    def _step(self, what: WaitingMessage | WaitingTimer | None) -> list[Command]:
        match what:
            case WaitingMessage(source, sent):
                self._now = round(max(self._now, self._latest) + STEP_S, DIGITS)
                command = Command(sent.to, Permit(source, sent.number, self._now))
            case WaitingTimer(at, alarm):
                self._now = max(self._now, self._latest, alarm.due)
                command = Command(at, Fire(alarm.timer, self._now))
            case None:
                return []
            case other:
                assert_never(other)
        self._step_under_way = True
        return [command]
