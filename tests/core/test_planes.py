"""Counting in bit slices how many bitmaps hold each number."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from core import bitmap
from core.planes import Planes

NUMBERS = st.sets(st.integers(0, 60))
SETS = st.lists(NUMBERS, max_size=20)


def planes(sets: list[set[int]]) -> Planes:
    return Planes(map(bitmap.of, sets))


@given(SETS)
def test_it_counts_how_many_hold_each_number(sets: list[set[int]]) -> None:
    counted = planes(sets)
    for number in range(62):
        assert counted.count(number) == sum(number in one for one in sets)


@given(SETS)
def test_it_knows_what_only_one_holds(sets: list[set[int]]) -> None:
    counts = Counter(number for one in sets for number in one)
    once = {number for number, count in counts.items() if count == 1}
    assert set(bitmap.members(planes(sets).once)) == once


@given(SETS, NUMBERS)
def test_it_parts_numbers_by_how_many_hold_them_the_least_first(
    sets: list[set[int]], of: set[int]
) -> None:
    counted = planes(sets)
    parts = [set(bitmap.members(part)) for part in counted.by_count(bitmap.of(of))]
    counts = [{counted.count(number) for number in part} for part in parts]
    assert all(len(one) == 1 for one in counts)
    assert counts == sorted(counts, key=min)
    assert sorted(number for part in parts for number in part) == sorted(of)
