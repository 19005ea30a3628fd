"""What may be asked for now, and who was tried for it."""

from core import bitmap
from core.holdings import FileHoldings
from core.messages import ClientSegments, ClientTable, SeedsAndPeers
from core.search import Search
from tests.worlds import file


def search(segments: int = 3, myself: int = 1) -> Search:
    return Search(FileHoldings(file(segments=segments)), SeedsAndPeers((2,), (3,)), myself)


def open_of(one: Search) -> list[int]:
    return list(bitmap.members(one.open))


def test_at_first_every_missing_segment_is_open() -> None:
    assert open_of(search(segments=3)) == [0, 1, 2]


def test_nobody_asks_itself() -> None:
    assert search(myself=4).tried(0) == bitmap.of([4])


def test_a_segment_under_way_is_not_open() -> None:
    one = search()
    one.request((1,), asked=2)
    assert open_of(one) == [0, 2]


def test_a_segment_that_was_not_given_is_open_again() -> None:
    one = search()
    one.request((1,), asked=2)
    one.settle(2, 1 << 1)
    assert open_of(one) == [0, 1, 2]


def test_whoever_was_asked_counts_as_tried_for_this_segment_only() -> None:
    one = search(myself=1)
    one.request((0,), asked=2)
    one.settle(2, 1 << 0)
    one.request((0,), asked=3)
    assert one.tried(0) == bitmap.of([1, 2, 3])
    assert one.tried(1) == bitmap.of([1])


def test_a_stored_segment_is_neither_open_nor_missing() -> None:
    one = search()
    one.request((0,), asked=2)
    one.settle(2, 1 << 0)
    one.store(0)
    assert open_of(one) == [1, 2]
    assert one.missing == (1, 2)
    assert one.fetched == 1


def test_a_segment_put_aside_is_missing_but_not_open() -> None:
    one = search()
    one.put_aside(1 << 1)
    assert open_of(one) == [0, 2]
    assert one.missing == (0, 1, 2)


def test_who_was_tried_for_what_stands_aside_is_known_until_it_is_looked_at_again() -> None:
    one = search(myself=1)
    one.request((1,), asked=2)
    one.settle(2, 1 << 1)
    one.put_aside(1 << 1)
    assert one.tried(1) == bitmap.of([1, 2])
    one.look_anew()
    assert one.tried(1) == bitmap.of([1])


def test_a_new_round_opens_what_was_put_aside_and_forgets_who_was_tried() -> None:
    one = search(myself=1)
    one.request((1,), asked=2)
    one.settle(2, 1 << 1)
    one.put_aside(1 << 1)
    one.begin_round()
    assert one.round == 2
    assert open_of(one) == [0, 1, 2]
    assert one.tried(1) == bitmap.of([1])


def test_a_new_round_does_not_open_what_was_stored_meanwhile() -> None:
    one = search()
    one.put_aside(0b111)
    one.store(1)
    one.begin_round()
    assert open_of(one) == [0, 2]


def test_rounds_begin_anew_when_a_segment_is_stored() -> None:
    one = search()
    one.begin_round()
    one.begin_round()
    assert one.round == 3
    one.store(0)
    assert one.round == 1


def test_whoever_gave_no_answer_is_silent_until_the_round_ends() -> None:
    one = search()
    one.note_silence(2)
    one.note_silence(3)
    one.put_aside(1 << 0)
    one.store(1)
    assert one.silent == bitmap.of([2, 3])
    one.begin_round()
    assert one.silent == 0


def test_whoever_answers_after_all_is_silent_no_longer() -> None:
    one = search()
    one.note_silence(2)
    one.note_silence(3)
    one.note_answer(2)
    assert one.silent == bitmap.of([3])


def test_an_answer_of_one_who_was_not_silent_changes_nothing() -> None:
    one = search()
    one.note_silence(3)
    one.note_answer(2)
    assert one.silent == bitmap.of([3])


def test_a_fresh_list_ends_no_silence() -> None:
    one = search()
    one.note_silence(2)
    one.renew(SeedsAndPeers((2,), ()))
    assert one.silent == bitmap.of([2])


def test_it_knows_who_is_asked_for_what() -> None:
    one = search()
    one.request((0,), asked=2)
    one.request((2,), asked=3)
    assert [(request.asked, request.waited) for request in one.requests] == [(2, 0b1), (3, 0b100)]
    assert (one.under_way, one.busy) == (0b101, bitmap.of([2, 3]))
    one.settle(2, 0b1)
    assert [request.asked for request in one.requests] == [3]


def test_it_counts_what_was_fetched_since_the_swarm_was_renewed() -> None:
    one = search()
    one.store(0)
    one.store(1)
    assert one.fetched_in_batch == 2
    one.renew(SeedsAndPeers((5,), ()))
    one.store(2)
    assert (one.fetched_in_batch, one.fetched) == (1, 3)
    assert (one.swarm.seeds, one.swarm.peers) == ((5,), ())


def test_a_search_of_no_segments_misses_none() -> None:
    assert search(segments=0).missing == ()
    assert search(segments=0).open == 0


def test_a_search_goes_by_the_name_of_its_file() -> None:
    assert search().name == "file1"


# ---- several segments a request -----------------------------------------------------------------


def test_a_request_ends_when_nothing_of_it_is_waited_for() -> None:
    one = search()
    one.request((2, 0), asked=2)
    assert one.find(2, 2).waited == 0b101
    assert one.settle(2, 0b011) == (0b001, [])
    settled, ended = one.settle(2, 0b100)
    assert (settled, [request.first for request in ended]) == (0b100, [2])
    assert one.requests == []


def test_an_answer_ends_nothing_that_somebody_else_was_asked_for() -> None:
    one = search()
    one.request((0, 1), asked=2)
    assert one.settle(3, 0b11) == (0, [])
    assert one.under_way == 0b11


def test_whoever_left_a_segment_may_be_asked_for_it_again() -> None:
    one = search(myself=1)
    one.request((0, 1), asked=2)
    one.settle(2, 0b11)
    one.untry(0b10, 2)
    assert (one.tried(0), one.tried(1)) == (bitmap.of([1, 2]), bitmap.of([1]))


def test_a_pause_because_of_a_choke_is_no_round() -> None:
    one = search()
    one.choked = bitmap.of([2])
    one.begin_round()
    assert (one.round, one.choked) == (1, 0)


def test_what_each_may_still_give_leaves_out_what_is_held_tried_under_way_or_aside() -> None:
    table = ClientTable((ClientSegments(2, (0, 1, 2)), ClientSegments(3, (2,))))
    one = Search(FileHoldings(file(segments=4)), table, myself=1)
    assert one.gifts == {2: 0b111, 3: 0b100}
    one.request((1,), asked=2)
    one.settle(2, 1 << 1)
    assert one.gifts == {2: 0b101, 3: 0b100}
    one.request((0,), asked=2)
    assert one.gifts == {2: 0b100, 3: 0b100}
    one.put_aside(1 << 2)
    assert one.gifts == {}


def test_neither_the_silent_nor_the_asker_itself_may_give_anything() -> None:
    table = ClientTable((ClientSegments(1, (0,)), ClientSegments(2, (0,)), ClientSegments(3, (0,))))
    one = Search(FileHoldings(file(segments=1)), table, myself=1)
    one.note_silence(3)
    assert one.gifts == {2: 1}
