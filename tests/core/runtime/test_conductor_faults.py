"""When faults strike: between steps, and one thread after another."""

import pytest

from core.events import (
    FaultChosen,
    MessageDelayed,
    MessageReleased,
    TimerFired,
)
from core.faults import Afflict, CrashNow
from core.model import CONDUCTOR, TRACKER, Affliction
from core.runtime.conductor import STEP_S, Command
from core.runtime.pace import FULL, HELD, MessageChoice, Mode
from core.runtime.telemetry import Befall, Open, Permit, Shut
from core.timers import NetworkTimer
from tests.core.runtime.conducting import DOWN, UP, Stand

CRASH = CrashNow(1)
MUTE = Afflict(1, Affliction.MUTE)
CUT = Afflict(0, Affliction.CUT_OFF)


def strikes(stand: Stand) -> list[Command]:
    """Return all that strikes now, with each thread acknowledging it at once."""
    told = []
    while (command := stand.command()) is not None and isinstance(command.control, Befall):
        told.append(command)
        stand.conductor.acknowledge_strike(command.to)
    return told


# ---- between steps ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strike", "threads"), [(CRASH, [DOWN, UP]), (MUTE, [UP]), (CUT, [TRACKER])]
)
def test_a_fault_reaches_all_whom_it_concerns_one_after_another(
    strike: CrashNow | Afflict, threads: list[object]
) -> None:
    stand = Stand()
    stand.conductor.strike(strike)
    assert strikes(stand) == [(at, Befall(strike, 0.0)) for at in threads]
    assert stand.command() is None


def test_nothing_else_is_commanded_before_all_have_acknowledged() -> None:
    stand = Stand(speed=100.0).sends(TRACKER, UP)
    stand.conductor.strike(CRASH)
    assert stand.command() == (DOWN, Befall(CRASH, 0.0))
    assert stand.command() is None
    stand.conductor.acknowledge_strike(UP)
    assert stand.command() is None
    stand.conductor.acknowledge_strike(DOWN)
    assert stand.command() == (UP, Befall(CRASH, 0.0))
    assert stand.command() is None
    stand.conductor.acknowledge_strike(UP)
    assert stand.command() == (UP, Permit(TRACKER, 1, STEP_S))


def test_a_fault_waits_for_the_end_of_the_step_that_is_under_way() -> None:
    stand = Stand().sends(TRACKER, UP)
    stand.step()
    stand.conductor.strike(MUTE)
    assert stand.command() is None
    stand.receives(UP, TRACKER)
    assert stand.command() == (UP, Befall(MUTE, STEP_S))


def test_a_fault_strikes_before_steps_that_were_wished_earlier() -> None:
    stand = Stand().sends(TRACKER, UP)
    stand.conductor.step_once()
    stand.conductor.strike(MUTE)
    assert strikes(stand) == [(UP, Befall(MUTE, 0.0))]


def test_faults_strike_in_their_order() -> None:
    stand = Stand()
    for strike in (MUTE, CUT, CRASH):
        stand.conductor.strike(strike)
    told = [control.strike for _, control in strikes(stand) if isinstance(control, Befall)]
    assert told == [MUTE, CUT, CRASH, CRASH]


def test_a_run_that_is_struck_is_not_held_before_all_is_told() -> None:
    stand = Stand()
    stand.conductor.strike(MUTE)
    stand.command()
    assert stand.mode() is Mode.HOLDING
    stand.conductor.acknowledge_strike(UP)
    assert stand.mode() is Mode.HELD


# ---- while gates are open -----------------------------------------------------------------------


def test_while_gates_are_open_a_fault_goes_out_at_once() -> None:
    stand = Stand(speed=FULL).sends(TRACKER, UP)
    assert stand.commands() == [(at, Open(0.0)) for at in stand.threads]
    stand.conductor.strike(CRASH)
    assert [at for at, _ in strikes(stand)] == [DOWN, UP]


def test_a_hold_waits_until_the_fault_has_reached_all() -> None:
    stand = Stand(speed=FULL).sends(TRACKER, UP)
    stand.commands()
    stand.conductor.strike(MUTE)
    stand.conductor.play(HELD)
    assert stand.command() == (UP, Befall(MUTE, 0.0))
    assert stand.commands() == [(at, Shut(1)) for at in stand.threads]
    stand.shuts(1)
    assert stand.mode() is Mode.HOLDING
    stand.conductor.acknowledge_strike(UP)
    assert stand.mode() is Mode.HELD


# ---- by hand ------------------------------------------------------------------------------------


def test_a_fault_by_hand_is_recorded_as_chosen() -> None:
    stand = Stand().sends(TRACKER, UP)
    stand.conductor.strike(CRASH, by_hand=True)
    [record] = stand.conductor.take_choices()
    assert record.event == FaultChosen(1, "crashes")
    assert (record.at, record.number, record.lamport) == (CONDUCTOR, 1, stand.told)
    assert [at for at, _ in strikes(stand)] == [DOWN, UP]


def test_a_fault_of_a_plan_is_not() -> None:
    stand = Stand()
    stand.conductor.strike(CRASH)
    strikes(stand)
    assert stand.conductor.take_choices() == []


# ---- what is delayed ----------------------------------------------------------------------------


def test_a_delayed_message_cannot_be_chosen_before_it_is_released() -> None:
    stand = Stand().sends(DOWN, TRACKER).tell(DOWN, MessageDelayed(TRACKER, 1, "Probe", "slow"))
    stand.sets(DOWN, NetworkTimer(TRACKER), 0.5)
    assert stand.step(MessageChoice(DOWN, 1)) is None
    stand.step()
    stand.tell(DOWN, TimerFired(NetworkTimer(TRACKER)), 0.5)
    stand.tell(DOWN, MessageReleased(TRACKER, 1, "Probe"), 0.5)
    assert stand.step(MessageChoice(DOWN, 1)) == (TRACKER, Permit(DOWN, 1, 0.5 + STEP_S))
