"""Every search ends: rounds with growing waits, giving up, and doing without the tracker."""

import pytest

from core.events import (
    AllCompleted,
    AnswerLate,
    FileCompleted,
    FileIncomplete,
    RequestDenied,
    RequestTimedOut,
    RoundEnded,
    SegmentsGivenUp,
    SegmentStored,
    SwarmUnanswered,
)
from core.messages import (
    AllComplete,
    FileComplete,
    SeedsAndPeers,
    SegmentRequest,
    SwarmReply,
    SwarmRequest,
)
from core.model import DEFAULT_LIMITS, TRACKER, Limits, Manifest
from core.timers import RoundTimer, SwarmTimer
from tests.core.benches import Download, fetching
from tests.worlds import file


def deny_all(download: Download) -> None:
    """Let everyone who is asked say no, until nobody is asked any more."""
    while download.requests:
        download.is_denied()


def next_round(download: Download, manifest: Manifest, *, seeds: tuple[int, ...] = (2,)) -> None:
    download.waits_a_round(manifest)
    download.learns(manifest, seeds=seeds)


# ---- rounds -------------------------------------------------------------------------------------


def test_when_everyone_was_tried_for_all_that_is_missing_a_round_is_over() -> None:
    download = fetching(file(segments=3), seeds=(2, 3))
    download.gets()
    deny_all(download)
    assert download.told_of(RoundEnded) == [RoundEnded("file1", (1, 2), 1, 5)]


def test_one_lacking_segment_does_not_keep_the_others_from_coming() -> None:
    download = fetching(file(segments=3), seeds=(2,))
    download.is_denied()
    download.gets()
    download.gets()
    assert [event.segment for event in download.told_of(SegmentStored)] == [1, 2]
    assert download.told_of(RoundEnded) == [RoundEnded("file1", (0,), 1, 5)]


def test_after_a_round_it_waits_and_then_asks_for_the_swarm_again() -> None:
    download = fetching(file(), seeds=(2,))
    deny_all(download)
    assert list(download.timers) == [RoundTimer("file1")]
    step = download.waits_a_round(file())
    assert step.sends == [(TRACKER, SwarmRequest("file1"))]
    assert list(download.timers) == [SwarmTimer("file1")]


def test_in_a_new_round_whoever_said_no_is_asked_again() -> None:
    download = fetching(file(), seeds=(2,))
    deny_all(download)
    next_round(download, file())
    assert download.requests == {0: 2}


def test_in_a_new_round_those_listed_by_then_are_asked() -> None:
    download = fetching(file(), seeds=(2,))
    deny_all(download)
    next_round(download, file(), seeds=(7,))
    assert download.requests == {0: 7}


def test_the_wait_doubles_with_every_round() -> None:
    download = fetching(file(), seeds=(2,), limits=Limits(round_wait_s=0.1, rounds_max=5))
    waits = []
    while not download.machine.done:
        deny_all(download)
        waits += list(download.timers.values())
        if download.timers:
            next_round(download, file())
    assert waits == pytest.approx([0.1, 0.2, 0.4, 0.8])


def test_rounds_are_counted_since_anything_was_stored() -> None:
    download = fetching(file(segments=3), seeds=(2,), limits=Limits(round_wait_s=0.1))
    deny_all(download)
    next_round(download, file(segments=3))
    deny_all(download)
    assert download.timers == {RoundTimer("file1"): pytest.approx(0.2)}
    next_round(download, file(segments=3))
    download.gets()
    deny_all(download)
    assert [event.round for event in download.told_of(RoundEnded)] == [1, 2, 1]
    assert download.timers == {RoundTimer("file1"): pytest.approx(0.1)}


def test_a_segment_that_does_not_match_does_not_bring_the_rounds_back() -> None:
    download = fetching(file(segments=1), seeds=(2,))
    for _ in range(2):
        download.gets_wrong()
        next_round(download, file(segments=1))
    assert [event.round for event in download.told_of(RoundEnded)] == [1, 2]


def test_a_file_of_which_each_round_brings_one_segment_is_brought_whole() -> None:
    manifest = file(segments=9)
    download = fetching(manifest, seeds=(2,), limits=Limits(rounds_max=2))
    while not download.machine.done:
        download.gets()
        deny_all(download)
        if not download.machine.done:
            next_round(download, manifest)
    assert download.told_of(FileCompleted) == [FileCompleted("file1", 9)]
    assert len(download.told_of(RoundEnded)) == 8


@pytest.mark.parametrize("rounds_max", [1, 2, 5])
def test_a_dead_sole_owner_costs_one_timeout_a_round_however_large_the_file(
    rounds_max: int,
) -> None:
    manifest = file(segments=25)
    download = fetching(manifest, seeds=(2,), limits=Limits(rounds_max=rounds_max))
    while not download.machine.done:
        download.gets_no_answer()
        if not download.machine.done:
            next_round(download, manifest)
    timeouts = [event.segments for event in download.told_of(RequestTimedOut)]
    assert timeouts == [(0,)] * rounds_max
    assert download.told_of(SegmentsGivenUp) == [SegmentsGivenUp("file1", tuple(range(25)))]


