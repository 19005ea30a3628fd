"""What a client knows of a swarm: the tracker's last answer, in one shape whatever its kind.

So every policy works with every kind of knowledge. Where nobody tells who holds which segment,
everyone who is listed may hold it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import assert_never

from core import bitmap
from core.messages import Bitfields, ClientTable, SeedsAndPeers, SegmentIndex, SwarmView
from core.planes import Planes

ROWS_KEPT = 4096
"""So many rows of tables are kept, lest they be understood anew with every answer."""


class Listing:
    """Who is in a swarm, in the order in which they are listed, and what they hold."""

    def __init__(self, view: SwarmView, segments: int) -> None:
        self.served: Mapping[int, int] = {}
        """How many segments each is known to have uploaded; nothing where nobody tells."""
        self._segments = segments
        self._lists: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
        """The seeds and the peers, where that is all that is told."""
        self._held: dict[int, int] | None = None
        """What each holds, as a bitmap; `None` where nobody tells."""
        self._kept: dict[tuple[str, int], tuple[int, ...]] = {}
        """Those of a list who are not in some bitmap: it is asked for again and again."""
        match view:
            case SeedsAndPeers(seeds, peers):
                self._lists = seeds, peers
            case ClientTable(rows):
                self._held = {row.client: _bitmap(row.segments) for row in rows}
            case SegmentIndex(owners):
                self._held = _by_client(owners)
            case Bitfields(bitfields):
                self._held = {row.client: bitmap.unpacked(row.held) for row in bitfields}
                self.served = {row.client: row.served for row in bitfields}
            case other:
                assert_never(other)

    @property
    def seeds(self) -> tuple[int, ...]:
        """Those who are listed with the whole file."""
        if self._held is None:
            return self._lists[0]
        everything = bitmap.full(self._segments)
        return tuple(client for client, held in self._held.items() if held == everything)

    @property
    def peers(self) -> tuple[int, ...]:
        """All others who are listed."""
        if self._held is None:
            return self._lists[1]
        everything = bitmap.full(self._segments)
        return tuple(client for client, held in self._held.items() if held != everything)

    def seeds_without(self, excluded: int) -> tuple[int, ...]:
        """Return the seeds that are not in this bitmap."""
        return self._without("seeds", excluded)

    def peers_without(self, excluded: int) -> tuple[int, ...]:
        """Return the peers that are not in this bitmap."""
        return self._without("peers", excluded)

    def _without(self, which: str, excluded: int) -> tuple[int, ...]:
        kept = self._kept.get((which, excluded))
        if kept is None:
            listed = self.seeds if which == "seeds" else self.peers
            self._kept[which, excluded] = kept = bitmap.without(listed, excluded)
        return kept

    @property
    def everyone(self) -> tuple[int, ...]:
        """All who are listed."""
        return self.seeds + self.peers if self._held is None else tuple(self._held)

    def holders(self, segment: int) -> tuple[int, ...]:
        """Return those who may hold this segment, as far as is known."""
        if self._held is None:
            return self.everyone
        return tuple([client for client, held in self._held.items() if held >> segment & 1])

    def holders_map(self, segment: int) -> int:
        """Return those who may hold this segment, as far as is known, as a bitmap."""
        return bitmap.of(self.holders(segment)) if self._held is not None else self._everyone_map

    @cached_property
    def _everyone_map(self) -> int:
        """All who are listed where nobody tells what they hold, as a bitmap."""
        return bitmap.of(self.everyone)

    @cached_property
    def copies(self) -> Planes:
        """How many may hold each segment, as far as is known."""
        return Planes(held for _, held in self.holdings)

    @property
    def holdings(self) -> Iterable[tuple[int, int]]:
        """Everyone who is listed, and which segments each may hold, as a bitmap."""
        if self._held is not None:
            return self._held.items()
        everything = bitmap.full(self._segments)
        return [(client, everything) for client in self.everyone]

    def holds(self, client: int, segment: int) -> bool:
        """Tell whether this client may hold this segment, as far as is known."""
        if self._held is None:
            return client in self.everyone
        return bool(self._held.get(client, 0) >> segment & 1)

    def hear(self, client: int, held: int, *, all_of_it: bool) -> None:
        """Learn that a client holds these segments, and, where it is all of it, no others."""
        if self._held is None:
            return
        old = self._held.get(client, 0)
        now = held if all_of_it else held | old
        if old == now and client in self._held:
            return
        self._held = {**self._held, client: now}  # a copy of this may share what was
        self.__dict__.pop("copies", None)
        self._kept.clear()

    def held_by(self, client: int) -> int:
        """Return which segments this client may hold, as far as is known, as a bitmap."""
        if self._held is None:
            return bitmap.full(self._segments) if client in self.everyone else 0
        return self._held.get(client, 0)

    def supply(self, client: int) -> int:
        """Return how many segments a client is known to hold; 1 where nobody tells."""
        return 1 if self._held is None else self.held_by(client).bit_count()


@lru_cache(ROWS_KEPT)
def _bitmap(segments: tuple[int, ...]) -> int:
    """Return the bitmap of a row of a table; most rows are told again before they change."""
    return bitmap.of(segments)


def _by_client(owners: tuple[tuple[int, ...], ...]) -> dict[int, int]:
    """Turn who holds each segment into what each holds."""
    held: defaultdict[int, int] = defaultdict(int)
    for segment, ranks in enumerate(owners):
        bit = 1 << segment
        for rank in ranks:
            held[rank] |= bit
    return dict(held)
