"""The download thread of `bittorrent`: several segments from several clients, and the endgame."""

from collections.abc import Mapping, Sequence

import msgspec
import pytest

from core import bitmap
from core.events import (
    ChokeEnded,
    EndgameBegun,
    RequestCancelled,
    RequestChoked,
    RoundEnded,
    SegmentRequested,
    SegmentsLeft,
    SegmentStored,
)
from core.messages import (
    Bitfields,
    Cancel,
    Choked,
    ClientBitfield,
    ClientSegments,
    Register,
    SegmentDenial,
    SegmentReply,
    SegmentRequest,
    SwarmReply,
    SwarmRequest,
    Unchoked,
    Update,
)
from core.model import TRACKER, upload_thread
from core.profiles import PROFILES
from core.timers import EndgameTimer, RequestTimer, RoundTimer, SwarmTimer
from tests.core.benches import Download
from tests.worlds import file

PROFILE = PROFILES["bittorrent"]
F = file(segments=40)


def swarm(held: Mapping[int, Sequence[int]], served: Mapping[int, int] | None = None) -> Bitfields:
    return Bitfields(
        tuple(
            ClientBitfield(rank, bitmap.packed(bitmap.of(some)), (served or {}).get(rank, 0))
            for rank, some in held.items()
        )
    )


def learns(
    download: Download, held: Mapping[int, Sequence[int]], served: Mapping[int, int] | None = None
) -> None:
    download.hears(TRACKER, SwarmReply("file1", F.hashes, swarm(held, served)))


def fetching(
    held: Mapping[int, Sequence[int]], served: Mapping[int, int] | None = None, seed: int = 0
) -> Download:
    """Return client 1's download thread, which learned who holds what of a file of 40 segments."""
    download = Download(F, profile=PROFILE, seed=seed)
    learns(download, held, served)
    return download


def asked(download: Download) -> dict[int, tuple[int, ...]]:
    """Return what each client was last asked for."""
    return {event.asked: event.segments for event in download.told_of(SegmentRequested)}


ALL = range(40)


# ---- requests -----------------------------------------------------------------------------------


def test_each_client_begins_at_its_place_of_the_list_and_goes_round() -> None:
    download = Download(file("a"), file("b"), file("c"), profile=PROFILE)
    assert download.said_to(TRACKER, SwarmRequest) == [SwarmRequest("b")]
    for expected in ("c", "a"):
        download.hears(
            TRACKER, SwarmReply(download.said_to(TRACKER, SwarmRequest)[-1].file, None, swarm({}))
        )
        assert download.said_to(TRACKER, SwarmRequest)[-1].file == expected


def test_where_clients_do_not_spread_the_first_file_comes_first() -> None:
    download = Download(file("a"), file("b"))
    assert download.said_to(TRACKER, SwarmRequest) == [SwarmRequest("a")]


def test_what_is_wanted_is_announced() -> None:
    download = Download(file("lacking"), file("had"), owns=[file("had")], profile=PROFILE)
    register = Register((file("had"),), ("lacking",))
    assert download.said_to(TRACKER, Register) == [register]


def test_several_clients_are_asked_at_once_each_for_several_segments() -> None:
    download = fetching({2: ALL, 3: ALL, 4: ALL, 5: ALL, 6: ALL})
    sizes = {rank: len(segments) for rank, segments in asked(download).items()}
    assert len(sizes) == 2  # of 40 segments the first two are asked for 20 each
    assert set(sizes.values()) == {PROFILE.wishes_max}


def test_nobody_has_more_than_one_request_to_answer() -> None:
    download = fetching({2: ALL, 3: range(20)})
    assert len(download.told_of(SegmentRequested)) == len(asked(download)) == 2


def test_the_rarest_segments_are_asked_for_first() -> None:
    download = fetching({2: range(30, 40), 3: range(35), 4: range(35)})
    assert set(asked(download)[2]) == {35, 36, 37, 38, 39}


def test_chance_decides_among_equally_rare_segments() -> None:
    firsts = {fetching({2: ALL}, seed=seed).told_of(SegmentRequested)[0].segments[0]
              for seed in range(10)}  # fmt: skip
    assert len(firsts) > 3


def test_all_that_one_client_alone_holds_may_be_named_and_is_said_to_be_so() -> None:
    download = fetching({2: ALL})
    (request,) = download.said_to(upload_thread(2), SegmentRequest)
    assert (len(request.segments), request.only_you, request.wanting) == (40, 40, 0)


def test_those_who_want_the_file_are_counted() -> None:
    download = fetching({2: ALL, 1: (), 3: ()})
    assert download.said_to(upload_thread(2), SegmentRequest)[0].wanting == 2


