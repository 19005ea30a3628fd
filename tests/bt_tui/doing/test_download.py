"""What a download thread is doing, in words."""

import pytest

from bt_tui.doing import Kind, Wait
from core.events import (
    AllCompleted,
    AnyEvent,
    BarrierOpened,
    FileIncomplete,
    RequestTimedOut,
    SegmentStored,
    StartGiven,
    ThreadEnded,
    ThreadGone,
    TimerCancelled,
    TimerFired,
)
from core.model import TRACKER, download_thread, upload_thread
from core.timers import RequestTimer, RoundTimer, SwarmTimer
from tests.bt_tui.doing.tales import (
    FILE,
    asks,
    begun,
    download_doing,
    gets,
    here,
    said,
    sends,
    sets,
)

ME, UP1, UP3 = download_thread(2), upload_thread(1), upload_thread(3)


def test_before_the_start_signal_it_waits_for_that() -> None:
    tale = here(1, 2)
    doing = download_doing(tale, 2)
    assert doing == (Kind.WAITS, "waits for the start signal from the tracker", "", doing.waits)
    assert doing.waits == (Wait("the start signal", (TRACKER,)),)
    tale.tell(TRACKER, StartGiven("ACK"), sends("Start", ME))
    assert said(download_doing(tale, 2)) == f"{doing.told} — in flight"


def test_where_there_is_a_barrier_it_stands_there_until_it_may_begin() -> None:
    tale = here(1, 2).tell(TRACKER, StartGiven("ACK"), sends("Start", ME))
    tale.tell(2, gets("Start", TRACKER), sends("Ready", TRACKER))
    told = "waits for the word to begin from the tracker"
    assert said(download_doing(tale, 2)) == f"{told} — at the barrier"
    tale.tell(TRACKER, gets("Ready", ME), BarrierOpened(), sends("Go", ME, 2))
    assert said(download_doing(tale, 2)) == f"{told} — in flight"
    assert download_doing(tale, 2).waits == (Wait("the word to begin", (TRACKER,)),)


def test_it_waits_for_a_swarm_and_the_question_and_the_answer_are_seen_in_flight() -> None:
    tale = begun(1, 2).tell(2, sends("SwarmRequest", TRACKER), sets(SwarmTimer(FILE)))
    told = "waits for the swarm of f from the tracker"
    assert said(download_doing(tale, 2)) == f"{told} — request in flight, since 6.000 s"
    tale.tell(TRACKER, gets("SwarmRequest", ME))
    assert said(download_doing(tale, 2)) == f"{told} — since 6.000 s"
    tale.tell(TRACKER, sends("SwarmReply", ME))
    assert said(download_doing(tale, 2)) == f"{told} — answer in flight, since 6.000 s"


@pytest.mark.parametrize("answer", ["SegmentReply", "SegmentDenial", "Choked"])
def test_it_waits_for_a_segment_and_says_of_whom_and_since_when(answer: str) -> None:
    tale = begun(1, 2).tell(2, *asks(1, 2))
    doing = download_doing(tale, 2)
    assert doing.kind is Kind.WAITS
    assert doing.waits == (Wait("f #3", (UP1,)),)
    assert said(doing) == "waits for f #3 from C1 — request in flight, since 7.000 s"
    tale.tell(UP1, gets("SegmentRequest", ME))
    assert said(download_doing(tale, 2)) == "waits for f #3 from C1 — since 7.000 s"
    tale.tell(UP1, sends(answer, ME))
    doing = download_doing(tale, 2)
    assert said(doing) == "waits for f #3 from C1 — answer in flight, since 7.000 s"


def test_several_requests_are_told_together_with_all_who_are_asked() -> None:
    tale = begun(1, 3, 2).tell(2, *asks(1, 2, 4, 3), *asks(3, 9, number=2))
    doing = download_doing(tale, 2)
    assert doing.waits == (Wait("f #3–#5, #10", (UP1, UP3)),)
    told = "waits for f #3–#5, #10 from C1, C3"
    assert said(doing) == f"{told} — 2 requests in flight, since 8.000 s"
    tale.tell(2, SegmentStored(FILE, 4, 1, 1))
    assert download_doing(tale, 2).told == "waits for f #3, #4, #10 from C1, C3"


def test_what_was_asked_of_two_is_waited_for_though_one_of_them_failed() -> None:
    tale = begun(1, 3, 2).tell(2, *asks(1, 2), *asks(3, 2, number=2))
    tale.tell(2, TimerFired(RequestTimer(FILE, 2, 1)), RequestTimedOut(FILE, (2,), 1))
    assert download_doing(tale, 2).waits == (Wait("f #3", (UP3,)),)


def test_it_may_wait_for_the_tracker_and_for_others_at_once() -> None:
    tale = begun(1, 2).tell(2, *asks(1, 0), sends("Update", TRACKER, 2), sets(SwarmTimer(FILE)))
    doing = download_doing(tale, 2)
    assert doing.told == "waits for the swarm of f from the tracker and f #1 from C1"
    assert doing.aside == "request in flight, since 9.000 s; request in flight, since 7.000 s"
    assert [one.whom for one in doing.waits] == [(TRACKER,), (UP1,)]


def test_between_two_rounds_it_pauses_and_says_why_and_until_when() -> None:
    tale = begun(1, 2).tell(2, sets(RoundTimer(FILE), 0.35, "round 1 found nobody"))
    doing = download_doing(tale, 2)
    assert doing.kind is Kind.PAUSES
    told = "pauses until 0.350 s before it asks for f again"
    assert said(doing) == f"{told} — round 1 found nobody"


def test_in_the_middle_of_a_step_nothing_is_made_up() -> None:
    assert download_doing(begun(1, 2), 2) == (Kind.BUSY, "handles what came", "", ())


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ([FileIncomplete("f", 20, (3, 4), "nobody gave it")], "ended without all of f"),
        ([FileIncomplete("f", None, (), "nobody has it")], "ended without all of f"),
        ([SegmentStored("f", n, 1, n + 1) for n in range(20)], "ended with all that it wants"),
    ],
)
def test_at_the_end_it_says_whether_anything_is_lacking(before: list[AnyEvent], told: str) -> None:
    tale = begun(1, 2)
    tale.tell(2, *before, AllCompleted(), ThreadEnded())
    assert download_doing(tale, 2) == (Kind.ENDED, told, "", ())


def test_who_is_listed_as_gone_is_called_so_until_it_ends() -> None:
    tale = begun(1, 2).tell(2, *asks(1, 2)).tell(TRACKER, ThreadGone(ME))
    assert download_doing(tale, 2).kind is Kind.GONE
    assert said(download_doing(tale, 2)) == "listed as gone — it does not answer the tracker"
    tale.tell(2, TimerCancelled(RequestTimer(FILE, 2, 1)), ThreadEnded())
    assert download_doing(tale, 2).kind is Kind.ENDED
