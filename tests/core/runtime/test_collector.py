"""Rank 0's end of the telemetry; the ranks are played by the test."""

import pytest

from core.errors import ProtocolError, RunError
from core.events import MessageReceived, Record
from core.measures import Counts
from core.model import TRACKER, Thread
from core.runtime.ports import TAG_OF, Tag
from core.runtime.telemetry import (
    Batch,
    Close,
    Control,
    Permit,
)
from tests.core.runtime.collecting import (
    DOWN,
    ENDS,
    THREADS,
    UP,
    Stage,
    closing,
    received_by_upload,
    sent_by_tracker,
    started,
)
from tests.core.runtime.conftest import Time


def test_it_ends_when_every_rank_has_closed_and_returns_their_counts_by_rank() -> None:
    totals = Stage(*reversed(closing(3, 5)), telling=False).collector.run()
    assert totals.ranks == (Counts(0, events=3), Counts(1, events=5))


def test_records_are_handed_on_in_causal_order() -> None:
    stage = Stage(Batch([received_by_upload()]), Batch([sent_by_tracker()]), *closing(1, 1))
    stage.collector.run()
    assert stage.taken == [[sent_by_tracker(), received_by_upload()]]


def test_drivers_are_closed_only_when_all_machines_have_ended(frozen: Time) -> None:
    stage = Stage(*ENDS[:2])

    def rest() -> None:
        if frozen.yields == 1:
            assert [stage.told(at) for at in THREADS] == [[], [], []]
            stage.report(ENDS[2])
        elif frozen.yields == 2:
            stage.report(*closing(0, 0))

    frozen.on_rest = rest
    stage.collector.run()
    assert stage.told(TRACKER) == [Close([(DOWN, 3)])]
    assert stage.told(UP) == [Close([(TRACKER, 2)])]
    assert stage.told(DOWN) == [Close([])]


@pytest.mark.parametrize("thread", sorted(set(Thread) - {Thread.CONDUCTOR}))
def test_every_kind_of_thread_that_talks_has_a_tag_of_its_own(thread: Thread) -> None:
    assert TAG_OF[thread].name == thread.name


def test_events_that_never_came_are_an_error() -> None:
    stage = Stage(Batch([started(TRACKER)]), *closing(3, 0))
    with pytest.raises(RunError, match="1 of 3 events of rank 0 came"):
        stage.collector.run()


@pytest.mark.parametrize(("counted", "missed"), [((3, 0), 3), ((1, 4), 4)])
def test_a_rank_of_which_no_event_came_at_all_is_an_error_too(
    counted: tuple[int, int], missed: int
) -> None:
    reports = [] if counted[0] == missed else [Batch([started(TRACKER)])]
    with pytest.raises(RunError, match=f"0 of {missed} events of rank"):
        Stage(*reports, *closing(*counted)).collector.run()


def test_a_receipt_whose_sending_never_came_is_an_error() -> None:
    stage = Stage(Batch([received_by_upload()]), *closing(0, 1))
    with pytest.raises(RunError, match="message 1 of tracker"):
        stage.collector.run()


def test_where_no_events_travel_none_are_missed() -> None:
    stage = Stage(*closing(30, 40), telling=False)
    assert stage.collector.run().ranks[1].events == 40
    assert stage.taken == []


def test_a_malformed_report_is_a_protocol_error() -> None:
    stage = Stage()
    stage.telemetry.send(0, Tag.COLLECTOR, b"\xc1")
    with pytest.raises(ProtocolError, match="malformed report"):
        stage.collector.run()


def _held(speed: float) -> Stage:
    """Return a conducted run with two messages that wait for the upload thread."""
    starts = Batch([started(DOWN), started(UP, 2)])
    first = Batch([started(TRACKER), sent_by_tracker(2), sent_by_tracker(3)])
    return Stage(starts, first, speed=speed)


def test_a_conducted_run_permits_one_message_after_another(frozen: Time) -> None:
    stage = _held(speed=1e9)
    told: list[Control] = []

    def rest() -> None:
        frozen.pass_by(1.0)
        match told_now := stage.told(UP):
            case [Permit(number=number)]:
                stage.report(Batch([Record(UP, number + 1, 9, 0.0, _receipt(number))]))
            case _ if len(told) == 2:
                stage.report(*closing(3, 4))
        told.extend(told_now)

    frozen.on_rest = rest
    stage.collector.run()
    assert [type(control) for control in told] == [Permit, Permit]
    assert [control.number for control in told if isinstance(control, Permit)] == [2, 3]
    assert len(stage.events) == 7


def _receipt(number: int) -> MessageReceived:
    return MessageReceived(TRACKER, number, "Probe")


def test_a_conducted_run_keeps_its_pace(frozen: Time) -> None:
    stage = _held(speed=2.0)
    permitted_at: list[float] = []
    began = frozen.now

    def rest() -> None:
        frozen.pass_by(0.125)
        for control in stage.told(UP):
            assert isinstance(control, Permit)
            permitted_at.append(frozen.now - began)
            number = control.number
            stage.report(Batch([Record(UP, number + 1, 9, 0.0, _receipt(number))]))
        if frozen.now - began > 3:
            stage.report(*closing(3, 4))

    frozen.on_rest = rest
    stage.collector.run()
    first, second = permitted_at
    assert second - first == pytest.approx(0.5)


def test_a_run_that_is_not_conducted_permits_nothing(frozen: Time) -> None:
    stage = Stage(Batch([started(TRACKER), sent_by_tracker(2)]), *closing(2, 0))
    stage.collector.run()
    assert [stage.told(at) for at in THREADS] == [[], [], []]
