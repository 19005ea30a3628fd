"""Counting what happened at each rank, and what it comes to together."""

from itertools import count

import pytest

from core.events import (
    AnswerLate,
    AnyEvent,
    ClientFinished,
    ClientStarted,
    FileBegun,
    FileCompleted,
    FileIncomplete,
    FileOwned,
    MessageChosen,
    MessageSent,
    MessageUnheeded,
    Record,
    RequestDenied,
    RequestTimedOut,
    RoleChanged,
    SegmentRejected,
    SegmentsServed,
    SegmentStored,
    ShutdownGiven,
    StartGiven,
    SwarmLearned,
    ThreadGone,
    ThreadReturned,
)
from core.measures import Counts, FileCount, Totals, Traffic
from core.messages import SeedsAndPeers
from core.model import CONDUCTOR, TRACKER, Role, download_thread, upload_thread

NOBODY = SeedsAndPeers((), ())


def counted(rank: int, *events: AnyEvent, every_s: float = 1.0) -> Counts:
    """Return the counts of a rank at which these events happened, one each `every_s` seconds."""
    counts = Counts(rank)
    at = download_thread(rank) if rank else TRACKER
    for number, event in zip(count(1), events, strict=False):
        counts.observe(Record(at, number, number, every_s * number, event))
    return counts


def sending(kind: str, size: int) -> MessageSent:
    return MessageSent(TRACKER, 1, kind, size)


# ---- one rank -----------------------------------------------------------------------------------


def test_what_is_chosen_by_hand_counts_at_no_rank() -> None:
    counts = Counts(0)
    counts.observe(
        Record(CONDUCTOR, 1, 1, 0.0, MessageChosen(TRACKER, upload_thread(1), 1, "Probe", older=2))
    )
    assert counts == Counts(0)


def test_every_event_counts_as_one() -> None:
    assert counted(0, StartGiven("ACK"), ShutdownGiven("E")).events == 2


def test_messages_and_their_bytes_are_counted_by_kind() -> None:
    counts = counted(1, sending("Register", 100), sending("Ready", 10), sending("Ready", 12))
    assert counts.sent == {"Register": Traffic(1, 100), "Ready": Traffic(2, 22)}


def test_requests_and_answers_are_counted_by_segments() -> None:
    counts = counted(
        1,
        SegmentsServed("file1", (0, 1, 2), to=2, word="yes"),
        SegmentsServed("file1", (3,), to=3, word="yes"),
        RequestDenied("file1", (0, 1), asked=2),
        RequestTimedOut("file1", (0,), asked=2),
        SegmentRejected("file1", 0, source=2),
    )
    assert (counts.served, counts.denials, counts.timeouts, counts.rejected) == (4, 2, 1, 1)


def test_late_answers_unheeded_mail_and_the_gone_are_counted() -> None:
    counts = counted(
        0,
        AnswerLate("SegmentReply", "file1", (0,), 2),
        MessageUnheeded(download_thread(2), 1, "Ready"),
        ThreadGone(upload_thread(3)),
        ThreadGone(download_thread(2)),
    )
    assert (counts.late, counts.unheeded) == (1, 1)
    assert counts.gone == (upload_thread(3), download_thread(2))


def test_a_thread_that_came_back_is_not_counted_as_gone() -> None:
    back, other = upload_thread(3), upload_thread(2)
    counts = counted(0, ThreadGone(back), ThreadGone(other), ThreadReturned(back))
    assert counts.gone == (other,)


def test_a_thread_that_came_back_leaves_its_clients_other_thread_gone() -> None:
    down, up = download_thread(3), upload_thread(3)
    assert counted(0, ThreadGone(up), ThreadGone(down), ThreadReturned(up)).gone == (down,)
    assert counted(0, ThreadGone(up), ThreadGone(down), ThreadReturned(down)).gone == (up,)


def test_a_thread_may_be_gone_twice() -> None:
    at = upload_thread(3)
    assert counted(0, ThreadGone(at), ThreadReturned(at), ThreadGone(at)).gone == (at,)


def test_an_owned_file_is_complete_from_the_start_but_was_not_wanted() -> None:
    counts = counted(1, ClientStarted((FileOwned("mine", 4),), ()))
    expected = FileCount("mine", False, Role.SEED, segments=4, held=4, complete=True)
    assert counts.files == {"mine": expected}


def test_a_wanted_file_begins_with_nothing() -> None:
    counts = counted(1, ClientStarted((), ("file1",)))
    assert counts.files == {"file1": FileCount("file1", True, Role.LEECHER)}


def test_a_file_that_is_owned_and_wanted_counts_once_as_both() -> None:
    counts = counted(1, ClientStarted((FileOwned("file1", 4),), ("file1",)))
    assert list(counts.files) == ["file1"]
    assert (counts.files["file1"].wanted, counts.files["file1"].complete) == (True, True)


