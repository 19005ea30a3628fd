"""How evenly the clients share the work of uploading, beside how evenly they could.

The balance of a run is what its busiest client served, in segments, over the mean of all clients: 1
where all serve alike, and the number of clients where one of them serves everything.

Not every scenario lets a run reach 1. The first copy of a segment comes from one of those who owned
it from the start; only then can others pass it on. So take any set of clients: each segment that
nobody outside the set owns, and that somebody who lacks it wants, is served within the set at least
once, and one of them serves at least the mean of that. The bound is the largest such mean over the
mean of all clients. A sole seed of 60 segments that 5 other clients want serves at least 60 where
the mean of all 6 is 50: no better balance than 1.2 can be had.

It bounds runs in which everything that is wanted arrives. Imports events only.
"""

from collections import Counter
from collections.abc import Iterable

from core import bitmap
from core.events import ClientStarted, Record, SegmentsServed

SETS_MAX = 1024
"""Unions of sets of owners are looked at up to so many; every one gives a bound that holds."""


class Balance:
    """Counts what every client serves, and notes who owns and who wants what."""

    def __init__(self) -> None:
        self._served: dict[int, int] = {}
        self._sizes: dict[str, int] = {}
        self._owners: dict[str, int] = {}
        self._parts: dict[str, list[tuple[int, int]]] = {}
        """Who had which segments of each file from the start, as bitmaps, besides its owners."""
        self._wanting: dict[str, int] = {}

    def observe(self, record: Record) -> None:
        """Take notice of one event."""
        match record.event:
            case ClientStarted() as started:
                self._start(record.at.rank, started)
            case SegmentsServed(segments=segments):
                rank = record.at.rank
                self._served[rank] = self._served.get(rank, 0) + len(segments)
            case _:
                pass

    @property
    def reached(self) -> float | None:
        """What the busiest client served over the mean of all; `None` where nobody served."""
        return max(self._served.values()) / self._mean if self._mean else None

    @property
    def bound(self) -> float | None:
        """What it is at least, whatever the clients do; `None` where nobody served.

        The busiest is never below the mean, so the bound is never below 1.
        """
        return max(1.0, self.densest / self._mean) if self._mean else None

    @property
    def densest(self) -> float:
        """The largest mean of segments that some clients must serve, whatever they do."""
        needs = self._needs()
        return max((_density(some, needs) for some in _unions(needs)), default=0.0)

    @property
    def lacking(self) -> int:
        """How many segments are to be served until everyone has what it wants."""
        return sum(
            self._lacking(name, rank)
            for name, wanting in self._wanting.items()
            for rank in bitmap.members(wanting & ~self._owners.get(name, 0))
        )

    def _lacking(self, name: str, rank: int) -> int:
        parts = self._parts.get(name, [])
        held = sum(some.bit_count() for owner, some in parts if owner == rank)
        return self._sizes.get(name, 0) - held

    @property
    def _mean(self) -> float:
        return sum(self._served.values()) / max(1, len(self._served))

    def _start(self, rank: int, started: ClientStarted) -> None:
        self._served.setdefault(rank, 0)
        for file in started.owned:
            self._sizes[file.name] = file.segments
            self._owners[file.name] = self._owners.get(file.name, 0) | 1 << rank
        for part in started.partial:
            self._parts.setdefault(part.name, []).append((rank, bitmap.of(part.held)))
        for name in started.wanted:
            self._wanting[name] = self._wanting.get(name, 0) | 1 << rank

    def _needs(self) -> Counter[int]:
        """Return, by set of owners, how many segments they must serve a first copy of."""
        needs: Counter[int] = Counter()
        for name, owners in self._owners.items():
            parts = self._parts.get(name, [])
            if not parts:
                needs[owners] += bool(self._wanting.get(name, 0) & ~owners) * self._sizes[name]
                continue
            for segment in range(self._sizes[name]):
                holders = owners | bitmap.of(rank for rank, held in parts if held >> segment & 1)
                needs[holders] += bool(self._wanting.get(name, 0) & ~holders)
        return +needs


def _unions(sets: Iterable[int]) -> dict[int, None]:
    """Return the sets and their unions, as far as those are not too many."""
    found = dict.fromkeys(sets)
    for one in tuple(found):
        for other in tuple(found):
            if len(found) >= SETS_MAX:
                return found
            found[one | other] = None
    return found


def _density(clients: int, needs: Counter[int]) -> float:
    """Return how many first copies come from within the set, for each client of it."""
    inside = sum(count for owners, count in needs.items() if not owners & ~clients)
    return inside / clients.bit_count()
