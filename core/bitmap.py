"""Sets of small numbers (segments, ranks) as the bits of one integer. Knows no other file."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

FEW = 4
"""Of so many numbers at most one is in a bitmap of few members."""


def full(size: int) -> int:
    """Return the bitmap of 0 … size - 1."""
    return (1 << size) - 1


def of(members: Iterable[int]) -> int:
    """Return the bitmap that holds exactly `members`."""
    return reduce(or_, map((1).__lshift__, members), 0)


def without(ordered: Iterable[int], excluded: int) -> tuple[int, ...]:
    """Return those that are not in the bitmap `excluded`, in their order."""
    return tuple([member for member in ordered if not excluded >> member & 1])  # quicker so


def lowest(bitmap: int) -> int:
    """Return the smallest member of a bitmap that is not empty."""
    return (bitmap & -bitmap).bit_length() - 1


def members(bitmap: int) -> Iterator[int]:
    """Yield the members in ascending order, in time that grows with the largest of them.

    Where they are few, it grows with their number.
    """
    if bitmap.bit_count() * FEW < bitmap.bit_length():
        yield from _few_members(bitmap)
        return
    for member, bit in enumerate(reversed(f"{bitmap:b}")):
        if bit == "1":
            yield member


def _few_members(bitmap: int) -> Iterator[int]:
    while bitmap:
        lowest_bit = bitmap & -bitmap
        yield lowest_bit.bit_length() - 1
        bitmap ^= lowest_bit


def packed(bitmap: int) -> bytes:
    """Return a bitmap as bytes, the lowest member in the lowest bit of the first byte."""
    return bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little")


def unpacked(data: bytes) -> int:
    """Return the bitmap that `packed` made these bytes of."""
    return int.from_bytes(data, "little")
