"""Holding a run, playing it and letting it go at full speed."""

import pytest

from core.events import TimerFired
from core.model import TRACKER, Address
from core.runtime.conductor import ARREARS_MAX_S, STEP_S, Command
from core.runtime.pace import FULL, HELD, Mode, Pace
from core.runtime.telemetry import Fire, Open, Permit, Shut
from tests.core.runtime.conducting import DOWN, PATIENCE, ROUND, UP, Stand


def to_all(stand: Stand, control: Shut | Open) -> list[Command]:
    """Return the same words for every driver, in the order of the threads."""
    return [Command(at, control) for at in stand.threads]


def at_full_speed() -> Stand:
    """Return a run whose gates are open."""
    stand = Stand(speed=FULL)
    assert stand.commands() == to_all(stand, Open(0.0))
    return stand


# ---- holding ------------------------------------------------------------------------------------


def test_a_hold_shuts_every_gate_once() -> None:
    stand = at_full_speed()
    stand.conductor.play(HELD)
    assert stand.commands() == to_all(stand, Shut(1))
    assert stand.commands() == []


def test_a_run_is_held_when_every_driver_has_acknowledged_the_hold() -> None:
    stand = at_full_speed().sends(TRACKER, UP)
    stand.conductor.step_once()
    stand.commands()
    for at in stand.threads:
        assert stand.mode() is Mode.HOLDING
        assert stand.commands() == []
        stand.shuts(1, at)
    assert stand.command() == (UP, Permit(TRACKER, 1, STEP_S))


@pytest.mark.parametrize("late", [TRACKER, DOWN, UP])
def test_what_a_driver_said_of_an_earlier_hold_counts_for_nothing(late: Address) -> None:
    stand = at_full_speed()
    for number, speed in enumerate((HELD, FULL, HELD), 1):
        stand.conductor.play(speed)
        stand.commands()
        if number == 1:
            stand.shuts(1)
    others = [at for at in stand.threads if at != late]
    stand.shuts(2, *others).shuts(1, late, now=99.0)
    assert stand.mode() is Mode.HOLDING
    stand.shuts(2, late)
    assert stand.mode() is Mode.HELD
    assert stand.sends(TRACKER, UP).step() == (UP, Permit(TRACKER, 1, STEP_S))


def test_a_release_waits_until_the_hold_is_acknowledged() -> None:
    stand = at_full_speed()
    stand.conductor.play(HELD)
    stand.commands()
    stand.conductor.play(FULL)
    assert stand.commands() == []
    assert stand.conductor.pace == Pace(Mode.HOLDING, FULL)
    assert stand.shuts(1, now=2.5).commands() == to_all(stand, Open(2.5))
    assert stand.conductor.pace == Pace(Mode.FULL, FULL)


def test_a_hold_that_is_taken_back_before_it_was_commanded_is_none() -> None:
    stand = at_full_speed()
    stand.conductor.play(HELD)
    stand.conductor.play(FULL)
    assert stand.commands() == []
    assert stand.mode() is Mode.FULL


def test_a_step_that_is_wished_at_full_speed_holds_first() -> None:
    stand = at_full_speed().sends(TRACKER, UP)
    stand.conductor.step_once()
    assert stand.commands() == to_all(stand, Shut(1))
    assert stand.mode() is Mode.HOLDING
    assert stand.shuts(1, now=0.5).command() == (UP, Permit(TRACKER, 1, 0.5 + STEP_S))


def test_what_is_received_on_the_way_to_a_hold_is_not_stepped_again() -> None:
    stand = at_full_speed().sends(TRACKER, UP, 1, 2)
    stand.conductor.step_once()
    stand.commands()
    stand.shuts(1, TRACKER, DOWN).receives(UP, TRACKER, 1).shuts(1, UP)
    assert stand.command() == (UP, Permit(TRACKER, 2, STEP_S))


def test_each_hold_has_a_number_of_its_own() -> None:
    stand = at_full_speed()
    told = []
    for number in (1, 2, 3):
        stand.conductor.play(HELD)
        told.append(stand.commands())
        stand.shuts(number).conductor.play(FULL)
        stand.commands()
    assert told == [to_all(stand, Shut(number)) for number in (1, 2, 3)]


# ---- full speed ---------------------------------------------------------------------------------


def test_full_speed_opens_every_gate_once() -> None:
    stand = at_full_speed().sends(TRACKER, UP)
    assert stand.commands() == []
    assert stand.conductor.pace == Pace(Mode.FULL, FULL)


def test_full_speed_goes_on_from_the_latest_time_of_any_driver() -> None:
    stand = at_full_speed()
    stand.conductor.play(HELD)
    stand.commands()
    stand.shuts(1, TRACKER, now=3.0).shuts(1, DOWN, now=7.5).shuts(1, UP, now=5.0)
    stand.conductor.play(FULL)
    assert stand.commands() == to_all(stand, Open(7.5))


