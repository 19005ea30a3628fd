"""What the audience wishes and is told, and how a conducted run ends; the test plays the ranks."""

from collections.abc import Callable

import pytest

from core.errors import RankFailedError, RunError
from core.events import (
    AnyEvent,
    MessageChosen,
    MessageReceived,
    MessageSent,
    Record,
    SegmentsRefused,
    ThreadStarted,
)
from core.model import CONDUCTOR, TRACKER, Address
from core.runtime.collector import END_TIMEOUT_S
from core.runtime.pace import (
    FULL,
    HELD,
    MessageChoice,
    Mode,
    Pace,
    Play,
    RunUntil,
    StepOnce,
    StopRun,
    Wish,
)
from core.runtime.telemetry import (
    Batch,
    Close,
    Control,
    Drained,
    End,
    GateShut,
    MachineEnded,
    Open,
    Permit,
    RankFailed,
    Report,
    Shut,
    Stop,
)
from core.until import Condition, What
from tests.core.runtime.collecting import DOWN, DRAINS, ENDS, THREADS, UP, Stage, closing
from tests.core.runtime.conftest import Time

SENT = [MessageSent(UP, number, "Probe", 9) for number in (1, 2)]
TRACKERS = [
    Record(TRACKER, 1, 1, 0.0, ThreadStarted()),
    *(Record(TRACKER, number, number, 0.0, event) for number, event in enumerate(SENT, 2)),
]
CLIENTS = [Record(at, number, number, 0.0, ThreadStarted()) for number, at in ((1, DOWN), (2, UP))]
BEGINNING: list[Report] = [Batch(TRACKERS), Batch(CLIENTS)]
"""All have started, and two messages wait for the upload thread."""
ENDED = {at: MachineEnded(at, []) for at in THREADS}


def receipt(number: int) -> Record:
    """Return the record of the receipt of the tracker's message `number`."""
    return Record(UP, number + 2, 9, 0.0, MessageReceived(TRACKER, number, "Probe"))


class Act:
    """A conducted run of three threads, and what the drivers were told of it, in order."""

    def __init__(self, frozen: Time, *acts: Callable[[], None], speed: float = HELD) -> None:
        self.stage = Stage(*BEGINNING, speed=speed)
        self.told: dict[Address, list[Control]] = {at: [] for at in THREADS}
        self.found: AnyEvent | None = None
        """What else happens in each step."""
        self._frozen = frozen
        frozen.on_rest = self._rest
        self.acts: list[Callable[[], None]] = list(acts)
        """What happens, one thing at each rest, unless something else is told first."""

    def _rest(self) -> None:
        for at in THREADS:
            for control in self.stage.told(at):
                self.told[at].append(control)
                self._obey(at, control)
        if self.acts:
            self.acts.pop(0)()

    def _obey(self, at: Address, control: Control) -> None:
        match control:
            case Shut(number):
                self.stage.report(GateShut(at, number, 0.0))
            case Permit(number=number) if self.found is not None:
                found = Record(UP, number + 3, 9, 0.0, self.found)
                self.stage.report(Batch([receipt(number), found]))
            case Permit(number=number):
                self.stage.report(Batch([receipt(number)]))
            case _:
                pass

    def wishes(self, *wishes: Wish) -> Callable[[], None]:
        """Return what happens where people wish."""

        def wish() -> None:
            for one in wishes:
                self.stage.audience.wishes.put(one)

        return wish

    def reports(self, *reports: Report) -> Callable[[], None]:
        """Return what happens where ranks report."""
        return lambda: self.stage.report(*reports)

    def run(self, *acts: Callable[[], None]) -> "Act":
        """Let these things happen, one at each rest, to the end of the run."""
        self.acts.extend(acts)
        self.stage.collector.run()
        self._frozen.on_rest = lambda: None
        for at in THREADS:
            self.told[at].extend(self.stage.told(at))
        return self


def ending(play: Act, received: int) -> list[Callable[[], None]]:
    """Return what happens at an end at which so many messages have been received."""
    last = [*ENDED.values(), *DRAINS, *closing(3, 2 + received)]
    return [play.reports(*last)]


# ---- what the audience is told ------------------------------------------------------------------


def test_a_run_that_is_born_held_is_told_as_held_after_its_beginning(frozen: Time) -> None:
    play = Act(frozen)
    play.run(*ending(play, received=0))
    assert play.stage.told_of == [
        Pace(Mode.HOLDING, HELD),
        *TRACKERS,
        *CLIENTS,
        Pace(Mode.HELD, HELD),
    ]