@pytest.mark.parametrize(("shares", "role"), [(True, Role.PEER), (False, Role.LEECHER)])
def test_what_an_earlier_run_left_counts_as_held_and_has_no_source(
    shares: bool, role: Role
) -> None:
    begun = FileBegun("file1", 4, (0, 2))
    counts = counted(1, ClientStarted((), ("file1",), shares, (begun,)))
    assert counts.files == {"file1": FileCount("file1", True, role, segments=4, held=2)}


def test_how_a_file_came_is_counted_by_its_sources() -> None:
    counts = counted(
        1,
        ClientStarted((), ("file1",)),
        SwarmLearned("file1", 3, NOBODY),
        SegmentStored("file1", 0, source=2, held=1),
        RoleChanged("file1", Role.LEECHER, Role.PEER),
        SegmentStored("file1", 1, source=3, held=2),
        SegmentStored("file1", 2, source=2, held=3),
        RoleChanged("file1", Role.PEER, Role.SEED),
        FileCompleted("file1", 3),
    )
    expected = FileCount("file1", True, Role.SEED, 3, 3, True, sources={2: 2, 3: 1})
    assert counts.files["file1"] == expected


def test_an_incomplete_file_says_what_is_missing_and_why() -> None:
    counts = counted(
        1,
        ClientStarted((), ("file1",)),
        SwarmLearned("file1", 3, NOBODY),
        SegmentStored("file1", 1, source=2, held=1),
        FileIncomplete("file1", 3, (0, 2), "nobody gave it"),
    )
    one = counts.files["file1"]
    assert (one.complete, one.held, one.missing, one.reason) == (False, 1, (0, 2), "nobody gave it")


def test_files_are_counted_apart() -> None:
    counts = counted(
        1,
        ClientStarted((), ("one", "two")),
        SegmentStored("one", 0, source=2, held=1),
        FileCompleted("one", 1),
    )
    assert counts.files["two"] == FileCount("two", True, Role.LEECHER)


def test_the_counts_of_two_ranks_share_nothing() -> None:
    counted(1, ClientStarted((), ("file1",)), sending("Ready", 10))
    assert counted(2) == Counts(2, 0, {}, {})


# ---- all ranks ----------------------------------------------------------------------------------


def test_traffic_adds_up_over_the_ranks_by_kind_and_in_all() -> None:
    totals = Totals(
        (
            counted(0, sending("Start", 5), sending("Start", 5)),
            counted(1, sending("Ready", 10)),
            counted(2, sending("Ready", 10)),
        )
    )
    assert totals.sent == {"Start": Traffic(2, 10), "Ready": Traffic(2, 20)}
    assert totals.traffic == Traffic(4, 30)


def test_adding_up_changes_no_ranks_own_counts() -> None:
    totals = Totals((counted(1, sending("Ready", 10)), counted(2, sending("Ready", 10))))
    first, second = totals.traffic, totals.traffic
    assert first == second
    assert totals.ranks[0].sent == {"Ready": Traffic(1, 10)}


def test_a_run_is_complete_when_everyone_has_what_it_wanted() -> None:
    started = ClientStarted((FileOwned("mine", 1),), ("file1",))
    assert Totals((counted(0), counted(1, started, FileCompleted("file1", 1)))).complete


def test_a_run_is_incomplete_by_the_files_that_somebody_wanted_and_did_not_get() -> None:
    started = ClientStarted((FileOwned("mine", 1),), ("one", "two"))
    got, lost = FileCompleted("one", 1), FileIncomplete("two", None, (), "nobody has it")
    totals = Totals((counted(0), counted(1, started), counted(2, started, got, lost)))
    assert not totals.complete
    incomplete = [(rank, one.name) for rank, one in totals.incomplete]
    assert incomplete == [(1, "one"), (1, "two"), (2, "two")]


def totals_with(*events: AnyEvent) -> Totals:
    """Return the totals of three ranks, where these events happened at the tracker."""
    return Totals((counted(0, *events), counted(1), counted(2)))


def test_a_client_that_is_gone_before_it_finished_is_lost_and_the_run_incomplete() -> None:
    totals = totals_with(ThreadGone(download_thread(2)), ClientFinished(1))
    assert totals.lost == (2,)
    assert not totals.complete


def test_a_client_that_is_gone_after_it_finished_is_not_lost() -> None:
    totals = totals_with(ClientFinished(2), ThreadGone(download_thread(2)))
    assert totals.lost == ()
    assert totals.complete


def test_a_client_that_came_back_is_not_lost() -> None:
    down = download_thread(2)
    assert totals_with(ThreadGone(down), ThreadReturned(down)).complete


def test_a_client_whose_upload_thread_is_gone_is_not_lost() -> None:
    totals = totals_with(ThreadGone(upload_thread(2)))
    assert totals.lost == ()
    assert totals.complete


def test_the_run_took_from_the_start_signal_to_the_shutdown() -> None:
    tracker = counted(0, sending("Start", 5), StartGiven("ACK"), ShutdownGiven("E"), every_s=1.5)
    assert Totals((tracker, counted(1))).protocol_s == 1.5
