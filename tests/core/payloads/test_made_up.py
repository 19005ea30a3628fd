"""Bytes that are made up from hashes: any two differ, and what is not right is seen."""

from hypothesis import given
from hypothesis import strategies as st

from core.model import Sizes
from core.payloads.made_up import PERIOD, MadeUp, Maker
from tests.worlds import client, file, part

FILE = file("f", 3)
FIRST, SECOND, THIRD = FILE.hashes
SIZES = Sizes(10_000, {"f": 25_000})
LARGEST = 3 * PERIOD
MAKER = Maker(LARGEST)
STORE = MadeUp(client(1, owns=[FILE]), SIZES, MAKER)


@given(size=st.integers(0, LARGEST))
def test_there_are_as_many_as_asked_for_and_always_the_same(size: int) -> None:
    assert len(MAKER.make(FIRST, size)) == size
    assert MAKER.make(FIRST, size) == MAKER.make(FIRST, size)


@given(size=st.integers(64, LARGEST))
def test_those_of_two_hashes_differ_in_every_part(size: int) -> None:
    first, second = MAKER.make(FIRST, size), MAKER.make(SECOND, size)
    assert all(first[n : n + 64] != second[n : n + 64] for n in range(0, size - 63, 64))


def test_no_part_stands_where_another_does_that_is_a_power_of_two_away() -> None:
    data = MAKER.make(FIRST, 1 << 17)
    for shift in (1 << power for power in range(17)):
        assert data[shift : shift + 64] != data[:64]


@given(size=st.integers(1, LARGEST), at=st.integers(0), value=st.integers(1, 255))
def test_a_single_wrong_bit_is_seen(size: int, at: int, value: int) -> None:
    data = bytearray(MAKER.make(FIRST, size))
    assert MAKER.is_right(FIRST, memoryview(data))
    data[at % size] ^= value
    assert not MAKER.is_right(FIRST, memoryview(data))


def test_what_is_owned_is_there_and_the_last_segment_is_as_short_as_it_is() -> None:
    assert bytes(STORE.read("f", 1)) == MAKER.make(SECOND, 10_000)
    assert bytes(STORE.read("f", 2)) == MAKER.make(THIRD, 5_000)


def test_of_a_part_only_what_is_held_is_there() -> None:
    left = part(FILE, 1)
    store = MadeUp(client(1, wants=[FILE], left=[left]), SIZES, MAKER)
    assert bytes(store.read("f", 1)) == MAKER.make(SECOND, 10_000)
    assert bytes(store.read("f", 0)) == bytes(10_000)


def test_there_is_room_for_what_is_wanted_and_for_nothing_else() -> None:
    store = MadeUp(client(1, wants=[FILE, "nobodys"]), SIZES, MAKER)
    place = store.place("f", 2)
    assert place is not None
    place[:] = MAKER.make(THIRD, 5_000)
    assert bytes(store.read("f", 2)) == MAKER.make(THIRD, 5_000)
    assert store.place("other", 0) is None
    nobodys = store.place("nobodys", 0)
    assert nobodys is not None
    assert not len(nobodys)