def test_the_least_loaded_holder_is_asked() -> None:
    download = fetching({2: ALL, 3: ALL}, served={2: 30, 3: 10})
    assert set(asked(download)) == {3}
    assert "least loaded owner, 10 uploaded" in download.told_of(SegmentRequested)[0].reason


def test_news_of_loads_come_with_answers() -> None:
    download = fetching({2: ALL, 3: ALL}, served={2: 30, 3: 10})
    named = asked(download)[3]
    contents = tuple(F.hashes[n].encode() for n in named[:10])
    loads = ((3, 50), (2, 31))
    download.hears(
        upload_thread(3), SegmentReply("file1", named[:10], contents, "pieces", named[10:], loads)
    )
    assert set(asked(download)) == {2, 3}
    assert download.told_of(SegmentRequested)[-1].asked == 2


# ---- answers ------------------------------------------------------------------------------------


def test_what_is_left_for_another_time_can_be_asked_for_there_again() -> None:
    download = fetching({2: ALL})
    named = asked(download)[2]
    download.gets_some_from(2, named[:10], left=named[10:])
    assert download.told_of(SegmentsLeft) == [SegmentsLeft("file1", tuple(sorted(named[10:])), 2)]
    assert set(asked(download)[2]) == set(named[10:])
    assert len(download.told_of(SegmentStored)) == 10


def test_ten_segments_are_reported_and_fetching_goes_on_meanwhile() -> None:
    download = fetching({2: ALL})
    named = asked(download)[2]
    step = download.gets_some_from(2, named[:10], left=named[10:])
    told = tuple(sorted(named[:10]))
    assert (TRACKER, Update("file1", told, wants_swarm=True)) in step.sends
    assert SwarmTimer("file1") not in download.timers
    assert len(download.requests) == 1


def test_a_denial_teaches_what_its_sender_holds() -> None:
    download = fetching({2: ALL, 3: ALL})
    first = download.told_of(SegmentRequested)[0]
    held = bitmap.packed(0)
    download.hears(upload_thread(first.asked), SegmentDenial("file1", first.segments, held))
    other = 5 - first.asked
    later = download.told_of(SegmentRequested)[2:]
    assert {event.asked for event in later} <= {other}


# ---- choking ------------------------------------------------------------------------------------


def test_whoever_has_no_room_is_not_asked_until_it_has() -> None:
    download = fetching({2: ALL})
    named = asked(download)[2]
    step = download.hears(upload_thread(2), Choked("file1", named))
    assert step.events == [RequestChoked("file1", named, 2, ())]
    assert list(download.timers) == [RoundTimer("file1")]
    assert download.told_of(RoundEnded) == []
    step = download.hears(upload_thread(2), Unchoked("file1"))
    assert step.events[0] == ChokeEnded("file1", 2)
    assert set(asked(download)[2]) == set(named)
    assert RoundTimer("file1") not in download.timers


def test_after_a_while_the_swarm_is_asked_for_again_though_no_room_was_told_of() -> None:
    download = fetching({2: ALL})
    download.hears(upload_thread(2), Choked("file1", asked(download)[2]))
    step = download.waits(RoundTimer("file1"))
    assert step.sends == [(TRACKER, SwarmRequest("file1", with_hashes=False))]
    learns(download, {2: ALL})
    assert len(download.said_to(upload_thread(2), SegmentRequest)) == 2


def test_those_who_are_named_with_a_choke_are_asked_instead() -> None:
    download = fetching({2: ALL}, served={2: 60})
    named = asked(download)[2]
    elsewhere = (ClientSegments(3, (0, 1)), ClientSegments(4, (2,)))
    step = download.hears(upload_thread(2), Choked("file1", (0, 1, 2), elsewhere))
    assert step.events[0] == RequestChoked("file1", (0, 1, 2), 2, (3, 4))
    assert {rank: set(some) for rank, some in asked(download).items() if rank != 2} == {
        3: {0, 1},
        4: {2},
    }
    assert len(named) == 40


def test_room_for_another_file_is_only_noted() -> None:
    download = fetching({2: ALL})
    step = download.hears(upload_thread(2), Unchoked("older"))
    assert (step.events, step.sends) == ([ChokeEnded("older", 2)], [])


# ---- a new list meanwhile -----------------------------------------------------------------------


def test_a_list_that_comes_meanwhile_is_used_at_once() -> None:
    download = fetching({2: ALL})
    learns(download, {2: range(20), 3: range(20, 40)}, served={2: 9})
    named = asked(download)[2]
    download.gets_some_from(2, named[:10], left=named[10:])
    assert set(asked(download)) == {2, 3}


# ---- the end ------------------------------------------------------------------------------------


