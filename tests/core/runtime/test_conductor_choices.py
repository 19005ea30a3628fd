"""Choosing by hand what goes next, and going on until something happens."""

import pytest

from core.events import (
    FileCompleted,
    MessageChosen,
    ThreadStarted,
    TimerCancelled,
    TimerChosen,
    TimerFired,
)
from core.model import CONDUCTOR, TRACKER
from core.runtime.conductor import STEP_S
from core.runtime.pace import FULL, HELD, Choice, MessageChoice, Mode, Pace, TimerChoice
from core.runtime.telemetry import Fire, Open, Permit, Shut
from core.until import Condition, What
from tests.core.runtime.conducting import DOWN, PATIENCE, ROUND, UP, Stand

COMPLETE = Condition(What.COMPLETE)
COMPLETED = FileCompleted("f", 3)


def crossing() -> Stand:
    """Return a held run: two messages wait for the upload thread, then one for the tracker."""
    return Stand().sends(TRACKER, UP, 1, 2).sends(DOWN, TRACKER)


# ---- messages -----------------------------------------------------------------------------------


def test_a_chosen_message_goes_before_older_ones() -> None:
    stand = crossing()
    assert stand.step(MessageChoice(DOWN, 1)) == (TRACKER, Permit(DOWN, 1, STEP_S))
    stand.receives(TRACKER, DOWN)
    assert stand.mode() is Mode.HELD
    assert stand.step() == (UP, Permit(TRACKER, 1, 2 * STEP_S))


def test_a_choice_is_an_event_that_tells_what_waits() -> None:
    stand = crossing()
    stand.step(MessageChoice(DOWN, 1))
    [record] = stand.conductor.take_choices()
    assert record.event == MessageChosen(DOWN, TRACKER, 1, "Probe", older=2)
    assert (record.at, record.number, record.time) == (CONDUCTOR, 1, STEP_S)
    assert record.lamport == stand.told
    assert stand.conductor.take_choices() == []


def test_choices_are_numbered_from_1_and_default_steps_are_none() -> None:
    stand = crossing()
    for choice, source, number in (
        (MessageChoice(TRACKER, 1), TRACKER, 1),
        (None, TRACKER, 2),
        (MessageChoice(DOWN, 1), DOWN, 1),
    ):
        stand.step(choice)
        stand.receives(TRACKER if source is DOWN else UP, source, number)
    events = [(one.number, one.event) for one in stand.conductor.take_choices()]
    assert events == [
        (1, MessageChosen(TRACKER, UP, 1, "Probe", older=0)),
        (2, MessageChosen(DOWN, TRACKER, 1, "Probe", older=0)),
    ]


def test_a_message_may_not_overtake_another_between_the_same_two_threads() -> None:
    stand = crossing()
    assert stand.step(MessageChoice(TRACKER, 2)) is None
    assert stand.mode() is Mode.HELD
    stand.step(MessageChoice(TRACKER, 1))
    stand.receives(UP, TRACKER, 1)
    assert stand.step(MessageChoice(TRACKER, 2)) == (UP, Permit(TRACKER, 2, 2 * STEP_S))


@pytest.mark.parametrize(
    "stale",
    [MessageChoice(TRACKER, 9), MessageChoice(UP, 1), TimerChoice(DOWN, ROUND)],
)
def test_a_choice_of_what_does_not_wait_changes_nothing(stale: Choice) -> None:
    stand = crossing()
    assert stand.step(stale) is None
    assert stand.mode() is Mode.HELD
    assert stand.conductor.take_choices() == []
    assert stand.step() == (UP, Permit(TRACKER, 1, STEP_S))


def test_a_stale_choice_does_not_hold_up_the_steps_that_are_wished_after_it() -> None:
    stand = crossing()
    for choice in (MessageChoice(DOWN, 1), MessageChoice(DOWN, 1), None):
        stand.conductor.step_once(choice)
    assert stand.command() == (TRACKER, Permit(DOWN, 1, STEP_S))
    stand.receives(TRACKER, DOWN)
    assert stand.command() == (UP, Permit(TRACKER, 1, 2 * STEP_S))


def test_a_choice_that_is_made_at_full_speed_holds_first_and_may_be_stale_then() -> None:
    stand = Stand(speed=FULL).sends(TRACKER, UP)
    stand.commands()
    stand.conductor.step_once(MessageChoice(TRACKER, 1))
    assert stand.commands() == [(at, Shut(1)) for at in stand.threads]
    stand.receives(UP, TRACKER).shuts(1)
    assert stand.commands() == []
    assert stand.mode() is Mode.HELD


# ---- timers -------------------------------------------------------------------------------------


