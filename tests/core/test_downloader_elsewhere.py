"""A segment that is denied, wrong or not given at all goes elsewhere; a late one is welcome."""

from core.events import (
    RequestDenied,
    RequestTimedOut,
    RoundEnded,
    SegmentRejected,
    SegmentRequested,
)
from core.messages import Complaint, SegmentDenial, SegmentReply
from core.model import TRACKER, upload_thread
from tests.core.benches import Download, fetching
from tests.worlds import file


def complaints(download: Download) -> list[int]:
    return [complaint.accused for complaint in download.said_to(TRACKER, Complaint)]


# ---- denied -------------------------------------------------------------------------------------


def test_a_denied_request_goes_to_another_owner() -> None:
    download = fetching(file(), seeds=(2, 3))
    first = download.asked
    step = download.is_denied()
    assert step.events[0] == RequestDenied("file1", (0,), first)
    assert download.requests == {0: 5 - first}


def test_a_peers_no_is_followed_by_a_seed() -> None:
    download = fetching(file(), seeds=(2,), peers=(3, 4))
    download.is_denied()
    assert download.asked == 2


def test_for_the_next_segment_whoever_said_no_may_be_asked_again() -> None:
    download = fetching(file(), seeds=(2,), peers=(3,))
    download.is_denied()
    download.gets()
    assert download.requests == {1: 3}


def test_nobody_complains_of_a_no() -> None:
    download = fetching(file(), seeds=(2, 3))
    download.is_denied()
    assert complaints(download) == []


def test_everyone_listed_is_asked_for_a_segment_before_the_round_ends() -> None:
    download = fetching(file(segments=1), seeds=(2, 3), peers=(1, 4, 5))
    while download.requests:
        download.is_denied()
    asked = [event.asked for event in download.told_of(SegmentRequested)]
    assert sorted(asked) == [2, 3, 4, 5]


# ---- no answer ----------------------------------------------------------------------------------


def test_a_request_without_an_answer_goes_elsewhere_and_the_silent_one_is_complained_of() -> None:
    download = fetching(file(), seeds=(2, 3))
    silent = download.asked
    step = download.gets_no_answer()
    assert step.events[0] == RequestTimedOut("file1", (0,), silent)
    assert step.sends[0] == (TRACKER, Complaint(silent))
    assert download.requests == {0: 5 - silent}


def test_a_client_that_stays_silent_is_complained_of_once() -> None:
    download = fetching(file(segments=2), seeds=(2,))
    for _ in range(3):
        download.gets_no_answer()
        download.waits_a_round(file())
        download.learns(file(segments=2), seeds=(2,))
    assert complaints(download) == [2]


def test_each_silent_client_is_complained_of() -> None:
    download = fetching(file(), seeds=(2, 3))
    download.gets_no_answer()
    download.gets_no_answer()
    assert sorted(complaints(download)) == [2, 3]


def test_a_client_that_answered_in_between_is_complained_of_again() -> None:
    download = fetching(file(segments=3), seeds=(2,))
    download.gets_no_answer()
    download.gets_from(2, 0, file="file1")
    download.waits_a_round(file())
    download.learns(file(segments=3), seeds=(2,))
    download.gets_no_answer()
    assert complaints(download) == [2, 2]


def test_the_silent_one_is_asked_last_from_then_on() -> None:
    download = fetching(file(segments=8), seeds=(2, 3))
    silent = download.asked
    download.gets_no_answer()
    for _ in range(7):
        assert download.asked != silent
        download.gets()


def test_the_silent_one_is_doubted_in_the_next_file_too() -> None:
    one, two = file("one", 1), file("two", 1)
    download = Download(one, two)
    download.learns(one, peers=(2,), seeds=(3,))
    download.gets_no_answer()
    download.gets()
    download.learns(two, peers=(2,), seeds=(3,))
    assert download.asked == 3


def test_the_silent_one_is_asked_for_nothing_more_in_this_round() -> None:
    download = fetching(file(segments=3), seeds=(2,), peers=(3,))
    download.gets_no_answer()
    download.gets()
    download.is_denied()
    assert download.requests == {2: 2}
    download.is_denied()
    assert download.requests == {}
    assert download.told_of(RoundEnded) == [RoundEnded("file1", (1, 2), 1, 5)]


def test_in_the_next_round_the_silent_one_is_asked_when_nobody_else_has_it() -> None:
    download = fetching(file(segments=2), seeds=(2,), peers=(3,))
    download.gets_no_answer()
    download.gets()
    download.is_denied()
    download.waits_a_round(file())
    download.learns(file(segments=2), seeds=(2,), peers=(3,))
    assert download.requests == {1: 2}
    download.is_denied()
    assert download.requests == {1: 3}


def test_a_fresh_list_in_the_same_round_does_not_bring_the_silent_one_back() -> None:
    manifest = file(segments=11)
    download = fetching(manifest, seeds=(2,), peers=(3,))
    download.gets_no_answer()
    for _ in range(10):
        download.gets()
    download.learns(manifest, seeds=(3,))
    assert download.requests == {}


def test_who_says_no_late_may_be_asked_for_the_next_segment() -> None:
    download = fetching(file(), seeds=(2,), peers=(3,))
    download.gets_no_answer()
    download.hears(upload_thread(3), SegmentDenial("file1", (0,)))
    download.gets()
    assert download.requests == {1: 3}


def test_who_answers_late_about_the_last_file_may_be_asked_for_the_present_one() -> None:
    one, two = file("one", 1), file("two", 2)
    download = Download(one, two)
    download.learns(one, seeds=(2,), peers=(3,))
    download.gets_no_answer()
    download.gets()
    download.learns(two, peers=(3, 4))
    assert download.asked == 4  # 3 is doubted
    download.is_denied()
    download.gets_no_answer()  # of 3
    assert download.requests == {1: 4}
    download.gets_from(3, 0, file="one")
    download.is_denied()
    assert download.requests == {1: 3}


def test_who_answers_late_is_trusted_again() -> None:
    download = fetching(file(segments=4), seeds=(2,), peers=(3,))
    download.gets_no_answer()
    download.gets_from(3, 0)
    download.gets()
    assert download.requests == {1: 3}


# ---- wrong --------------------------------------------------------------------------------------


def test_a_segment_that_does_not_match_its_hash_is_thrown_away_and_goes_elsewhere() -> None:
    download = fetching(file(), seeds=(2, 3))
    liar = download.asked
    step = download.gets_wrong()
    assert step.events[0] == SegmentRejected("file1", 0, liar)
    assert not download.holdings.has("file1", 0)
    assert download.requests == {0: 5 - liar}


def test_who_sent_something_wrong_is_asked_last_but_not_complained_of() -> None:
    download = fetching(file(segments=8), seeds=(2, 3))
    liar = download.asked
    download.gets_wrong()
    for _ in range(7):
        assert download.asked != liar
        download.gets()
    assert complaints(download) == []


def test_who_sends_something_good_after_something_wrong_is_trusted_again() -> None:
    download = fetching(file(segments=3), seeds=(2,), peers=(3,))
    download.gets_wrong()  # of peer 3
    download.gets_from(3, 2)
    download.gets()  # of seed 2
    assert download.requests == {1: 3}


def test_a_right_content_at_the_wrong_place_is_wrong() -> None:
    download = fetching(file(segments=2), seeds=(2,))
    segment_1 = file(segments=2).hashes[1].encode()
    download.hears(upload_thread(2), SegmentReply("file1", (0,), (segment_1,)))
    assert download.told_of(SegmentRejected) == [SegmentRejected("file1", 0, 2)]
