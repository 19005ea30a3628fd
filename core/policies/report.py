"""What a client tells the tracker that it holds: the shape of such a policy, and all of them.

Sets of segments are bitmaps. A report is due after every so many segments, and where a file is
complete and has no message of its own for that.
"""

from typing import Protocol


class Report(Protocol):
    """Decides what an update tells."""

    at_once: bool
    """Whether every segment is reported as soon as it is stored."""

    def tells(self, news: int, held: int) -> int | None:
        """Return what to tell of what was stored since the last report and of all that is held.

        `None` is for no report at all.
        """
        ...


class Nothing:
    """Nothing: the tracker is not to know (edition 2024)."""

    at_once = False

    def tells(self, news: int, held: int) -> int | None:
        """Return nothing."""
        return None


class All:
    """All that is held of the file."""

    at_once = False

    def tells(self, news: int, held: int) -> int | None:
        """Return what is held."""
        return held


class New:
    """What was stored since the last report."""

    at_once = False

    def tells(self, news: int, held: int) -> int | None:
        """Return the news."""
        return news


class Each(New):
    """Each segment by itself, as soon as it is stored."""

    at_once = True
