"""One order out of many streams, such that nothing is received before it was sent.

Each rank reports its own events in order. The order here keeps that, and lets a receipt wait until
its sending is in: a linear extension of Lamport's "happened before" (Lamport 1978), for which no
global clock is needed.
"""

from collections import Counter, deque
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from core.causality import received_by
from core.errors import RunError
from core.events import MessageDelayed, MessageLost, MessageReleased, MessageSent, Record
from core.messages import MessageId

SENDINGS = (MessageSent, MessageReleased, MessageDelayed, MessageLost)


class Merger:
    """Merges the ranks' streams; each record costs constant time."""

    def __init__(self) -> None:
        self.merged: Counter[int] = Counter()
        """How many records of each rank have been told."""
        self._streams: dict[int, deque[Record]] = {}
        self._under_way: dict[MessageId, None] = {}
        """Messages whose sending is out and whose receipt is not."""
        self._waiting: dict[MessageId, int] = {}
        """The rank whose stream waits for this sending."""

    def add(self, records: Iterable[Record]) -> list[Record]:
        """Take the next records of their ranks; return all that can be told now, in order."""
        told: list[Record] = []
        for rank, run in groupby(records, key=attrgetter("at.rank")):
            stream = self._streams.setdefault(rank, deque())
            waits = bool(stream)
            stream.extend(run)
            if not waits:
                self._drain(rank, told)
        return told

    def _drain(self, rank: int, told: list[Record]) -> None:
        """Tell all of a stream up to where it must wait, then those that waited for it.

        Only a receipt waits, and a step begins with its receipt: no step is cut in two.
        """
        ranks = deque([rank])
        while ranks:
            rank = ranks.popleft()
            stream, before = self._streams[rank], len(told)
            while stream and self._may_pass(stream[0]):
                record = stream.popleft()
                told.append(record)
                if isinstance(record.event, SENDINGS) and (woken := self._note(record)) is not None:
                    ranks.append(woken)
            self.merged[rank] += len(told) - before

    def _may_pass(self, record: Record) -> bool:
        received = received_by(record.event)
        if received is None:
            return True
        if received in self._under_way:
            del self._under_way[received]
            return True
        self._waiting[received] = record.at.rank
        return False

    def _note(self, record: Record) -> int | None:
        """Take notice of what may be received from now on; return the rank that waited for it.

        What is delayed may be received only when it is released.
        """
        match record.event:
            case MessageSent(number=number) | MessageReleased(number=number):
                self._under_way[record.at, number] = None
                return self._waiting.pop((record.at, number), None)
            case MessageDelayed(number=number) | MessageLost(number=number):
                del self._under_way[record.at, number]
            case _:
                pass
        return None

    def close(self) -> None:
        """Check that nothing waits; raise `RunError` that names what never came."""
        missing = [f"message {number} of {source}" for source, number in self._waiting]
        if missing:
            raise RunError(f"received, but never reported as sent: {', '.join(missing)}")
