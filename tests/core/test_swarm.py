"""What a tracker of edition 2024 keeps of one swarm."""

import pytest

from core import bitmap
from core.messages import SeedsAndPeers
from core.swarm import RECORDS, TwoLists


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
