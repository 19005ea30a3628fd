"""Recordings of the classroom, and what cannot be in one."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from core.events import AnyEvent, Record
from core.model import Address
from core.trace import Header
from tests.bt_tui.screens import classroom, story
from tests.core.trace.made import HEADER, write

CLASSROOM: Header = msgspec.structs.replace(HEADER, scenario=classroom())


def recording(directory: Path, records: Sequence[Record] = (), name: str = "run.jsonl") -> Path:
    """Write a recording of the classroom; return its path."""
    return write(directory / name, list(records or story()), header=CLASSROOM)


def with_event(place: int, at: Address, event: AnyEvent) -> list[Record]:
    """Return the story with this event put in, so that it is the record of this place, from 0."""
    before, after = story()[:place], story()[place:]
    number = 1 + sum(record.at.rank == at.rank for record in before)
    later = [
        msgspec.structs.replace(record, number=record.number + (record.at.rank == at.rank))
        for record in after
    ]
    return [*before, Record(at, number, 1, 0.0, event), *later]
