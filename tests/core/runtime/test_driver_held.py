"""Holding, releasing, stopping and ending a driver, whatever its machine is at."""

import pytest

from core.errors import RunError
from core.events import (
    MessageReceived,
    MessageUnheeded,
    ThreadEnded,
    ThreadStopped,
    TimerFired,
)
from core.machine import Step
from core.messages import Alive
from core.model import TRACKER
from core.runtime.ports import Tag
from core.runtime.telemetry import (
    Batch,
    Close,
    Control,
    Drained,
    End,
    Fire,
    GateShut,
    MachineEnded,
    Open,
    Permit,
    Report,
    Shut,
    Stop,
)
from core.timers import RoundTimer
from core.wire import encode
from tests.core.runtime.conftest import Time
from tests.core.runtime.stages import HERE, Stage, mail, posts
from tests.machines import Scripted

TIMER = RoundTimer("f")


def one_each_rest(frozen: Time, stage: Stage, *control: Control, passing_s: float = 0.0) -> None:
    """Tell the driver one thing at each rest, and let time pass."""
    left = list(control)

    def rest() -> None:
        frozen.pass_by(passing_s)
        if left:
            stage.tell(left.pop(0))

    frozen.on_rest = rest


# ---- shut ---------------------------------------------------------------------------------------


def test_a_hold_is_acknowledged_by_number_and_time_after_all_that_came_before(
    frozen: Time,
) -> None:
    stage = Stage(Scripted(), mail=[mail(1)], ends_when_drained=False)
    one_each_rest(frozen, stage, Shut(7), End(), passing_s=2.0)
    stage.play()
    assert [type(report) for report in stage.reports] == [Batch, GateShut]
    assert stage.reports[-1] == GateShut(HERE, 7, 2.0)
    assert stage.told()[-1] == MessageReceived(TRACKER, 1, "Probe")


def test_mail_that_comes_with_a_hold_waits(frozen: Time) -> None:
    machine = Scripted()
    stage = Stage(machine, mail=[mail(1)], control=[Shut(1)], ends_when_drained=False)
    one_each_rest(frozen, stage, End())
    stage.play()
    assert machine.received == []


def test_the_time_of_a_held_driver_stands_still(frozen: Time) -> None:
    stage = Stage(Scripted(first=Step().set(TIMER, 5.0, "to ring")), ends_when_drained=False)
    one_each_rest(frozen, stage, Shut(1), Shut(2), End(), passing_s=3.0)
    stage.play()
    assert stage.reported(GateShut) == [GateShut(HERE, 1, 3.0), GateShut(HERE, 2, 3.0)]
    assert TimerFired(TIMER) not in stage.told()


def test_a_driver_that_was_held_is_stepped_like_one_that_was_born_so(frozen: Time) -> None:
    machine = Scripted()
    stage = Stage(machine, control=[Shut(1)], mail=[mail(1), mail(2)], ends_when_drained=False)
    one_each_rest(frozen, stage, Permit(TRACKER, 1, 0.001), Permit(TRACKER, 2, 0.002), End())
    stage.play()
    assert [envelope.number for envelope in machine.received] == [1, 2]
    assert machine.times == [0.0, 0.001, 0.002]


# ---- open ---------------------------------------------------------------------------------------


def test_a_driver_that_is_opened_handles_what_waited_and_goes_on_from_the_given_time(
    frozen: Time,
) -> None:
    machine = Scripted(first=Step().set(TIMER, 10.0, "to ring"))
    stage = Stage(machine, held=True, mail=[mail(1), mail(2)], ends_when_drained=False)
    one_each_rest(frozen, stage, Open(8.0), *[Shut(n) for n in range(3)], End(), passing_s=1.0)
    stage.play()
    assert machine.times == [0.0, 8.0, 8.0]
    assert stage.reported(GateShut)[0] == GateShut(HERE, 0, 9.0)


def test_an_opened_driver_rings_the_timers_that_are_due_by_then(frozen: Time) -> None:
    machine = Scripted(first=Step().set(TIMER, 10.0, "to ring"))
    stage = Stage(machine, held=True, control=[Open(12.0)], ends_when_drained=False)
    one_each_rest(frozen, stage, End())
    stage.play()
    assert machine.fired == [TIMER]
    assert machine.times == [0.0, 12.0]


def test_time_never_goes_back_when_a_driver_is_opened(frozen: Time) -> None:
    stage = Stage(Scripted(), ends_when_drained=False)
    one_each_rest(frozen, stage, Shut(1), Open(0.5), Shut(2), End(), passing_s=4.0)
    stage.play()
    assert [shut.now for shut in stage.reported(GateShut)] == [4.0, 8.0]


# ---- the close ----------------------------------------------------------------------------------


def test_a_drained_driver_says_so_once_and_goes_on_until_the_end(frozen: Time) -> None:
    stage = Stage(Scripted(), control=[Close([])], ends_when_drained=False)
    one_each_rest(frozen, stage, Shut(1), Open(0.0), Shut(2), End())
    stage.play()
    reports: list[Report] = [Drained(HERE), GateShut(HERE, 1, 0.0), GateShut(HERE, 2, 0.0)]
    assert stage.reports[1:] == reports


