"""Segments in file order."""

from collections.abc import Iterable
from random import Random

from core import bitmap
from core.listing import Listing


class FileOrder:
    """From the first to the last; what nobody gave is asked for again in the next round."""

    looks_anew = False

    def sorted(self, open_segments: int, swarm: Listing, rng: Random) -> Iterable[int]:
        """Yield the lowest position first; mostly nobody asks for a second."""
        while open_segments:
            segment = bitmap.lowest(open_segments)
            yield segment
            open_segments &= ~(1 << segment)