def test_a_step_is_told_in_its_order_with_what_happened_in_it(frozen: Time) -> None:
    play = Act(frozen)
    play.run(play.wishes(StepOnce()), *[lambda: None] * 3, *ending(play, received=1))
    assert play.stage.told_of[7:] == [
        Pace(Mode.HOLDING, HELD),
        receipt(1),
        Pace(Mode.HELD, HELD),
    ]
    assert play.told[UP][0] == Permit(TRACKER, 1, 0.001)


def test_a_choice_is_taken_right_before_what_it_permits_and_is_counted_at_no_rank(
    frozen: Time,
) -> None:
    play = Act(frozen)
    choice = StepOnce(MessageChoice(TRACKER, 1))
    play.run(play.wishes(choice), *[lambda: None] * 3, *ending(play, received=1))
    chosen = MessageChosen(TRACKER, UP, 1, "Probe", older=0)
    assert play.stage.told_of[7:] == [
        Record(CONDUCTOR, 1, 3, 0.001, chosen),
        Pace(Mode.HOLDING, HELD),
        receipt(1),
        Pace(Mode.HELD, HELD),
    ]
    assert play.told[UP][0] == Permit(TRACKER, 1, 0.001)


def test_a_choice_that_may_not_be_is_not_told(frozen: Time) -> None:
    play = Act(frozen)
    choice = StepOnce(MessageChoice(TRACKER, 2))
    play.run(play.wishes(choice), *[lambda: None] * 3, *ending(play, received=0))
    assert play.stage.paces == [Pace(Mode.HOLDING, HELD), Pace(Mode.HELD, HELD)]
    assert len(play.stage.taken) == 1


def test_a_run_is_told_to_seek_and_to_be_held_where_it_found(frozen: Time) -> None:
    play = Act(frozen)
    sought = RunUntil(Condition(What.DENIAL), speed=1e6)
    play.found = SegmentsRefused("f", (0,), 2)
    play.run(play.wishes(sought), *[lambda: None] * 3, *ending(play, received=2))
    assert play.stage.told_of[7:] == [
        Pace(Mode.SEEKING, 1e6, "a denial"),
        receipt(1),
        Record(UP, 4, 9, 0.0, play.found),
        Pace(Mode.HELD, HELD),
    ]


def test_a_pace_is_told_only_when_it_changes(frozen: Time) -> None:
    play = Act(frozen)
    again = [play.wishes(Play(HELD)), play.wishes(Play(FULL), Play(FULL)), play.wishes(Play(FULL))]
    play.run(*again, *ending(play, received=0))
    assert play.stage.paces == [
        Pace(Mode.HOLDING, HELD),
        Pace(Mode.HELD, HELD),
        Pace(Mode.FULL, FULL),
    ]


def test_a_hold_is_told_when_it_is_asked_for_and_when_all_are_at_rest(frozen: Time) -> None:
    play = Act(frozen, speed=FULL)
    play.run(play.wishes(Play(HELD)), *[lambda: None] * 3, *ending(play, received=0))
    assert [pace.mode for pace in play.stage.paces] == [
        Mode.HOLDING,
        Mode.FULL,
        Mode.HOLDING,
        Mode.HELD,
    ]
    for at in THREADS:
        assert play.told[at][:2] == [Open(0.0), Shut(1)]


def test_wishes_are_heard_in_their_order(frozen: Time) -> None:
    play = Act(frozen)
    wishes: list[Wish] = [Play(FULL), StepOnce(), StepOnce()]
    play.run(play.wishes(*wishes), *[lambda: None] * 9, *ending(play, received=2))
    permits = [Permit(TRACKER, number, number / 1000) for number in (1, 2)]
    assert play.told[UP][:4] == [Open(0.0), Shut(1), *permits]
    assert play.stage.paces[-1] == Pace(Mode.HELD, HELD)


def test_in_a_run_that_is_not_conducted_wishes_but_the_last_do_nothing(frozen: Time) -> None:
    stage = Stage(*BEGINNING)
    for wish in (
        Play(HELD),
        StepOnce(),
        RunUntil(Condition(What.END)),
        StepOnce(MessageChoice(TRACKER, 1)),
        Play(3.0),
        Play(FULL),
    ):
        stage.audience.wishes.put(wish)
    stage.report(*closing(3, 2))
    stage.collector.run()
    assert [stage.told(at) for at in THREADS] == [[], [], []]
    assert stage.paces == []


# ---- the end ------------------------------------------------------------------------------------


