"""What checks keep of the records so far: small folds, of which each check has its own.

A check looks at a record first and lets its folds observe it afterwards, so that they tell how
things stood when it happened.
"""

from core import bitmap
from core.checks.sights import Sights
from core.events import (
    ClientStarted,
    Record,
    SegmentStored,
    SwarmLearned,
    ThreadGone,
    ThreadReturned,
)
from core.model import Address

ClientFile = tuple[int, str]
"""A client's rank and a file's name."""


class Truth:
    """Which segments every client really holds, as bitmaps, and how many each file has."""

    sees: Sights = frozenset({ClientStarted, SwarmLearned, SegmentStored})

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self._held: dict[ClientFile, int] = {}

    def observe(self, record: Record) -> None:
        """Take notice of what a client came with, learned of, and stored."""
        rank = record.at.rank
        match record.event:
            case ClientStarted(owned=owned, partial=partial):
                for own in owned:
                    self.sizes[own.name] = own.segments
                    self._held[rank, own.name] = bitmap.full(own.segments)
                for part in partial:
                    self.sizes[part.name] = part.segments
                    self._held[rank, part.name] = bitmap.of(part.held)
            case SwarmLearned(file=file, segments=segments):
                self.sizes[file] = segments
            case SegmentStored(file=file, segment=segment):
                self._held[rank, file] = self.held(rank, file) | 1 << segment
            case _:
                pass

    def held(self, rank: int, file: str) -> int:
        """Return which segments of the file the client holds."""
        return self._held.get((rank, file), 0)

    def missing(self, rank: int, file: str) -> int:
        """Return which segments of the file the client lacks, as far as its size is known."""
        return bitmap.full(self.sizes.get(file, 0)) & ~self.held(rank, file)

    def holds_all(self, rank: int, file: str) -> bool:
        """Tell whether the client holds the whole file."""
        return file in self.sizes and not self.missing(rank, file)


class Gone:
    """The threads that the tracker lists as gone, and those that it ever did."""

    sees: Sights = frozenset({ThreadGone, ThreadReturned})

    def __init__(self) -> None:
        self.now: set[Address] = set()
        self.ever: set[Address] = set()

    def observe(self, record: Record) -> None:
        """Take notice of who is gone, and of who returned."""
        match record.event:
            case ThreadGone(thread=thread):
                self.now.add(thread)
                self.ever.add(thread)
            case ThreadReturned(thread=thread):
                self.now.discard(thread)
            case _:
                pass
