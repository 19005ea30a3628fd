"""Judging a history bit by bit, behind the screen."""

from collections.abc import Sequence
from itertools import count

from bt_tui.history import History, Mark, MarkKind
from bt_tui.judging import RECORDS_AT_ONCE, Judging
from core.checks import Jury
from core.events import Record
from core.profiles import DEFAULT_PROFILE
from tests.bt_tui.check.test_command import place_of_second, stored_twice
from tests.bt_tui.screens import story

SOON, LONG = 3, 1_000
"""The clock of these tests goes on by 1 whenever somebody looks at it."""


def judging_of(records: Sequence[Record], profile: str = DEFAULT_PROFILE.name) -> Judging:
    history = History()
    history.take(records)
    ticks = count()
    return Judging(history, profile, clock=lambda: next(ticks))


def broken_marks(judging: Judging) -> list[Mark]:
    return [one for one in judging._history.marks if one.kind is MarkKind.BROKEN]


def test_it_stops_when_its_time_is_over_and_goes_on_from_there() -> None:
    judging = judging_of(story())
    assert len(story()) > 3 * RECORDS_AT_ONCE
    judging.go_on(SOON, is_over=True)
    assert judging.events == 2 * RECORDS_AT_ONCE
    assert judging.is_behind
    judging.go_on(LONG, is_over=True)
    assert judging.events == len(story())
    assert not judging.is_behind


def test_in_the_end_it_finds_what_a_jury_finds() -> None:
    judging, jury = judging_of(story()), Jury(DEFAULT_PROFILE)
    while judging.is_behind:
        judging.go_on(SOON, is_over=True)
    jury.observe(story())
    jury.close()
    assert judging.findings == jury.findings
    assert broken_marks(judging) == []


def test_what_comes_later_is_judged_later() -> None:
    judging = judging_of(story()[:50])
    judging.go_on(LONG, is_over=False)
    assert judging.events == 50
    judging._history.take(story()[50:])
    assert judging.is_behind
    judging.go_on(LONG, is_over=True)
    assert (judging.events, judging.is_behind) == (len(story()), False)


def test_what_broke_a_rule_is_marked_once() -> None:
    judging = judging_of(stored_twice())
    others = list(judging._history.marks)
    while judging.is_behind:
        judging.go_on(SOON, is_over=False)
    events = [mark.event for mark in broken_marks(judging)]
    assert events == sorted({one.event for one in judging.findings if one.event is not None})
    assert place_of_second() in events
    assert [one for one in judging._history.marks if one.kind is not MarkKind.BROKEN] == others


def test_of_a_profile_that_nobody_knows_there_are_no_rules() -> None:
    judging = judging_of(story(), "mine")
    judging.go_on(LONG, is_over=True)
    assert (judging.findings, judging.events, judging.is_behind) == ([], 0, False)
