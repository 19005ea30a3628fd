"""Which share of all bytes goes through the tracker: the part that grows with its burden.

Imports events only.
"""

from core.events import MessageSent, Record
from core.model import TRACKER


class TrackerShare:
    """Adds up the bytes of all messages, and of those that the tracker sends or is sent."""

    def __init__(self) -> None:
        self._bytes = 0
        self._tracker_bytes = 0

    def observe(self, record: Record) -> None:
        """Take notice of one event."""
        if isinstance(record.event, MessageSent):
            self._bytes += record.event.size
            if TRACKER in {record.at, record.event.to}:
                self._tracker_bytes += record.event.size

    @property
    def share(self) -> float | None:
        """The tracker's share, from 0 to 1; `None` where nothing was sent."""
        return self._tracker_bytes / self._bytes if self._bytes else None
