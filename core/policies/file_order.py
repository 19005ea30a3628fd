"""Segments in file order."""

from core import bitmap


class FileOrder:
    """The first segment of the file that may be asked for now."""

    def next(self, open_segments: int) -> int:
        """Return the lowest position."""
        return bitmap.lowest(open_segments)
