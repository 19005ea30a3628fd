"""A client's download thread, from registering to the end, where nothing goes wrong."""

import pytest

from core.downloader import DownloadState
from core.events import (
    AllCompleted,
    ClientStarted,
    FileCompleted,
    FileIncomplete,
    FileOwned,
    RoleChanged,
    SegmentRequested,
    SegmentStored,
    SwarmLearned,
)
from core.messages import (
    Alive,
    AllComplete,
    FileComplete,
    Go,
    Probe,
    Ready,
    Register,
    SeedsAndPeers,
    SegmentRequest,
    Start,
    SwarmReply,
    SwarmRequest,
)
from core.model import DEFAULT_LIMITS, TRACKER, Limits, Manifest, Role, upload_thread
from core.timers import RequestTimer, SwarmTimer
from tests.core.benches import Download, fetching
from tests.worlds import file

NOBODY = SeedsAndPeers((), ())

# ---- start --------------------------------------------------------------------------------------


def test_first_it_registers_what_its_client_owns_with_every_hash() -> None:
    mine = file("mine", 2)
    download = Download(file(), owns=[mine], started=False)
    assert download.said == [(TRACKER, Register((mine,)))]
    assert download.told == [ClientStarted((FileOwned("mine", 2),), ("file1",))]


def test_who_owns_nothing_registers_too() -> None:
    assert Download(file(), started=False).said == [(TRACKER, Register(()))]


def test_the_start_signal_is_answered_at_the_barrier() -> None:
    step = Download(file(), started=False).hears(TRACKER, Start())
    assert step.sends == [(TRACKER, Ready())]


def test_nothing_is_asked_for_before_all_may_go() -> None:
    download = Download(file(), started=False)
    download.hears(TRACKER, Start())
    before = download.said_to(TRACKER, SwarmRequest)
    download.hears(TRACKER, Go())
    assert (before, download.said_to(TRACKER, SwarmRequest)) == ([], [SwarmRequest("file1")])


def test_who_wants_nothing_is_done_at_once() -> None:
    download = Download()
    assert download.said[-1] == (TRACKER, AllComplete())
    assert download.told[-1] == AllCompleted()
    assert download.machine.done


@pytest.mark.parametrize("state", DownloadState)
def test_the_trackers_probe_is_answered_in_any_state_and_changes_nothing(
    state: DownloadState,
) -> None:
    download = in_state(state)
    assert download.downloader.state is state
    timers = dict(download.timers)
    step = download.hears(TRACKER, Probe())
    known = {DownloadState.REGISTERED: Register(()), DownloadState.READY: Ready()}
    assert step.sends == [(TRACKER, known.get(state, Alive()))]
    assert (step.events, step.alarms, step.cancels) == ([], [], [])
    assert (download.downloader.state, download.timers) == (state, timers)


def in_state(state: DownloadState) -> Download:
    """Return a download thread that is doing this."""
    match state:
        case DownloadState.REGISTERED:
            return Download(file(), started=False)
        case DownloadState.READY:
            download = Download(file(), started=False)
            download.hears(TRACKER, Start())
            return download
        case DownloadState.ASKING:
            return Download(file())
        case DownloadState.FETCHING:
            return fetching(file(), seeds=(2,))
        case DownloadState.PAUSING:
            return fetching(file(), seeds=())
        case DownloadState.DONE:
            return Download()


# ---- one segment after another ------------------------------------------------------------------


def test_a_segment_is_asked_for_where_the_policy_says_and_the_event_tells_why() -> None:
    download = fetching(file(), seeds=(2,))
    assert download.step.sends == [(upload_thread(2), SegmentRequest("file1", (0,)))]
    reason = "turn 1 of 10: there is no peer to ask, so a random seed"
    assert download.step.events == [
        SwarmLearned("file1", 3, SeedsAndPeers((2,), ())),
        SegmentRequested("file1", (0,), asked=2, candidates=(2,), reason=reason),
    ]


