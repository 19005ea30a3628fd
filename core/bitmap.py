"""Sets of small numbers (segments, ranks) as the bits of one integer. Knows no other file."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import compress, count
from operator import or_

FEW = 10
"""Of so many numbers at most one is in a bitmap of few members."""
_ZEROS_AND_ONES = bytes.maketrans(b"01", b"\x00\x01")


def full(size: int) -> int:
    """Return the bitmap of 0 … size - 1."""
    return (1 << size) - 1


def of(members: Iterable[int]) -> int:
    """Return the bitmap that holds exactly `members`."""
    bitmap = 0
    for member in members:  # quicker than whatever has no loop
        bitmap |= 1 << member
    return bitmap


def union(bitmaps: Iterable[int]) -> int:
    """Return the bitmap of what is in any of these."""
    return reduce(or_, bitmaps, 0)


def without(ordered: Iterable[int], excluded: int) -> tuple[int, ...]:
    """Return those that are not in the bitmap `excluded`, in their order."""
    return tuple([member for member in ordered if not excluded >> member & 1])  # quicker so


def lowest(bitmap: int) -> int:
    """Return the smallest member of a bitmap that is not empty."""
    return (bitmap & -bitmap).bit_length() - 1


def members(bitmap: int) -> Iterator[int]:
    """Return the members in ascending order, in time that grows with the largest of them.

    Where they are few, it grows with their number.
    """
    if bitmap.bit_count() * FEW < bitmap.bit_length():
        return _few_members(bitmap)
    return compress(count(), reversed(_bits(bitmap)))


def _bits(bitmap: int) -> bytes:
    """Return a byte for each number, the largest first: 1 for a member, else 0."""
    return f"{bitmap:b}".encode().translate(_ZEROS_AND_ONES)


def _few_members(bitmap: int) -> Iterator[int]:
    while bitmap:
        lowest_bit = bitmap & -bitmap
        yield lowest_bit.bit_length() - 1
        bitmap ^= lowest_bit


def by_member(bitmaps: Mapping[int, int], size: int) -> tuple[tuple[int, ...], ...]:
    """Return for each number below `size` whose bitmaps hold it, in the order of the mapping."""
    if not bitmaps:
        return ((),) * size
    rows = [_bits(bitmap | 1 << size)[:0:-1] for bitmap in bitmaps.values()]
    return tuple(tuple(compress(bitmaps, column)) for column in zip(*rows, strict=True))


def packed(bitmap: int) -> bytes:
    """Return a bitmap as bytes, the lowest member in the lowest bit of the first byte."""
    return bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little")


def unpacked(data: bytes) -> int:
    """Return the bitmap that `packed` made these bytes of."""
    return int.from_bytes(data, "little")
