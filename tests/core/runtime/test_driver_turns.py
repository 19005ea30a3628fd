"""What goes first in a driver's turn: mail before timers, files before messages."""

from itertools import chain

import pytest

from core.cast import tracker_machine
from core.errors import RunError
from core.events import (
    AllCompleted,
    AnyEvent,
    MessageReceived,
    SegmentsServed,
    ThreadCleared,
    ThreadGone,
    ThreadSuspected,
)
from core.machine import Step
from core.messages import (
    Alive,
    AnyMessage,
    Complaint,
    Ready,
    Register,
    SwarmRequest,
)
from core.model import DEFAULT_LIMITS, TRACKER, Address, download_thread, upload_thread
from core.profiles import DEFAULT_PROFILE
from core.runtime.driver import Driver
from core.runtime.outbox import Outbox, Shipper
from core.runtime.performer import Performer
from core.runtime.ports import Tag
from core.runtime.telemetry import Batch, Close, Drained, End, Permit, Report
from core.timers import ProbeTimer, RoundTimer
from core.wire import encode
from tests.core.runtime.conftest import Time
from tests.core.runtime.stages import Stage, mail, posts
from tests.machines import Scripted
from tests.nets import nets
from tests.worlds import sent

TIMER = RoundTimer("f")


# ---- mail before timers -------------------------------------------------------------------------


def test_a_due_timer_rings_only_when_all_mail_that_is_there_was_handled(frozen: Time) -> None:
    machine = Scripted(first=Step().set(TIMER, 1.0, "to ring"))
    stage = Stage(machine, mail=[mail(1), mail(2), mail(3)])
    stage.driver.start()
    frozen.pass_by(100.0)
    handled: list[tuple[int, int]] = []

    def rest() -> None:
        handled.append((len(machine.received), len(machine.fired)))
        stage.tell(Close([(TRACKER, 3)]))

    frozen.on_rest = rest
    stage.driver.run()
    assert handled[0] == (3, 1)
    assert machine.times == [0.0, 100.0, 100.0, 100.0, 100.0]


def test_a_timer_that_is_cancelled_by_mail_that_waits_does_not_ring_though_it_is_overdue(
    frozen: Time,
) -> None:
    machine = Scripted(
        first=Step().set(TIMER, 1.0, "to be cancelled"),
        answer=lambda envelope: Step().cancel(TIMER) if envelope.number == 3 else Step(),
    )
    stage = Stage(machine, mail=[mail(1), mail(2), mail(3)])
    stage.driver.start()
    frozen.pass_by(100.0)
    frozen.on_rest = lambda: stage.tell(Close([(TRACKER, 3)]))
    stage.driver.run()
    assert machine.fired == []


def test_a_tracker_that_stalled_does_not_bury_whose_answer_waits_behind_other_mail(
    frozen: Time,
) -> None:
    world = nets(4)
    outbox = Outbox(0, telling=True)
    reports: list[Report] = []
    control = world[0].control_port(Tag.COLLECTOR)

    def report(one: Report) -> None:
        reports.append(one)
        if isinstance(one, Drained):
            control.send(0, Tag.TRACKER, encode(End()))

    shipper = Shipper(outbox, report, lambda: 0)
    [machine] = tracker_machine(3, DEFAULT_PROFILE, DEFAULT_LIMITS).values()
    driver = Driver(
        Performer(TRACKER, machine, outbox),
        mail=world[0].protocol_port(Tag.TRACKER),
        control=world[0].control_port(Tag.TRACKER),
        outbox=outbox,
        shipper=shipper,
        close_timeout_s=0.0,
    )
    port = world[1].protocol_port(Tag.DOWNLOAD)
    downs = [download_thread(rank) for rank in (1, 2, 3)]
    begin: list[tuple[Address, AnyMessage]] = [(at, Register(())) for at in downs]
    begin += [(at, Ready()) for at in downs]
    begin.append((downs[0], Complaint(2)))
    for number, (at, message) in enumerate(begin, 1):
        port.send(0, Tag.TRACKER, encode(sent(at, TRACKER, message, number)))
    up = upload_thread(2)

    def rest() -> None:
        if frozen.yields == 1:
            assert ProbeTimer(up) in driver.performer.timers
            frozen.pass_by(DEFAULT_LIMITS.probe_timeout_s + 1.0)
            port.send(0, Tag.TRACKER, encode(sent(downs[2], TRACKER, SwarmRequest("f"), 8)))
            port.send(0, Tag.TRACKER, encode(sent(up, TRACKER, Alive(), 1)))
        elif frozen.yields == 2:
            expected: list[tuple[Address, int]] = [(downs[0], 3), (downs[1], 2), (downs[2], 3)]
            control.send(0, Tag.TRACKER, encode(Close([*expected, (up, 1)])))

    frozen.on_rest = rest
    driver.start()
    driver.run()
    shipper.ship()
    records = chain.from_iterable(one.records for one in reports if isinstance(one, Batch))
    told = [record.event for record in records]
    assert [one.thread for one in told if isinstance(one, ThreadSuspected)] == [up]
    assert [one.thread for one in told if isinstance(one, ThreadCleared)] == [up]
    assert not [one for one in told if isinstance(one, ThreadGone)]


