"""Whole runs with real threads over a net in memory."""

import time

import pytest

from core.causality import sent_by
from core.errors import ProtocolError, RankFailedError
from core.events import (
    AnyEvent,
    ClientStarted,
    FileCompleted,
    Record,
    SegmentsServed,
    SegmentStored,
    ThreadEnded,
    ThreadStarted,
)
from core.model import Manifest, Scenario
from core.profiles import DEFAULT_PROFILE
from core.runtime.pace import FULL, Audience
from core.runtime.ports import Tag
from core.runtime.reports import decode_report
from core.runtime.roles import FAILURE_TAKEN_WITHIN_S, Plan, report_failure
from core.runtime.telemetry import (
    Batch,
    Drained,
    MachineEnded,
    RankClosed,
    RankFailed,
)
from core.wire import encode
from tests import judging
from tests.core.runtime.conftest import Time
from tests.nets import MemoryPort, Troupe, nets
from tests.worlds import client, file, scenario

FILES = (file("file1", 12), file("file2", 25), Manifest("one-hash", ("=" * 32,) * 11))
FAST = 1e9
"""Messages a second, of a held run that is conducted as fast as it goes."""


def conducted(here: Scenario, seed: int) -> Troupe:
    """Return a run that is born held and conducted as fast as it goes."""
    return Troupe(here, Plan(seed, conducted=True), audience=Audience(speed=FAST)).play()


def race() -> Scenario:
    """Two owners of parts, two that want all, and one that owns and wants nothing."""
    return scenario(
        client(1, owns=FILES[:2], wants=[FILES[2]]),
        client(2, owns=FILES[2:], wants=[FILES[0], FILES[2]]),
        client(3, wants=FILES),
        client(4, wants=[FILES[1], "nobodys", FILES[0]]),
        client(5),
    )


def judge(troupe: Troupe, here: Scenario) -> None:
    """See that everything arrived and that the merged records tell all of it, in order."""
    assert not troupe.failures
    records, clients = troupe.records, len(here.clients)
    judging.assert_everyone_got_what_it_wanted(here, records, troupe.holdings)
    judging.assert_ordered(records, ranks=clients + 1)
    judging.assert_time_goes_forward(records)
    judging.assert_each_message_came_once(records)
    judging.assert_nobody_talks_to_itself(records)
    judging.assert_counts_agree(records, troupe.totals)
    judging.assert_roles_move_forward(records)
    judging.assert_only_held_segments_are_served(records)
    judging.assert_nothing_is_asked_before_the_start(records)
    judging.assert_poison_comes_last(records, clients)
    judging.assert_the_rules_are_kept(records, DEFAULT_PROFILE)
    assert [counts.rank for counts in troupe.totals.ranks] == list(range(clients + 1))
    for counts in troupe.totals.ranks:
        assert counts.events == len(judging.of_rank(records, counts.rank))


# ---- runs that go well --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_a_run_at_full_speed_brings_every_file_and_tells_everything(seed: int) -> None:
    judge(Troupe(race(), Plan(seed, telling=True)).play(), race())


@pytest.mark.parametrize("seed", range(3))
def test_a_conducted_run_brings_every_file_and_tells_everything(seed: int) -> None:
    judge(conducted(race(), seed), race())


@pytest.mark.parametrize("seed", [1, 2])
def test_a_conducted_run_is_the_same_for_a_seed(seed: int) -> None:
    first, second = (conducted(race(), seed).records for _ in range(2))
    assert first == second


def test_conducted_runs_of_two_seeds_differ() -> None:
    here = scenario(client(1, owns=FILES), client(2, owns=FILES), client(3, wants=FILES))
    first, second = (conducted(here, seed).records for seed in (1, 2))
    assert judging.of_rank(first, 3) != judging.of_rank(second, 3)


def test_a_conducted_run_takes_protocol_time_and_not_wall_time() -> None:
    records = conducted(race(), 7).records
    handled = [record for record in records if judging.received(record) is not None]
    assert max(record.time for record in records) == pytest.approx(len(handled) / 1000)


