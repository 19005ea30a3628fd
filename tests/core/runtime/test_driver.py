"""Running one machine over ports; its world are the two other ends of these ports."""

from collections.abc import Iterator

import pytest

from core.errors import ProtocolError, RunError
from core.events import (
    AllCompleted,
    MessageReceived,
    MessageUnheeded,
    SegmentsServed,
    TimerFired,
)
from core.machine import Step
from core.messages import Alive, Envelope, Probe, SegmentReply
from core.model import TRACKER, Address
from core.runtime.outbox import BACKLOG_MAX, UNDER_WAY_MAX, Outbox
from core.runtime.ports import Tag
from core.runtime.telemetry import (
    Batch,
    Close,
    Control,
    Fire,
    MachineEnded,
    Permit,
)
from core.timers import RoundTimer
from core.wire import encode
from tests.core.runtime.conftest import Time
from tests.core.runtime.stages import ASKER, HERE, Stage, mail, posts
from tests.machines import Scripted

TIMER = RoundTimer("f")


# ---- mail and posts -----------------------------------------------------------------------------


def test_an_open_driver_handles_mail_in_order_and_ends_when_it_has_all(frozen: Time) -> None:
    machine = Scripted()
    mails = [mail(1), mail(2), mail(1, ASKER)]
    Stage(machine, mail=mails, control=[Close([(TRACKER, 2), (ASKER, 1)])]).play()
    assert machine.received == mails


def test_posts_leave_in_order(frozen: Time) -> None:
    def answer(envelope: Envelope) -> Step:
        return Step().send(TRACKER, Alive()).send(ASKER, SegmentReply("f", (), ()))

    stage = Stage(
        Scripted(first=Step().send(TRACKER, Alive()), answer=answer),
        mail=[mail(1), mail(2)],
        control=[Close([(TRACKER, 2)])],
    ).play()
    assert posts(stage.tracker) == [1, 2, 4]
    assert posts(stage.asker) == [3, 5]


def test_what_the_machine_tells_is_observed_and_shipped(frozen: Time) -> None:
    told = SegmentsServed("f", (0,), 2, word="yes")
    machine = Scripted(first=Step().tell(AllCompleted()), answer=lambda _: Step().tell(told))
    stage = Stage(machine, mail=[mail(1)], control=[Close([(TRACKER, 1)])]).play()
    assert stage.observed == [AllCompleted(), told]
    assert MessageReceived(TRACKER, 1, "Probe") in stage.told()


def test_a_driver_ends_only_when_all_that_it_sent_is_out(frozen: Time) -> None:
    stage = Stage(Scripted(first=Step().send(TRACKER, Alive())), slow=True, control=[Close([])])
    received_after: list[int] = []

    def rest() -> None:
        if frozen.yields == 5:
            received_after.extend(frozen.yields for _ in posts(stage.tracker))

    frozen.on_rest = rest
    stage.play()
    assert received_after == [5]


def test_malformed_mail_is_a_protocol_error(frozen: Time) -> None:
    stage = Stage(Scripted())
    stage.tracker.send(1, Tag.UPLOAD, b"\xc1")
    with pytest.raises(ProtocolError, match="malformed message"):
        stage.play()


# ---- held ---------------------------------------------------------------------------------------


def test_a_shut_gate_handles_nothing_and_a_close_waits_for_as_long_as_people_like(
    frozen: Time,
) -> None:
    machine = Scripted()
    stage = Stage(machine, held=True, mail=[mail(1)], control=[Close([(TRACKER, 1)])])
    handled: list[int] = []

    def rest() -> None:
        frozen.pass_by(1000.0)
        handled.append(len(machine.received))
        if frozen.yields == 5:
            stage.tell(Permit(TRACKER, 1, 0.001))

    frozen.on_rest = rest
    stage.play()
    assert handled == [0] * 5
    assert machine.received == [mail(1)]


def test_a_permitted_message_is_handled_at_the_time_of_the_permit(frozen: Time) -> None:
    machine = Scripted()
    stage = Stage(machine, held=True, mail=[mail(1), mail(2)], control=[Permit(TRACKER, 2, 0.25)])
    later: Iterator[Control] = iter([Permit(TRACKER, 1, 0.5), Close([(TRACKER, 2)])])
    frozen.on_rest = lambda: stage.tell(next(later))
    stage.play()
    assert [envelope.number for envelope in machine.received] == [2, 1]
    assert machine.times == [0.0, 0.25, 0.5]


def test_a_held_driver_fires_a_timer_only_when_told_to(frozen: Time) -> None:
    machine = Scripted(first=Step().set(TIMER, 0.1, "to ring"))
    control: list[Control] = [Permit(TRACKER, 1, 5.0), Fire(TIMER, 6.0), Close([(TRACKER, 1)])]
    stage = Stage(machine, held=True, mail=[mail(1)], control=control).play()
    assert machine.fired == [TIMER]
    assert machine.times == [0.0, 5.0, 6.0]
    assert stage.told().index(TimerFired(TIMER)) > 0


