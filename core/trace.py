"""Recordings: JSON Lines, a header and then one `Record` a line, in causal order."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from core.events import Record
from core.model import Limits, Scenario

SCHEMA = 1
"""Version of the format; it changes when a reader of the old one would misread the new one."""


class Header(msgspec.Struct, frozen=True, tag=True):
    """The first line: what ran, by which rules and how fast, on what."""

    schema: int
    scenario: Scenario
    profile: str
    seed: int
    speed: float | None
    limits: Limits
    transport: str
    free_riders: tuple[int, ...] = ()


class TraceWriter:
    """Writes a recording as it happens; each batch is handed to the system at once."""

    def __init__(self, path: Path, header: Header) -> None:
        self._encoder = msgspec.json.Encoder()
        self._file = path.open("wb")
        self._write([header])

    def write(self, records: Iterable[Record]) -> None:
        """Append the records."""
        self._write(records)

    def _write(self, lines: Iterable[Header | Record]) -> None:
        self._file.write(self._encoder.encode_lines(lines))
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()


def read_trace(path: Path) -> tuple[Header, Iterator[Record]]:
    """Return the header and the records; raise `msgspec.MsgspecError` where they are none."""
    lines = path.read_bytes().splitlines()
    header = msgspec.json.decode(lines[0] if lines else b"", type=Header)
    decoder = msgspec.json.Decoder(Record)
    return header, (decoder.decode(line) for line in lines[1:])
