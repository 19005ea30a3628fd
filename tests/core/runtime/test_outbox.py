"""A rank's events on their way to the collector."""

from core.events import AnyEvent, Record, StartGiven, ThreadEnded, ThreadStarted
from core.model import TRACKER, download_thread, upload_thread
from core.runtime.outbox import (
    BACKLOG_MAX,
    BATCH_AGE_S,
    BATCH_EVENTS,
    UNDER_WAY_MAX,
    Outbox,
    Shipper,
)
from core.runtime.telemetry import Batch, MachineEnded, RankClosed, Report
from tests.core.runtime.conftest import Time

ENDED = MachineEnded(TRACKER, [])


def note(outbox: Outbox, *events: AnyEvent) -> None:
    """Record these events at the tracker."""
    with outbox.lock:
        for event in events:
            outbox.record(TRACKER, event, now=0.5)


def telling(*events: AnyEvent) -> Outbox:
    """Return an outbox that tells, with these events in it."""
    outbox = Outbox(0, telling=True)
    note(outbox, *events)
    return outbox


# ---- outbox -------------------------------------------------------------------------------------


def test_events_are_numbered_stamped_and_kept_in_order() -> None:
    outbox = telling(ThreadStarted(), ThreadEnded())
    assert outbox.take() == [
        Batch(
            [
                Record(TRACKER, 1, 1, 0.5, ThreadStarted()),
                Record(TRACKER, 2, 2, 0.5, ThreadEnded()),
            ]
        )
    ]
    assert outbox.is_empty
    assert outbox.take() == []


def test_both_threads_of_a_client_share_one_order() -> None:
    outbox = Outbox(1, telling=True)
    with outbox.lock:
        outbox.record(download_thread(1), ThreadStarted(), 0.0)
        outbox.record(upload_thread(1), ThreadStarted(), 0.0)
    [batch] = outbox.take()
    assert isinstance(batch, Batch)
    assert [(one.at, one.number) for one in batch.records] == [
        (download_thread(1), 1),
        (upload_thread(1), 2),
    ]


def test_a_heard_stamp_moves_the_stamps_forward_and_never_back() -> None:
    outbox = telling()
    with outbox.lock:
        outbox.hear(7)
        assert outbox.stamp() == 9
        outbox.hear(3)
        assert outbox.stamp() == 11


def test_where_nobody_looks_events_are_counted_and_dropped() -> None:
    outbox = Outbox(0, telling=False)
    note(outbox, StartGiven("ACK"), ThreadEnded())
    assert outbox.is_empty
    assert outbox.counts.events == 2
    assert outbox.counts.started_at == 0.5
    outbox.close()
    assert outbox.take() == [RankClosed(outbox.counts)]


def test_a_report_stays_behind_the_events_before_it() -> None:
    outbox = telling(ThreadStarted())
    outbox.add(ENDED)
    note(outbox, ThreadEnded())
    outbox.close()
    kinds = [type(report) for report in outbox.take()]
    assert kinds == [Batch, MachineEnded, Batch, RankClosed]


def test_the_backlog_counts_events() -> None:
    outbox = telling(*[ThreadStarted()] * 3)
    assert outbox.backlog == 3
    assert not outbox.is_empty
    outbox.take()
    assert outbox.backlog == 0


# ---- shipper ------------------------------------------------------------------------------------


class Harbour:
    """Takes what a shipper sends; `under_way` is how many of its reports nobody has received."""

    def __init__(self, outbox: Outbox) -> None:
        self.sent: list[Report] = []
        self.under_way = 0
        self.shipper = Shipper(outbox, self.sent.append, lambda: self.under_way)


def test_little_and_young_waits(frozen: Time) -> None:
    harbour = Harbour(telling(*[ThreadStarted()] * (BATCH_EVENTS - 1)))
    harbour.shipper.ship_if_due(at_once=False)
    assert harbour.sent == []


def test_much_goes(frozen: Time) -> None:
    harbour = Harbour(telling(*[ThreadStarted()] * BATCH_EVENTS))
    harbour.shipper.ship_if_due(at_once=False)
    assert len(harbour.sent) == 1


