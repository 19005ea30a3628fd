"""Every search ends: rounds with growing waits, giving up, and doing without the tracker."""

import pytest

from core.events import (
    AllCompleted,
    AnswerLate,
    FileCompleted,
    FileIncomplete,
    RequestTimedOut,
    RoundEnded,
    SegmentStored,
)
from core.messages import (
    AllComplete,
    FileComplete,
    SwarmRequest,
)
from core.model import TRACKER, Limits, Manifest
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
    assert step.sends == [(TRACKER, SwarmRequest("file1", with_hashes=False))]
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
    [given_up] = download.told_of(FileIncomplete)
    assert (given_up.segments, given_up.missing) == (25, tuple(range(25)))


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
        RoundEnded("file1", (1, 2), rounds_max, rounds_max),
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
    assert step.events == [AnswerLate("SegmentReply", "file1", (0,), 2)]
    assert step.sends == []
