"""All records of a run in their order: the latest in memory, older ones where they were recorded.

A long run would not fit into memory, and its recording holds it anyway.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Protocol

from core.events import Record

CHUNK = 1_024
KEPT_MAX = 65_536
"""So many records stay in memory, of about 700 bytes each, where older ones can be read again."""
READ_CHUNKS_MAX = 16
"""So many chunks that were read again are kept."""


class Archive(Protocol):
    """What holds records that were written; they count from 0 in the order of the run."""

    def __len__(self) -> int:
        """How many records can be read by now."""
        ...

    def read(self, start: int, stop: int) -> list[Record]:
        """Return records `start` to `stop`, without the latter, as far as they can be read."""
        ...


class Nowhere:
    """An archive where nothing was written."""

    def __len__(self) -> int:
        return 0

    def read(self, start: int, stop: int) -> list[Record]:
        """Return nothing."""
        return []


class Records:
    """Takes records as they come, and gives any stretch of them again.

    Without an archive all of them stay in memory.
    """

    def __init__(self, archive: Archive | None = None, kept_max: int = KEPT_MAX) -> None:
        self._archive: Archive = Nowhere() if archive is None else archive
        self._kept_max = kept_max
        self._count = 0
        self._forgotten = 0
        """How many chunks, from the first on, are no longer in memory."""
        self._chunks: dict[int, list[Record]] = {}
        self._read: OrderedDict[int, list[Record]] = OrderedDict()

    def __len__(self) -> int:
        return self._count

    def extend(self, records: Iterable[Record]) -> None:
        """Take the next records."""
        for record in records:
            self._chunks.setdefault(self._count // CHUNK, []).append(record)
            self._count += 1
        self._forget()

    def between(self, start: int, stop: int) -> Iterator[Record]:
        """Yield records `start` to `stop`, without the latter, as far as there are so many.

        What is no longer in memory is read at once.
        """
        stop, remembered = min(stop, self._count), self._forgotten * CHUNK
        if start < min(stop, remembered):
            yield from self._archive.read(start, min(stop, remembered))
        start = max(start, remembered)
        for number in range(start // CHUNK, -(-stop // CHUNK)):
            first = number * CHUNK
            yield from self._chunks[number][max(0, start - first) : stop - first]

    def __getitem__(self, number: int) -> Record:
        return self._chunk(number // CHUNK)[number % CHUNK]

    def _chunk(self, number: int) -> list[Record]:
        if number >= self._forgotten:
            return self._chunks[number]
        if number not in self._read:
            self._read[number] = self._archive.read(number * CHUNK, (number + 1) * CHUNK)
        self._read.move_to_end(number)
        if len(self._read) > READ_CHUNKS_MAX:
            self._read.popitem(last=False)
        return self._read[number]

    def _forget(self) -> None:
        """Forget the oldest chunks, once they can be read again and there are too many."""
        while self._count - self._forgotten * CHUNK > self._kept_max and (
            self._forgotten + 1
        ) * CHUNK <= len(self._archive):
            del self._chunks[self._forgotten]
            self._forgotten += 1
