"""The records of a run: any stretch can be read again, however little of it is in memory."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.records import Records
from core.events import Record, ThreadStarted
from core.model import TRACKER
from tests.bt_tui.archives import Written

CHUNK, KEPT, READ_CHUNKS = 8, 20, 2

few = settings(max_examples=100, deadline=None, derandomize=True, database=None)
sizes = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12)
"""How many records come, and how many of those that came are then written."""


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    with (
        patch("bt_tui.records.CHUNK", CHUNK),
        patch("bt_tui.records.READ_CHUNKS_MAX", READ_CHUNKS),
    ):
        yield


def some(count: int, first: int = 0) -> list[Record]:
    """Return so many records, numbered from the first on."""
    return [
        Record(TRACKER, number, number, 0.0, ThreadStarted())
        for number in range(first, first + count)
    ]


def kept(records: Records) -> int:
    """Return how many records are in memory."""
    chunks = [*records._chunks.values(), *records._read.values()]
    return sum(map(len, chunks))


def archived(came: int, written: int) -> tuple[Records, Written]:
    """Return records of which so many came after so many of them had been written."""
    archive = Written()
    archive.write(some(written))
    records = Records(archive, KEPT)
    records.extend(some(came))
    return records, archive


def test_at_first_there_are_none() -> None:
    records = Records()
    assert len(records) == 0
    assert list(records.between(0, 10)) == []


@given(counts=st.lists(st.integers(0, 30), max_size=5), data=st.data())
@few
def test_without_an_archive_all_stay_in_memory(counts: list[int], data: st.DataObject) -> None:
    records = Records(kept_max=KEPT)
    for count in counts:
        records.extend(some(count, len(records)))
    assert len(records) == kept(records) == sum(counts)
    start, stop = (data.draw(st.integers(0, sum(counts) + 5)) for _ in range(2))
    assert list(records.between(start, stop)) == some(sum(counts))[start:stop]


@given(parts=sizes, data=st.data())
@few
def test_any_stretch_reads_as_from_a_list_whatever_was_forgotten(
    parts: list[tuple[int, int]], data: st.DataObject
) -> None:
    archive, came = Written(), list[Record]()
    records = Records(archive, KEPT)
    for count, written in parts:
        more = some(count, len(came))
        came += more
        records.extend(more)
        archive.write(came[len(archive) : len(archive) + written])
        start, stop = (data.draw(st.integers(0, len(came) + 5)) for _ in range(2))
        assert list(records.between(start, stop)) == came[start:stop]
    assert len(records) == len(came)
    assert [records[number] for number in range(len(came))] == came


@given(parts=sizes)
@few
def test_only_what_was_written_is_forgotten(parts: list[tuple[int, int]]) -> None:
    archive, came = Written(), list[Record]()
    records = Records(archive, KEPT)
    for count, written in parts:
        known = len(archive)
        more = some(count, len(came))
        came += more
        records.extend(more)
        assert kept(records) >= len(came) - known
        archive.write(came[known : known + written])


def test_memory_is_bounded_once_all_is_written_however_much_is_read() -> None:
    records, archive = archived(10 * KEPT, 10 * KEPT)
    assert kept(records) <= KEPT + CHUNK
    assert [records[number] for number in range(10 * KEPT)] == some(10 * KEPT)
    assert archive.reads > READ_CHUNKS
    assert kept(records) <= KEPT + CHUNK + READ_CHUNKS * CHUNK


def test_the_latest_are_in_memory() -> None:
    records, archive = archived(10 * KEPT, 10 * KEPT)
    assert list(records.between(9 * KEPT + CHUNK, 10 * KEPT)) == some(
        KEPT - CHUNK, 9 * KEPT + CHUNK
    )
    assert archive.reads == 0


def test_a_chunk_is_not_forgotten_before_all_of_it_is_written() -> None:
    records, archive = archived(10 * KEPT, CHUNK - 1)
    assert kept(records) == 10 * KEPT
    archive.write(some(1, CHUNK - 1))
    records.extend([])
    assert kept(records) == 10 * KEPT - CHUNK


def test_what_was_read_lately_is_not_read_again() -> None:
    records, archive = archived(10 * KEPT, 10 * KEPT)
    for _ in range(3):
        assert [records[0], records[CHUNK]] == [*some(1), *some(1, CHUNK)]
    assert archive.reads == READ_CHUNKS
    assert records[2 * CHUNK] == some(1, 2 * CHUNK)[0]
    assert records[CHUNK] == some(1, CHUNK)[0]
    assert archive.reads == READ_CHUNKS + 1
    assert records[0] == some(1)[0]
    assert archive.reads == READ_CHUNKS + 2
