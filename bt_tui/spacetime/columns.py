"""Where the column of each thread stands, where not all have room as well."""

from bisect import bisect_left
from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

PITCH_MIN, PITCH_MAX = 6, 12
"""From one column to the next: an arrow needs three cells on either side."""
MIDDLE = 3
"""From the left edge of a column to the line of its thread."""
LABEL, LABEL_MIN = 28, 10
"""What is said of each line gets so many cells; no fewer than these, that all threads have room."""


PINNED_MAX = 3
"""The tracker and both ends of a message always have a column."""


class Columns(NamedTuple):
    """Where lines of threads run; a thread is known by its place from the left, all counted."""

    shown: tuple[int, ...]
    """The places of the threads that have room, in ascending order."""
    left: int
    pitch: int
    threads: int
    """How many threads there are, with and without room."""

    @property
    def end(self) -> int:
        """Where the columns end."""
        return self.left + len(self.shown) * self.pitch

    @property
    def all_fit(self) -> bool:
        """Whether every thread has room."""
        return len(self.shown) == self.threads

    @property
    def gaps(self) -> list[int]:
        """Return where threads without room would be, between others and at either end."""
        places = (-1, *self.shown, self.threads)
        pairs = enumerate(pairwise(places))
        return [self.left + n * self.pitch for n, (one, next_) in pairs if next_ - one > 1]

    def x(self, place: int) -> int:
        """Return where the line of a thread runs; without room, the gap where it would be."""
        column = bisect_left(self.shown, place)
        return self.left + column * self.pitch + MIDDLE * self.shows(place)

    def shows(self, place: int) -> bool:
        """Tell whether this thread has room."""
        column = bisect_left(self.shown, place)
        return column < len(self.shown) and self.shown[column] == place


def lay_out(count: int, left: int, width: int, first: int, pinned: Collection[int]) -> Columns:
    """Place so many threads; where not all have room, up to three pinned, and from `first` on."""
    spare = width - left - LABEL
    if count * PITCH_MIN <= width - left - LABEL_MIN:
        pitch = max(PITCH_MIN, min(PITCH_MAX, spare // max(1, count)))
        return Columns(tuple(range(count)), left, pitch, count)
    room = max(PINNED_MAX, spare // PITCH_MIN)
    shown = set(pinned)
    for place in (*range(first, count), *range(min(first, count) - 1, -1, -1)):
        if len(shown) == room:
            break
        shown.add(place)
    return Columns(tuple(sorted(shown)), left, PITCH_MIN, count)
