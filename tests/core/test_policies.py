"""Which segment next, and whom to ask for it."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import bitmap
from core.listing import Listing
from core.messages import ClientSegments, ClientTable, SeedsAndPeers
from core.policies import CHOICES, ORDERS, Draw, Wish
from core.policies.choice import at_random
from core.policies.peers_then_seeds import PeersThenSeeds

MYSELF = 1
SEGMENTS = 100
NOBODY = Listing(SeedsAndPeers((), ()), SEGMENTS)
TWO = Listing(SeedsAndPeers((2,), (3,)), SEGMENTS)
RANKS = st.sets(st.integers(2, 12))


def draw(
    *,
    seeds: Sequence[int] = (),
    peers: Sequence[int] = (),
    tried: Sequence[int] = (),
    doubted: Sequence[int] = (),
    silent: Sequence[int] = (),
    position: int = 0,
    seed: int = 0,
) -> Draw | None:
    """Return whom client 1 asks, who has fetched `position` segments."""
    swarm = Listing(SeedsAndPeers(tuple(seeds), tuple(peers)), SEGMENTS)
    tried_by_now = bitmap.of([MYSELF, *tried])
    wish = Wish(swarm, 0, tried_by_now, bitmap.of(doubted), position, bitmap.of(silent))
    return PeersThenSeeds().draw(wish, Random(seed))


def candidates(
    *,
    seeds: Sequence[int] = (),
    peers: Sequence[int] = (),
    tried: Sequence[int] = (),
    doubted: Sequence[int] = (),
    silent: Sequence[int] = (),
    position: int = 0,
) -> tuple[int, ...]:
    """Return among whom client 1 draws; nobody where the search is over."""
    one = draw(
        seeds=seeds, peers=peers, tried=tried, doubted=doubted, silent=silent, position=position
    )
    return one.candidates if one else ()


# ---- file order ---------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 300), min_size=1))
def test_file_order_goes_from_the_first_open_segment_to_the_last(open_segments: set[int]) -> None:
    for order in ("file-order", "first-missing"):
        in_order = list(ORDERS[order].sorted(bitmap.of(open_segments), NOBODY, Random(0)))
        assert in_order == sorted(open_segments)


# ---- rarest first -------------------------------------------------------------------------------


def test_the_rarest_segments_come_first_and_chance_decides_among_equals() -> None:
    rows = (ClientSegments(2, (0, 1, 2, 3)), ClientSegments(3, (0, 1)), ClientSegments(4, (0,)))
    swarm = Listing(ClientTable(rows), SEGMENTS)
    orders = {
        tuple(ORDERS["rarest-first"].sorted(0b1111, swarm, Random(seed))) for seed in range(20)
    }
    assert orders == {(2, 3, 1, 0), (3, 2, 1, 0)}


# ---- peers, then seeds --------------------------------------------------------------------------


@pytest.mark.parametrize("position", [0, 4, 10, 14, 90])
def test_the_first_five_of_ten_segments_ask_a_peer(position: int) -> None:
    assert candidates(seeds=(2, 3), peers=(4, 5), position=position) == (4, 5)


@pytest.mark.parametrize("position", [5, 9, 15, 19, 95])
def test_the_other_five_of_ten_segments_ask_a_seed(position: int) -> None:
    assert candidates(seeds=(2, 3), peers=(4, 5), position=position) == (2, 3)


def test_after_a_peers_no_a_seed_is_asked() -> None:
    assert candidates(seeds=(2, 3), peers=(4, 5), tried=(4,)) == (2, 3)


def test_without_peers_a_seed_is_asked() -> None:
    assert candidates(seeds=(2, 3)) == (2, 3)


def test_without_seeds_a_peer_is_asked() -> None:
    assert candidates(peers=(4, 5), position=5) == (4, 5)


def test_when_all_seeds_were_tried_the_peers_come() -> None:
    assert candidates(seeds=(2, 3), peers=(4, 5), tried=(2, 3), position=5) == (4, 5)


def test_when_everyone_was_tried_nobody_is_asked() -> None:
    assert draw(seeds=(2,), peers=(4,), tried=(2, 4)) is None


def test_an_empty_swarm_gives_nobody_to_ask() -> None:
    assert draw() is None


@pytest.mark.parametrize("position", [0, 5])
def test_nobody_asks_itself(position: int) -> None:
    assert draw(seeds=(MYSELF,), peers=(MYSELF,), position=position) is None


def test_the_only_peer_being_oneself_a_seed_is_asked() -> None:
    one = draw(seeds=(2,), peers=(MYSELF,))
    assert one is not None
    assert (one.asked, one.reason) == (
        2,
        "turn 1 of 10: there is no peer to ask, so a random seed",
    )


def test_doubted_ones_come_last_within_a_list() -> None:
    assert candidates(peers=(4, 5), doubted=(4,)) == (5,)


def test_doubted_peers_come_after_seeds_that_are_not() -> None:
    assert candidates(seeds=(2,), peers=(4, 5), doubted=(4, 5)) == (2,)


def test_doubted_seeds_come_after_peers_that_are_not() -> None:
    assert candidates(seeds=(2, 3), peers=(4,), doubted=(2, 3), position=5) == (4,)


def test_doubted_ones_are_asked_when_nobody_else_is_left() -> None:
    assert candidates(seeds=(2,), peers=(4,), tried=(2,), doubted=(4,), position=5) == (4,)


def test_a_doubted_one_is_not_asked_twice_for_the_same_segment() -> None:
    assert draw(peers=(4,), tried=(4,), doubted=(4,)) is None


def test_those_who_were_tried_and_those_who_are_silent_are_barred() -> None:
    wish = Wish(NOBODY, 0, bitmap.of([MYSELF, 2]), bitmap.of([5]), 0, bitmap.of([3]))
    assert wish.barred == bitmap.of([MYSELF, 2, 3])


@pytest.mark.parametrize("position", [0, 5])
def test_the_silent_are_not_asked_though_they_were_not_tried_for_this_segment(
    position: int,
) -> None:
    assert candidates(seeds=(2,), peers=(4,), silent=(4,), position=position) == (2,)
    assert candidates(seeds=(2,), peers=(4,), silent=(2,), position=position) == (4,)


def test_where_everyone_is_silent_nobody_is_asked() -> None:
    assert draw(seeds=(2,), peers=(4,), silent=(2, 4)) is None
    assert draw(seeds=(2,), peers=(4,), tried=(4,), silent=(2,)) is None


def test_the_silent_are_not_asked_in_place_of_the_doubted() -> None:
    assert candidates(seeds=(2,), peers=(4,), doubted=(4,), silent=(2,), position=5) == (4,)


def test_while_all_peers_are_silent_the_reason_names_no_peer() -> None:
    one = draw(seeds=(2,), peers=(4,), silent=(4,))
    assert one is not None
    assert one.reason == "turn 1 of 10: there is no peer to ask, so a random seed"


@pytest.mark.parametrize(
    ("tried", "position", "reason"),
    [
        ((), 2, "turn 3 of 10: a random peer"),
        ((), 5, "turn 6 of 10: a random seed"),
        ((), 17, "turn 8 of 10: a random seed"),
        ((4,), 2, "the one asked before did not give it, so a random seed"),
        ((2,), 2, "no seed is left to try, so a random peer"),
    ],
)
def test_the_reason_says_which_rule_it_was(
    tried: tuple[int, ...], position: int, reason: str
) -> None:
    one = draw(seeds=(2,), peers=(4, 5), tried=tried, position=position)
    assert one is not None
    assert one.reason == reason


@given(RANKS, RANKS, RANKS, RANKS, RANKS, st.integers(0, 100), st.integers(0, 100))
def test_whoever_is_drawn_is_listed_not_barred_and_among_the_candidates(
    seeds: set[int],
    peers: set[int],
    tried: set[int],
    doubted: set[int],
    silent: set[int],
    position: int,
    seed: int,
) -> None:
    left = (seeds | peers) - tried - silent
    one = draw(
        seeds=sorted(seeds),
        peers=sorted(peers),
        tried=sorted(tried),
        doubted=sorted(doubted),
        silent=sorted(silent),
        position=position,
        seed=seed,
    )
    if one is None:
        assert not left
        return
    assert one.asked in one.candidates
    assert set(one.candidates) <= (left - doubted or left)


@given(RANKS, RANKS, st.integers(0, 20), st.integers(0, 20))
def test_everyone_listed_is_asked_once_before_the_search_is_over(
    seeds: set[int], peers: set[int], position: int, seed: int
) -> None:
    tried: list[int] = []
    while one := draw(seeds=list(seeds), peers=list(peers), tried=tried, position=position):
        tried.append(one.asked)
    assert sorted(tried) == sorted(seeds | peers)


# ---- the draw that policies share ---------------------------------------------------------------


def test_every_candidate_is_drawn_about_as_often_as_the_others() -> None:
    rng = Random(7)
    drawn = [at_random((2, 3, 4), rng) for _ in range(3000)]
    assert all(900 < drawn.count(rank) < 1100 for rank in (2, 3, 4))


def test_the_same_seed_draws_the_same() -> None:
    first, second = (
        [at_random(range(100), rng) for _ in range(20)] for rng in (Random(3), Random(3))
    )
    assert first == second


def test_the_draw_uses_nothing_of_the_random_source_but_random() -> None:
    class Highest(Random):
        def random(self) -> float:
            return 1.0 - 2**-53

    assert at_random((2, 3, 4), Highest()) == 4


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_ends_where_nobody_is_listed(name: str) -> None:
    wish = Wish(NOBODY, 0, bitmap.of([MYSELF]), 0, 0)
    assert CHOICES[name].draw(wish, Random(0)) is None


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_ends_where_everyone_is_silent(name: str) -> None:
    wish = Wish(TWO, 0, bitmap.of([MYSELF]), 0, 0, bitmap.of([2, 3]))
    assert CHOICES[name].draw(wish, Random(0)) is None


@pytest.mark.parametrize("name", ORDERS)
@given(open_segments=st.sets(st.integers(0, SEGMENTS - 1)))
def test_every_order_has_every_open_segment_once(name: str, open_segments: set[int]) -> None:
    in_order = list(ORDERS[name].sorted(bitmap.of(open_segments), TWO, Random(0)))
    assert sorted(in_order) == sorted(open_segments)