def test_a_closed_driver_is_drained_when_it_has_handled_all_that_is_expected(frozen: Time) -> None:
    stage = Stage(Scripted(), held=True, mail=[mail(1), mail(2)], control=[Close([(TRACKER, 2)])])
    drained: list[int] = []

    def rest() -> None:
        drained.append(len(stage.reported(Drained)))
        if frozen.yields <= 2:
            stage.tell(Permit(TRACKER, frozen.yields, 0.0))

    frozen.on_rest = rest
    stage.play()
    assert drained[:2] == [0, 0]
    assert stage.reported(Drained) == [Drained(HERE)]


def test_unheeded_mail_is_held_and_stepped_like_any_other(frozen: Time) -> None:
    machine = Scripted()
    machine.done = True
    stage = Stage(machine, held=True, mail=[mail(1), mail(2)], control=[Close([(TRACKER, 2)])])
    unheeded: list[int] = []

    def rest() -> None:
        unheeded.append(sum(isinstance(event, MessageUnheeded) for event in stage.told()))
        if frozen.yields <= 2:
            stage.tell(Permit(TRACKER, frozen.yields, 0.0))

    frozen.on_rest = rest
    stage.play()
    assert unheeded[:2] == [0, 1]
    assert stage.told()[-1] == MessageUnheeded(TRACKER, 2, "Probe")


def test_the_deadline_of_a_close_begins_anew_when_a_held_driver_is_opened(frozen: Time) -> None:
    control: list[Control] = [Close([(TRACKER, 1)]), Shut(1)]
    stage = Stage(Scripted(), control=control, close_timeout_s=30.0)
    opened_at: list[float] = []

    def rest() -> None:
        frozen.pass_by(5.0)
        if frozen.yields + len(frozen.naps) == 50:
            stage.tell(Open(0.0))
            opened_at.append(frozen.now)

    frozen.on_rest = rest
    with pytest.raises(RunError, match="handled 0 of 1 from tracker"):
        stage.play()
    assert frozen.now - opened_at[0] == pytest.approx(30.0, abs=10.0)


def test_mail_that_comes_after_the_deadline_of_a_hold_is_in_time(frozen: Time) -> None:
    control: list[Control] = [Close([(TRACKER, 1)]), Shut(1)]
    stage = Stage(Scripted(), control=control, close_timeout_s=30.0)

    def rest() -> None:
        frozen.pass_by(100.0)
        if frozen.yields == 3:
            stage.tracker.send(1, Tag.UPLOAD, encode(mail(1)))
            stage.tell(Permit(TRACKER, 1, 0.001))

    frozen.on_rest = rest
    assert stage.play().reported(Drained) == [Drained(HERE)]


# ---- stop and end -------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [False, True])
def test_a_driver_that_is_stopped_ends_its_machine_and_heeds_no_more_mail(
    frozen: Time, *, held: bool
) -> None:
    machine = Scripted(first=Step().send(TRACKER, Alive()).set(TIMER, 1.0, "never to ring"))
    stage = Stage(machine, held=held, control=[Stop()], mail=[mail(1), mail(2)])
    one_each_rest(frozen, stage, Close([(TRACKER, 2)]), passing_s=2.0)
    stage.play()
    assert (machine.received, machine.fired) == ([], [])
    told = stage.told()
    assert told.count(ThreadStopped()) == told.count(ThreadEnded()) == 1
    assert told[-2:] == [MessageUnheeded(TRACKER, number, "Probe") for number in (1, 2)]
    assert stage.reported(MachineEnded) == [MachineEnded(HERE, [(TRACKER, 1)])]
    assert posts(stage.tracker) == [1]


def test_a_stop_forgets_the_permit_that_is_out(frozen: Time) -> None:
    machine = Scripted()
    control: list[Control] = [Permit(TRACKER, 1, 0.001), Stop(), Close([(TRACKER, 1)])]
    stage = Stage(machine, held=True, control=control)

    def rest() -> None:
        if frozen.yields == 1:
            stage.tracker.send(1, Tag.UPLOAD, encode(mail(1)))

    frozen.on_rest = rest
    stage.play()
    assert machine.received == []
    assert stage.told()[-1] == MessageUnheeded(TRACKER, 1, "Probe")


def test_a_stop_of_a_machine_that_has_ended_changes_nothing_but_opens_its_gate(
    frozen: Time,
) -> None:
    machine = Scripted()
    machine.done = True
    control: list[Control] = [Stop(), Close([(TRACKER, 1)])]
    stage = Stage(machine, held=True, control=control, mail=[mail(1)]).play()
    assert ThreadStopped() not in stage.told()
    assert len(stage.reported(MachineEnded)) == 1
    assert stage.told()[-1] == MessageUnheeded(TRACKER, 1, "Probe")


def test_control_is_read_in_the_order_in_which_it_was_sent(frozen: Time) -> None:
    machine = Scripted(first=Step().set(TIMER, 5.0, "to ring"))
    control: list[Control] = [Shut(1), Fire(TIMER, 5.0), Shut(2), Close([]), End(), Shut(3)]
    stage = Stage(machine, control=control, ends_when_drained=False).play()
    assert machine.times == [0.0, 5.0]
    assert stage.reported(GateShut) == [GateShut(HERE, 1, 0.0), GateShut(HERE, 2, 5.0)]


def test_the_end_comes_even_to_a_held_driver(frozen: Time) -> None:
    stage = Stage(Scripted(), held=True, control=[End()], ends_when_drained=False).play()
    assert stage.reported(Drained) == []
