"""Writing a recording as it happens."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from core.errors import RecordingError, reason, shown
from core.events import Record
from core.trace.header import Header
from core.trace.index import INDEXED_EVERY, TraceIndex, unnamed_file

GZIP_SUFFIX = ".gz"


class TraceWriter:
    """Writes a header, and then record after record; compressed where the name ends in `.gz`.

    Without a path it writes to a temporary file without a name, which is gone when it is closed.
    What is written plainly is handed to the system at once; what is compressed, with `flush`, for
    the compression suffers from it. All of it raises `RecordingError` where it cannot be done.
    """

    def __init__(self, path: Path | None, header: Header) -> None:
        self.name = "a temporary file" if path is None else shown(path)
        self.index: TraceIndex | None = None
        """For reading what was written; `None` for what is compressed, a pipe or a device."""
        self.is_behind = False
        """Whether something was written that the system does not have yet."""
        self._encoder = msgspec.json.Encoder()
        with self._told():
            self.file = _open(path)
        compressed = path is not None and path.suffix == GZIP_SUFFIX
        self._gzip = _compressing(self.file) if compressed else None
        self._begin(header)

    def write(self, records: Sequence[Record]) -> None:
        """Append the records."""
        with self._told():
            for first in range(0, len(records), INDEXED_EVERY):
                some = records[first : first + INDEXED_EVERY]
                size = self._write(*some)
                if self._gzip is None:
                    self.file.flush()
                if self.index is not None:
                    self.index.note(len(some), size)

    def flush(self) -> None:
        """Hand all that was written to the system."""
        with self._told():
            if self._gzip is not None:
                self._gzip.flush()
            self.file.flush()
            self.is_behind = False

    def close(self) -> None:
        """Finish the file."""
        with self._told():
            try:
                if self._gzip is not None:
                    self._gzip.close()
            finally:
                self.file.close()

    def _begin(self, header: Header) -> None:
        try:
            with self._told():
                size = self._write(header)
                self.flush()
        except RecordingError:
            with suppress(RecordingError):
                self.close()
            raise
        if self.file.readable() and self._gzip is None:
            self.index = TraceIndex(self.file, size)

    def _write(self, *lines: Header | Record) -> int:
        """Write lines; return their size in bytes."""
        data = self._encoder.encode_lines(lines)
        if self._gzip is None:
            self.file.write(data)
        else:
            self._gzip.write(data)
            self.is_behind = True
        return len(data)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Name the file where the system refuses something."""
        try:
            yield
        except OSError as error:
            raise RecordingError(f"{self.name}: {reason(error)}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _open(path: Path | None) -> BinaryIO:
    """Open a new file, such that it can be read too; a pipe or a device can only be written."""
    if path is None:
        return unnamed_file()
    is_special = path.exists() and not path.is_file()
    return path.open("wb" if is_special else "w+b")


def _compressing(file: BinaryIO) -> gzip.GzipFile:
    """Return what compresses into a file, without a name and a time: the same for the same run."""
    return gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0)
