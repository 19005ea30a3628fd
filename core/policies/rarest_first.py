"""The segment that fewest hold comes first.

That is how BitTorrent does it (Cohen 2003, "Incentives Build Robustness in BitTorrent"): copies of
everything spread early, and clients soon have something for each other.
"""

from collections.abc import Iterable
from random import Random

from core import bitmap
from core.listing import Listing


class RarestFirst:
    """By the number of known holders; at random among equally rare ones."""

    looks_anew = True

    def sorted(self, open_segments: int, swarm: Listing, rng: Random) -> Iterable[int]:
        """Yield the rarest first; mostly few are taken."""
        for equals in swarm.copies.by_count(open_segments):
            segments = list(bitmap.members(equals))
            while segments:
                place = int(rng.random() * len(segments))
                segments[place], segments[-1] = segments[-1], segments[place]
                yield segments.pop()
