"""Which segment to fetch next: the shape of such a policy."""

from typing import Protocol


class Order(Protocol):
    """Picks one of the segments that may be asked for now."""

    looks_anew: bool
    """Whether segments that nobody gave are looked at again with every new list of the swarm."""

    def next(self, open_segments: int) -> int:
        """Return a member of the bitmap `open_segments`, which is not empty."""
        ...
