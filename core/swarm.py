"""What a tracker keeps of one swarm, by what its profile lets it know.

`Records` is the shape that the tracker works with; adding another kind of knowledge takes one class
here and one line in `RECORDS`. Ranks stay in the order in which they were listed.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from core import bitmap
from core.messages import (
    Bitfields,
    ClientBitfield,
    ClientSegments,
    ClientTable,
    SeedsAndPeers,
    SegmentIndex,
    SwarmView,
)

NOTHING: Mapping[int, int] = MappingProxyType({})
ROWS_KEPT = 4096
"""So many rows of tables are kept, lest they be made anew whenever somebody asks."""


class Records(Protocol):
    """What the tracker believes of the swarm of one file; sets of segments are bitmaps."""

    forgets: bool
    """Whether what clients report to hold is forgotten."""
    segments: int
    """How many segments the file has: 0 until somebody registers it."""

    def announced_by(self, client: int) -> bool:
        """Note that a client wants the file; tell whether that listed it as a peer."""
        ...

    def requested_by(self, client: int) -> bool:
        """Note that a client asked for the swarm; tell whether that listed it as a peer."""
        ...

    def updated_by(self, client: int, held: int) -> bool:
        """Note that a client holds these segments; tell whether that listed it as a peer."""
        ...

    def completed_by(self, client: int) -> bool:
        """Note that a client holds the whole file; tell whether that listed it as a seed."""
        ...

    def is_seed(self, client: int) -> bool:
        """Tell whether the client is known to hold the whole file."""
        ...

    def view(self, gone: int, served: Mapping[int, int] = NOTHING) -> SwarmView:
        """Return what an asking client is told, leaving out the bitmap of those who are gone.

        `served` counts the segments that each client is known to have uploaded.
        """
        ...


class TwoLists:
    """A list of seeds and a list of peers, and not who holds which segment (edition 2024).

    A client is in the swarm from its first request on, as a peer; when it completes the file it
    moves to the seeds.
    """

    forgets = True

    def __init__(self) -> None:
        self.segments = 0
        self._seeds: dict[int, None] = {}
        self._peers: dict[int, None] = {}

    def announced_by(self, client: int) -> bool:
        """List the client as a peer, as if it had asked."""
        return self.requested_by(client)

    def requested_by(self, client: int) -> bool:
        """List the client as a peer, unless it is listed already."""
        if client in self._seeds or client in self._peers:
            return False
        self._peers[client] = None
        return True

    def updated_by(self, client: int, held: int) -> bool:
        """List the client, and forget what it holds: keeping that is forbidden."""
        return self.requested_by(client)

    def completed_by(self, client: int) -> bool:
        """Move the client to the seeds, unless it is there already."""
        self._peers.pop(client, None)
        if client in self._seeds:
            return False
        self._seeds[client] = None
        return True

    def is_seed(self, client: int) -> bool:
        """Tell whether the client is listed as a seed."""
        return client in self._seeds

    def view(self, gone: int, served: Mapping[int, int] = NOTHING) -> SeedsAndPeers:
        """Return both lists."""
        return SeedsAndPeers(bitmap.without(self._seeds, gone), bitmap.without(self._peers, gone))


class Holders:
    """Who holds which segments; a client is in the swarm from its first update on (edition 2023).

    The swarm is told as a table: each client and the segments that it holds.
    """

    forgets = False

    def __init__(self) -> None:
        self.segments = 0
        self._held: dict[int, int] = {}
        self._seeds = 0
        """Those who reported to hold everything, as a bitmap."""

    def announced_by(self, client: int) -> bool:
        """List the client with empty hands."""
        listed = client not in self._held
        self._held.setdefault(client, 0)
        return listed

    def requested_by(self, client: int) -> bool:
        """List nobody: who only asks holds nothing."""
        return False

    def updated_by(self, client: int, held: int) -> bool:
        """Add to what the client holds."""
        listed = client not in self._held
        self._held[client] = self._held.get(client, 0) | held
        if self._held[client] == bitmap.full(self.segments):
            self._seeds |= 1 << client
        return listed

    def completed_by(self, client: int) -> bool:
        """Note that the client holds everything, unless that is known."""
        if self.is_seed(client):
            return False
        self._held[client] = bitmap.full(self.segments)
        self._seeds |= 1 << client
        return True

    def is_seed(self, client: int) -> bool:
        """Tell whether the client is known to hold every segment."""
        return bool(self._seeds >> client & 1)

    def here(self, gone: int) -> Iterator[tuple[int, int]]:
        """Yield each client that is not gone, and what it holds."""
        return (item for item in self._held.items() if not gone >> item[0] & 1)

    def view(self, gone: int, served: Mapping[int, int] = NOTHING) -> SwarmView:
        """Return the table."""
        return ClientTable(tuple(_row(client, held) for client, held in self.here(gone)))


@lru_cache(ROWS_KEPT)
def _row(client: int, held: int) -> ClientSegments:
    """Return a row of a table; most are told again and again before they change."""
    return ClientSegments(client, tuple(bitmap.members(held)))


class Index(Holders):
    """As `Holders`, but told as an index: for every segment of the file, who holds it."""

    def view(self, gone: int, served: Mapping[int, int] = NOTHING) -> SwarmView:
        """Return the index."""
        return SegmentIndex(bitmap.by_member(dict(self.here(gone)), self.segments))


class Compact(Holders):
    """As `Holders`, but told as bitmaps, with how much each client has uploaded so far."""

    def view(self, gone: int, served: Mapping[int, int] = NOTHING) -> SwarmView:
        """Return the bitmaps."""
        return Bitfields(
            tuple(
                ClientBitfield(client, bitmap.packed(held), served.get(client, 0))
                for client, held in self.here(gone)
            )
        )


RECORDS: dict[str, Callable[[], Records]] = {
    "two-lists": TwoLists,
    "client-table": Holders,
    "segment-index": Index,
    "bitfields": Compact,
}
"""Every kind of knowledge that a profile may name."""
