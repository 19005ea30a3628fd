"""How much of a file a client gets from one other: whether a download has one source or many.

For each client and each file that it downloads, it is the most segments that one source gave over
all that it downloaded. The mean over all such downloads says more than the largest of them, which
is 1 as soon as one short file comes from its only seed. Imports events only.
"""

from collections import Counter

from core.events import Record, SegmentStored


class LargestShare:
    """Counts, for each download, what came from whom."""

    def __init__(self) -> None:
        self._sources: dict[tuple[int, str], Counter[int]] = {}

    def observe(self, record: Record) -> None:
        """Take notice of one event."""
        match record.event:
            case SegmentStored(file=name, source=source):
                self._sources.setdefault((record.at.rank, name), Counter())[source] += 1
            case _:
                pass

    @property
    def segments(self) -> int:
        """How many segments were downloaded, by all together."""
        return sum(sources.total() for sources in self._sources.values())

    @property
    def mean(self) -> float | None:
        """The largest share of one source, as the mean of all downloads; `None` without any."""
        shares = [max(some.values()) / some.total() for some in self._sources.values()]
        return sum(shares) / len(shares) if shares else None
