"""What a tracker of edition 2024 keeps of one swarm."""

import pytest

from core import bitmap
from core.messages import (
    Bitfields,
    ClientBitfield,
    ClientSegments,
    ClientTable,
    SeedsAndPeers,
    SegmentIndex,
)
from core.swarm import RECORDS, Compact, Holders, Index, TwoLists


def swarm_of(*, seeds: tuple[int, ...] = (), peers: tuple[int, ...] = ()) -> TwoLists:
    swarm = TwoLists()
    for client in peers:
        swarm.requested_by(client)
    for client in seeds:
        swarm.completed_by(client)
    return swarm


def test_whoever_asks_is_listed_as_a_peer() -> None:
    swarm = TwoLists()
    assert swarm.requested_by(2)
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(), peers=(2,))


def test_whoever_asks_again_is_not_listed_again() -> None:
    swarm = swarm_of(peers=(2,))
    assert not swarm.requested_by(2)
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(), peers=(2,))


def test_a_seed_that_asks_stays_a_seed() -> None:
    swarm = swarm_of(seeds=(2,))
    assert not swarm.requested_by(2)
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(2,), peers=())


def test_a_peer_that_completes_moves_to_the_seeds() -> None:
    swarm = swarm_of(peers=(2, 3))
    assert swarm.completed_by(2)
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(2,), peers=(3,))


def test_a_client_that_was_never_a_peer_may_become_a_seed() -> None:
    swarm = TwoLists()
    assert swarm.completed_by(2)
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(2,), peers=())


def test_a_seed_that_completes_again_is_not_listed_again() -> None:
    swarm = swarm_of(seeds=(2,))
    assert not swarm.completed_by(2)
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(2,), peers=())


def test_both_lists_keep_the_order_of_listing() -> None:
    swarm = swarm_of(seeds=(5, 2, 9), peers=(7, 1, 4))
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(5, 2, 9), peers=(7, 1, 4))


def test_those_who_are_gone_are_left_out_of_both_lists() -> None:
    swarm = swarm_of(seeds=(5, 2), peers=(7, 1))
    assert swarm.view(gone=bitmap.of([2, 7])) == SeedsAndPeers(seeds=(5,), peers=(1,))


def test_those_who_return_are_in_their_old_lists() -> None:
    swarm = swarm_of(seeds=(5, 2), peers=(7, 1))
    swarm.view(gone=bitmap.of([2, 7]))
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(5, 2), peers=(7, 1))


@pytest.mark.parametrize("kind", RECORDS)
def test_every_kind_of_record_begins_empty_and_apart_from_others(kind: str) -> None:
    empty = RECORDS[kind]().view(gone=0)
    RECORDS[kind]().completed_by(1)
    assert RECORDS[kind]().view(gone=0) == empty


# ---- who holds which segment --------------------------------------------------------------------


def holders_of(kind: type[Holders]) -> Holders:
    """Return the swarm of a file of 3 segments: client 5 owns it, client 2 reported the second."""
    swarm = kind()
    swarm.segments = 3
    swarm.completed_by(5)
    swarm.updated_by(2, 0b010)
    return swarm


def test_a_table_tells_what_each_client_holds() -> None:
    rows = (ClientSegments(5, (0, 1, 2)), ClientSegments(2, (1,)))
    assert holders_of(Holders).view(gone=0) == ClientTable(rows)


def test_an_index_tells_who_holds_each_segment() -> None:
    assert holders_of(Index).view(gone=0) == SegmentIndex(((5,), (5, 2), (5,)))


def test_bitmaps_tell_what_each_client_holds_and_has_uploaded() -> None:
    rows = (ClientBitfield(5, b"\x07", 4), ClientBitfield(2, b"\x02", 0))
    assert holders_of(Compact).view(gone=0, served={5: 4}) == Bitfields(rows)


@pytest.mark.parametrize("kind", [Holders, Index, Compact])
def test_who_only_asks_is_not_listed(kind: type[Holders]) -> None:
    swarm = holders_of(kind)
    before = swarm.view(gone=0)
    assert not swarm.requested_by(3)
    assert swarm.view(gone=0) == before


@pytest.mark.parametrize("kind", [Holders, Index, Compact])
def test_the_first_update_lists_a_client_and_the_next_ones_add_to_it(kind: type[Holders]) -> None:
    swarm = holders_of(kind)
    assert swarm.updated_by(3, 0b001)
    assert not swarm.updated_by(3, 0b100)
    assert list(swarm.here(0))[-1] == (3, 0b101)


@pytest.mark.parametrize("kind", [Holders, Index, Compact])
def test_those_who_are_gone_are_left_out(kind: type[Holders]) -> None:
    alone = kind()
    alone.segments = 3
    alone.updated_by(2, 0b010)
    assert holders_of(kind).view(gone=bitmap.of([5])) == alone.view(gone=0)


@pytest.mark.parametrize("kind", [Holders, Index, Compact])
def test_a_client_that_reported_every_segment_is_a_seed(kind: type[Holders]) -> None:
    swarm = holders_of(kind)
    assert not swarm.is_seed(2)
    swarm.updated_by(2, 0b101)
    assert swarm.is_seed(2)
    assert not swarm.completed_by(2)


@pytest.mark.parametrize("kind", [Holders, Index, Compact])
def test_who_wants_a_file_of_no_segments_is_no_seed_before_it_says_so(kind: type[Holders]) -> None:
    swarm = kind()
    assert swarm.announced_by(2)
    assert not swarm.announced_by(2)
    assert not swarm.is_seed(2)
    assert swarm.completed_by(2)
    assert not swarm.updated_by(2, 0)
    assert swarm.is_seed(2)


def test_the_blind_tracker_lists_who_reports_and_forgets_what_it_holds() -> None:
    swarm = TwoLists()
    assert swarm.updated_by(2, 0b111)
    assert swarm.view(gone=0) == SeedsAndPeers(seeds=(), peers=(2,))
    assert not swarm.is_seed(2)
