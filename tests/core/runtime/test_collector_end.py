"""How long a run may take to begin and to end."""

from collections.abc import Callable
from functools import partial
from itertools import permutations

import pytest

from core.errors import RunError
from core.events import MessageReceived, MessageSent, Record, ThreadStarted, TimerSet
from core.faults import Afflict
from core.measures import Counts
from core.model import TRACKER, Address, Affliction, download_thread, upload_thread
from core.runtime.collector import END_TIMEOUT_S
from core.runtime.driver import CLOSE_TIMEOUT_S
from core.runtime.pace import FULL, Inflict
from core.runtime.telemetry import (
    Batch,
    Befall,
    Control,
    Drained,
    MachineEnded,
    Permit,
    RankClosed,
    Report,
    Stop,
    Struck,
)
from core.timers import PatienceTimer
from tests.core.runtime.collecting import DOWN, UP, Stage, closing, started
from tests.core.runtime.conftest import Time

ENDED = {at: MachineEnded(at, []) for at in (TRACKER, DOWN, UP)}


def passing(frozen: Time, *happens: tuple[float, Callable[[], None]]) -> None:
    """Let time go on by a second at each rest; at these times, something happens."""
    began, left = frozen.now, list(happens)

    def rest() -> None:
        frozen.pass_by(1.0)
        while left and frozen.now - began >= left[0][0]:
            left.pop(0)[1]()

    frozen.on_rest = rest


# ---- the beginning of a conducted run -----------------------------------------------------------

TRACKERS: Report = Batch(
    [
        Record(TRACKER, 1, 1, 0.0, ThreadStarted()),
        Record(TRACKER, 2, 2, 0.0, TimerSet(PatienceTimer(), 10.0, "to be patient")),
    ]
)
CLIENTS: list[Report] = [
    Batch(
        [
            Record(DOWN, 1, 1, 0.0, ThreadStarted()),
            Record(DOWN, 2, 2, 0.0, MessageSent(TRACKER, 1, "Register", 9)),
        ]
    ),
    Batch([Record(UP, 3, 3, 0.0, ThreadStarted())]),
]


def begun(*reports: Report, speed: float | None = 1e-9) -> list[list[tuple[int, int]]]:
    """Return the rank and number of what was handed on, by batch, when these reports came."""
    stage = Stage(*reports, *closing(2, 3), speed=speed)
    stage.collector.run()
    return [[(one.at.rank, one.number) for one in records] for records in stage.taken]


@pytest.mark.parametrize("place", range(3))
def test_a_conducted_run_begins_with_all_ranks_in_order_however_they_came(place: int) -> None:
    reports = list(CLIENTS)
    reports.insert(place, TRACKERS)
    assert begun(*reports) == [[(0, 1), (0, 2), (1, 1), (1, 2), (1, 3)]]


def test_a_run_that_is_not_conducted_begins_as_it_comes() -> None:
    assert begun(*CLIENTS, TRACKERS, speed=None) == [[(1, 1), (1, 2)], [(1, 3)], [(0, 1), (0, 2)]]


def test_nothing_is_handed_on_or_permitted_before_every_thread_has_started(frozen: Time) -> None:
    stage = Stage(TRACKERS, CLIENTS[0], speed=1e9)
    early: list[int] = []

    def come() -> None:
        early.append(len(stage.taken) + len(stage.told(TRACKER)))
        stage.report(CLIENTS[1])

    passing(frozen, (60.0, come), (70.0, lambda: stage.report(*closing(2, 3))))
    stage.collector.run()
    assert early == [0]
    assert stage.told(TRACKER) == [Permit(DOWN, 1, 0.001)]


def test_what_comes_after_the_beginning_is_handed_on_as_it_comes() -> None:
    receipt = Record(TRACKER, 3, 9, 0.001, MessageReceived(DOWN, 1, "Register"))
    stage = Stage(TRACKERS, *CLIENTS, Batch([receipt]), *closing(3, 3), speed=1e-9)
    stage.collector.run()
    assert [len(records) for records in stage.taken] == [5, 1]


def test_the_first_messages_are_permitted_in_the_order_of_their_ranks(frozen: Time) -> None:
    permitted = set()
    for reports in permutations([TRACKERS, *CLIENTS]):
        if reports.index(CLIENTS[0]) > reports.index(CLIENTS[1]):
            continue  # a rank reports in order
        stage = Stage(*reports, speed=1e9)
        passing(frozen, (5.0, partial(stage.report, *closing(2, 3))))
        stage.collector.run()
        permitted.add(str(stage.told(TRACKER)))
    assert permitted == {str([Permit(DOWN, 1, 0.001)])}


# ---- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "named"),
    [
        ([TRACKER], "C1↓, C1↑"),
        ([TRACKER, UP], "C1↓"),
        ([DOWN, TRACKER], "C1↑"),
    ],
)
def test_threads_that_do_not_end_after_the_tracker_are_named(
    frozen: Time, ended: list[Address], named: str
) -> None:
    stage = Stage(*(ENDED[at] for at in ended), telling=False)
    passing(frozen)
    began = frozen.now
    with pytest.raises(RunError, match=f"did not end: {named}$"):
        stage.collector.run()
    assert frozen.now - began == pytest.approx(END_TIMEOUT_S, abs=2.0)


