"""What a client knows of a swarm, whatever kind of answer the tracker gave."""

import pytest

from core.listing import Listing
from core.messages import (
    Bitfields,
    ClientBitfield,
    ClientSegments,
    ClientTable,
    SeedsAndPeers,
    SegmentIndex,
    SwarmView,
)

BLIND = SeedsAndPeers(seeds=(4,), peers=(2, 3))
TABLE = ClientTable(
    (ClientSegments(4, (0, 1, 2)), ClientSegments(2, (1,)), ClientSegments(3, (0, 1)))
)
BITS = Bitfields(
    (
        ClientBitfield(4, b"\x07", 9),
        ClientBitfield(2, b"\x02", 0),
        ClientBitfield(3, b"\x03", 1),
    )
)
INDEX = SegmentIndex(((4, 3), (4, 2, 3), (4,)))


@pytest.mark.parametrize("view", [BLIND, TABLE, BITS], ids=["blind", "table", "bits"])
def test_whoever_has_everything_is_a_seed_and_all_others_are_peers(view: SwarmView) -> None:
    listing = Listing(view, 3)
    assert (listing.seeds, listing.peers) == ((4,), (2, 3))


def test_an_index_lists_clients_in_the_order_of_what_they_hold() -> None:
    listing = Listing(INDEX, 3)
    assert (listing.seeds, listing.peers) == ((4,), (3, 2))


@pytest.mark.parametrize("view", [TABLE, INDEX, BITS], ids=["table", "index", "bits"])
def test_where_the_tracker_tells_them_the_holders_of_a_segment_are_known(view: SwarmView) -> None:
    listing = Listing(view, 3)
    assert [sorted(listing.holders(segment)) for segment in range(3)] == [[3, 4], [2, 3, 4], [4]]
    assert [listing.supply(client) for client in (2, 3, 4, 5)] == [1, 2, 3, 0]


def test_where_nobody_tells_everyone_listed_may_hold_a_segment() -> None:
    listing = Listing(BLIND, 3)
    assert listing.holders(2) == (4, 2, 3)
    assert listing.supply(2) == listing.supply(4) == 1


@pytest.mark.parametrize(
    "view", [SeedsAndPeers((), ()), ClientTable(()), SegmentIndex(((), ()))], ids=str
)
def test_an_empty_swarm_has_no_holders(view: SwarmView) -> None:
    listing = Listing(view, 2)
    assert (listing.seeds, listing.peers, listing.holders(1)) == ((), (), ())


def test_loads_are_known_where_they_are_told() -> None:
    assert Listing(BITS, 3).served == {4: 9, 2: 0, 3: 1}
    assert Listing(TABLE, 3).served == {}


def copies(listing: Listing) -> list[int]:
    return [listing.copies.count(segment) for segment in range(3)]


@pytest.mark.parametrize(
    ("view", "counts"),
    [(BLIND, [3, 3, 3]), (TABLE, [2, 3, 1]), (INDEX, [2, 3, 1]), (BITS, [2, 3, 1])],
    ids=["blind", "table", "index", "bits"],
)
def test_it_counts_how_many_may_hold_each_segment(view: SwarmView, counts: list[int]) -> None:
    assert copies(Listing(view, 3)) == counts


def test_what_is_heard_is_added_or_takes_the_place_of_what_was_known() -> None:
    listing = Listing(TABLE, 3)
    listing.hear(2, 0b100, all_of_it=False)
    assert (copies(listing), listing.holds(2, 1)) == ([2, 3, 2], True)
    listing.hear(2, 0b100, all_of_it=True)
    assert (copies(listing), listing.holds(2, 1)) == ([2, 2, 2], False)
    listing.hear(7, 0b001, all_of_it=False)
    assert listing.everyone == (4, 2, 3, 7)


def test_hearsay_does_not_change_a_list_that_tells_no_holdings() -> None:
    listing = Listing(BLIND, 3)
    listing.hear(2, 0, all_of_it=True)
    assert listing.holds(2, 0)
