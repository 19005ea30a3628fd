"""What a client knows of a swarm, whatever kind of answer the tracker gave."""

import pytest

from core.listing import Listing
from core.messages import ClientSegments, ClientTable, SeedsAndPeers, SegmentIndex, SwarmView

BLIND = SeedsAndPeers(seeds=(4,), peers=(2, 3))
TABLE = ClientTable(
    (ClientSegments(4, (0, 1, 2)), ClientSegments(2, (1,)), ClientSegments(3, (0, 1)))
)
INDEX = SegmentIndex(((4, 3), (4, 2, 3), (4,)))


@pytest.mark.parametrize("view", [BLIND, TABLE], ids=["blind", "table"])
def test_whoever_has_everything_is_a_seed_and_all_others_are_peers(view: SwarmView) -> None:
    listing = Listing(view, 3)
    assert (listing.seeds, listing.peers) == ((4,), (2, 3))


def test_an_index_lists_clients_in_the_order_of_what_they_hold() -> None:
    listing = Listing(INDEX, 3)
    assert (listing.seeds, listing.peers) == ((4,), (3, 2))


@pytest.mark.parametrize("view", [TABLE, INDEX], ids=["table", "index"])
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
