"""What checks keep of the records so far: small folds, of which each check has its own.

A check looks at a record first and lets its folds observe it afterwards, so that they tell how
things stood when it happened.
"""

from collections.abc import Hashable, MutableMapping, MutableSet
from typing import Any

from core import bitmap
from core.checks.sights import Sights
from core.events import (
    ClientStarted,
    Record,
    SegmentStored,
    SwarmLearned,
    ThreadGone,
    ThreadReturned,
    ThreadRevived,
)
from core.model import Address, Thread

ClientFile = tuple[int, str]
"""A client's rank and a file's name."""


def begins_anew(record: Record, thread: Thread = Thread.DOWNLOAD) -> bool:
    """Tell whether a thread of this kind begins another life, knowing nothing of the one before."""
    return isinstance(record.event, ThreadRevived) and record.at.thread is thread


def forget(rank: int, *kept: MutableMapping[Any, Any] | MutableSet[Any]) -> None:
    """Forget what is kept of a client: under its rank, or under more of which that is the first."""
    for one in kept:
        for key in [key for key in one if rank == _rank_of(key)]:
            if isinstance(one, MutableMapping):
                del one[key]
            else:
                one.discard(key)


def _rank_of(key: Hashable) -> Hashable:
    return key[0] if isinstance(key, tuple) else key


class Truth:
    """Which segments every client really holds, as bitmaps, and how many each file has."""

    sees: Sights = frozenset({ClientStarted, SwarmLearned, SegmentStored, ThreadRevived})

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self._held: dict[ClientFile, int] = {}
        self._brought: dict[int, ClientStarted] = {}
        """What each client had when it first began."""
        self._lives: dict[int, int] = {}

    def observe(self, record: Record) -> None:
        """Take notice of what a client came with, learned of, and stored."""
        rank = record.at.rank
        match record.event:
            case ClientStarted() as started:
                self._brought.setdefault(rank, started)
                self._begin(rank, started)
            case ThreadRevived(life=life, kept=kept):
                self._revive(rank, life, kept=kept)
            case SwarmLearned(file=file, segments=segments):
                self.sizes[file] = segments
            case SegmentStored(file=file, segment=segment):
                self._held[rank, file] = self.held(rank, file) | 1 << segment
            case _:
                pass

    def _begin(self, rank: int, started: ClientStarted) -> None:
        for own in started.owned:
            self.sizes[own.name] = own.segments
            self._held[rank, own.name] = bitmap.full(own.segments)
        for part in started.partial:
            self.sizes[part.name] = part.segments
            self._held[rank, part.name] = bitmap.of(part.held)

    def _revive(self, rank: int, life: int, *, kept: bool) -> None:
        """Let both threads of a client begin a life with what it first had, unless all is kept."""
        if not kept and life > self._lives.get(rank, 0):
            forget(rank, self._held)
            self._begin(rank, self._brought[rank])
        self._lives[rank] = life

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
