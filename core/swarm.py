"""What a tracker keeps of one swarm, by what its profile lets it know.

`Records` is the shape that the tracker works with; adding another kind of knowledge takes one class
here and one line in `RECORDS`. Ranks stay in the order in which they were listed.
"""

from collections.abc import Callable
from typing import Protocol

from core import bitmap
from core.messages import SeedsAndPeers, SwarmView


class Records(Protocol):
    """What the tracker believes of the swarm of one file."""

    def requested_by(self, client: int) -> bool:
        """Note that a client asked for the swarm; tell whether that listed it as a peer."""
        ...

    def completed_by(self, client: int) -> bool:
        """Note that a client holds the whole file; tell whether that listed it as a seed."""
        ...

    def view(self, gone: int) -> SwarmView:
        """Return what an asking client is told, leaving out the bitmap of those who are gone."""
        ...


class TwoLists:
    """A list of seeds and a list of peers, and not who holds which segment (edition 2024).

    A client is in the swarm from its first request on, as a peer; when it completes the file it
    moves to the seeds.
    """

    def __init__(self) -> None:
        self._seeds: dict[int, None] = {}
        self._peers: dict[int, None] = {}

    def requested_by(self, client: int) -> bool:
        """List the client as a peer, unless it is listed already."""
        if client in self._seeds or client in self._peers:
            return False
        self._peers[client] = None
        return True

    def completed_by(self, client: int) -> bool:
        """Move the client to the seeds, unless it is there already."""
        self._peers.pop(client, None)
        if client in self._seeds:
            return False
        self._seeds[client] = None
        return True

    def view(self, gone: int) -> SeedsAndPeers:
        """Return both lists."""
        return SeedsAndPeers(bitmap.without(self._seeds, gone), bitmap.without(self._peers, gone))


RECORDS: dict[str, Callable[[], Records]] = {"two-lists": TwoLists}
"""Every kind of knowledge that a profile may name."""