def test_a_held_driver_that_is_not_told_to_never_rings(frozen: Time) -> None:
    machine = Scripted(first=Step().set(TIMER, 0.1, "never to ring"))
    control: list[Control] = [
        Permit(TRACKER, 1, 5.0),
        Permit(TRACKER, 2, 6.0),
        Close([(TRACKER, 2)]),
    ]
    Stage(machine, held=True, mail=[mail(1), mail(2)], control=control).play()
    assert machine.fired == []


def test_every_step_of_a_held_driver_is_shipped_with_all_that_it_caused(frozen: Time) -> None:
    machine = Scripted(answer=lambda _: Step().send(TRACKER, Alive()))
    control: list[Control] = [
        Permit(TRACKER, 1, 0.001),
        Permit(TRACKER, 2, 0.002),
        Close([(TRACKER, 2)]),
    ]
    stage = Stage(machine, held=True, mail=[mail(1), mail(2)], control=control).play()
    batches = [report for report in stage.reports if isinstance(report, Batch)]
    assert [len(batch.records) for batch in batches] == [3, 2]


# ---- timers -------------------------------------------------------------------------------------


def test_an_open_driver_rings_a_timer_when_it_is_due(frozen: Time) -> None:
    machine = Scripted(first=Step().set(TIMER, 1.0, "to ring"))
    stage = Stage(machine)

    def rest() -> None:
        frozen.pass_by(0.25)
        if machine.fired:
            stage.tell(Close([]))

    frozen.on_rest = rest
    stage.play()
    assert machine.times == [0.0, 1.0]


def test_the_timer_that_is_due_first_rings_first(frozen: Time) -> None:
    later = RoundTimer("g")
    machine = Scripted(first=Step().set(later, 2.0, "second").set(TIMER, 1.0, "first"))
    stage = Stage(machine)
    stage.driver.start()
    frozen.now += 5.0
    frozen.on_rest = lambda: stage.tell(Close([]))
    stage.driver.run()
    assert machine.fired == [TIMER, later]


# ---- the end ------------------------------------------------------------------------------------


def test_after_its_machine_ended_mail_is_unheeded(frozen: Time) -> None:
    machine = Scripted()
    machine.ends_after = 1
    stage = Stage(machine, mail=[mail(1), mail(2)], control=[Close([(TRACKER, 2)])]).play()
    assert machine.received == [mail(1)]
    assert stage.told()[-1] == MessageUnheeded(TRACKER, 2, "Probe")


def test_its_end_is_reported_once_with_what_it_sent(frozen: Time) -> None:
    machine = Scripted(answer=lambda _: Step().send(TRACKER, Alive()).send(ASKER, Probe()))
    machine.ends_after = 2
    mails = [mail(1), mail(2), mail(3)]
    stage = Stage(machine, mail=mails, control=[Close([(TRACKER, 3)])]).play()
    ends = [report for report in stage.reports if isinstance(report, MachineEnded)]
    assert ends == [MachineEnded(HERE, [(TRACKER, 2), (ASKER, 2)])]


@pytest.mark.parametrize(
    ("expected", "named"),
    [
        ([(TRACKER, 2)], "handled 1 of 2 from tracker"),
        ([(TRACKER, 1), (ASKER, 3)], "handled 0 of 3 from C2↓"),
        ([(TRACKER, 3), (ASKER, 1)], "handled 1 of 3 from tracker, 0 of 1 from C2↓"),
        ([], "handled 1 of 0 from tracker"),
    ],
)
def test_a_close_that_is_not_met_names_the_counts(
    frozen: Time, expected: list[tuple[Address, int]], named: str
) -> None:
    stage = Stage(Scripted(), mail=[mail(1)])

    def rest() -> None:
        if frozen.yields == 1:
            stage.tell(Close(expected))
        frozen.pass_by(1.0)

    frozen.on_rest = rest
    stage.driver.start()
    with pytest.raises(RunError, match=f"^C1↑ was closed, but {named}$"):
        stage.driver.run()


def test_a_close_waits_for_mail_that_is_still_coming(frozen: Time) -> None:
    machine = Scripted()
    stage = Stage(machine, control=[Close([(TRACKER, 1)])])

    def rest() -> None:
        if frozen.yields == 3:
            stage.tracker.send(1, Tag.UPLOAD, encode(mail(1)))

    frozen.on_rest = rest
    stage.play()
    assert machine.received == [mail(1)]


def test_a_rank_that_is_behind_takes_no_mail_until_it_has_shipped(frozen: Time) -> None:
    outbox = Outbox(1, telling=True)
    with outbox.lock:
        for _ in range(BACKLOG_MAX + 1):
            outbox.record(HERE, AllCompleted(), 0.0)
    full_until = 3
    machine = Scripted()
    stage = Stage(
        machine,
        mail=[mail(1)],
        control=[Close([(TRACKER, 1)])],
        outbox=outbox,
        under_way=lambda: UNDER_WAY_MAX if frozen.yields < full_until else 0,
    )
    handled: list[int] = []
    frozen.on_rest = lambda: handled.append(len(machine.received))
    stage.play()
    assert handled[:full_until] == [0] * full_until
    assert machine.received == [mail(1)]
