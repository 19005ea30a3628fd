"""Sets of small numbers as the bits of an integer."""

import time

from hypothesis import given
from hypothesis import strategies as st

from core import bitmap

NUMBERS = st.sets(st.integers(0, 200))


@given(NUMBERS)
def test_a_bitmap_gives_back_its_members_in_ascending_order(numbers: set[int]) -> None:
    assert list(bitmap.members(bitmap.of(numbers))) == sorted(numbers)


@given(NUMBERS.filter(bool))
def test_the_lowest_member_is_the_smallest(numbers: set[int]) -> None:
    assert bitmap.lowest(bitmap.of(numbers)) == min(numbers)


@given(st.lists(st.integers(0, 200)), NUMBERS)
def test_without_keeps_the_order_of_those_that_stay(ordered: list[int], out: set[int]) -> None:
    expected = tuple(number for number in ordered if number not in out)
    assert bitmap.without(ordered, bitmap.of(out)) == expected


@given(st.lists(NUMBERS))
def test_a_union_holds_what_any_of_its_parts_holds(parts: list[set[int]]) -> None:
    union = bitmap.union(map(bitmap.of, parts))
    assert set(bitmap.members(union)) == set().union(*parts)


def test_a_member_named_twice_is_there_once() -> None:
    assert bitmap.of([3, 3]) == bitmap.of([3])


def test_a_full_bitmap_holds_every_number_below_its_size() -> None:
    assert list(bitmap.members(bitmap.full(4))) == [0, 1, 2, 3]


def test_a_full_bitmap_of_size_zero_is_empty() -> None:
    assert bitmap.full(0) == bitmap.of([]) == 0


def test_a_bitmap_of_nobody_has_no_members() -> None:
    assert list(bitmap.members(0)) == []


def test_the_members_of_a_huge_bitmap_take_no_longer_each_than_those_of_a_small_one() -> None:
    began = time.process_time()
    assert sum(1 for _ in bitmap.members(bitmap.full(1_000_000))) == 1_000_000
    assert time.process_time() - began < 5.0  # about 0.1 s; a minute, were it quadratic


@given(st.sets(st.integers(0, 300)))
def test_a_packed_bitmap_comes_back(numbers: set[int]) -> None:
    packed = bitmap.packed(bitmap.of(numbers))
    assert bitmap.unpacked(packed) == bitmap.of(numbers)
    assert len(packed) == (max(numbers) // 8 + 1 if numbers else 0)
