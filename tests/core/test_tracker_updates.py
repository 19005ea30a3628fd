"""What the tracker makes of reports, by what its profile lets it know."""

import pytest

from core.events import (
    ClientNoted,
    ClientRegistered,
    HoldingsNoted,
    PeerListed,
    SeedListed,
    ShutdownGiven,
    StartGiven,
    SwarmTold,
)
from core.messages import (
    AllComplete,
    Bitfields,
    ClientBitfield,
    ClientSegments,
    ClientTable,
    FileComplete,
    FilePart,
    Poison,
    Ready,
    Register,
    SeedsAndPeers,
    SegmentIndex,
    Start,
    SwarmReply,
    SwarmRequest,
    Update,
)
from core.model import ClientState, download_thread, upload_thread
from core.profiles import PROFILES, Profile
from core.tracker import CAME_WITH
from tests.core.benches import Tracking, tracking
from tests.worlds import file

TABLE = PROFILES["client-table"]
INDEX = PROFILES["segment-index"]
OURS = PROFILES["bittorrent"]
STATES = PROFILES["first-missing"]
ALL = (0, 1, 2)


def started(profile: Profile, clients: int = 3) -> Tracking:
    """Return the tracker of clients of which the first owns a file of 3 segments."""
    return tracking(clients, owners={1: [file()]}, profile=profile)


# ---- start and end ------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_start_and_end_bear_the_words_of_the_profile(profile: Profile) -> None:
    track = started(profile, clients=1)
    track.hears_of(1, AllComplete())
    assert track.said_to(download_thread(1), Start) == [Start(profile.words.start)]
    assert track.said_to(upload_thread(1), Poison) == [Poison(profile.words.end)]
    assert track.told_of(StartGiven) == [StartGiven(profile.words.start)]
    assert track.told_of(ShutdownGiven) == [ShutdownGiven(profile.words.end)]


def test_without_a_barrier_requests_are_answered_from_the_start_signal_on() -> None:
    track = Tracking(1, profile=TABLE)
    track.hears_of(1, Register((file(),)))
    track.hears_of(1, SwarmRequest("file1"))
    assert len(track.said_to(download_thread(1), SwarmReply)) == 1


# ---- reports ------------------------------------------------------------------------------------


def test_a_client_is_in_the_swarm_from_its_first_update_on() -> None:
    track = started(TABLE)
    assert track.swarm_told_to(2, "file1") == ClientTable((ClientSegments(1, ALL),))
    step = track.hears_of(2, Update("file1", (1,)))
    reason = "it reported what it holds for the first time"
    assert step.events == [PeerListed("file1", 2, reason), HoldingsNoted("file1", 2, (1,))]
    assert step.sends == []
    rows = (ClientSegments(1, ALL), ClientSegments(2, (1,)))
    assert track.swarm_told_to(3, "file1") == ClientTable(rows)


def test_an_update_that_wants_the_swarm_brings_it_without_the_hashes() -> None:
    track = started(INDEX)
    step = track.hears_of(2, Update("file1", (0, 2), wants_swarm=True))
    index = SegmentIndex(((1, 2), (1,), (1, 2)))
    assert step.sends == [(download_thread(2), SwarmReply("file1", None, index))]
    assert step.events[-1] == SwarmTold("file1", 2, index)


def test_the_update_that_completes_a_file_lists_a_seed() -> None:
    track = started(INDEX)
    track.hears_of(2, Update("file1", (0, 2)))
    step = track.hears_of(2, Update("file1", (1,)))
    assert step.events == [HoldingsNoted("file1", 2, (1,)), SeedListed("file1", 2)]
    assert track.hears_of(2, Update("file1", ALL)).events == [HoldingsNoted("file1", 2, ALL)]


def test_a_complete_file_is_in_the_table_though_no_update_came_before() -> None:
    track = started(TABLE)
    assert track.hears_of(2, FileComplete("file1")).events == [SeedListed("file1", 2)]
    rows = (ClientSegments(1, ALL), ClientSegments(2, ALL))
    assert track.swarm_told_to(3, "file1") == ClientTable(rows)


