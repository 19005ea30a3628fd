"""A download thread whose tracker does not answer."""

from core.events import (
    AnswerLate,
    FileIncomplete,
    RequestDenied,
    SwarmUnanswered,
)
from core.messages import (
    SeedsAndPeers,
    SegmentRequest,
    SwarmReply,
    SwarmRequest,
)
from core.model import DEFAULT_LIMITS, TRACKER, Limits
from core.timers import SwarmTimer
from tests.core.benches import Download, fetching
from tests.worlds import file


def test_a_swarm_request_without_an_answer_is_repeated() -> None:
    download = Download(file())
    step = download.gets_no_answer_of_the_tracker(file())
    assert step.events == [SwarmUnanswered("file1", 1)]
    assert step.sends == [(TRACKER, SwarmRequest("file1"))]
    assert download.timers == {SwarmTimer("file1"): 2 * DEFAULT_LIMITS.swarm_timeout_s}


def test_the_wait_doubles_as_long_as_no_swarm_is_known() -> None:
    download, waits = Download(file()), []
    while SwarmTimer("file1") in download.timers:
        waits.append(download.timers[SwarmTimer("file1")])
        download.gets_no_answer_of_the_tracker(file())
    first = DEFAULT_LIMITS.swarm_timeout_s
    assert waits == [first * 2**n for n in range(DEFAULT_LIMITS.rounds_max)]


def test_with_a_swarm_it_does_not() -> None:
    manifest = file(segments=40)
    download, waits = Download(manifest), []
    download.learns(manifest, seeds=(2,))
    for _ in range(2):
        for _ in range(10):
            download.gets()
        waits.append(download.timers[SwarmTimer("file1")])
        download.gets_no_answer_of_the_tracker(manifest)
    assert waits == [DEFAULT_LIMITS.swarm_timeout_s] * 2


def test_attempts_are_counted_since_the_tracker_answered() -> None:
    manifest = file(segments=21)
    download = Download(manifest)
    download.gets_no_answer_of_the_tracker(manifest)
    download.learns(manifest, seeds=(2,))
    for _ in range(2):
        for _ in range(10):
            download.gets()
        download.gets_no_answer_of_the_tracker(manifest)
    assert [event.attempt for event in download.told_of(SwarmUnanswered)] == [1, 1, 2]


def test_an_answer_to_the_repeated_request_is_as_good_as_one_to_the_first() -> None:
    download = Download(file())
    download.gets_no_answer_of_the_tracker(file())
    download.learns(file(), seeds=(2,))
    assert download.requests == {0: 2}


def test_both_answers_may_come_in_the_end_and_the_second_changes_nothing() -> None:
    download = Download(file())
    download.gets_no_answer_of_the_tracker(file())
    download.learns(file(), seeds=(2,))
    step = download.learns(file(), seeds=(3,))
    assert step.events == [AnswerLate("SwarmReply", "file1", (), 0)]
    assert download.requests == {0: 2}


def test_a_file_of_which_the_tracker_never_tells_is_given_up() -> None:
    one, two = file("one"), file("two")
    download = Download(one, two, limits=Limits(rounds_max=3))
    for _ in range(3):
        download.gets_no_answer_of_the_tracker(one)
    assert download.told[-2:] == [
        SwarmUnanswered("one", 3),
        FileIncomplete("one", None, (), "the tracker does not answer"),
    ]
    assert list(download.timers) == [SwarmTimer("two")]


def test_each_file_is_asked_for_as_often_as_the_first() -> None:
    one, two = file("one"), file("two")
    download = Download(one, two, limits=Limits(rounds_max=2))
    for manifest in (one, one, two, two):
        download.gets_no_answer_of_the_tracker(manifest)
    assert [event.attempt for event in download.told_of(SwarmUnanswered)] == [1, 2, 1, 2]
    assert download.machine.done


def test_once_a_swarm_is_known_it_is_used_when_the_tracker_falls_silent() -> None:
    download = fetching(file(segments=11), seeds=(2,))
    for _ in range(10):
        download.gets()
    step = download.gets_no_answer_of_the_tracker(file())
    assert step.sends[0][1] == SegmentRequest("file1", (10,))
    assert download.requests == {10: 2}


def test_a_late_answer_of_the_tracker_about_another_file_is_an_event() -> None:
    one, two = file("one", 1), file("two")
    download = Download(one, two, limits=Limits(rounds_max=1))
    download.gets_no_answer_of_the_tracker(one)
    step = download.hears(TRACKER, SwarmReply("one", one.hashes, SeedsAndPeers((2,), ())))
    assert step.events == [AnswerLate("SwarmReply", "one", (), 0)]
    assert list(download.timers) == [SwarmTimer("two")]


def test_with_tracker_and_owners_dead_the_search_still_ends() -> None:
    download = fetching(file(), seeds=(2,), limits=Limits(rounds_max=3))
    for _ in range(2):
        while download.requests:
            download.gets_no_answer()
        download.waits_a_round(file())
        download.gets_no_answer_of_the_tracker(file())
    while download.requests:
        download.gets_no_answer()
    assert download.machine.done
    assert [event.missing for event in download.told_of(FileIncomplete)] == [(0, 1, 2)]
    assert download.told_of(RequestDenied) == []
