"""What a client knows of a swarm: the tracker's last answer, in one shape whatever its kind.

So every policy works with every kind of knowledge. Where nobody tells who holds which segment,
everyone who is listed may hold it.
"""

from typing import assert_never

from core import bitmap
from core.messages import ClientTable, SeedsAndPeers, SegmentIndex, SwarmView


class Listing:
    """Who is in a swarm, in the order in which they are listed, and what they hold."""

    def __init__(self, view: SwarmView, segments: int) -> None:
        self.seeds: tuple[int, ...] = ()
        """Those who are listed with the whole file."""
        self.peers: tuple[int, ...] = ()
        """All others."""
        self._held: dict[int, int] | None = None
        """What each holds, as a bitmap; `None` where nobody tells."""
        match view:
            case SeedsAndPeers(seeds, peers):
                self.seeds, self.peers = seeds, peers
            case ClientTable(rows):
                self._learn({row.client: bitmap.of(row.segments) for row in rows}, segments)
            case SegmentIndex(owners):
                self._learn(_by_client(owners), segments)
            case other:
                assert_never(other)

    def holders(self, segment: int) -> tuple[int, ...]:
        """Return those who may hold this segment, as far as is known."""
        if self._held is None:
            return self.seeds + self.peers
        return tuple(client for client, held in self._held.items() if held >> segment & 1)

    def supply(self, client: int) -> int:
        """Return how many segments a client is known to hold; 1 where nobody tells."""
        return 1 if self._held is None else self._held.get(client, 0).bit_count()

    def _learn(self, held: dict[int, int], segments: int) -> None:
        everything = bitmap.full(segments)
        self._held = held
        self.seeds = tuple(client for client, some in held.items() if some == everything)
        self.peers = tuple(client for client, some in held.items() if some != everything)


def _by_client(owners: tuple[tuple[int, ...], ...]) -> dict[int, int]:
    """Turn who holds each segment into what each holds."""
    held: dict[int, int] = {}
    for segment, ranks in enumerate(owners):
        for rank in ranks:
            held[rank] = held.get(rank, 0) | 1 << segment
    return held
