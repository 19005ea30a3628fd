"""What the download thread tells the tracker of what it holds, as its profile says."""

import msgspec
import pytest

from core.events import FileCompleted, RoundEnded, SwarmUnanswered
from core.messages import (
    AllComplete,
    ClientSegments,
    ClientTable,
    Complaint,
    FileComplete,
    Go,
    Ready,
    Register,
    SegmentRequest,
    Start,
    SwarmReply,
    SwarmRequest,
    Update,
)
from core.model import TRACKER, Manifest, upload_thread
from core.profiles import PROFILES, Profile
from core.timers import SwarmTimer
from tests.core.benches import Download
from tests.worlds import file

TABLE = PROFILES["client-table"]
INDEX = PROFILES["segment-index"]
ONCE = PROFILES["random-owner"]
EACH = PROFILES["first-missing"]
TEN = tuple(range(10))


def fetching(profile: Profile, segments: int = 25, *, holders: int = 1) -> Download:
    """Return client 1's download thread past the start; clients 2, … hold the file it wants."""
    wanted = file(segments=segments)
    download = Download(wanted, profile=profile, started=False)
    download.hears(TRACKER, Start())
    learns(download, wanted, holders)
    return download


def learns(download: Download, wanted: Manifest, holders: int = 1) -> None:
    everything = tuple(range(len(wanted.hashes)))
    rows = tuple(ClientSegments(2 + n, everything) for n in range(holders))
    download.hears(TRACKER, SwarmReply(wanted.name, wanted.hashes, ClientTable(rows)))


def gets(download: Download, segments: int) -> None:
    for _ in range(segments):
        download.gets()


# ---- start --------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [TABLE, INDEX, ONCE, EACH], ids=str)
def test_without_a_barrier_the_start_signal_is_enough(profile: Profile) -> None:
    download = Download(file(), profile=profile, started=False)
    step = download.hears(TRACKER, Start("signal"))
    assert step.sends == [(TRACKER, SwarmRequest("file1"))]
    assert "Go" in download.refusal_of(TRACKER, Go())
    assert download.said_to(TRACKER, Ready) == []


# ---- reports ------------------------------------------------------------------------------------


def test_all_that_is_held_is_reported_and_the_swarm_comes_back() -> None:
    download = fetching(TABLE)
    gets(download, 10)
    assert download.step.sends == [(TRACKER, Update("file1", TEN, wants_swarm=True))]
    learns(download, file(segments=25))
    gets(download, 10)
    assert download.said_to(TRACKER, Update)[-1] == Update("file1", tuple(range(20)), True)


def test_only_news_are_reported() -> None:
    download = fetching(INDEX)
    gets(download, 10)
    learns(download, file(segments=25))
    gets(download, 10)
    told = [update.segments for update in download.said_to(TRACKER, Update)]
    assert told == [TEN, tuple(range(10, 20))]


def test_news_in_a_report_that_was_not_answered_are_told_again() -> None:
    download = fetching(INDEX)
    gets(download, 10)
    download.waits(SwarmTimer("file1"))
    assert len(download.told_of(SwarmUnanswered)) == 1
    gets(download, 10)
    assert download.said_to(TRACKER, Update)[-1].segments == tuple(range(20))


def test_the_last_news_are_reported_where_a_complete_file_has_no_message_of_its_own() -> None:
    download = fetching(INDEX, segments=12)
    gets(download, 10)
    learns(download, file(segments=12))
    gets(download, 2)
    assert download.step.sends == [(TRACKER, Update("file1", (10, 11))), (TRACKER, AllComplete())]
    assert download.said_to(TRACKER, FileComplete) == []


def test_a_complete_file_of_no_segments_is_reported_all_the_same() -> None:
    for profile in (INDEX, EACH):
        download = fetching(profile, segments=0)
        assert download.said_to(TRACKER, Update) == [Update("file1", ())]
        assert download.told_of(FileCompleted) == [FileCompleted("file1", 0)]


def test_a_list_that_is_read_once_is_not_asked_for_again_after_ten_segments() -> None:
    download = fetching(ONCE)
    gets(download, 10)
    assert (TRACKER, Update("file1", TEN)) in download.step.sends
    assert download.segment == 10
    gets(download, 15)
    assert len(download.said_to(TRACKER, SwarmRequest)) == 1
    assert download.said_to(TRACKER, FileComplete) == [FileComplete("file1")]


def test_a_list_that_is_read_once_is_asked_for_again_when_it_runs_dry() -> None:
    download = fetching(ONCE, segments=3)
    download.is_denied()
    download.is_denied()
    download.is_denied()
    assert len(download.told_of(RoundEnded)) == 1
    step = download.waits_a_round(file(segments=3))
    assert step.sends == [(TRACKER, SwarmRequest("file1", with_hashes=False))]


def test_each_segment_is_reported_as_it_is_stored_and_the_list_is_read_every_ten() -> None:
    download = fetching(EACH)
    for segment in range(9):
        download.gets()
        assert download.step.sends[0] == (TRACKER, Update("file1", (segment,)))
    download.gets()
    assert download.step.sends == [
        (TRACKER, Update("file1", (9,))),
        (TRACKER, SwarmRequest("file1", with_hashes=False)),
    ]


def test_where_each_segment_is_reported_the_file_needs_no_word_at_its_end() -> None:
    download = fetching(EACH, segments=2)
    gets(download, 2)
    assert download.said_to(TRACKER, Update) == [Update("file1", (0,)), Update("file1", (1,))]
    assert download.step.sends == [(TRACKER, Update("file1", (1,))), (TRACKER, AllComplete())]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_these_are_the_kinds_of_messages_that_a_tracker_gets_without_faults(
    profile: Profile,
) -> None:
    download = Download(file(segments=25), profile=profile, started=profile.barrier)
    if not profile.barrier:
        download.hears(TRACKER, Start())
    for _ in range(30):
        if SwarmTimer("file1") in download.timers:
            learns(download, file(segments=25))
        for segment, asked in download.requests.items():
            named = download.said_to(upload_thread(asked), SegmentRequest)[-1].segments
            assert named[0] == segment
            download.gets_some_from(asked, named[:10], left=named[10:])
    kinds = {what.kind for to, what in download.said if to == TRACKER}
    told = {"Update"} if profile.report != "nothing" else set()
    told |= {"FileComplete"} if profile.tells_completion else set()
    told |= {"Ready"} if profile.barrier else set()
    assert kinds == {Register.__name__, "SwarmRequest", "AllComplete"} | told
    assert Complaint.__name__ not in kinds


# ---- tries --------------------------------------------------------------------------------------


def test_a_segment_is_tried_at_no_more_than_so_many_clients_in_a_round() -> None:
    download = fetching(EACH, segments=1, holders=9)
    asked = []
    while download.requests:
        asked.append(download.asked)
        download.is_denied()
    assert len(set(asked)) == len(asked) == 1 + 5
    assert len(download.told_of(RoundEnded)) == 1


def test_what_stood_aside_is_looked_at_anew_with_a_new_list() -> None:
    patient = msgspec.structs.replace(EACH, order="file-order")
    firsts = []
    for profile in (EACH, patient):
        download = fetching(profile, holders=1)
        download.is_denied()
        gets(download, 10)
        learns(download, file(segments=25))
        firsts.append(download.segment)
    assert firsts == [0, 11]
