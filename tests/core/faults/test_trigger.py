"""When a fault strikes: with an event, or at a time."""

import pytest

from core.errors import UsageError
from core.events import AllCompleted, Record, SegmentStored
from core.faults.trigger import Trigger, parse_trigger
from core.model import download_thread
from core.until import Condition, What

C2 = download_thread(2)
STORED = SegmentStored("a", 4, source=1, held=5)


def at(time: float) -> Record:
    """Return an event of this time."""
    return Record(C2, 1, 1, time, AllCompleted())


def test_a_condition_matches_the_events_that_meet_it() -> None:
    trigger = parse_trigger("stored:2:a:5")
    assert trigger == Trigger(Condition(What.STORED, 2, "a", 4))
    assert trigger.matches(Record(C2, 1, 1, 0.0, STORED))
    assert not trigger.matches(Record(download_thread(3), 1, 1, 0.0, STORED))
    assert not trigger.matches(at(9.0))


@pytest.mark.parametrize(("text", "time"), [("time:0", 0.0), ("time:1.5", 1.5), ("time:2e3", 2e3)])
def test_a_time_matches_whatever_happens_then_or_later(text: str, time: float) -> None:
    trigger = parse_trigger(text)
    assert trigger == Trigger(time=time)
    assert trigger.matches(at(time))
    assert trigger.matches(at(time + 1.0))
    assert not trigger.matches(at(time - 0.001))


@pytest.mark.parametrize("text", ["", "time", "time:", "time:x", "time:-1", "time:nan", "time:inf"])
def test_what_is_neither_is_told_with_all_that_could_be(text: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_trigger(text)
    assert str(told.value).startswith(f"at: found {text!r}; expected one of denial, timeout,")
    assert str(told.value).endswith(", end, time:SECONDS")
