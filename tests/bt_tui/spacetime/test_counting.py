"""Vector clocks of a long run: counted a little at a time, and right."""

from itertools import count

import pytest

from bt_tui.records import Records
from bt_tui.spacetime import counting as module
from bt_tui.spacetime.counting import Counting
from core.causality import Causality
from tests.bt_tui.screens import story


def records() -> Records:
    told = Records()
    told.extend(story())
    return told


def test_clocks_are_what_they_are_in_all_of_the_run() -> None:
    of, counting = Causality(story()), Counting(records())
    for number in (0, 100, 30, 250):
        assert counting.go_on(number, 60.0)
        clock = of.vector_clock(number)
        for _ in range(2):
            told = counting.vector_clock(number)
            assert {thread: told.get(thread, 0) for thread in clock} == clock


def test_it_goes_on_as_long_as_it_may_and_no_further_than_it_must(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RECORDS_AT_ONCE", 10)
    seconds = count()
    counting = Counting(records(), clock=lambda: float(next(seconds)))
    assert not counting.go_on(100, 2.0)
    assert counting.events == 20
    assert counting.go_on(25, 2.0)
    assert counting.events == 26
    assert counting.go_on(3, 2.0)
    assert counting.events == 26