def test_where_faults_struck_a_thread_that_never_hears_the_end_is_stopped(frozen: Time) -> None:
    starts = Batch([started(DOWN), started(UP, 2)])
    stage = Stage(starts, Batch([started(TRACKER)]), ENDED[TRACKER], ENDED[DOWN], speed=FULL)
    stage.audience.wishes.put(Inflict(Afflict(0, Affliction.CUT_OFF)))
    told: list[Control] = []

    def rest() -> None:
        frozen.pass_by(1.0)
        for control in stage.told(UP):
            told.append(control)
            if isinstance(control, Stop):
                stage.report(ENDED[UP], *closing(1, 2))
        if any(isinstance(one, Befall) for one in stage.told(TRACKER)):
            stage.report(Struck(TRACKER))

    frozen.on_rest = rest
    began = frozen.now
    stage.collector.run()
    assert Stop() in told
    assert frozen.now - began == pytest.approx(END_TIMEOUT_S, abs=3.0)


def test_a_rank_that_does_not_close_is_named(frozen: Time) -> None:
    stage = Stage(*ENDED.values(), RankClosed(Counts(0)), telling=False)
    passing(frozen)
    with pytest.raises(RunError, match=r"did not end: rank 1$"):
        stage.collector.run()


def test_the_bound_begins_anew_with_each_thread_that_ends(frozen: Time) -> None:
    stage = Stage(ENDED[TRACKER], telling=False)
    most = END_TIMEOUT_S - 5.0
    passing(
        frozen,
        (most, lambda: stage.report(ENDED[UP])),
        (2 * most, lambda: stage.report(ENDED[DOWN])),
        (3 * most, lambda: stage.report(*closing(0, 0))),
    )
    assert stage.collector.run().ranks == (Counts(0), Counts(1))


def test_the_bound_begins_anew_with_each_driver_that_is_drained(frozen: Time) -> None:
    stage = Stage(*ENDED.values(), telling=False)
    most = END_TIMEOUT_S - 5.0
    passing(
        frozen,
        (most, lambda: stage.report(Drained(UP))),
        (2 * most, lambda: stage.report(Drained(DOWN))),
        (3 * most, lambda: stage.report(Drained(TRACKER), *closing(0, 0))),
    )
    assert stage.collector.run().ranks == (Counts(0), Counts(1))


def test_a_driver_names_what_did_not_come_before_the_collector_gives_up() -> None:
    assert CLOSE_TIMEOUT_S < END_TIMEOUT_S


def test_while_the_tracker_runs_nobody_is_hurried(frozen: Time) -> None:
    stage = Stage(ENDED[UP], telling=False)
    late = 100 * END_TIMEOUT_S
    passing(
        frozen,
        (late, lambda: stage.report(ENDED[DOWN], ENDED[TRACKER])),
        (late + 5.0, lambda: stage.report(*closing(0, 0))),
    )
    assert len(stage.collector.run().ranks) == 2


@pytest.mark.parametrize(
    ("speed", "step_s"), [(1.0, 1.0), (0.05, 1.0), (0.01, 1.0), (1e9, END_TIMEOUT_S - 5.0)]
)
def test_the_bound_moves_on_with_each_conducted_step_however_slow(
    frozen: Time, speed: float, step_s: float
) -> None:
    count = 5
    sends = [
        Record(TRACKER, number + 1, number + 1, 0.0, MessageSent(UP, number, "Poison", 9))
        for number in range(1, count + 1)
    ]
    first = Batch([started(TRACKER), *sends])
    stage = Stage(Batch([started(DOWN), started(UP, 2)]), first, ENDED[TRACKER], speed=speed)
    permitted: list[int] = []

    def rest() -> None:
        frozen.pass_by(step_s)
        for control in stage.told(UP):
            if isinstance(control, Permit):
                permitted.append(control.number)
                receipt = MessageReceived(TRACKER, control.number, "Poison")
                stage.report(Batch([Record(UP, control.number + 2, 99, 0.0, receipt)]))
        if len(permitted) == count:
            stage.report(ENDED[UP], ENDED[DOWN], *closing(count + 1, count + 2))
            permitted.append(0)

    frozen.on_rest = rest
    began = frozen.now
    stage.collector.run()
    assert permitted == [*range(1, count + 1), 0]
    assert frozen.now - began >= (count - 1) / speed


def test_a_conducted_run_in_which_nothing_moves_any_more_ends_too(frozen: Time) -> None:
    one = Record(TRACKER, 2, 2, 0.0, MessageSent(upload_thread(1), 1, "Poison", 9))
    starts = Batch([started(download_thread(1)), started(UP, 2)])
    stage = Stage(starts, Batch([started(TRACKER), one]), ENDED[TRACKER], speed=1.0)
    passing(frozen)
    with pytest.raises(RunError, match=r"did not end: C1↓, C1↑$"):
        stage.collector.run()