def test_the_end_is_told_to_all_only_when_all_are_drained(frozen: Time) -> None:
    stage = Stage(*ENDS)
    left = [*DRAINS, *closing(0, 0)]
    ends: list[int] = []

    def rest() -> None:
        told = [control for at in THREADS for control in stage.told(at)]
        ends.append(sum(control == End() for control in told))
        if left:
            stage.report(left.pop(0))

    frozen.on_rest = rest
    stage.collector.run()
    assert ends[: len(DRAINS) + 1] == [0, 0, 0, 3]
    assert sum(ends) == 3


@pytest.mark.parametrize("wish", [Play(HELD), Play(FULL), Play(5.0), StepOnce(), StopRun()])
def test_nothing_is_told_after_the_end_whatever_is_wished(frozen: Time, wish: Wish) -> None:
    play = Act(frozen)
    last = [play.reports(*ENDED.values(), *DRAINS), play.wishes(wish, wish)]
    play.run(*last, *[lambda: None] * 3, play.reports(*closing(3, 2)))
    for at in THREADS:
        assert play.told[at] == [Close([]), End()]
    assert play.stage.audience.wishes.empty()


def test_a_run_is_held_and_stepped_until_the_last_driver_is_drained(frozen: Time) -> None:
    play = Act(frozen)
    play.run(
        play.reports(ENDED[TRACKER], ENDED[DOWN], ENDED[UP], Drained(TRACKER), Drained(DOWN)),
        play.wishes(StepOnce()),
        *[lambda: None] * 3,
        play.wishes(StepOnce()),
        *[lambda: None] * 3,
        play.reports(Drained(UP)),
        play.reports(*closing(3, 4)),
    )
    permits = [Permit(TRACKER, number, number / 1000) for number in (1, 2)]
    assert play.told[UP] == [Close([]), *permits, End()]


def test_the_end_is_put_off_for_as_long_as_people_hold(frozen: Time) -> None:
    play = Act(frozen)

    def wait() -> None:
        frozen.pass_by(END_TIMEOUT_S - 1.0)

    play.run(play.reports(ENDED[TRACKER]), *[wait] * 50, *ending(play, received=0))
    assert play.stage.paces[-1] == Pace(Mode.HELD, HELD)


def test_a_run_that_is_let_go_after_a_long_hold_has_all_its_time_to_end(frozen: Time) -> None:
    play = Act(frozen)
    let_go_at: list[float] = []

    def wait() -> None:
        frozen.pass_by(10 * END_TIMEOUT_S)

    def let_go() -> None:
        play.wishes(Play(FULL))()
        let_go_at.append(frozen.now)
        play.acts.extend([lambda: frozen.pass_by(1.0)] * 100)

    with pytest.raises(RunError, match=r"did not end: C1↓, C1↑$"):
        play.run(play.reports(ENDED[TRACKER]), *[wait] * 5, let_go)
    assert frozen.now - let_go_at[0] == pytest.approx(END_TIMEOUT_S, abs=2.0)


# ---- ending early -------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [None, HELD, 5.0, FULL])
def test_a_run_that_is_stopped_stops_every_driver_once_whatever_its_pace(
    frozen: Time, speed: float | None
) -> None:
    stage = Stage(*BEGINNING, speed=speed)
    told: list[Control] = []
    happens: list[Callable[[], None]] = [
        lambda: stage.audience.wishes.put(StopRun()),
        lambda: stage.audience.wishes.put(StopRun()),
        lambda: stage.audience.wishes.put(Play(HELD)),
        lambda: stage.audience.wishes.put(StepOnce()),
        lambda: stage.report(*ENDED.values(), *DRAINS),
        lambda: stage.report(*closing(3, 2)),
    ]

    def rest() -> None:
        told.extend(stage.told(DOWN))
        if happens:
            happens.pop(0)()

    frozen.on_rest = rest
    assert len(stage.collector.run().ranks) == 2
    told.extend(stage.told(DOWN))
    assert [one for one in told if not isinstance(one, Open)] == [Stop(), Close([]), End()]
    assert told[-3:] == [Stop(), Close([]), End()]


def test_a_run_can_be_stopped_in_the_middle_of_its_close(frozen: Time) -> None:
    play = Act(frozen)
    play.run(
        play.reports(*ENDED.values(), Drained(TRACKER)),
        play.wishes(StopRun()),
        *[lambda: None] * 2,
        play.reports(Drained(DOWN), Drained(UP), *closing(3, 2)),
    )
    assert play.told[UP] == [Close([]), Stop(), End()]


def test_what_another_rank_says_of_its_failure_ends_the_run_in_these_words(frozen: Time) -> None:
    play = Act(frozen)
    with pytest.raises(RankFailedError, match=r"^rank 1, C1↓, failed$"):
        play.run(play.reports(RankFailed("rank 1, C1↓, failed")))
