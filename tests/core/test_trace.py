"""Recordings: what was written is read back, record for record."""

from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RunError
from core.events import AllCompleted, Record, StartGiven
from core.model import TRACKER, Limits, download_thread
from core.trace import SCHEMA, Header, TraceWriter, read_trace
from tests.core.anything import any_struct
from tests.worlds import client, file, scenario

HEADER = Header(
    SCHEMA,
    scenario(client(1, owns=[file()])),
    profile="peers-then-seeds",
    seed=7,
    speed=2.5,
    limits=Limits(rounds_max=3),
    transport="memory",
)
RECORDS = [
    Record(TRACKER, 1, 1, 0.0, StartGiven("ACK")),
    Record(download_thread(1), 1, 2, 0.25, AllCompleted()),
]


@pytest.fixture(name="path")
def path_of_a_trace(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def write(path: Path, *batches: list[Record], header: Header = HEADER) -> None:
    with TraceWriter(path, header) as writer:
        for batch in batches:
            writer.write(batch)


def test_what_was_written_is_read_back(path: Path) -> None:
    write(path, RECORDS)
    header, records = read_trace(path)
    assert header == HEADER
    assert list(records) == RECORDS


@settings(max_examples=200)
@given(records=st.lists(any_struct(Record), max_size=3))
def test_any_record_can_be_written_and_read_back(
    records: list[Record], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    write(path, records)
    assert list(read_trace(path)[1]) == records


@given(header=any_struct(Header))
def test_any_header_can_be_written_and_read_back(
    header: Header, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "header.jsonl"
    write(path, header=header)
    assert read_trace(path)[0] == header


def test_batches_follow_each_other_in_the_order_of_writing(path: Path) -> None:
    write(path, RECORDS[:1], [], RECORDS[1:])
    assert list(read_trace(path)[1]) == RECORDS


def test_a_run_of_no_events_has_a_header_alone(path: Path) -> None:
    write(path)
    header, records = read_trace(path)
    assert header == HEADER
    assert list(records) == []


def test_every_record_stands_in_a_line_of_its_own(path: Path) -> None:
    write(path, RECORDS)
    lines = path.read_text().splitlines()
    assert [msgspec.json.decode(line)["type"] for line in lines[:1]] == ["Header"]
    assert [msgspec.json.decode(line)["number"] for line in lines[1:]] == [1, 1]


def test_a_batch_is_in_the_file_before_the_trace_is_closed(path: Path) -> None:
    with TraceWriter(path, HEADER) as writer:
        writer.write(RECORDS)
        assert list(read_trace(path)[1]) == RECORDS


def test_a_broken_run_leaves_what_it_wrote(path: Path) -> None:
    with suppress(RunError), TraceWriter(path, HEADER) as writer:
        writer.write(RECORDS)
        raise RunError
    assert list(read_trace(path)[1]) == RECORDS


def test_a_new_recording_replaces_an_old_one(path: Path) -> None:
    write(path, RECORDS)
    write(path)
    assert list(read_trace(path)[1]) == []


@pytest.mark.parametrize("content", [b"", b"\n", b"no trace\n", b"{}\n", b'{"type":"Trailer"}\n'])
def test_what_does_not_begin_with_a_header_is_no_trace(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(msgspec.MsgspecError):
        read_trace(path)


def test_a_record_that_was_cut_off_is_an_error_after_those_before_it(path: Path) -> None:
    write(path, RECORDS)
    path.write_bytes(path.read_bytes()[:-20])
    _, records = read_trace(path)
    assert next(records) == RECORDS[0]
    with pytest.raises(msgspec.MsgspecError):
        next(records)