def test_in_a_new_round_whoever_was_silent_is_asked_again() -> None:
    download = fetching(file(), seeds=(2,))
    download.gets_no_answer()
    next_round(download, file())
    assert download.requests == {0: 2}


@pytest.mark.parametrize("rounds_max", [1, 2, 5])
def test_after_the_last_round_the_rest_is_given_up(rounds_max: int) -> None:
    download = fetching(file(), seeds=(2,), limits=Limits(rounds_max=rounds_max))
    download.gets()
    deny_all(download)
    for _ in range(rounds_max - 1):
        next_round(download, file())
        deny_all(download)
    reason = f"nobody who is listed gave it in {rounds_max} rounds"
    assert len(download.told_of(RoundEnded)) == rounds_max
    assert download.told[-3:] == [
        SegmentsGivenUp("file1", (1, 2)),
        FileIncomplete("file1", 3, (1, 2), reason),
        AllCompleted(),
    ]
    assert download.machine.done
    assert download.timers == {}


def test_what_was_given_up_is_not_told_as_complete_but_the_end_is() -> None:
    download = fetching(file(), seeds=(2,), limits=Limits(rounds_max=1))
    deny_all(download)
    assert download.said_to(TRACKER, FileComplete) == []
    assert download.said_to(TRACKER, AllComplete) == [AllComplete()]


def test_after_giving_up_the_next_file_is_fetched_with_all_its_rounds() -> None:
    one, two = file("one"), file("two")
    download = Download(one, two, limits=Limits(rounds_max=2))
    download.learns(one, seeds=(2,))
    deny_all(download)
    next_round(download, one)
    deny_all(download)
    download.learns(two, seeds=(2,))
    deny_all(download)
    assert download.told_of(RoundEnded)[-1] == RoundEnded("two", (0, 1, 2), 1, 2)
    assert not download.machine.done


def test_a_swarm_of_nobody_but_oneself_ends_each_round_at_once() -> None:
    download = fetching(file(), peers=(1,))
    assert download.requests == {}
    assert download.told_of(RoundEnded) == [RoundEnded("file1", (0, 1, 2), 1, 5)]


# ---- what arrives between two rounds ------------------------------------------------------------


def test_a_late_segment_that_completes_the_file_ends_the_wait() -> None:
    download = fetching(file(segments=1), seeds=(2,))
    download.gets_no_answer()
    step = download.gets_from(2, 0, file="file1")
    assert RoundTimer("file1") in step.cancels
    assert download.told_of(FileCompleted) == [FileCompleted("file1", 1)]
    assert download.timers == {}


def test_a_late_segment_that_does_not_complete_the_file_leaves_the_wait_alone() -> None:
    download = fetching(file(segments=2), seeds=(2,))
    download.gets_no_answer()
    step = download.gets_from(2, 0, file="file1")
    assert (step.sends, step.alarms) == ([], [])
    assert download.holdings.has("file1", 0)
    assert len(download.told_of(RoundEnded)) == 1


def test_a_late_segment_may_complete_the_file_while_the_swarm_is_asked_for() -> None:
    download = fetching(file(segments=1), seeds=(2,))
    download.gets_no_answer()
    download.waits_a_round(file())
    download.gets_from(2, 0, file="file1")
    download.learns(file(segments=1), seeds=(2,))
    assert download.told_of(FileCompleted) == [FileCompleted("file1", 1)]
    assert download.timers == {}


def test_a_late_segment_after_giving_up_is_late_and_nothing_more() -> None:
    download = fetching(file(segments=1), seeds=(2,), limits=Limits(rounds_max=1))
    download.gets_no_answer()
    step = download.gets_from(2, 0, file="file1")
    assert step.events == [AnswerLate("file1", (0,), 2)]
    assert step.sends == []


# ---- the tracker does not answer ----------------------------------------------------------------


def test_a_swarm_request_without_an_answer_is_repeated() -> None:
    download = Download(file())
    step = download.gets_no_answer_of_the_tracker(file())
    assert step.events == [SwarmUnanswered("file1", 1)]
    assert step.sends == [(TRACKER, SwarmRequest("file1"))]
    assert download.timers == {SwarmTimer("file1"): DEFAULT_LIMITS.swarm_timeout_s}


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
    assert step.events == [AnswerLate("file1", (), 0)]
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
    assert step.events == [AnswerLate("one", (), 0)]
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
    assert download.told_of(SegmentsGivenUp) == [SegmentsGivenUp("file1", (0, 1, 2))]
    assert download.told_of(RequestDenied) == []
