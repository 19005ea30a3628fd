"""Whom to ask where the tracker tells who holds each segment."""

from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import bitmap
from core.listing import Listing
from core.messages import ClientSegments, ClientTable
from core.policies import CHOICES, Draw, Standing, Wish
from core.policies.choice import NOBODY
from core.policies.least_loaded import LeastLoaded

MYSELF = 1
OWNER_CHOICES = ["round-robin", "balanced-owner", "random-owner", "least-used", "least-loaded"]


def wish(
    held: Mapping[int, Sequence[int]],
    *,
    tried: Sequence[int] = (),
    doubted: Sequence[int] = (),
    silent: Sequence[int] = (),
    asked: Mapping[int, int] = NOBODY,
    used: Mapping[int, int] = NOBODY,
    last: int | None = None,
    loads: Mapping[int, int] = NOBODY,
    later: Sequence[int] = (),
) -> Wish:
    """Return the wish of client 1 for segment 0, where each client holds these segments."""
    table = ClientTable(tuple(ClientSegments(rank, tuple(some)) for rank, some in held.items()))
    return Wish(
        Listing(table, 10),
        0,
        bitmap.of([MYSELF, *tried]),
        bitmap.of(doubted),
        0,
        bitmap.of(silent),
        asked,
        used,
        last,
        loads,
        bitmap.of(later),
    )


def drawn(choice: str, of: Wish, seed: int = 0) -> Draw:
    one = CHOICES[choice].draw(of, Random(seed))
    assert one is not None
    return one


# ---- any of them --------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", OWNER_CHOICES)
def test_only_owners_of_the_segment_are_asked(choice: str) -> None:
    of = wish({2: [1, 2], 3: [0], 4: [5], 5: [0, 1]})
    assert {drawn(choice, of, seed).asked for seed in range(40)} <= {3, 5}


@pytest.mark.parametrize("choice", OWNER_CHOICES)
def test_nobody_is_asked_where_no_owner_is_left(choice: str) -> None:
    of = wish({MYSELF: [0], 2: [0], 3: [0], 4: [1]}, tried=[2], silent=[3])
    assert CHOICES[choice].draw(of, Random(0)) is None


@pytest.mark.parametrize("choice", OWNER_CHOICES)
def test_doubted_owners_come_last(choice: str) -> None:
    assert drawn(choice, wish({2: [0], 3: [0]}, doubted=[2])).candidates == (3,)
    assert drawn(choice, wish({2: [0], 3: [0]}, doubted=[2, 3])).asked in {2, 3}


@pytest.mark.parametrize("choice", OWNER_CHOICES)
@given(
    owners=st.dictionaries(st.integers(2, 9), st.integers(1, 10), min_size=1),
    counts=st.dictionaries(st.integers(2, 9), st.integers(0, 20)),
    last=st.none() | st.integers(2, 9),
    seed=st.integers(0, 99),
)
def test_whoever_is_asked_is_one_of_the_candidates_and_all_of_them_are_owners(
    choice: str, owners: dict[int, int], counts: dict[int, int], last: int | None, seed: int
) -> None:
    held = {rank: range(size) for rank, size in owners.items()}
    one = drawn(choice, wish(held, asked=counts, used=counts, last=last), seed)
    assert one.asked in one.candidates
    assert set(one.candidates) <= owners.keys()


# ---- each of them -------------------------------------------------------------------------------


def test_the_round_begins_anywhere_and_goes_on_in_the_order_of_ranks() -> None:
    held = {4: [0], 2: [0], 7: [0]}
    assert {drawn("round-robin", wish(held), seed).asked for seed in range(60)} == {2, 4, 7}
    following = [drawn("round-robin", wish(held, last=last)).asked for last in (2, 4, 5, 7)]
    assert following == [4, 7, 7, 2]


def test_the_reason_for_the_next_in_the_round_names_who_was_asked_before() -> None:
    one = drawn("round-robin", wish({2: [0], 3: [0]}, last=2))
    assert (one.asked, one.reason) == (3, "the next in the round after C2")