def test_all_ranks_tell_time_since_the_epoch_of_the_plan() -> None:
    epoch = time.time() - 1000.0
    records = Troupe(race(), Plan(8, telling=True, epoch=epoch)).play().records
    until = time.time() - epoch
    assert {record.at.rank for record in records} == set(range(6))
    assert all(1000.0 <= record.time <= until for record in records)


def test_a_receipt_is_not_told_as_earlier_than_its_sending_where_all_share_an_epoch() -> None:
    records = Troupe(race(), Plan(9, telling=True, epoch=time.time())).play().records
    sent_at = {sent_by(record): record.time for record in records}
    for record in records:
        if (message := judging.received(record)) is not None:
            assert record.time >= sent_at[message] - 0.001


def test_where_nobody_looks_no_event_travels_and_the_counts_are_the_same() -> None:
    here = scenario(client(1, owns=FILES), client(2, wants=FILES))
    quiet = Troupe(here, Plan(3, telling=False)).play()
    told = Troupe(here, Plan(3, telling=True)).play()
    assert quiet.records == []
    assert {type(report) for report in quiet.reports} == {MachineEnded, Drained, RankClosed}
    assert {type(report) for report in told.reports} == {Batch, MachineEnded, Drained, RankClosed}
    assert quiet.totals.complete
    for one, other in zip(quiet.totals.ranks, told.totals.ranks, strict=True):
        assert (one.rank, one.files, one.served) == (other.rank, other.files, other.served)


def test_every_report_is_received_and_nothing_is_left_in_any_box() -> None:
    troupe = Troupe(race(), Plan(4, telling=True)).play()
    assert not troupe.failures
    assert not [key for key, box in troupe.switch.boxes.items() if box]


def test_clients_observe_their_own_events_whether_or_not_they_travel() -> None:
    here = scenario(client(1, owns=FILES[:1]), client(2, wants=FILES[:1]))
    troupe = Troupe(here, Plan(5, telling=False)).play()
    assert troupe.observed[2].count(FileCompleted("file1", 12)) == 1
    stored = [event for event in troupe.observed[2] if isinstance(event, SegmentStored)]
    assert [event.held for event in stored] == list(range(1, 13))


@pytest.mark.parametrize("speed", [None, FAST, FULL])
def test_a_tracker_alone_ends_at_once(speed: float | None) -> None:
    plan = Plan(0, conducted=speed is not None, telling=True)
    audience = None if speed is None else Audience(speed=speed)
    troupe = Troupe(Scenario("empty", ()), plan, audience=audience).play()
    assert [counts.rank for counts in troupe.totals.ranks] == [0]
    assert isinstance(troupe.records[0].event, ThreadStarted)
    assert isinstance(troupe.records[-1].event, ThreadEnded)


def test_every_thread_starts_and_ends_once() -> None:
    records = Troupe(race(), Plan(6, telling=True)).play().records
    for kind in (ThreadStarted, ThreadEnded):
        at = [record.at for record in records if isinstance(record.event, kind)]
        assert sorted(at) == sorted({record.at for record in records})
        assert len(at) == 11


# ---- runs that fail -----------------------------------------------------------------------------


class Spoilt(Exception):  # noqa: N818 - a fault that a test makes, not an error of the project
    """What a test raises in the thread that is to fail."""


def spoil_at(kind: type[AnyEvent]) -> Troupe:
    """Return a run in which the first event of this kind makes its thread fail."""

    def spoil(rank: int, event: AnyEvent) -> None:
        if isinstance(event, kind):
            raise Spoilt

    here = scenario(client(1, owns=FILES), client(2, wants=FILES))
    return Troupe(here, Plan(1, telling=True), spoil=spoil).play()


def test_a_failing_download_thread_is_named() -> None:
    [(rank, thread, error)] = spoil_at(FileCompleted).failures
    assert (rank, thread) == (2, "C2↓")
    assert isinstance(error, Spoilt)