def test_what_is_not_old_enough_waits(frozen: Time) -> None:
    harbour = Harbour(telling(ThreadStarted()))
    frozen.now += 0.9 * BATCH_AGE_S
    harbour.shipper.ship_if_due(at_once=False)
    assert harbour.sent == []


def test_a_report_goes_at_once_with_the_events_before_it(frozen: Time) -> None:
    outbox = telling(ThreadStarted())
    harbour = Harbour(outbox)
    waiting = [outbox.has_reports]
    outbox.add(ENDED)
    waiting.append(outbox.has_reports)
    harbour.shipper.ship_if_due(at_once=False)
    assert [type(report) for report in harbour.sent] == [Batch, MachineEnded]
    assert [*waiting, outbox.has_reports] == [False, True, False]


def test_much_is_64_events_and_old_is_20_milliseconds() -> None:
    assert (BATCH_EVENTS, BATCH_AGE_S) == (64, 0.02)


def test_old_goes_and_the_age_begins_anew(frozen: Time) -> None:
    outbox = telling(ThreadStarted())
    harbour = Harbour(outbox)
    frozen.now += 2 * BATCH_AGE_S
    harbour.shipper.ship_if_due(at_once=False)
    note(outbox, ThreadEnded())
    harbour.shipper.ship_if_due(at_once=False)
    assert len(harbour.sent) == 1


def test_what_is_to_go_at_once_goes(frozen: Time) -> None:
    harbour = Harbour(telling(ThreadStarted()))
    harbour.shipper.ship_if_due(at_once=True)
    assert len(harbour.sent) == 1


def test_nothing_is_sent_where_nothing_waits(frozen: Time) -> None:
    harbour = Harbour(telling())
    frozen.now += 2 * BATCH_AGE_S
    harbour.shipper.ship_if_due(at_once=True)
    assert harbour.sent == []


def test_nothing_is_sent_while_enough_is_under_way() -> None:
    outbox = telling(ThreadStarted())
    harbour = Harbour(outbox)
    harbour.under_way = UNDER_WAY_MAX
    harbour.shipper.ship()
    assert harbour.sent == []
    assert not outbox.is_empty
    harbour.under_way -= 1
    harbour.shipper.ship()
    assert len(harbour.sent) == 1


def test_only_one_thread_ships_at_a_time() -> None:
    outbox = telling(ThreadStarted())
    sent: list[Report] = []

    def send(report: Report) -> None:
        note(outbox, ThreadEnded())
        shipper.ship()  # as another thread might, meanwhile
        sent.append(report)

    shipper = Shipper(outbox, send, lambda: 0)
    shipper.ship()
    assert [type(report) for report in sent] == [Batch]
    assert outbox.backlog == 1


def test_a_failing_send_leaves_the_shipper_usable() -> None:
    outbox = telling(ThreadStarted())
    sent: list[Report] = []

    def send(report: Report) -> None:
        if not sent:
            sent.append(report)
            raise OSError
        sent.append(report)

    shipper = Shipper(outbox, send, lambda: 0)
    try:
        shipper.ship()
    except OSError:
        note(outbox, ThreadEnded())
    shipper.ship()
    assert len(sent) == 2


def test_a_rank_is_behind_when_too_much_waits() -> None:
    outbox = telling(*[ThreadStarted()] * BACKLOG_MAX)
    harbour = Harbour(outbox)
    assert not harbour.shipper.is_behind
    note(outbox, ThreadStarted())
    assert harbour.shipper.is_behind


def test_finishing_waits_until_everything_was_received() -> None:
    outbox = telling(ThreadStarted())
    outbox.close()
    harbour = Harbour(outbox)
    harbour.under_way = UNDER_WAY_MAX
    rests = []

    def receive_one() -> None:
        rests.append(len(harbour.sent))
        harbour.under_way -= 1

    harbour.shipper.finish(receive_one)
    assert [type(report) for report in harbour.sent] == [Batch, RankClosed]
    assert rests == [0, 2, 2, 2]