def test_whoever_was_used_least_is_asked_for_whatever_file_that_was() -> None:
    one = drawn("least-used", wish({2: [0], 3: [0], 4: [0]}, used={2: 3, 3: 1, 4: 2}))
    assert (one.asked, one.candidates, one.reason) == (3, (3,), "the owner used least, once so far")


def test_among_equally_little_used_owners_chance_decides() -> None:
    of = wish({2: [0], 3: [0], 4: [0]}, used={2: 1})
    assert {drawn("least-used", of, seed).asked for seed in range(40)} == {3, 4}


def test_demand_on_an_owner_stays_within_its_share_of_the_supply() -> None:
    held = {2: range(9), 3: [0]}
    one = drawn("balanced-owner", wish(held, asked={2: 8, 3: 1}))
    assert (one.candidates, one.reason) == (
        (2,),
        "a random owner within its share; 1 other owner was asked for more",
    )
    assert drawn("balanced-owner", wish(held, asked={2: 9, 3: 1})).candidates == (2, 3)
    assert drawn("balanced-owner", wish(held, asked={2: 10, 3: 1})).candidates == (3,)


def test_any_owner_may_be_drawn_at_random() -> None:
    of = wish({2: [0], 3: [0, 1], 4: [0]}, used={2: 99}, last=3)
    assert {drawn("random-owner", of, seed).asked for seed in range(60)} == {2, 3, 4}


def test_the_least_loaded_owner_is_asked_and_chance_decides_among_equals() -> None:
    of = wish({2: [0], 3: [0], 4: [0]}, loads={2: 8, 3: 3, 4: 3})
    assert {drawn("least-loaded", of, seed).asked for seed in range(40)} == {3, 4}
    assert drawn("least-loaded", of).reason == "the least loaded owner, 3 uploaded"


def test_a_much_lighter_owner_is_waited_for_and_one_that_is_hardly_lighter_is_not() -> None:
    heavy = wish({2: [0], 3: [0]}, loads={2: 50, 3: 3}, later=[3])
    assert CHOICES["least-loaded"].draw(heavy, Random(0)) is None
    assert heavy.has_later
    assert drawn("least-loaded", wish({2: [0], 3: [0]}, loads={2: 5, 3: 3}, later=[3])).asked == 2


def test_nobody_is_to_be_asked_later_who_was_tried_or_is_silent() -> None:
    assert not wish({2: [0], 3: [0]}, tried=[2], silent=[3], later=[2, 3]).has_later


RANKS = st.sets(st.integers(2, 6))
SEGMENTS = st.sets(st.integers(0, 4))


@given(
    held=st.dictionaries(st.integers(2, 6), SEGMENTS),
    tried=st.dictionaries(st.integers(2, 6), SEGMENTS),
    doubted=RANKS,
    later=RANKS,
    slow=RANKS,
    loads=st.dictionaries(st.integers(2, 6), st.integers(0, 9)),
)
def test_within_reach_is_what_somebody_would_be_drawn_for(
    held: dict[int, set[int]],
    tried: dict[int, set[int]],
    doubted: set[int],
    later: set[int],
    slow: set[int],
    loads: dict[int, int],
) -> None:
    table = ClientTable(tuple(ClientSegments(rank, tuple(some)) for rank, some in held.items()))
    ranks = (bitmap.of(doubted), bitmap.of(later), bitmap.of(slow & later))
    gifts = {rank: bitmap.of(some - tried.get(rank, set())) for rank, some in held.items()}

    def would_be_drawn(segment: int) -> bool:
        before = bitmap.of([MYSELF, *(rank for rank, some in tried.items() if segment in some)])
        of = Wish(
            Listing(table, 5),
            segment,
            before,
            ranks[0],
            0,
            loads=loads,
            later=ranks[1],
            slow=ranks[2],
        )
        return LeastLoaded().draw(of, Random(0)) is not None

    reach = LeastLoaded().reach(Standing(gifts, *ranks, loads))
    assert set(bitmap.members(reach)) == {n for n in range(5) if would_be_drawn(n)}
