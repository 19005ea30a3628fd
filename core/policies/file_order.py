"""Segments in file order."""

from core import bitmap


class FileOrder:
    """From the first to the last; what nobody gave is asked for again in the next round."""

    looks_anew = False

    def next(self, open_segments: int) -> int:
        """Return the lowest position."""
        return bitmap.lowest(open_segments)
