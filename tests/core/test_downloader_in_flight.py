"""Several requests under way at once; and that every search ends, whatever anybody does."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import (
    AllCompleted,
    FileCompleted,
    FileIncomplete,
    RequestDenied,
    RoundEnded,
    SegmentRequested,
    SegmentStored,
)
from core.messages import AnyMessage, SegmentDenial, SegmentReply, SwarmRequest
from core.model import TRACKER, Limits, Manifest, upload_thread
from core.profiles import DEFAULT_PROFILE, Profile
from core.timers import RequestTimer, RoundTimer, SwarmTimer
from tests.core.benches import Download, fetching
from tests.worlds import file


def profile(in_flight: int, update_every: int = 10) -> Profile:
    changes = {"in_flight": in_flight, "update_every": update_every}
    return msgspec.structs.replace(DEFAULT_PROFILE, **changes)


@pytest.mark.parametrize(("in_flight", "under_way"), [(1, 1), (3, 3), (8, 5)])
def test_as_many_requests_are_under_way_as_the_profile_and_the_file_allow(
    in_flight: int, under_way: int
) -> None:
    download = fetching(file(segments=5), seeds=(2,), profile=profile(in_flight))
    assert list(download.requests) == list(range(under_way))


def test_each_answer_makes_room_for_one_more_request() -> None:
    download = fetching(file(segments=5), seeds=(2,), profile=profile(3))
    download.gets_from(2, 1)
    assert list(download.requests) == [0, 2, 3]


def test_no_segment_is_requested_twice_at_once() -> None:
    download = fetching(file(segments=3), seeds=(2, 3), profile=profile(8))
    assert [event.segments for event in download.told_of(SegmentRequested)] == [(0,), (1,), (2,)]


def test_a_denied_segment_goes_elsewhere_while_the_others_stay_under_way() -> None:
    download = fetching(file(segments=3), seeds=(2, 3), profile=profile(3))
    before = download.requests
    download.hears(upload_thread(before[1]), SegmentDenial("file1", (1,)))
    assert download.requests == before | {1: 5 - before[1]}


def test_a_no_to_several_segments_is_one_denial() -> None:
    download = fetching(file(segments=2), seeds=(2,), profile=profile(2))
    download.hears(upload_thread(2), SegmentDenial("file1", (0, 1)))
    assert download.told_of(RequestDenied) == [RequestDenied("file1", (0, 1), 2)]


def test_a_round_is_not_over_while_a_request_is_under_way() -> None:
    download = fetching(file(segments=2), seeds=(2,), profile=profile(2))
    download.hears(upload_thread(2), SegmentDenial("file1", (0,)))
    early = download.told_of(RoundEnded)
    download.hears(upload_thread(2), SegmentDenial("file1", (1,)))
    assert (early, download.told_of(RoundEnded)) == ([], [RoundEnded("file1", (0, 1), 1, 5)])


def test_a_dead_owner_costs_no_more_than_the_requests_under_way_in_a_round() -> None:
    download = fetching(file(segments=25), seeds=(2,), profile=profile(4))
    for segment in range(4):
        download.waits(RequestTimer("file1", segment, 2))
    assert download.requests == {}
    assert download.told_of(RoundEnded) == [RoundEnded("file1", tuple(range(25)), 1, 5)]


def test_after_one_timeout_the_silent_one_is_asked_again_once_another_answer_came() -> None:
    download = fetching(file(segments=5), seeds=(2,), peers=(3,), profile=profile(2))
    assert download.requests == {0: 3, 1: 3}
    download.waits(RequestTimer("file1", 0, 3))
    assert download.requests == {1: 3, 0: 2}
    download.gets_from(3, 1)
    assert download.requests == {0: 2, 2: 3}


def test_answers_still_come_while_the_swarm_is_asked_for() -> None:
    download = fetching(file(segments=6), seeds=(2,), profile=profile(3, update_every=2))
    download.gets_from(2, 0)
    download.gets_from(2, 1)
    download.gets_from(2, 2)
    assert len(download.said_to(TRACKER, SwarmRequest)) == 2
    assert [event.segment for event in download.told_of(SegmentStored)] == [0, 1, 2]
    download.learns(file(segments=6), seeds=(2,))
    assert list(download.requests) == [3, 4, 5]


def test_a_file_may_be_completed_while_the_swarm_is_asked_for() -> None:
    download = fetching(file(segments=4), seeds=(2,), profile=profile(2, update_every=3))
    for segment in range(4):
        download.gets_from(2, segment)
    early = download.told_of(FileCompleted)
    download.learns(file(segments=4), seeds=(2,))
    assert (early, download.told_of(FileCompleted)) == ([], [FileCompleted("file1", 4)])
    assert download.timers == {}


def test_a_denial_while_the_swarm_is_asked_for_waits_for_the_fresh_list() -> None:
    download = fetching(file(segments=4), seeds=(2,), profile=profile(2, update_every=1))
    download.gets_from(2, 0)
    step = download.hears(upload_thread(2), SegmentDenial("file1", (1,)))
    assert step.sends == []
    download.learns(file(segments=4), seeds=(3,))
    assert download.requests == {1: 3, 2: 3}


def test_a_request_may_time_out_while_the_swarm_is_asked_for() -> None:
    download = fetching(file(segments=4), seeds=(2,), profile=profile(2, update_every=1))
    download.gets_from(2, 0)
    download.waits(RequestTimer("file1", 1, 2))
    assert list(download.timers) == [SwarmTimer("file1")]


# ---- whatever anybody does ----------------------------------------------------------------------


class Mischief:
    """Answers a download thread well, wrongly, late, twice or never, as chance has it."""

    def __init__(self, download: Download, files: list[Manifest], rng: Random) -> None:
        self._download = download
        self._files = {manifest.name: manifest for manifest in files}
        self._rng = rng
        self._asked: list[tuple[str, int, int]] = []
        """Every request so far, answered or not."""

    def goes_on(self) -> None:
        """Do one thing; only timers that are set can ring."""
        timer = self._rng.choice(list(self._download.timers))
        if self._asked and self._rng.random() < 0.2:
            self._answers(*self._rng.choice(self._asked))
        elif isinstance(timer, SwarmTimer) and self._rng.random() < 0.8:
            ranks = [self._rng.randint(1, 5) for _ in range(self._rng.randint(0, 4))]
            seeds, peers = sorted(set(ranks[:2])), sorted(set(ranks[2:]))
            self._download.learns(self._files[timer.file], seeds=seeds, peers=peers)
        elif isinstance(timer, RequestTimer) and self._rng.random() < 0.8:
            self._asked.append((timer.file, timer.segment, timer.asked))
            self._answers(*self._asked[-1])
        else:
            self._download.waits(timer)

    def _answers(self, name: str, segment: int, source: int) -> None:
        right = self._files[name].hashes[segment].encode()
        messages: list[AnyMessage] = [
            SegmentDenial(name, (segment,)),
            SegmentDenial(name, (segment, segment)),
            SegmentReply(name, (segment,), (right,)),
            SegmentReply(name, (segment, segment), (right, right)),
            SegmentReply(name, (segment,), (b"wrong",)),
        ]
        self._download.hears(upload_thread(source), self._rng.choice(messages))


@given(
    sizes=st.lists(st.integers(0, 7), max_size=3),
    in_flight=st.integers(1, 4),
    update_every=st.integers(1, 4),
    rounds_max=st.integers(1, 3),
    seed=st.integers(0, 10**6),
)
def test_every_search_ends_and_tells_the_truth_whatever_anybody_does(
    sizes: list[int], in_flight: int, update_every: int, rounds_max: int, seed: int
) -> None:
    files = [file(f"file{number}", size) for number, size in enumerate(sizes)]
    limits = Limits(rounds_max=rounds_max)
    download = Download(*files, profile=profile(in_flight, update_every), limits=limits, seed=seed)
    mischief = Mischief(download, files, Random(seed))
    steps = 0
    while not download.machine.done:
        assert download.timers, "it waits for something that never comes"
        assert sum(isinstance(timer, RequestTimer) for timer in download.timers) <= in_flight
        assert sum(isinstance(timer, RoundTimer) for timer in download.timers) <= 1
        mischief.goes_on()
        steps += 1
        assert steps < 2000
    assert download.timers == {}
    assert download.told[-1] == AllCompleted()
    _check_ends(download, files)


def _check_ends(download: Download, files: list[Manifest]) -> None:
    """Every file ended once: complete and held, or incomplete with just what is missing."""
    complete = {event.file for event in download.told_of(FileCompleted)}
    incomplete = {event.file: event.missing for event in download.told_of(FileIncomplete)}
    assert sorted([*complete, *incomplete]) == [manifest.name for manifest in files]
    for manifest in files:
        held = download.holdings.get(manifest.name)
        missing = [n for n in range(len(manifest.hashes)) if not held or not held.has(n)]
        assert (manifest.name in complete) == (held is not None and not missing)
        assert list(incomplete.get(manifest.name, ())) == (missing if held else [])