def test_a_failing_upload_thread_is_named() -> None:
    [(rank, thread, error)] = spoil_at(SegmentsServed).failures
    assert (rank, thread) == (1, "C1↑")
    assert isinstance(error, Spoilt)


def test_a_failing_collector_is_named() -> None:
    def take(records: list[Record]) -> None:
        raise Spoilt

    troupe = Troupe(race(), Plan(1, telling=True), audience=Audience(take=take)).play()
    [(rank, thread, error)] = troupe.failures
    assert (rank, thread) == (0, "collector")
    assert isinstance(error, Spoilt)


def test_a_failing_tracker_is_named() -> None:
    here = scenario(client(1, owns=[file("file1", 3)]), client(2, owns=[file("file1", 4)]))
    [(rank, thread, error)] = Troupe(here, Plan(1)).play().failures
    assert (rank, thread) == (0, "tracker")
    assert isinstance(error, ProtocolError)
    assert "file1" in str(error)


@pytest.mark.parametrize(
    ("communicator", "box", "thread"),
    [
        ("protocol", (0, Tag.TRACKER), "tracker"),
        ("protocol", (1, Tag.DOWNLOAD), "C1↓"),
        ("protocol", (1, Tag.UPLOAD), "C1↑"),
        ("control", (0, Tag.TRACKER), "tracker"),
        ("control", (1, Tag.UPLOAD), "C1↑"),
        ("telemetry", (0, Tag.COLLECTOR), "collector"),
    ],
)
def test_bytes_that_mean_nothing_end_the_thread_that_gets_them(
    communicator: str, box: tuple[int, Tag], thread: str
) -> None:
    troupe = Troupe(scenario(client(1)), Plan(1))
    MemoryPort(troupe.switch, communicator, 1, Tag.DOWNLOAD).send(*box, b"\xc1")
    [(rank, name, error)] = troupe.play().failures
    assert (rank, name) == (box[0], thread)
    assert isinstance(error, ProtocolError)
    assert "malformed" in str(error)


def test_what_fails_before_the_threads_are_there_reaches_the_caller() -> None:
    [(rank, thread, error)] = spoil_at(ClientStarted).failures
    assert rank in {1, 2}
    assert thread == "main thread"
    assert isinstance(error, Spoilt)


# ---- a rank that says why it failed -------------------------------------------------------------


def test_rank_0_hears_why_another_rank_failed() -> None:
    troupe = Troupe(scenario(client(1)), Plan(1, telling=True))
    words = "rank 1, C1↑, failed"
    MemoryPort(troupe.switch, "telemetry", 1, Tag.UPLOAD).send(
        0, Tag.COLLECTOR, encode(RankFailed(words))
    )
    [(rank, thread, error)] = troupe.play().failures
    assert (rank, thread) == (0, "collector")
    assert isinstance(error, RankFailedError)
    assert str(error) == words


def test_a_failure_is_reported_when_rank_0_has_taken_the_words(frozen: Time) -> None:
    tracker, here = nets(2)
    collector = tracker.telemetry_port(Tag.COLLECTOR)
    taken: list[bytearray | None] = []

    def rest() -> None:
        frozen.pass_by(FAILURE_TAKEN_WITHIN_S / 8)
        if frozen.yields == 5:
            taken.append(collector.poll())

    frozen.on_rest = rest
    assert report_failure(here, "because")
    assert [decode_report(data) for data in taken if data is not None] == [RankFailed("because")]
    assert frozen.yields == 5


def test_a_failure_that_rank_0_does_not_take_in_time_is_given_up(frozen: Time) -> None:
    _, here = nets(2)
    began = frozen.now
    frozen.on_rest = lambda: frozen.pass_by(0.1)
    assert not report_failure(here, "because")
    assert frozen.now - began == pytest.approx(FAILURE_TAKEN_WITHIN_S, abs=0.2)
