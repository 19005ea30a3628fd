"""The tracker, from registration to the end, where every client lives."""

import pytest

from core.errors import ProtocolError
from core.events import (
    BarrierOpened,
    ClientFinished,
    ClientRegistered,
    PeerListed,
    SeedListed,
    ShutdownGiven,
    StartGiven,
    SwarmTold,
)
from core.messages import (
    Alive,
    AllComplete,
    AnyMessage,
    Complaint,
    FileComplete,
    Go,
    Poison,
    Ready,
    Register,
    SeedsAndPeers,
    SegmentRequest,
    Start,
    SwarmReply,
    SwarmRequest,
)
from core.model import TRACKER, Manifest, download_thread, upload_thread
from core.timers import RoundTimer
from core.tracker import TrackerState
from tests.core.benches import Tracking, tracking
from tests.worlds import file

# ---- registration, start, barrier ---------------------------------------------------------------


def test_a_registration_is_taken_down() -> None:
    step = Tracking(2).hears_of(1, Register((file("one"), file("two"))))
    assert step.events == [ClientRegistered(1, ("one", "two"))]
    assert step.sends == []


def test_the_start_signal_goes_to_all_when_all_have_registered() -> None:
    track = Tracking(3)
    for rank in (3, 1):
        track.hears_of(rank, Register(()))
    early = list(track.said)
    step = track.hears_of(2, Register(()))
    assert early == []
    assert step.events[-1] == StartGiven("ACK")
    assert step.sends == [(download_thread(rank), Start()) for rank in (1, 2, 3)]


def test_a_client_that_registers_twice_counts_once() -> None:
    track = Tracking(2)
    track.hears_of(1, Register(()))
    track.hears_of(1, Register(()))
    assert track.said == []


def test_all_may_go_when_all_stand_at_the_barrier() -> None:
    track = Tracking(2)
    for rank in (1, 2):
        track.hears_of(rank, Register(()))
    track.hears_of(2, Ready())
    early = track.told_of(BarrierOpened)
    step = track.hears_of(1, Ready())
    assert early == []
    assert step.events == [BarrierOpened()]
    assert step.sends == [(download_thread(rank), Go()) for rank in (1, 2)]


def test_another_content_of_a_known_file_is_refused() -> None:
    track = Tracking(2)
    track.hears_of(1, Register((file("one", 3),)))
    error = track.refusal_of(download_thread(2), Register((file("one", 4),)))
    assert "knowing other segments of one" in error


# ---- swarms -------------------------------------------------------------------------------------


def test_a_swarm_request_brings_the_hashes_and_the_swarm() -> None:
    track = tracking(3, owners={1: [file()]})
    swarm = SeedsAndPeers(seeds=(1,), peers=(2,))
    step = track.hears_of(2, SwarmRequest("file1"))
    assert step.sends == [(download_thread(2), SwarmReply("file1", file().hashes, swarm))]
    assert step.events == [
        PeerListed("file1", 2, "it asked for the swarm"),
        SwarmTold("file1", 2, swarm),
    ]


def test_a_swarm_request_without_hashes_brings_the_swarm_alone() -> None:
    track = tracking(3, owners={1: [file()]})
    swarm = SeedsAndPeers(seeds=(1,), peers=(2,))
    step = track.hears_of(2, SwarmRequest("file1", with_hashes=False))
    assert step.sends == [(download_thread(2), SwarmReply("file1", None, swarm))]
    assert step.events == [
        PeerListed("file1", 2, "it asked for the swarm"),
        SwarmTold("file1", 2, swarm),
    ]


def test_who_asks_again_is_not_listed_again() -> None:
    track = tracking(3, owners={1: [file()]})
    track.hears_of(2, SwarmRequest("file1"))
    track.hears_of(2, SwarmRequest("file1"))
    assert track.told_of(PeerListed) == [PeerListed("file1", 2, "it asked for the swarm")]
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(1,), peers=(2, 3))


def test_two_owners_of_one_file_are_both_its_seeds() -> None:
    track = tracking(3, owners={1: [file()], 2: [file()]})
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(1, 2), peers=(3,))


def test_an_owner_that_asks_stays_a_seed() -> None:
    track = tracking(2, owners={1: [file()]})
    assert track.swarm_told_to(1, "file1") == SeedsAndPeers(seeds=(1,), peers=())
    assert track.told_of(PeerListed) == []


def test_each_file_has_a_swarm_of_its_own() -> None:
    track = tracking(3, owners={1: [file("one")], 2: [file("two")]})
    track.hears_of(3, SwarmRequest("one"))
    assert track.swarm_told_to(1, "two") == SeedsAndPeers(seeds=(2,), peers=(1,))


def test_a_file_that_nobody_registered_has_no_hashes_and_no_swarm() -> None:
    track = tracking(2)
    step = track.hears_of(1, SwarmRequest("ghost"))
    nobody = SeedsAndPeers((), ())
    assert step.sends == [(download_thread(1), SwarmReply("ghost", None, nobody))]
    assert track.told_of(PeerListed) == []


def test_a_registered_file_of_no_segments_is_told_from_one_that_nobody_registered() -> None:
    track = tracking(2, owners={1: [file(segments=0)]})
    step = track.hears_of(2, SwarmRequest("file1"))
    assert step.sends == [
        (download_thread(2), SwarmReply("file1", (), SeedsAndPeers(seeds=(1,), peers=(2,))))
    ]


