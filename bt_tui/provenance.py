"""From whom each client got each segment, at any moment: kept once, and cut where it is looked at.

A segment is stored once, unless a crash took it: so the first source of each is kept in an array,
and each later one with its place among all events.
"""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from core.events import SegmentStored


class Again(NamedTuple):
    """A segment that was stored before came again: in event `number`, from 0."""

    number: int
    segment: int
    source: int


class Provenance:
    """Is told of each segment that is stored, in causal order."""

    def __init__(self) -> None:
        self._first: defaultdict[tuple[int, str], array[int]] = defaultdict(lambda: array("I"))
        """The first source of each segment, by client and file; 0 where there is none yet."""
        self._again: defaultdict[tuple[int, str], list[Again]] = defaultdict(list)

    def take(self, number: int, client: int, event: SegmentStored) -> None:
        """Take notice of a segment that this client stored."""
        first, segment = self._first[client, event.file], event.segment
        if len(first) <= segment:
            first.extend([0] * (segment + 1 - len(first)))
        if first[segment]:
            self._again[client, event.file].append(Again(number, segment, event.source))
        else:
            first[segment] = event.source

    def sources(self, client: int, file: str, moment: int) -> Sequence[int]:
        """Return the source of each segment that this client had downloaded by then, or later.

        What it did not hold by then is not to be looked up; the last segments may be missing.
        """
        first = self._first.get((client, file), array("I"))
        again = self._again.get((client, file))
        if again is None:
            return first
        sources = first[:]
        for number, segment, source in again:
            if number < moment:
                sources[segment] = source
        return sources