def test_a_request_waits_for_its_answer_no_longer_than_the_limit() -> None:
    download = fetching(file(), seeds=(2,), limits=Limits(request_timeout_s=7.0))
    assert download.timers == {RequestTimer("file1", 0, 2): 7.0}


def test_a_good_segment_is_stored_and_the_next_asked_for() -> None:
    download = fetching(file(), seeds=(2,))
    download.gets()
    assert download.holdings.has("file1", 0)
    assert SegmentStored("file1", 0, source=2, held=1) in download.step.events
    assert download.requests == {1: 2}


def test_segments_are_fetched_in_file_order() -> None:
    download = fetching(file(segments=5), seeds=(2, 3))
    for _ in range(5):
        download.gets()
    assert [event.segment for event in download.told_of(SegmentStored)] == [0, 1, 2, 3, 4]


def test_of_ten_segments_five_come_from_a_peer_and_five_from_a_seed() -> None:
    download = fetching(file(segments=21), seeds=(2,), peers=(3,))
    while not download.machine.done:
        if download.requests:
            download.gets()
        else:
            download.learns(file(segments=21), seeds=(2,), peers=(3,))
    sources = [event.source for event in download.told_of(SegmentStored)]
    assert sources == 2 * ([3] * 5 + [2] * 5) + [3]


def test_the_same_seed_makes_the_same_choices() -> None:
    runs = []
    for _ in range(2):
        download = fetching(file(segments=9), seeds=(2, 3, 4, 5), seed=11)
        while not download.machine.done:
            download.gets()
        runs.append(download.told)
    assert runs[0] == runs[1]


def test_the_same_hash_at_two_places_is_fetched_twice() -> None:
    twins = Manifest("twins", ("a" * 32, "a" * 32))
    download = fetching(twins, seeds=(2,))
    download.gets()
    assert download.requests == {1: 2}
    download.gets()
    assert download.told_of(FileCompleted) == [FileCompleted("twins", 2)]


# ---- the swarm, again ---------------------------------------------------------------------------


def fetch_all(manifest: Manifest) -> Download:
    """Return a download of the whole file, from a seed that always answers."""
    download = fetching(manifest, seeds=(2,))
    while not download.machine.done:
        if download.requests:
            download.gets()
        else:
            download.learns(manifest, seeds=(2,))
    return download


