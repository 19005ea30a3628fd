"""When the faults of a plan strike, and when they are over."""

from collections.abc import Iterable
from itertools import count

import pytest

from core.events import AllCompleted, AnyEvent, Record, SegmentStored
from core.faults import (
    Afflict,
    Corrupt,
    Crash,
    CrashNow,
    Cut,
    Delay,
    Deny,
    Duplicate,
    Fates,
    Fault,
    Heal,
    Lose,
    Mute,
    Overtake,
    Revive,
    ReviveNow,
    Slow,
    Strike,
)
from core.model import TRACKER_RANK, Affliction, download_thread

STORED = SegmentStored("a", 0, source=1, held=1)
BEGINS: list[tuple[Fault, Strike]] = [
    (Crash(client=2), CrashNow(2)),
    (Revive(client=2), ReviveNow(2, keeps=True)),
    (Revive(client=2, keeps=False), ReviveNow(2, keeps=False)),
    (Slow(client=2, by=0.25), Afflict(2, Affliction.SLOW, 0.25)),
    (Mute(client=2), Afflict(2, Affliction.MUTE)),
    (Deny(client=2), Afflict(2, Affliction.DENYING)),
    (Corrupt(client=2), Afflict(2, Affliction.CORRUPT)),
    (Cut(), Afflict(TRACKER_RANK, Affliction.CUT_OFF)),
]


class Tale:
    """Fates that are told of events."""

    def __init__(self, *faults: Fault) -> None:
        self.fates = Fates(faults)
        self._numbers = count(1)

    def tell(self, event: AnyEvent = STORED, *, client: int = 2, time: float = 0.0) -> list[Strike]:
        """Tell of one event; return what strikes right after it."""
        number = next(self._numbers)
        return self.fates.observe(Record(download_thread(client), number, number, time, event))


def strikes(tale: Tale, times: Iterable[float]) -> list[list[Strike]]:
    """Return what strikes after an event at each of these times."""
    return [tale.tell(AllCompleted(), time=time) for time in times]


@pytest.mark.parametrize(("fault", "strike"), BEGINS)
def test_a_fault_without_a_moment_strikes_before_anything_happens(
    fault: Fault, strike: Strike
) -> None:
    tale = Tale(fault)
    assert tale.fates.at_start == [strike]
    assert tale.tell(time=9.0) == []


def test_a_fault_strikes_after_the_event_that_it_waits_for_and_once() -> None:
    tale = Tale(Crash(client=1, at="stored:2"))
    assert tale.fates.at_start == []
    assert tale.tell(client=3) == []
    assert tale.tell(AllCompleted()) == []
    assert tale.tell() == [CrashNow(1)]
    assert tale.tell() == []


def test_a_fault_strikes_with_the_nth_event_that_it_waits_for() -> None:
    tale = Tale(Crash(client=1, at="stored:2", nth=3))
    assert [tale.tell() for _ in range(5)] == [[], [], [CrashNow(1)], [], []]


def test_a_fault_strikes_with_the_first_event_at_its_time_or_later() -> None:
    tale = Tale(Crash(client=1, at="time:1.5"))
    assert strikes(tale, [0.0, 1.499, 1.7, 1.8]) == [[], [], [CrashNow(1)], []]


def test_what_lasts_is_over_with_the_first_event_so_many_seconds_after_its_strike() -> None:
    tale = Tale(Mute(client=1, at="stored:2", lasts=2.0))
    begun, over = Afflict(1, Affliction.MUTE), Heal(1, Affliction.MUTE)
    assert tale.tell(time=3.0) == [begun]
    assert strikes(tale, [3.0, 4.9, 5.0, 6.0]) == [[], [], [over], []]


def test_what_lasts_from_the_start_is_over_so_many_seconds_after_it() -> None:
    tale = Tale(Cut(lasts=2.0))
    assert tale.fates.at_start == [Afflict(TRACKER_RANK, Affliction.CUT_OFF)]
    assert strikes(tale, [1.9, 2.0]) == [[], [Heal(TRACKER_RANK, Affliction.CUT_OFF)]]


def test_what_lasts_without_end_is_never_over() -> None:
    tale = Tale(Slow(client=1))
    assert strikes(tale, [1.0, 1e6]) == [[], []]


def test_faults_of_one_moment_strike_in_the_order_of_the_plan() -> None:
    faults = (
        Deny(client=1, at="stored"),
        Crash(client=3, at="time:0"),
        Revive(client=2, at="stored"),
    )
    assert Tale(*faults).tell() == [
        Afflict(1, Affliction.DENYING),
        CrashNow(3),
        ReviveNow(2, keeps=True),
    ]
    assert Tale(*faults[::-1]).tell() == [
        ReviveNow(2, keeps=True),
        CrashNow(3),
        Afflict(1, Affliction.DENYING),
    ]


def test_faults_that_strike_at_the_start_keep_the_order_of_the_plan() -> None:
    tale = Tale(*(fault for fault, _ in BEGINS))
    assert tale.fates.at_start == [strike for _, strike in BEGINS]


def test_the_same_fault_twice_strikes_twice() -> None:
    crash = Crash(client=1, at="stored")
    assert Tale(crash, crash).tell() == [CrashNow(1), CrashNow(1)]


def test_faults_of_messages_strike_nobody() -> None:
    tale = Tale(Lose(), Delay(), Duplicate(), Overtake())
    assert tale.fates.at_start == []
    assert strikes(tale, [0.0, 9.0]) == [[], []]
