"""Which segment to fetch next: the shape of such a policy."""

from collections.abc import Iterable
from random import Random
from typing import Protocol

from core.listing import Listing


class Order(Protocol):
    """Puts the segments that may be asked for now in an order."""

    looks_anew: bool
    """Whether segments that nobody gave are looked at again with every new list of the swarm."""

    def sorted(self, open_segments: int, swarm: Listing, rng: Random) -> Iterable[int]:
        """Return the members of the bitmap `open_segments`, those first that are dearest."""
        ...