@pytest.mark.parametrize(
    ("segments", "requests"), [(1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (35, 4)]
)
def test_the_swarm_is_asked_for_after_every_ten_segments_while_some_are_missing(
    segments: int, requests: int
) -> None:
    download = fetch_all(file(segments=segments))
    assert len(download.said_to(TRACKER, SwarmRequest)) == requests


def test_nothing_is_requested_while_the_swarm_is_asked_for() -> None:
    download = fetching(file(segments=11), seeds=(2,))
    for _ in range(10):
        download.gets()
    assert download.step.sends == [(TRACKER, SwarmRequest("file1", with_hashes=False))]
    assert download.timers == {SwarmTimer("file1"): DEFAULT_LIMITS.swarm_timeout_s}


def test_the_fresh_list_is_what_counts_from_then_on() -> None:
    download = fetching(file(segments=12), seeds=(2,))
    for _ in range(10):
        download.gets()
    download.learns(file(segments=12), seeds=(3,))
    assert download.asked == 3


# ---- the end of a file, and of all --------------------------------------------------------------


def test_a_complete_file_is_told_to_the_tracker_and_so_is_the_end() -> None:
    download = fetching(file(segments=1), seeds=(2,))
    step = download.gets()
    assert step.sends == [(TRACKER, FileComplete("file1")), (TRACKER, AllComplete())]
    assert step.events[-2:] == [FileCompleted("file1", 1), AllCompleted()]
    assert download.timers == {}


def test_the_role_moves_from_leecher_over_peer_to_seed() -> None:
    download = fetch_all(file(segments=3))
    assert download.told_of(RoleChanged) == [
        RoleChanged("file1", Role.LEECHER, Role.PEER),
        RoleChanged("file1", Role.PEER, Role.SEED),
    ]


def test_the_role_in_each_file_begins_anew() -> None:
    one, two = file("one", 1), file("two", 1)
    download = Download(one, two)
    for manifest in (one, two):
        download.learns(manifest, seeds=(2,))
        download.gets()
    assert download.told_of(RoleChanged) == [
        RoleChanged("one", Role.LEECHER, Role.SEED),
        RoleChanged("two", Role.LEECHER, Role.SEED),
    ]


def test_files_are_fetched_one_after_another_in_the_order_of_the_input() -> None:
    files = [file("zebra", 1), file("ant", 1), file("cow", 1)]
    download = Download(*files)
    for manifest in files:
        download.learns(manifest, seeds=(2,))
        download.gets()
    asked = [request.file for request in download.said_to(TRACKER, SwarmRequest)]
    assert asked == ["zebra", "ant", "cow"]
    assert len(download.said_to(TRACKER, AllComplete)) == 1


def test_hashes_are_asked_for_until_they_came_and_anew_for_each_file() -> None:
    one, two = file("one", 11), file("two", 1)
    download = Download(one, two)
    download.gets_no_answer_of_the_tracker(one)
    download.learns(one, seeds=(2,))
    for _ in range(10):
        download.gets()
    download.hears(TRACKER, SwarmReply("one", None, SeedsAndPeers((2,), ())))
    download.gets()
    asked = download.said_to(TRACKER, SwarmRequest)
    assert [(request.file, request.with_hashes) for request in asked] == [
        ("one", True),
        ("one", True),
        ("one", False),
        ("two", True),
    ]
    assert download.told_of(FileCompleted) == [FileCompleted("one", 11)]
    learned = [(event.file, event.segments) for event in download.told_of(SwarmLearned)]
    assert learned == [("one", 11), ("one", 11)]


def test_a_file_of_no_segments_is_complete_as_soon_as_the_tracker_knows_it() -> None:
    download = Download(file(segments=0))
    step = download.learns(file(segments=0), seeds=(2,))
    assert FileCompleted("file1", 0) in step.events
    assert step.sends == [(TRACKER, FileComplete("file1")), (TRACKER, AllComplete())]


def test_a_wanted_file_that_is_owned_is_complete_without_a_word_to_anyone() -> None:
    download = Download(file(segments=4), owns=[file(segments=4)])
    assert download.told_of(FileCompleted) == [FileCompleted("file1", 4)]
    assert download.step.sends == [(TRACKER, AllComplete())]


def test_a_wanted_file_that_is_held_in_part_is_searched_for_the_rest() -> None:
    download = Download(file(segments=3), started=False)
    download.holdings.open(file(segments=3)).store(1)
    download.hears(TRACKER, Start())
    step = download.hears(TRACKER, Go())
    assert step.sends == [(TRACKER, SwarmRequest("file1"))]
    download.learns(file(segments=3), seeds=(2,))
    download.gets()
    download.gets()
    assert [event.segment for event in download.told_of(SegmentStored)] == [0, 2]
    assert download.told_of(RoleChanged) == [RoleChanged("file1", Role.PEER, Role.SEED)]
    assert download.told_of(FileCompleted) == [FileCompleted("file1", 3)]
    assert download.said_to(TRACKER, FileComplete) == [FileComplete("file1")]


def test_a_file_that_nobody_registered_is_reported_and_the_next_one_fetched() -> None:
    ghost, real = file("ghost", 0), file("real", 1)
    download = Download(ghost, real)
    step = download.hears(TRACKER, SwarmReply("ghost", None, NOBODY))
    assert step.events == [FileIncomplete("ghost", None, (), "nobody has registered it")]
    assert step.sends == [(TRACKER, SwarmRequest("real"))]
    assert list(download.timers) == [SwarmTimer("real")]
