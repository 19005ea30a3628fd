"""How many of some bitmaps hold each number, kept in bit slices.

Plane k is the bitmap of all numbers whose count has bit k set. So counts of thousands of numbers
are added up, compared and sorted by a few operations on integers (O'Neil and Quass 1997, "Improved
Query Performance with Variant Indexes", on bit-sliced indexes).
"""

from collections.abc import Iterable, Iterator


class Planes:
    """Counts of numbers, of which each bitmap that is added counts its members once more."""

    def __init__(self, bitmaps: Iterable[int] = ()) -> None:
        self._planes: list[int] = []
        for bitmap in bitmaps:
            self.add(bitmap)

    def add(self, carry: int) -> None:
        """Count the members of a bitmap once more, as a chain of half adders does."""
        for k, plane in enumerate(self._planes):
            if not carry:
                return
            self._planes[k], carry = plane ^ carry, plane & carry
        if carry:
            self._planes.append(carry)

    def count(self, number: int) -> int:
        """Return how many bitmaps hold this number."""
        return sum((plane >> number & 1) << k for k, plane in enumerate(self._planes))

    @property
    def once(self) -> int:
        """The numbers that exactly one bitmap holds, as a bitmap."""
        if not self._planes:
            return 0
        once, *more = self._planes
        for plane in more:
            once &= ~plane
        return once

    def by_count(self, bitmap: int) -> Iterator[int]:
        """Yield the members of a bitmap as bitmaps of those with equal counts, the least first."""
        return self._parted(bitmap, len(self._planes) - 1) if bitmap else iter(())

    def _parted(self, bitmap: int, k: int) -> Iterator[int]:
        """Part what has the same bits above bit k."""
        if k < 0:
            yield bitmap
            return
        plane = self._planes[k]
        if less := bitmap & ~plane:
            yield from self._parted(less, k - 1)
        if more := bitmap & plane:
            yield from self._parted(more, k - 1)