@pytest.fixture
def at_the_end() -> Download:
    """Client 1, which waits for all of the file from client 2; client 3 holds it by now, too."""
    download = fetching({2: ALL})
    learns(download, {2: ALL, 3: ALL})
    return download


def test_what_is_long_under_way_is_asked_for_elsewhere_too(at_the_end: Download) -> None:
    step = at_the_end.waits(EndgameTimer("file1"))
    assert step.events[0] == EndgameBegun("file1", tuple(ALL))
    assert len(asked(at_the_end)[3]) == PROFILE.wishes_max


def test_what_came_is_cancelled_where_it_is_not_needed_any_more(at_the_end: Download) -> None:
    at_the_end.waits(EndgameTimer("file1"))
    named = asked(at_the_end)[3]
    step = at_the_end.gets_some_from(3, named[:10], left=named[10:])
    cancelled = tuple(sorted(named[:10]))
    assert RequestCancelled("file1", cancelled, 2) in step.events
    assert (upload_thread(2), Cancel("file1", cancelled)) in step.sends


def test_when_all_is_there_nothing_is_waited_for(at_the_end: Download) -> None:
    at_the_end.waits(EndgameTimer("file1"))
    named = asked(at_the_end)[2]
    at_the_end.gets_some_from(2, named)
    assert at_the_end.timers == {}
    cancelled = at_the_end.told_of(RequestCancelled)
    assert [event.asked for event in cancelled] == [3]


def test_a_heavier_owner_is_asked_when_the_lighter_one_takes_long() -> None:
    download = fetching({2: ALL, 3: ALL}, served={3: 50})
    assert set(asked(download)) == {2}
    step = download.waits(EndgameTimer("file1"))
    assert set(asked(download)) == {2, 3}
    assert not set(asked(download)[2]) & set(asked(download)[3])
    assert download.told_of(EndgameBegun) == []
    assert len(step.sends) == 1


def test_without_anybody_else_the_end_is_waited_for() -> None:
    download = fetching({2: ALL})
    step = download.waits(EndgameTimer("file1"))
    assert step.sends == []
    assert isinstance(next(iter(download.timers)), RequestTimer)


def test_the_end_is_hurried_also_where_nobody_was_free_before() -> None:
    few = msgspec.structs.replace(PROFILE, wishes_max=15)  # of 40, so that 10 are asked of nobody
    download = Download(F, profile=few)
    learns(download, {2: ALL, 3: ALL})
    download.waits(EndgameTimer("file1"))
    assert EndgameTimer("file1") not in download.timers
    download.gets_some_from(2, asked(download)[2])
    assert EndgameTimer("file1") in download.timers
    download.waits(EndgameTimer("file1"))
    assert download.told_of(EndgameBegun) != []


# ---- the stingy ---------------------------------------------------------------------------------


def test_who_denies_what_it_is_listed_to_hold_is_asked_last_and_talked_of() -> None:
    download = fetching({2: ALL, 3: ALL})
    first = download.told_of(SegmentRequested)[0]
    denier, other = first.asked, 5 - first.asked
    download.hears(upload_thread(denier), SegmentDenial("file1", first.segments, b""))
    assert download.holdings.ledger.stingy == bitmap.of([denier])
    learns(download, {2: ALL, 3: ALL})
    named = asked(download)[other]
    download.gets_some_from(other, named[:10], left=named[10:])
    request = download.said_to(upload_thread(other), SegmentRequest)[-1]
    assert request.stingy == (denier,)
    assert download.told_of(SegmentRequested)[-1].asked == other


def test_who_gives_something_after_all_is_stingy_no_more() -> None:
    download = fetching({2: ALL})
    download.holdings.ledger.stingy = bitmap.of([2])
    named = asked(download)[2]
    download.gets_some_from(2, named[:10], left=named[10:])
    assert download.holdings.ledger.stingy == 0


def test_who_never_was_listed_to_hold_it_may_deny_it() -> None:
    download = fetching({2: ALL})
    download.hears(upload_thread(2), SegmentDenial("file1", (0,), bitmap.packed(0b10)))
    download.hears(upload_thread(3), SegmentDenial("file1", (1,), b""))
    assert not download.holdings.ledger.stingy >> 3 & 1


def test_no_list_is_asked_for_where_all_that_is_missing_is_under_way() -> None:
    download = fetching({2: ALL, 3: range(20)})
    first, second = asked(download)[2], asked(download)[3]
    assert len(first) + len(second) == len(ALL)
    step = download.gets_some_from(2, first[:10])
    told = Update("file1", tuple(sorted(first[:10])), wants_swarm=False)
    assert (TRACKER, told) in step.sends
