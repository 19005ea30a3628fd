"""Where each record stands in the merged order of a run: a number of eight bytes for each."""

from array import array
from collections import defaultdict

from core.events import Record
from core.model import CONDUCTOR

CONDUCTOR_STREAM = -1
"""The conductor is at rank 0, but its events are numbered by themselves."""


class Places:
    """Counts records, and finds the number of any of them again."""

    def __init__(self) -> None:
        self.events = 0
        """How many records there were."""
        self._of_stream: defaultdict[int, array[int]] = defaultdict(lambda: array("Q"))
        """The number of each record of a rank, in the order of that rank."""

    def observe(self, record: Record) -> None:
        """Count one more record."""
        self.events += 1
        self._of_stream[_stream(record)].append(self.events)

    def of(self, record: Record) -> int:
        """Return the number of a record that was counted, from 1."""
        return self._of_stream[_stream(record)][record.number - 1]


def _stream(record: Record) -> int:
    return CONDUCTOR_STREAM if record.at == CONDUCTOR else record.at.rank
