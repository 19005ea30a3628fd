"""Reading a recording: as a stream in bounded memory, and by number what of it was read.

What is not a recording, or is one that this version cannot read, raises one `InputError` that names
the file and the line. A recording that was cut off is read up to its last whole line.
"""

from collections.abc import Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Self, cast, get_args

import msgspec

from core.errors import InputError, Problem, reason, shown
from core.events import AnyEvent, Record
from core.trace.header import SCHEMA, Header
from core.trace.index import TraceIndex, unnamed_file
from core.trace.lines import RECORDING, Lines
from core.trace.order import Order

UNDECODABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
EVENTS = frozenset(kind.__name__ for kind in get_args(AnyEvent))
RECORD = f"an event of schema {SCHEMA}"
HEADER = f"the header of {RECORDING}"


class _AnyHeader(msgspec.Struct, tag="Header"):
    """The header of any version."""

    schema: int


class _AnyEvent(msgspec.Struct):
    """An event of any version."""

    type: str


class _AnyRecord(msgspec.Struct):
    """A record of any version."""

    event: _AnyEvent


class Trace:
    """A recording that is being read.

    With `indexed`, what was read can be read again by number; where the file itself does not allow
    that, because it is compressed or a pipe, a temporary file without a name gets a copy.
    """

    def __init__(self, file: BufferedReader, name: str, *, indexed: bool = False) -> None:
        self.name = name
        self.index: TraceIndex | None = None
        self._file = file
        self._copy: BinaryIO | None = None
        self._lines = Lines(file, name)
        self._chunks = iter(self._lines)
        self._decoder = msgspec.json.Decoder(Record)
        self._order = Order()
        self._cut_off = False
        self._line = 1
        first, self._rest = self._first_line()
        self.header = self._header_of(first)
        if indexed:
            self._set_up_index(len(first))

    @property
    def cut_off(self) -> bool:
        """Whether the recording ends within a line; known when all of it was read."""
        return self._cut_off or self._lines.cut_off

    @property
    def cut_off_note(self) -> str:
        """That it was cut off, and after which line, in words; nothing where it was not."""
        return f"{self.name}: cut off after line {self._line}" if self.cut_off else ""

    def batches(self) -> Iterator[list[Record]]:
        """Yield the records, some thousand at a time; raise `InputError` at the first bad line."""
        for chunk in chain(filter(None, [self._rest]), self._chunks):
            records = self._decode(chunk)
            if records:
                self._check_order(records)
                self._line += len(records)
                self._note(chunk, len(records))
                yield records

    def records(self) -> Iterator[Record]:
        """Yield the records; raise `InputError` as above."""
        return chain.from_iterable(self.batches())

    # ---- the header -----------------------------------------------------------------------------

    def _first_line(self) -> tuple[bytes, bytes]:
        """Return the first line, and what came with it."""
        first = next(self._chunks, b"")
        if not first:
            cut_off = " that was cut off before its first line" if self.cut_off else ""
            raise self._lines.error(f"an empty file{cut_off}", RECORDING)
        line, newline, rest = first.partition(b"\n")
        return line + newline, rest

    def _header_of(self, line: bytes) -> Header:
        try:
            schema = msgspec.json.decode(line, type=_AnyHeader).schema
            if schema == SCHEMA:
                return msgspec.json.decode(line, type=Header)
        except UNDECODABLE as error:
            raise self._lines.error(f"something else ({error})", HEADER, 1) from error
        expected = f"schema {SCHEMA}, which is what this version of bt_tui reads"
        raise self._lines.error(f"schema {schema}", expected, 1)

    # ---- records --------------------------------------------------------------------------------

    def _decode(self, chunk: bytes) -> list[Record]:
        """Return what the lines hold; of a last line that was cut off, nothing."""
        try:
            records = self._decoder.decode_lines(chunk)
            if len(records) == chunk.count(b"\n") + (not chunk.endswith(b"\n")):
                return records
        except UNDECODABLE:
            if not chunk.endswith(b"\n"):
                self._cut_off = True
                return []
        raise self._wrong_line(chunk)

    def _wrong_line(self, chunk: bytes) -> InputError:
        """Return the error for the first line that is no record."""
        for number, line in enumerate(chunk.split(b"\n"), self._line + 1):
            if not line.strip():
                return self._lines.error("an empty line", RECORD, number)
            try:
                self._decoder.decode(line)
            except UNDECODABLE as error:
                found = _unknown_event(line) or f"something else ({error})"
                return self._lines.error(found, RECORD, number)
        raise AssertionError("every line is a record after all")

    def _check_order(self, records: list[Record]) -> None:
        if (disorder := self._order.check(records)) is not None:
            line = self._line + 1 + disorder.place
            raise self._lines.error(disorder.found, disorder.expected, line)

    # ---- by number ------------------------------------------------------------------------------

    def _set_up_index(self, header_size: int) -> None:
        if self._lines.is_compressed or not self._file.seekable():
            self._copy = unnamed_file()
            self.index = TraceIndex(self._copy, 0)
        else:
            self.index = TraceIndex(cast(BinaryIO, self._file), header_size)

    def _note(self, chunk: bytes, records: int) -> None:
        if self._copy is not None:
            self._copy.write(chunk)
            self._copy.flush()
        if self.index is not None:
            self.index.note(records, len(chunk))

    def close(self) -> None:
        """Read no more; the index is of no use from then on."""
        self._file.close()
        if self._copy is not None:
            self._copy.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _unknown_event(line: bytes) -> str:
    """Return which event this is, where it is one that this version does not know."""
    try:
        kind = msgspec.json.decode(line, type=_AnyRecord).event.type
    except UNDECODABLE:
        return ""
    return "" if kind in EVENTS else f"the event {kind!r}"


def open_trace(path: Path, *, indexed: bool = False) -> Trace:
    """Open a recording, to be closed when it was read; raise `InputError` where it is none."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError([Problem(shown(path), 0, reason(error), RECORDING)]) from error
    try:
        return Trace(file, shown(path), indexed=indexed)
    except BaseException:
        file.close()
        raise


def read_trace(path: Path) -> tuple[Header, list[Record]]:
    """Return all of a recording at once; raise `InputError` as above."""
    with open_trace(path) as trace:
        return trace.header, list(trace.records())
