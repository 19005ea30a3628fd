"""What may happen next in a held run, step by step."""

from core.events import MessageUnheeded, ThreadStarted, TimerCancelled, TimerFired
from core.model import TRACKER, download_thread
from core.runtime.conductor import STEP_S
from core.runtime.pace import HELD, Mode, Pace
from core.runtime.telemetry import Fire, Permit
from tests.core.runtime.conducting import DOWN, PATIENCE, ROUND, UP, Stand

# ---- which step ---------------------------------------------------------------------------------


def test_nothing_is_to_be_done_where_nothing_waits() -> None:
    assert Stand().step() is None


def test_a_waiting_message_is_permitted_at_its_receiver_one_millisecond_on() -> None:
    assert Stand().sends(TRACKER, UP).step() == (UP, Permit(TRACKER, 1, STEP_S))


def test_one_permit_is_out_at_a_time() -> None:
    stand = Stand().sends(TRACKER, UP, 1, 2)
    stand.step()
    assert stand.step() is None
    stand.receives(UP, TRACKER, 1)
    assert stand.command() == (UP, Permit(TRACKER, 2, 2 * STEP_S))


def test_an_unheeded_message_ends_its_step_as_well() -> None:
    stand = Stand().sends(TRACKER, UP)
    stand.step()
    stand.tell(UP, MessageUnheeded(TRACKER, 1, "Probe")).sets(TRACKER, PATIENCE, 1.0)
    assert stand.step() == (TRACKER, Fire(PATIENCE, 1.0))


def test_the_oldest_message_goes_first() -> None:
    stand = Stand().sends(TRACKER, UP)
    stand.step()
    stand.sends(UP, TRACKER).receives(UP, TRACKER).sends(DOWN, TRACKER)
    assert stand.step() == (TRACKER, Permit(UP, 1, 2 * STEP_S))


def test_a_timer_is_fired_only_where_no_message_waits() -> None:
    stand = Stand().sets(TRACKER, PATIENCE, 0.0).sends(TRACKER, UP)
    assert stand.step() == (UP, Permit(TRACKER, 1, STEP_S))
    stand.receives(UP, TRACKER)
    assert stand.step() == (TRACKER, Fire(PATIENCE, STEP_S))


def test_the_timer_that_is_due_first_is_fired_at_its_deadline() -> None:
    stand = Stand().sets(TRACKER, PATIENCE, 11.0).sets(DOWN, ROUND, 5.0)
    assert stand.step() == (DOWN, Fire(ROUND, 5.0))
    assert stand.step() is None
    stand.tell(DOWN, TimerFired(ROUND), 5.0)
    assert stand.command() == (TRACKER, Fire(PATIENCE, 11.0))


def test_a_long_run_of_steps_keeps_to_whole_milliseconds() -> None:
    stand = Stand()
    for number in range(1, 1001):
        stand.sends(TRACKER, UP, number)
        assert stand.step() == (UP, Permit(TRACKER, number, number / 1000))
        stand.receives(UP, TRACKER, number)


def test_time_goes_on_from_a_fired_timer() -> None:
    stand = Stand().sets(DOWN, ROUND, 5.0)
    stand.step()
    stand.tell(DOWN, TimerFired(ROUND), 5.0).sends(DOWN, TRACKER)
    assert stand.step() == (TRACKER, Permit(DOWN, 1, 5.0 + STEP_S))


def test_a_cancelled_timer_is_not_fired() -> None:
    assert Stand().sets(DOWN, ROUND, 5.0).tell(DOWN, TimerCancelled(ROUND)).step() is None


def test_a_timer_that_is_set_again_is_due_anew() -> None:
    stand = Stand().sets(DOWN, ROUND, 5.0).sets(DOWN, ROUND, 7.0)
    assert stand.step() == (DOWN, Fire(ROUND, 7.0))


def test_the_same_timer_of_two_threads_are_two_timers() -> None:
    other = download_thread(2)
    stand = Stand(DOWN, other).sets(DOWN, ROUND, 5.0).sets(other, ROUND, 4.0)
    assert stand.step() == (other, Fire(ROUND, 4.0))
    stand.tell(other, TimerFired(ROUND), 4.0)
    assert stand.step() == (DOWN, Fire(ROUND, 5.0))


# ---- how many steps -----------------------------------------------------------------------------


def test_a_step_that_is_wished_once_is_taken_once() -> None:
    stand = Stand().sends(TRACKER, UP, 1, 2)
    stand.step()
    assert stand.mode() is Mode.HOLDING
    stand.receives(UP, TRACKER, 1)
    assert stand.mode() is Mode.HELD
    assert stand.command() is None


def test_steps_that_are_wished_at_once_are_taken_one_after_another() -> None:
    stand = Stand().sends(TRACKER, UP, 1, 2, 3, 4)
    for _ in range(3):
        stand.conductor.step_once()
    taken = []
    for number in (1, 2, 3):
        taken.append(stand.command())
        assert stand.command() is None
        assert stand.mode() is Mode.HOLDING
        stand.receives(UP, TRACKER, number)
    assert taken == [(UP, Permit(TRACKER, n, n * STEP_S)) for n in (1, 2, 3)]
    assert stand.command() is None
    assert stand.mode() is Mode.HELD


def test_a_step_for_which_nothing_waits_is_not_taken_later() -> None:
    stand = Stand()
    stand.step()
    assert stand.mode() is Mode.HELD
    assert stand.sends(TRACKER, UP).command() is None


def test_playing_forgets_the_steps_that_were_wished_before() -> None:
    stand = Stand().sends(TRACKER, UP, 1, 2)
    for _ in range(3):
        stand.conductor.step_once()
    stand.conductor.play(HELD)
    assert stand.command() is None
    assert stand.mode() is Mode.HELD


def test_what_else_happens_in_a_step_does_not_end_it() -> None:
    stand = Stand().sends(TRACKER, UP, 1, 2)
    stand.step()
    stand.sends(UP, TRACKER).sets(UP, ROUND, 5.0).tell(UP, TimerCancelled(ROUND))
    assert stand.step() is None


# ---- born held ----------------------------------------------------------------------------------


def test_a_run_that_is_born_held_is_at_rest_when_all_have_started() -> None:
    stand = Stand(started=False).sends(TRACKER, UP)
    stand.conductor.step_once()
    for at in stand.threads:
        assert stand.mode() is Mode.HOLDING
        assert stand.commands() == []
        stand.tell(at, ThreadStarted())
    assert stand.command() == (UP, Permit(TRACKER, 1, STEP_S))


def test_a_run_that_is_born_held_says_so() -> None:
    stand = Stand(started=False)
    assert stand.conductor.pace == Pace(Mode.HOLDING, HELD)
    for at in stand.threads:
        stand.tell(at, ThreadStarted())
    assert stand.conductor.pace == Pace(Mode.HELD, HELD)
    assert stand.commands() == []


def test_something_is_held_back_only_where_all_are_at_rest_and_something_waits() -> None:
    stand = Stand()
    assert not stand.holds_back()
    stand.sets(DOWN, ROUND, 5.0)
    assert stand.holds_back()
    stand.step()
    assert not stand.holds_back()
    stand.tell(DOWN, TimerFired(ROUND))
    assert not stand.holds_back()
    stand.sends(DOWN, TRACKER)
    assert stand.holds_back()
