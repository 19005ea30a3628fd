"""Which segments are held of which file."""

import pytest

from core.errors import ProtocolError
from core.holdings import FileHoldings, Holdings
from core.model import Manifest, Role
from tests.worlds import file, part


def test_a_new_file_is_all_missing() -> None:
    held = FileHoldings(file(segments=3))
    assert held.count == 0
    assert held.missing == 0b111


def test_a_stored_segment_is_held_and_no_longer_missing() -> None:
    held = FileHoldings(file(segments=3))
    held.store(1)
    assert [held.has(segment) for segment in range(3)] == [False, True, False]
    assert held.missing == 0b101


def test_a_segment_stored_twice_counts_once() -> None:
    held = FileHoldings(file(segments=3))
    held.store(1)
    held.store(1)
    assert held.count == 1


def test_a_segment_beyond_the_end_is_not_held() -> None:
    held = FileHoldings(file(segments=3), held=0b111)
    assert not held.has(3)
    assert not held.has(2**64 - 1)


def test_the_role_follows_what_is_held() -> None:
    held = FileHoldings(file(segments=2))
    roles = [held.role]
    for segment in (1, 0):
        held.store(segment)
        roles.append(held.role)
    assert roles == [Role.LEECHER, Role.PEER, Role.SEED]


def test_whoever_has_a_file_of_no_segments_is_a_seed_of_it() -> None:
    assert FileHoldings(file(segments=0)).role is Role.SEED


def test_a_segment_is_its_position_and_not_its_hash() -> None:
    held = FileHoldings(Manifest("twins", ("a" * 32, "a" * 32)))
    held.store(0)
    assert not held.has(1)
    assert held.matches(1, held.content(0))


def test_only_the_content_that_the_hash_promises_matches() -> None:
    held = FileHoldings(file(segments=2))
    assert held.matches(0, held.content(0))
    assert not held.matches(0, held.content(1))
    assert not held.matches(0, b"")


def test_an_owned_file_is_held_whole() -> None:
    owned = Holdings([file("mine", 3)]).get("mine")
    assert owned is not None
    assert (owned.count, owned.role) == (3, Role.SEED)


def test_nothing_is_known_of_a_file_before_it_is_opened() -> None:
    holdings = Holdings()
    assert holdings.get("file1") is None
    assert not holdings.has("file1", 0)


def test_opening_a_file_again_keeps_what_is_held() -> None:
    holdings = Holdings()
    holdings.open(file(segments=3)).store(2)
    assert holdings.open(file(segments=3)).count == 1
    assert holdings.has("file1", 2)


def test_opening_an_owned_file_keeps_it_whole() -> None:
    holdings = Holdings([file(segments=3)])
    assert holdings.open(file(segments=3)).missing == 0


def test_what_one_thread_stores_the_other_sees() -> None:
    holdings = Holdings()
    writer = holdings.open(file(segments=3))
    reader = holdings.get("file1")
    writer.store(0)
    assert reader is not None
    assert reader.has(0)


def test_who_shares_nothing_is_a_leecher_whatever_it_holds() -> None:
    holdings = Holdings([file("mine", 3)], shared=False)
    partial = holdings.open(file("other", 3))
    partial.store(0)
    roles = [held.role for held in holdings.files]
    assert roles == [Role.LEECHER, Role.LEECHER]


# ---- what an earlier run left -------------------------------------------------------------------


def test_a_client_may_begin_with_a_part_of_a_file() -> None:
    holdings = Holdings([file("own", 2)], [part(file(segments=3), 0, 2)])
    assert [held.manifest.name for held in holdings.whole] == ["own"]
    (begun,) = holdings.parts
    assert (begun.held, begun.missing, begun.role) == (0b101, 0b010, Role.PEER)


def test_of_a_part_the_other_hashes_become_known_when_the_file_does() -> None:
    holdings = Holdings([], [part(file(segments=3), 1)])
    held = holdings.open(file(segments=3))
    assert (held.held, held.manifest) == (0b010, file(segments=3))
    assert held.matches(0, file(segments=3).hashes[0].encode())


@pytest.mark.parametrize("other", [file("file1", 4), Manifest("file1", ("a" * 32,) * 3)], ids=str)
def test_a_part_of_another_content_is_refused(other: Manifest) -> None:
    holdings = Holdings([], [part(file(segments=3), 1)])
    with pytest.raises(ProtocolError, match="what is held of file1 is not what others have"):
        holdings.open(other)


def test_a_file_that_is_known_without_any_of_it_is_no_part() -> None:
    holdings = Holdings()
    holdings.open(file(segments=3))
    assert (holdings.whole, holdings.parts) == ((), ())
