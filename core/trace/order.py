"""Whether records stand in an order that can have happened. On the path of every record read."""

from collections.abc import Sequence
from typing import NamedTuple

from core.events import MessageReceived, MessageSent, MessageUnheeded, Record
from core.model import Address, Thread

CONDUCTOR_STREAM = -1
"""The conductor is at rank 0, but its events are numbered by themselves."""
RECEIPTS = (MessageReceived, MessageUnheeded)


class Disorder(NamedTuple):
    """Which of the records (from 0) stands where it cannot, what was found and what expected."""

    place: int
    found: str
    expected: str


class Order:
    """Checks that each rank's events are all there in their order, and no receipt is too early."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        """The number of the last event of each rank, and of the conductor."""
        self._under_way: set[tuple[int, bool, int]] = set()
        """Messages by rank, whether from its upload thread, and number: quicker than `Address`."""

    def check(self, records: Sequence[Record]) -> Disorder | None:
        """Return what is wrong first in the records that come next, if anything."""
        last, under_way = self._last, self._under_way
        conductor, upload = Thread.CONDUCTOR, Thread.UPLOAD
        for place, record in enumerate(records):
            at, number, event = record.at, record.number, record.event
            stream = CONDUCTOR_STREAM if at.thread is conductor else at.rank
            if number != last.get(stream, 0) + 1:
                return _misnumbered(place, record, last.get(stream, 0) + 1)
            last[stream] = number
            if isinstance(event, MessageSent):
                under_way.add((at.rank, at.thread is upload, event.number))
            elif isinstance(event, RECEIPTS):
                source = event.source
                message = (source.rank, source.thread is upload, event.number)
                if message not in under_way:
                    return _unsent(place, source, event.number)
                under_way.remove(message)
        return None


def _misnumbered(place: int, record: Record, expected: int) -> Disorder:
    of = "the conductor" if record.at.thread is Thread.CONDUCTOR else f"rank {record.at.rank}"
    return Disorder(place, f"event {record.number} of {of}", f"its event {expected}")


def _unsent(place: int, source: Address, number: int) -> Disorder:
    expected = "each message to be sent before it is received, and received once"
    return Disorder(place, f"the receipt of message {number} of {source}", expected)
