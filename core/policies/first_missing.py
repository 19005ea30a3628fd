"""The first missing segment, looked up anew each time."""

from core import bitmap


class FirstMissing:
    """Always the first one that is missing, also one that nobody gave before the last list."""

    looks_anew = True

    def next(self, open_segments: int) -> int:
        """Return the lowest position."""
        return bitmap.lowest(open_segments)