# ---- files before messages ----------------------------------------------------------------------


def test_what_is_told_is_observed_before_anything_of_the_step_is_sent(frozen: Time) -> None:
    first, then = AllCompleted(), SegmentsServed("f", (0,), 2, word="yes")
    there: list[tuple[AnyEvent, list[int]]] = []
    stage = Stage(
        Scripted(
            first=Step().send(TRACKER, Alive()).tell(first),
            answer=lambda _: Step().send(TRACKER, Alive()).tell(then),
        ),
        mail=[mail(1)],
        control=[Close([(TRACKER, 1)])],
        observe=lambda event: there.append((event, posts(stage.tracker))),
    )
    stage.play()
    assert there == [(first, []), (then, [1])]
    assert posts(stage.tracker) == [2]


def test_what_cannot_be_observed_is_not_followed_by_a_message(frozen: Time) -> None:
    def observe(event: AnyEvent) -> None:
        raise OSError

    step = Step().tell(AllCompleted()).send(TRACKER, Alive())
    stage = Stage(Scripted(first=step), observe=observe)
    with pytest.raises(OSError):  # noqa: PT011 - whatever it says
        stage.driver.start()
    assert posts(stage.tracker) == []


# ---- time ---------------------------------------------------------------------------------------


def test_a_driver_tells_time_since_the_epoch(frozen: Time) -> None:
    machine = Scripted(first=Step().set(TIMER, 1.0, "to ring"))
    stage = Stage(machine, epoch=frozen.wall - 50.0)
    stage.driver.start()
    assert stage.driver.performer.timers == {TIMER: 51.0}
    frozen.pass_by(2.0)
    frozen.on_rest = lambda: stage.tell(Close([]))
    stage.driver.run()
    assert machine.times == [50.0, 52.0]


def test_a_held_driver_begins_at_nought_whatever_its_epoch(frozen: Time) -> None:
    machine = Scripted()
    Stage(
        machine,
        held=True,
        epoch=frozen.wall - 50.0,
        mail=[mail(1)],
        control=[Permit(TRACKER, 1, 0.001), Close([(TRACKER, 1)])],
    ).play()
    assert machine.times == [0.0, 0.001]


# ---- the close deadline -------------------------------------------------------------------------


def test_an_open_driver_waits_for_what_was_sent_to_it_until_the_deadline(frozen: Time) -> None:
    stage = Stage(Scripted(), control=[Close([(TRACKER, 1)])], close_timeout_s=30.0)
    began = frozen.now
    frozen.on_rest = lambda: frozen.pass_by(1.0)
    with pytest.raises(RunError, match="handled 0 of 1 from tracker"):
        stage.play()
    assert frozen.now - began == pytest.approx(30.0, abs=1.0)


def test_mail_in_time_keeps_the_deadline(frozen: Time) -> None:
    stage = Stage(Scripted(), control=[Close([(TRACKER, 1)])], close_timeout_s=30.0)

    def rest() -> None:
        frozen.pass_by(1.0)
        if frozen.yields + len(frozen.naps) == 29:
            stage.tracker.send(1, Tag.UPLOAD, encode(mail(1)))

    frozen.on_rest = rest
    assert MessageReceived(TRACKER, 1, "Probe") in stage.play().told()


def test_the_deadline_of_a_close_begins_anew_with_each_message_that_comes(frozen: Time) -> None:
    stage = Stage(Scripted(), control=[Close([(TRACKER, 3)])], close_timeout_s=30.0)
    coming = iter((1, 2))
    began = frozen.now

    def rest() -> None:
        frozen.pass_by(20.0)
        if (number := next(coming, None)) is not None:
            stage.tracker.send(1, Tag.UPLOAD, encode(mail(number)))

    frozen.on_rest = rest
    with pytest.raises(RunError, match="handled 2 of 3 from tracker"):
        stage.play()
    assert frozen.now - began == pytest.approx(80.0, abs=1.0)