def test_steps_count_towards_the_time_at_which_full_speed_goes_on() -> None:
    stand = Stand().sends(TRACKER, UP).sets(DOWN, ROUND, 4.0)
    stand.step()
    stand.receives(UP, TRACKER).step()
    stand.tell(DOWN, TimerFired(ROUND)).conductor.play(FULL)
    assert stand.commands() == to_all(stand, Open(4.0))


def test_full_speed_waits_for_the_step_that_is_under_way() -> None:
    stand = Stand().sends(TRACKER, UP)
    stand.step()
    stand.conductor.play(FULL)
    assert stand.commands() == []
    assert stand.mode() is Mode.HOLDING
    assert stand.receives(UP, TRACKER).commands() == to_all(stand, Open(STEP_S))


# ---- so many messages a second ------------------------------------------------------------------


def play(stand: Stand, seconds: float, since: float = 0.0, tick: float = 0.125) -> list[float]:
    """Play on, while each step is over at the next tick; return when steps were taken."""
    taken = []
    for now in (since + tick * n for n in range(round(seconds / tick))):
        match stand.command(now):
            case Command(at, Permit(source, number)):
                taken.append(now)
                stand.receives(at, source, number)
            case Command(at, Fire(timer)):
                taken.append(now)
                stand.tell(at, TimerFired(timer))
            case _:
                pass
    return taken


def crowd(speed: float, messages: int = 100) -> Stand:
    """Return a run at this speed in which many messages wait."""
    return Stand(speed=speed).sends(TRACKER, UP, *range(1, messages + 1))


def test_steps_are_taken_at_the_speed_that_was_asked_for() -> None:
    assert play(crowd(speed=2.0), seconds=2.5) == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_a_run_that_plays_says_so_whether_or_not_a_step_is_under_way() -> None:
    stand = crowd(speed=2.0)
    assert stand.conductor.pace == Pace(Mode.PLAYING, 2.0)
    stand.command()
    assert stand.conductor.pace == Pace(Mode.PLAYING, 2.0)


def test_nothing_is_commanded_while_a_step_is_under_way_however_late_it_is() -> None:
    stand = crowd(speed=2.0)
    assert stand.command(0.0) is not None
    assert [stand.commands(now) for now in (0.5, 5.0, 50.0)] == [[], [], []]


def test_timers_are_played_as_well() -> None:
    stand = Stand(speed=1.0).sets(DOWN, ROUND, 5.0).sets(TRACKER, PATIENCE, 9.0)
    assert play(stand, seconds=3.0) == [0.0, 1.0]


def test_what_was_late_is_caught_up_with() -> None:
    stand = crowd(speed=4.0)
    play(stand, seconds=0.25)
    assert play(stand, seconds=0.5, since=1.0, tick=0.0625) == [1.0, 1.0625, 1.125, 1.1875, 1.25]


def test_what_is_caught_up_with_is_bounded() -> None:
    stand = crowd(speed=8.0)
    play(stand, seconds=0.125)
    caught_up = play(stand, seconds=0.25, since=1000.0, tick=0.001)
    assert len(caught_up) == pytest.approx(8.0 * (ARREARS_MAX_S + 0.25), abs=1.0)


def test_a_change_of_speed_takes_effect_at_once() -> None:
    stand = crowd(speed=0.01)
    assert play(stand, seconds=1.0) == [0.0]
    stand.conductor.play(4.0)
    assert play(stand, seconds=0.75, since=1.0) == [1.0, 1.25, 1.5]
    stand.conductor.play(HELD)
    assert play(stand, seconds=5.0, since=2.0) == []
    assert stand.mode() is Mode.HELD


def test_playing_from_full_speed_holds_first() -> None:
    stand = at_full_speed().sends(TRACKER, UP)
    stand.conductor.play(5.0)
    assert stand.commands() == to_all(stand, Shut(1))
    assert stand.commands() == []
    assert stand.shuts(1).command() == (UP, Permit(TRACKER, 1, STEP_S))


def test_a_hold_while_playing_waits_for_the_step_that_is_under_way() -> None:
    stand = crowd(speed=5.0)
    stand.command()
    stand.conductor.play(HELD)
    assert stand.mode() is Mode.HOLDING
    assert stand.commands() == []
    stand.receives(UP, TRACKER, 1)
    assert stand.mode() is Mode.HELD


def test_a_step_while_playing_holds_and_comes_on_top_of_the_one_under_way() -> None:
    stand = crowd(speed=5.0)
    stand.command()
    stand.conductor.step_once()
    assert stand.receives(UP, TRACKER, 1).command() == (UP, Permit(TRACKER, 2, 2 * STEP_S))
    stand.receives(UP, TRACKER, 2)
    assert stand.mode() is Mode.HELD


def test_time_stands_still_between_steps_however_slowly_they_are_played() -> None:
    stand = crowd(speed=0.5)
    permits = []
    for number in (1, 2, 3):
        permits.append(stand.command(1000.0 * number))
        stand.receives(UP, TRACKER, number)
    assert permits == [(UP, Permit(TRACKER, n, n * STEP_S)) for n in (1, 2, 3)]