def test_the_blind_tracker_keeps_nothing_of_an_update() -> None:
    track = tracking(2, owners={1: [file()]})
    track.hears_of(2, Update("file1", ALL))
    assert track.told_of(HoldingsNoted) == []
    assert track.swarm_told_to(2, "file1") == SeedsAndPeers(seeds=(1,), peers=(2,))


@pytest.mark.parametrize(
    ("update", "found"),
    [
        (Update("ghost", (0,)), "knowing nothing of that file"),
        (Update("file1", (3,)), "knowing no such segments of file1"),
    ],
)
def test_a_report_of_what_there_is_not_is_refused(update: Update, found: str) -> None:
    assert found in started(TABLE).refusal_of(download_thread(2), update)


# ---- states -------------------------------------------------------------------------------------


def test_where_the_profile_lets_it_know_the_tracker_notes_the_state_of_each_client() -> None:
    track = started(STATES, clients=2)
    track.hears_of(2, SwarmRequest("file1"))
    track.hears_of(2, SwarmRequest("file1"))
    track.hears_of(2, AllComplete())
    noted = [one.state for one in track.told_of(ClientNoted) if one.client == 2]
    assert noted == list(ClientState)


def test_a_state_only_moves_forward() -> None:
    track = started(STATES, clients=2)
    track.hears_of(2, Register(()))
    assert len(track.told_of(ClientRegistered)) == 3
    assert [one.state for one in track.told_of(ClientNoted)][-1] is ClientState.STARTED


def test_elsewhere_no_states_are_noted() -> None:
    assert started(TABLE).told_of(ClientNoted) == []


# ---- what an earlier run left -------------------------------------------------------------------

PART = FilePart("file1", 3, (0, 2))


def test_what_a_client_comes_with_is_noted_and_lists_it_as_a_peer() -> None:
    track = Tracking(3, profile=TABLE)
    step = track.hears_of(2, Register((), partial=(PART,)))
    assert step.events == [
        ClientRegistered(2, ()),
        PeerListed("file1", 2, CAME_WITH),
        HoldingsNoted("file1", 2, (0, 2)),
    ]
    track.hears_of(1, Register((file(),)))
    track.hears_of(3, Register(()))
    rows = (ClientSegments(2, (0, 2)), ClientSegments(1, (0, 1, 2)))
    assert track.swarm_told_to(3, "file1") == ClientTable(rows)


def test_the_blind_tracker_only_lists_it_as_a_peer() -> None:
    step = Tracking(2).hears_of(2, Register((), partial=(FilePart("file1", 3, ()),)))
    assert step.events == [ClientRegistered(2, ()), PeerListed("file1", 2, CAME_WITH)]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (Register((file(),)), Register((), partial=(FilePart("file1", 4, ()),))),
        (Register((), partial=(FilePart("file1", 4, ()),)), Register((file(),))),
        (Register((file(segments=0),)), Register((), partial=(PART,))),
        (Register(()), Register((), partial=(FilePart("file1", 2, (0, 2)),))),
    ],
)
def test_a_part_of_another_file_of_that_name_is_refused(first: Register, then: Register) -> None:
    track = Tracking(2)
    track.hears_of(1, first)
    error = track.refusal_of(download_thread(2), then)
    assert "tracker got" in error
    assert "knowing other segments of file1" in error


# ---- announcements and loads --------------------------------------------------------------------


def test_what_a_client_announces_to_want_lists_it_from_the_start() -> None:
    track = Tracking(2, profile=OURS)
    track.hears_of(1, Register((file(),)))
    step = track.hears_of(2, Register((), ("file1",)))
    assert PeerListed("file1", 2, "it announced that it wants the file") in step.events
    rows = (ClientBitfield(1, b"\x07", 0), ClientBitfield(2, b"", 0))
    for rank in (1, 2):
        track.hears_of(rank, Ready())
    assert track.swarm_told_to(2, "file1") == Bitfields(rows)


def test_loads_that_were_told_are_told_on() -> None:
    track = started(OURS)
    track.hears_of(2, Update("file1", (1,), served=7))
    track.hears_of(2, Update("file1", (2,), served=5))
    rows = (ClientBitfield(1, b"\x07", 0), ClientBitfield(2, b"\x06", 7))
    assert track.swarm_told_to(3, "file1") == Bitfields(rows)
