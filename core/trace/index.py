"""Reading records by number from a file of plain lines, also while more of them are written."""

import os
import threading
from bisect import bisect_left, bisect_right
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import msgspec

from core.events import Record

INDEXED_EVERY = 512
"""Records between two places that are known; what is read and not wanted is thrown away."""


class TraceIndex:
    """Where the records of a file lie; they are numbered from 0, in the order of the file.

    One thread notes what was written, any may read: it reads past the file's position, so that
    nobody moves it for the other. A million records take two thousand places.
    """

    def __init__(self, file: BinaryIO, first: int) -> None:
        """`first` is the offset in bytes at which the first record lies or will lie."""
        self._file = file
        self._lock = threading.Lock()
        self._decoder = msgspec.json.Decoder(Record)
        self._numbers = [0]
        self._offsets = [first]
        """Where in the file the records with these numbers begin."""
        self._count = 0
        self._end = first

    def __len__(self) -> int:
        return self._count

    def note(self, records: int, size: int) -> None:
        """Take notice that so many more records are in the file, in so many bytes."""
        with self._lock:
            self._count += records
            self._end += size
            if self._count - self._numbers[-1] >= INDEXED_EVERY:
                self._numbers.append(self._count)
                self._offsets.append(self._end)

    def read(self, start: int, stop: int) -> list[Record]:
        """Return the records with these numbers, `stop` excluded, as far as they are there."""
        with self._lock:
            stop = min(stop, self._count)
            if start >= stop:
                return []
            first = bisect_right(self._numbers, start) - 1
            last = bisect_left(self._numbers, stop)
            begin = self._offsets[first]
            end = self._offsets[last] if last < len(self._offsets) else self._end
            before = self._numbers[first]
        data = self._read_bytes(begin, end)
        return self._decoder.decode_lines(data)[start - before : stop - before]

    def _read_bytes(self, begin: int, end: int) -> bytes:
        parts = []
        while begin < end:
            part = os.pread(self._file.fileno(), end - begin, begin)
            if not part:
                raise EOFError(f"{end - begin} bytes of a recording are not there any more")
            parts.append(part)
            begin += len(part)
        return b"".join(parts)


def unnamed_file() -> BinaryIO:
    """Return a new file without a name, to write and read, which is gone when it is closed."""
    return cast(BinaryIO, TemporaryFile())