def test_a_chosen_timer_rings_early_and_sets_time_to_its_deadline() -> None:
    stand = crossing().sets(TRACKER, PATIENCE, 3.0).sets(DOWN, ROUND, 5.0)
    assert stand.step(TimerChoice(DOWN, ROUND)) == (DOWN, Fire(ROUND, 5.0))
    [record] = stand.conductor.take_choices()
    assert record.event == TimerChosen(DOWN, ROUND, 5.0, messages=3, sooner=1)
    assert record.time == 5.0
    stand.tell(DOWN, TimerFired(ROUND), 5.0)
    assert stand.step() == (UP, Permit(TRACKER, 1, 5.0 + STEP_S))


def test_a_timer_that_was_cancelled_is_not_rung_early() -> None:
    stand = Stand().sets(DOWN, ROUND, 5.0).tell(DOWN, TimerCancelled(ROUND))
    assert stand.step(TimerChoice(DOWN, ROUND)) is None


def test_an_overdue_timer_does_not_turn_back_time() -> None:
    stand = Stand().sets(TRACKER, PATIENCE, 3.0).sets(DOWN, ROUND, 5.0)
    stand.step(TimerChoice(DOWN, ROUND))
    stand.tell(DOWN, TimerFired(ROUND), 5.0)
    assert stand.step(TimerChoice(TRACKER, PATIENCE)) == (TRACKER, Fire(PATIENCE, 5.0))


# ---- until --------------------------------------------------------------------------------------


def seeking(stand: Stand, speed: float = FULL) -> Stand:
    """Return the run once it was wished to go on until a file is complete."""
    stand.conductor.run_until(COMPLETE, speed)
    return stand


def test_a_run_that_seeks_says_what() -> None:
    stand = seeking(crossing(), 5.0)
    assert stand.conductor.pace == Pace(Mode.SEEKING, 5.0, "a client has all of a file")


def test_steps_are_taken_as_fast_as_they_go_until_one_brings_what_is_sought() -> None:
    stand = seeking(crossing())
    assert stand.command() == (UP, Permit(TRACKER, 1, STEP_S))
    assert stand.command() is None
    stand.receives(UP, TRACKER, 1)
    assert stand.command() == (UP, Permit(TRACKER, 2, 2 * STEP_S))
    stand.receives(UP, TRACKER, 2).tell(UP, COMPLETED)
    assert stand.conductor.pace == Pace(Mode.HELD, HELD)
    assert stand.command() is None


def test_steps_are_taken_so_many_a_second_where_a_speed_is_wished() -> None:
    stand = seeking(crossing(), 2.0)
    assert stand.command(10.0) is not None
    stand.receives(UP, TRACKER, 1)
    assert stand.command(10.25) is None
    assert stand.conductor.is_clocked
    assert stand.command(10.5) is not None


def test_seeking_as_fast_as_steps_go_needs_no_clock() -> None:
    assert not seeking(crossing()).conductor.is_clocked


def test_from_full_speed_it_holds_first_and_what_happens_on_the_way_does_not_count() -> None:
    stand = Stand(speed=FULL).sends(TRACKER, UP, 1, 2)
    stand.commands()
    seeking(stand)
    stand.tell(DOWN, COMPLETED)
    assert stand.commands() == [(at, Shut(1)) for at in stand.threads]
    stand.tell(DOWN, COMPLETED)
    assert stand.mode() is Mode.SEEKING
    assert stand.shuts(1).command() == (UP, Permit(TRACKER, 1, STEP_S))
    stand.receives(UP, TRACKER, 1).tell(UP, COMPLETED)
    assert stand.mode() is Mode.HELD


def test_the_step_that_is_under_way_when_it_is_wished_counts() -> None:
    stand = crossing()
    stand.step()
    seeking(stand).receives(UP, TRACKER, 1).tell(UP, COMPLETED)
    assert stand.mode() is Mode.HELD


def test_what_was_there_before_it_was_wished_does_not_count() -> None:
    stand = seeking(crossing().tell(UP, COMPLETED))
    assert stand.mode() is Mode.SEEKING
    assert stand.command() is not None


def test_any_other_wish_ends_the_seeking() -> None:
    stand = seeking(crossing())
    stand.conductor.play(HELD)
    assert stand.conductor.pace == Pace(Mode.HELD, HELD)
    seeking(stand).conductor.play(FULL)
    assert stand.commands() == [(at, Open(0.0)) for at in stand.threads]
    stand = seeking(crossing())
    assert stand.step(MessageChoice(DOWN, 1)) == (TRACKER, Permit(DOWN, 1, STEP_S))
    stand.receives(TRACKER, DOWN)
    assert stand.command() is None


def test_a_run_that_is_born_held_is_sought_through_from_its_beginning() -> None:
    stand = seeking(Stand(started=False).sends(TRACKER, UP))
    for at in stand.threads:
        assert stand.command() is None
        stand.tell(at, ThreadStarted())
    assert stand.command() == (UP, Permit(TRACKER, 1, STEP_S))


def test_where_nothing_waits_it_goes_on_seeking() -> None:
    stand = seeking(Stand())
    assert stand.command() is None
    assert stand.mode() is Mode.SEEKING
    assert stand.sends(TRACKER, UP).command() is not None
