"""A judge that cannot fail is worthless: each kind of wrong is put before it."""

from collections.abc import Callable

import pytest

from core.events import (
    AllCompleted,
    AnyEvent,
    MessageChosen,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    ShutdownGiven,
    ThreadEnded,
    ThreadStarted,
    TimerChosen,
    TimerFired,
    TimerSet,
)
from core.model import CONDUCTOR, TRACKER, Address, download_thread, upload_thread
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
    TimerChoice,
    Wish,
)
from core.timers import PatienceTimer, RoundTimer
from core.until import Condition, What
from tests.chaos_judge import Judge, Violation

DOWN, UP = download_thread(1), upload_thread(1)
AtRest = Pace(Mode.HELD, HELD)
Said = Record | Pace | Wish


class Log:
    """Writes down what a judge is to hear, numbering the records of each rank."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self._events = {0: 0, 1: 0}
        self._choices = 0

    def add(self, *said: Pace | Wish) -> "Log":
        self.said.extend(said)
        return self

    def tells(
        self,
        at: Address,
        event: AnyEvent,
        time: float = 0.0,
    ) -> "Log":
        self._events[at.rank] += 1
        number = self._events[at.rank]
        self.said.append(Record(at, number, number, time, event))
        return self

    def sends(self, source: Address, to: Address, *numbers: int) -> "Log":
        for number in numbers:
            self.tells(source, MessageSent(to, number, "Probe", 9))
        return self

    def receives(self, at: Address, source: Address, *numbers: int, time: float = 0.0) -> "Log":
        for number in numbers:
            self.tells(at, MessageReceived(source, number, "Probe"), time)
        return self

    def chooses(self, choice: Choice, older: int = 0, messages: int = 0) -> "Log":
        """Write down the record of a choice."""
        event: AnyEvent
        if isinstance(choice, TimerChoice):
            event = TimerChosen(choice.at, choice.timer, 5.0, messages, sooner=0)
        else:
            event = MessageChosen(choice.source, UP, choice.number, "Probe", older)
        lamport = max(one.lamport for one in self.said if isinstance(one, Record))
        self._choices += 1
        self.said.append(Record(CONDUCTOR, self._choices, lamport, 0.0, event))
        return self

    def starts(self) -> "Log":
        for at in (TRACKER, DOWN, UP):
            self.tells(at, ThreadStarted())
        return self

    def ends(self) -> "Log":
        for at in (TRACKER, DOWN, UP):
            self.tells(at, ThreadEnded())
        return self


def judge(log: Log, speed: float) -> Judge:
    """Let a judge hear all of it, to the end."""
    here = Judge(speed)
    for one in log.said:
        match one:
            case Record():
                here.hear_record(one)
            case Pace():
                here.hear_pace(one)
            case _:
                here.hear_wish(one)
    here.judge_end(ranks=2)
    return here


def held(*numbers: int) -> Log:
    """Return a run that came to rest with these messages waiting for the upload thread."""
    return Log().starts().sends(TRACKER, UP, *numbers).add(AtRest)


TOLD, CROSSING = MessageChoice(TRACKER, 1), MessageChoice(UP, 1)


def crossing() -> Log:
    """Return a run that came to rest with a message and a younger one the other way."""
    return Log().starts().sends(TRACKER, UP, 1).sends(UP, TRACKER, 1).add(AtRest)


def test_a_run_in_which_messages_and_timers_are_chosen_is_good() -> None:
    log = crossing().add(StepOnce(CROSSING), StepOnce(CROSSING))
    log.chooses(CROSSING, older=1).receives(TRACKER, UP, 1)
    log.tells(TRACKER, TimerSet(RoundTimer("f"), 5.0, "")).add(AtRest)
    ringing = TimerChoice(TRACKER, RoundTimer("f"))
    log.add(StepOnce(ringing), StepOnce()).chooses(ringing, messages=1)
    log.tells(TRACKER, TimerFired(RoundTimer("f"))).receives(UP, TRACKER, 1)
    verdict = judge(log.add(AtRest, Play(FULL)).ends(), HELD)
    assert (verdict.steps, verdict.choices) == (3, 2)


def test_a_rest_at_what_was_sought_is_good() -> None:
    log = held(1).add(RunUntil(Condition(What.END))).receives(UP, TRACKER, 1)
    log.tells(UP, ShutdownGiven("E")).add(AtRest, Play(FULL)).ends()
    assert judge(log, HELD).finds == 1


def test_a_good_run_is_good() -> None:
    log = held(1, 2, 3).add(StepOnce()).receives(UP, TRACKER, 1).add(AtRest)
    log.add(StepOnce(), StepOnce()).receives(UP, TRACKER, 2, 3).sends(UP, DOWN, 1).add(AtRest)
    log.add(Play(FULL)).sends(TRACKER, DOWN, 4, 5).receives(DOWN, TRACKER, 4)
    log.receives(DOWN, UP, 1).add(Play(HELD)).receives(DOWN, TRACKER, 5).add(AtRest, Play(FULL))
    verdict = judge(log.ends(), HELD)
    assert (verdict.holds, verdict.steps, verdict.messages) == (1, 3, 6)


def test_what_comes_in_another_order_at_full_speed_is_good_between_other_threads() -> None:
    log = Log().starts().sends(TRACKER, UP, 1).sends(UP, DOWN, 1).sends(TRACKER, DOWN, 2)
    judge(
        log.receives(DOWN, TRACKER, 2).receives(DOWN, UP, 1).receives(UP, TRACKER, 1).ends(), FULL
    )


def test_a_step_for_which_nothing_waits_is_good() -> None:
    judge(held().add(StepOnce(), AtRest, Play(FULL)).ends(), HELD)


MOVES: dict[str, tuple[Log, str]] = {
    "a receipt while held": (held(1).receives(UP, TRACKER, 1), "moved while held"),
    "a sending while held": (held().sends(UP, TRACKER, 1), "moved while held"),
    "two messages in a step": (
        held(1, 2).add(StepOnce()).receives(UP, TRACKER, 1, 2).add(AtRest),
        "one move too many",
    ),
    "a step and another after it was over": (
        held(1, 2).add(StepOnce()).receives(UP, TRACKER, 1).add(AtRest).receives(UP, TRACKER, 2),
        "moved while held",
    ),
    "a step that was not taken": (
        held(1).add(StepOnce(), AtRest),
        "a step was wished and not taken",
    ),
    "a choice that was not taken": (
        held(1).add(StepOnce(TOLD), AtRest),
        "a step was wished and not taken",
    ),
    "a choice that nobody made": (
        held(1).add(StepOnce()).chooses(TOLD),
        "was not chosen",
    ),
    "a choice that is told wrongly": (
        held(1, 2).add(StepOnce(TOLD)).chooses(TOLD, older=1),
        "not as it is",
    ),
    "a choice that is not told": (
        held(1).add(StepOnce(TOLD)).receives(UP, TRACKER, 1),
        "went in the place of what was chosen",
    ),
    "another message than the chosen one": (
        crossing().add(StepOnce(CROSSING)).chooses(CROSSING, older=1).receives(UP, TRACKER, 1),
        "was to come next",
    ),
    "a chosen message that overtakes": (
        Log()
        .starts()
        .sends(TRACKER, UP, 1, 2)
        .add(Play(FULL), StepOnce(MessageChoice(TRACKER, 2)))
        .chooses(MessageChoice(TRACKER, 2), older=1)
        .receives(UP, TRACKER, 2),
        "message 2 of tracker overtook message 1",
    ),
    "a step in the place of a choice that has gone": (
        held(1).add(StepOnce(MessageChoice(DOWN, 9))).receives(UP, TRACKER, 1),
        "one move too many",
    ),
    "a step after what was sought": (
        held(1, 2)
        .add(RunUntil(Condition(What.END)))
        .receives(UP, TRACKER, 1)
        .tells(UP, ShutdownGiven("E"))
        .receives(UP, TRACKER, 2),
        "one move too many",
    ),
    "a rest that is not at what was sought": (
        held(1).add(RunUntil(Condition(What.END))).receives(UP, TRACKER, 1).add(AtRest),
        "held, but not at the end messages",
    ),
    "two messages in flight after a hold while playing": (
        held(1, 2, 3)
        .add(Play(5.0))
        .receives(UP, TRACKER, 1)
        .add(Play(HELD))
        .receives(UP, TRACKER, 2, 3),
        "one move too many",
    ),
    "a newer message first in a step": (
        held(1, 2).add(StepOnce()).receives(UP, TRACKER, 2),
        "went before an older message",
    ),
    "a newer message first while playing": (
        held(1, 2).add(Play(9.0)).receives(UP, TRACKER, 2),
        "went before an older message",
    ),
    "what happens elsewhere in a step": (
        held(1).add(StepOnce()).receives(UP, TRACKER, 1).sends(DOWN, TRACKER, 1),
        "at another thread than the step",
    ),
    "a timer before a message": (
        Log()
        .starts()
        .tells(DOWN, TimerSet(RoundTimer("f"), 1.0, ""))
        .sends(TRACKER, UP, 1)
        .add(AtRest, StepOnce())
        .tells(DOWN, TimerFired(RoundTimer("f")), 1.0),
        "a timer went before a message",
    ),
    "a later timer before an earlier one": (
        Log()
        .starts()
        .tells(DOWN, TimerSet(RoundTimer("f"), 1.0, ""))
        .tells(TRACKER, TimerSet(PatienceTimer(), 2.0, ""))
        .add(AtRest, StepOnce())
        .tells(TRACKER, TimerFired(PatienceTimer()), 2.0),
        "a timer went before an earlier one",
    ),
    "a step back in time": (
        Log()
        .starts()
        .sends(TRACKER, UP, 1)
        .tells(DOWN, TimerSet(RoundTimer("f"), 1.0, ""), 7.0)
        .add(AtRest, StepOnce())
        .receives(UP, TRACKER, 1, time=6.0),
        "a step went back in time",
    ),
}


@pytest.mark.parametrize("wrong", MOVES)
def test_what_moves_against_the_wishes_is_caught(wrong: str) -> None:
    log, words = MOVES[wrong]
    with pytest.raises(Violation, match=words):
        judge(log, HELD)


def let_go() -> Log:
    """Return a run at full speed."""
    return Log().starts().sends(TRACKER, UP, 1, 2)


MESSAGES: dict[str, tuple[Log, str]] = {
    "lost": (let_go().receives(UP, TRACKER, 1), "never received: message 2 of tracker"),
    "doubled": (let_go().receives(UP, TRACKER, 1, 1), "message 1 of tracker came twice"),
    "overtaking": (let_go().receives(UP, TRACKER, 2), "message 2 of tracker overtook message 1"),
    "before it was sent": (let_go().receives(UP, TRACKER, 3), "came before it was sent"),
    "led astray": (let_go().receives(DOWN, TRACKER, 1), "message 1 of tracker came to C1↓"),
    "misnumbered": (
        Log().starts().sends(TRACKER, UP, 1, 3).receives(UP, TRACKER, 1, 3),
        r"tracker numbered its messages \[1, 3\]",
    ),
    "back in time": (
        let_go().receives(UP, TRACKER, 1, time=2.0).receives(UP, TRACKER, 2, time=1.0),
        "went back in time",
    ),
}


@pytest.mark.parametrize("wrong", MESSAGES)
def test_a_message_that_goes_wrong_is_caught(wrong: str) -> None:
    log, words = MESSAGES[wrong]
    with pytest.raises(Violation, match=words):
        judge(log.ends(), FULL)


ENDINGS: dict[str, tuple[Callable[[], Log], str]] = {
    "a thread that never ends": (lambda: Log().starts(), "never ended"),
    "a thread that never starts": (Log, "started: "),
    "a timer that outlives the run": (
        lambda: Log().starts().tells(DOWN, TimerSet(RoundTimer("f"), 1.0, "")).ends(),
        "timers outlive the run",
    ),
}


@pytest.mark.parametrize("wrong", ENDINGS)
def test_an_end_that_is_none_is_caught(wrong: str) -> None:
    log, words = ENDINGS[wrong]
    with pytest.raises(Violation, match=words):
        judge(log(), FULL)


@pytest.mark.parametrize("place", range(3, 6))
def test_a_record_that_is_missing_is_caught(place: int) -> None:
    log = Log().starts()
    for _ in range(4):
        log.tells(TRACKER, TimerSet(PatienceTimer(), 1.0, ""))
    log.tells(TRACKER, TimerFired(PatienceTimer())).ends()
    del log.said[place]
    with pytest.raises(Violation, match="events of rank 0 are missing"):
        judge(log, FULL)


def test_a_message_that_nobody_heeds_is_a_move_too() -> None:
    here = Judge(HELD)
    for said in held(1).said:
        if isinstance(said, Record):
            here.hear_record(said)
    here.hear_pace(AtRest)
    with pytest.raises(Violation, match="moved while held"):
        here.hear_record(Record(UP, 9, 9, 0.0, MessageUnheeded(TRACKER, 1, "Probe")))


def test_any_event_is_a_move_while_held() -> None:
    here = Judge(HELD)
    here.hear_pace(AtRest)
    with pytest.raises(Violation, match="moved while held"):
        here.hear_record(Record(UP, 1, 1, 0.0, AllCompleted()))