def test_who_completes_a_file_is_listed_as_a_seed() -> None:
    track = tracking(3, owners={1: [file()]})
    track.hears_of(2, SwarmRequest("file1"))
    step = track.hears_of(2, FileComplete("file1"))
    assert step.events == [SeedListed("file1", 2)]
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(1, 2), peers=(3,))


def test_who_tells_a_file_complete_again_is_not_listed_again() -> None:
    track = tracking(2, owners={1: [file()]})
    assert track.hears_of(1, FileComplete("file1")).events == []


def test_a_file_that_nobody_registered_cannot_be_complete() -> None:
    error = tracking(2).refusal_of(download_thread(1), FileComplete("ghost"))
    assert "knowing nothing of that file" in error
    assert "ghost" in error


# ---- shutdown -----------------------------------------------------------------------------------


def test_one_client_that_is_finished_ends_nothing() -> None:
    track = tracking(2)
    step = track.hears_of(1, AllComplete())
    assert step.events == [ClientFinished(1)]
    assert step.sends == []


def test_a_client_that_says_twice_that_it_is_finished_counts_once() -> None:
    track = tracking(2)
    track.hears_of(1, AllComplete())
    track.hears_of(1, AllComplete())
    assert track.told_of(ShutdownGiven) == []


def test_when_all_are_finished_upload_threads_get_the_poison_value_and_the_tracker_ends() -> None:
    track = tracking(3)
    for rank in (2, 3, 1):
        track.hears_of(rank, AllComplete())
    assert track.machine.done
    assert track.step.events == [ClientFinished(1), ShutdownGiven("E")]
    assert track.step.sends == [(upload_thread(rank), Poison()) for rank in (1, 2, 3)]


def test_download_threads_that_are_listed_as_gone_get_the_poison_value_too() -> None:
    track = tracking(4)
    track.loses(4)
    track.loses(2)
    for rank in (1, 3):
        track.hears_of(rank, AllComplete())
    upload = [(upload_thread(rank), Poison()) for rank in (1, 2, 3, 4)]
    assert track.step.sends == [
        *upload,
        (download_thread(2), Poison()),
        (download_thread(4), Poison()),
    ]


def test_a_download_thread_that_was_gone_and_is_back_gets_no_poison_value() -> None:
    track = tracking(2)
    track.loses(2)
    track.hears_of(2, Alive())
    for rank in (1, 2):
        track.hears_of(rank, AllComplete())
    assert track.step.sends == [(upload_thread(rank), Poison()) for rank in (1, 2)]


def test_a_client_of_which_the_upload_thread_alone_is_gone_gets_one_poison_value() -> None:
    track = tracking(2)
    track.loses_upload(2)
    for rank in (1, 2):
        track.hears_of(rank, AllComplete())
    assert track.step.sends == [(upload_thread(rank), Poison()) for rank in (1, 2)]


# ---- what is not legal --------------------------------------------------------------------------

NOT_BEFORE_THE_START: list[AnyMessage] = [
    Ready(),
    SwarmRequest("file1"),
    FileComplete("file1"),
    AllComplete(),
    Complaint(2),
]
NEVER: list[AnyMessage] = [Start(), Go(), Poison(), SegmentRequest("file1", (0,))]


@pytest.mark.parametrize("message", NOT_BEFORE_THE_START + NEVER, ids=str)
def test_before_all_have_registered_nothing_else_is_legal(message: AnyMessage) -> None:
    error = Tracking(2).refusal_of(download_thread(1), message)
    assert "tracker" in error
    assert TrackerState.REGISTERING.value in error
    assert str(message) in error


@pytest.mark.parametrize("message", NOT_BEFORE_THE_START[1:] + NEVER, ids=str)
def test_before_all_may_go_nothing_may_be_asked_for(message: AnyMessage) -> None:
    track = Tracking(2)
    for rank in (1, 2):
        track.hears_of(rank, Register(()))
    error = track.refusal_of(download_thread(1), message)
    assert TrackerState.GATHERING.value in error
    assert str(message) in error


@pytest.mark.parametrize("message", NEVER, ids=str)
def test_what_is_not_for_a_tracker_is_refused(message: AnyMessage) -> None:
    error = tracking(2).refusal_of(download_thread(1), message)
    assert TrackerState.RUNNING.value in error
    assert str(message) in error


@pytest.mark.parametrize("accused", [0, 3, -1, 10**9])
def test_nobody_can_complain_of_whom_there_is_not(accused: int) -> None:
    error = tracking(2).refusal_of(download_thread(1), Complaint(accused))
    assert "knowing no such client" in error
    assert str(accused) in error


def test_a_timer_that_it_never_set_is_refused() -> None:
    with pytest.raises(ProtocolError, match=r"tracker got RoundTimer.*answering clients"):
        tracking(1).tracker.fire(RoundTimer("file1"), 0.0)


def test_the_tracker_never_sends_a_segment() -> None:
    track = tracking(3, owners={1: [file()]})
    for rank in (2, 3):
        track.hears_of(rank, SwarmRequest("file1"))
        track.hears_of(rank, FileComplete("file1"))
    for rank in (1, 2, 3):
        track.hears_of(rank, AllComplete())
    kinds = {message.kind for _, message in track.said}
    assert kinds == {"Start", "Go", "SwarmReply", "Poison"}
    assert all(to != TRACKER for to, _ in track.said)


def test_a_swarm_is_known_by_its_manifest_and_not_by_a_hash() -> None:
    twin = Manifest("twin", file().hashes)
    track = tracking(3, owners={1: [file()], 2: [twin]})
    assert track.swarm_told_to(3, "twin") == SeedsAndPeers(seeds=(2,), peers=(3,))
