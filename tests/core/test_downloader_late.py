"""Answers that come late to a download thread, or to nothing that it asked."""

from core.events import (
    AllCompleted,
    AnswerLate,
    FileCompleted,
    RequestDenied,
    SegmentRejected,
    SegmentRequested,
    SegmentStored,
)
from core.messages import SegmentDenial, SegmentReply
from core.model import upload_thread
from core.timers import RequestTimer
from tests.core.benches import Download, fetching
from tests.worlds import file


def late(download: Download) -> list[tuple[tuple[int, ...], int]]:
    return [(event.segments, event.source) for event in download.told_of(AnswerLate)]


def test_a_late_segment_is_stored_while_another_is_asked_for_it() -> None:
    download = fetching(file(), seeds=(2, 3))
    first = download.asked
    download.gets_no_answer()
    second = download.asked
    step = download.gets_from(first, 0)
    assert SegmentStored("file1", 0, first, 1) in step.events
    assert late(download) == [((0,), first)]
    assert download.requests == {0: second}


def test_the_second_answer_to_what_is_held_by_then_changes_nothing() -> None:
    download = fetching(file(), seeds=(2, 3))
    first = download.asked
    download.gets_no_answer()
    download.gets_from(first, 0)
    step = download.gets()
    assert download.told_of(SegmentRejected) == []
    assert len(download.told_of(SegmentStored)) == 1
    assert [event for event in step.events if isinstance(event, SegmentRequested)]
    assert download.segment == 1


def test_a_late_segment_may_complete_the_file_while_another_is_asked_for_it() -> None:
    download = fetching(file(segments=1), seeds=(2, 3))
    first = download.asked
    download.gets_no_answer()
    second = download.asked
    step = download.gets_from(first, 0)
    assert RequestTimer("file1", 0, second) in step.cancels
    assert step.events[-2:] == [FileCompleted("file1", 1), AllCompleted()]
    assert download.timers == {}


def test_after_the_end_a_second_answer_is_late_and_nothing_more() -> None:
    download = fetching(file(segments=1), seeds=(2, 3))
    first = download.asked
    download.gets_no_answer()
    second = download.asked
    download.gets_from(first, 0)
    step = download.gets_from(second, 0, file="file1")
    assert step.events == [AnswerLate("SegmentReply", "file1", (0,), second)]
    assert (step.sends, step.alarms, step.cancels) == ([], [], [])


def test_a_late_segment_of_the_last_file_does_not_disturb_the_present_one() -> None:
    one, two = file("one", 1), file("two", 2)
    download = Download(one, two)
    download.learns(one, seeds=(2, 3))
    first = download.asked
    download.gets_no_answer()
    second = download.asked
    download.gets_from(first, 0)
    download.learns(two, seeds=(2,))
    step = download.gets_from(second, 0, file="one")
    assert step.events == [AnswerLate("SegmentReply", "one", (0,), second)]
    assert (download.file, download.requests) == ("two", {0: 2})


def test_a_late_no_is_an_event_and_leaves_the_new_request_alone() -> None:
    download = fetching(file(), seeds=(2, 3))
    first = download.asked
    download.gets_no_answer()
    second = download.asked
    step = download.hears(upload_thread(first), SegmentDenial("file1", (0,)))
    assert step.events == [AnswerLate("SegmentDenial", "file1", (0,), first)]
    assert download.requests == {0: second}


def test_a_late_wrong_segment_is_thrown_away_too() -> None:
    download = fetching(file(), seeds=(2, 3))
    first = download.asked
    download.gets_no_answer()
    step = download.hears(upload_thread(first), SegmentReply("file1", (0,), (b"wrong",)))
    assert SegmentRejected("file1", 0, first) in step.events
    assert not download.holdings.has("file1", 0)


def test_a_segment_that_nobody_asked_for_is_welcome_if_it_is_good() -> None:
    download = fetching(file(), seeds=(2,))
    download.gets_from(3, 2)
    assert download.holdings.has("file1", 2)
    assert late(download) == [((2,), 3)]
    assert download.requests == {0: 2}


def test_segments_beyond_the_end_are_late_and_nothing_more() -> None:
    download = fetching(file(segments=3), seeds=(2,))
    step = download.hears(upload_thread(2), SegmentReply("file1", (3, 2**64 - 1), (b"", b"")))
    assert step.events == [AnswerLate("SegmentReply", "file1", (3, 2**64 - 1), 2)]
    assert download.requests == {0: 2}


def test_a_segment_named_twice_in_one_reply_is_taken_once() -> None:
    download = fetching(file(), seeds=(2,))
    download.gets_from(2, 0, 0)
    assert download.told_of(SegmentStored) == [SegmentStored("file1", 0, 2, 1)]
    assert late(download) == []
    assert download.requests == {1: 2}


def test_a_late_segment_named_twice_is_told_once() -> None:
    download = fetching(file(), seeds=(2,))
    download.gets_from(3, 2, 2)
    assert late(download) == [((2,), 3)]
    assert [event.segment for event in download.told_of(SegmentStored)] == [2]


def test_a_segment_named_twice_in_one_no_is_denied_once() -> None:
    download = fetching(file(), seeds=(2, 3))
    first = download.asked
    download.hears(upload_thread(first), SegmentDenial("file1", (0, 0)))
    assert download.told_of(RequestDenied) == [RequestDenied("file1", (0,), first)]
    assert late(download) == []
    assert download.requests == {0: 5 - first}


def test_one_reply_may_answer_one_request_and_bring_another_segment() -> None:
    download = fetching(file(), seeds=(2,))
    download.gets_from(2, 0, 2)
    assert [event.segment for event in download.told_of(SegmentStored)] == [0, 2]
    assert late(download) == [((2,), 2)]
    assert download.requests == {1: 2}
