"""Writing: what was written is read back, record for record, plain or compressed."""

from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RecordingError, RunError
from core.events import Record, TimerFired
from core.timers import PatienceTimer
from core.trace import Header, TraceWriter, read_trace
from tests.core.anything import any_struct
from tests.core.trace.made import C1, HEADER, RECORDS, SUFFIXES, of_a_run, plain_bytes, write


@pytest.fixture(name="path", params=SUFFIXES)
def path_of_a_trace(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"run{request.param}"


def test_what_was_written_is_read_back(path: Path) -> None:
    assert read_trace(write(path, RECORDS)) == (HEADER, RECORDS)


def test_a_whole_run_is_read_back(path: Path) -> None:
    assert read_trace(write(path, of_a_run()))[1] == of_a_run()


@settings(max_examples=200)
@given(record=any_struct(Record))
def test_any_record_can_be_written_and_decoded_again(
    record: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.getbasetemp() / "any.jsonl", [record])
    assert msgspec.json.decode(path.read_bytes().split(b"\n")[1], type=Record) == record


@given(header=any_struct(Header))
def test_any_header_can_be_written_and_decoded_again(
    header: Header, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.getbasetemp() / "header.jsonl", header=header)
    assert msgspec.json.decode(path.read_bytes(), type=Header) == header


@given(sizes=st.lists(st.integers(0, 1500), max_size=6))
def test_batches_of_any_size_follow_each_other_in_the_order_of_writing(
    sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = [Record(C1, n + 1, n, 0.0, TimerFired(PatienceTimer())) for n in range(sum(sizes))]
    firsts = [sum(sizes[:place]) for place in range(len(sizes))]
    batches = [told[first : first + size] for first, size in zip(firsts, sizes, strict=True)]
    path = write(tmp_path_factory.getbasetemp() / "batches.jsonl", *batches)
    assert read_trace(path)[1] == told


def test_a_run_of_no_events_has_a_header_alone(path: Path) -> None:
    assert read_trace(write(path)) == (HEADER, [])


def test_every_record_stands_in_a_line_of_its_own(path: Path) -> None:
    lines = plain_bytes(write(path, RECORDS)).splitlines()
    assert [msgspec.json.decode(line)["type"] for line in lines[:1]] == ["Header"]
    assert [msgspec.json.decode(line)["number"] for line in lines[1:]] == [1, 2, 1, 2]


def test_the_same_run_makes_the_same_file(path: Path, tmp_path: Path) -> None:
    other = tmp_path / f"other{path.suffix}"
    assert write(path, RECORDS).read_bytes() == write(other, RECORDS).read_bytes()


def test_what_was_flushed_is_in_the_file_before_the_trace_is_closed(path: Path) -> None:
    with TraceWriter(path, HEADER) as writer:
        writer.write(RECORDS[:2])
        writer.flush()
        assert read_trace(path)[1] == RECORDS[:2]
        writer.write(RECORDS[2:])
        writer.flush()
        assert read_trace(path)[1] == RECORDS


def behind(writer: TraceWriter) -> list[bool]:
    """Return whether it is behind: at first, after it has written, and after it has flushed."""
    told = [writer.is_behind]
    writer.write(RECORDS)
    told.append(writer.is_behind)
    writer.flush()
    told.append(writer.is_behind)
    return told


def test_plain_lines_are_in_the_file_at_once_and_compressed_ones_wait_for_a_flush(
    tmp_path: Path,
) -> None:
    plain, compressed = (tmp_path / f"run{suffix}" for suffix in SUFFIXES)
    with TraceWriter(plain, HEADER) as writer:
        assert behind(writer) == [False, False, False]
        assert read_trace(plain)[1] == RECORDS
    with TraceWriter(compressed, HEADER) as writer:
        assert behind(writer) == [False, True, False]


def test_a_broken_run_leaves_what_it_wrote(path: Path) -> None:
    with suppress(RunError), TraceWriter(path, HEADER) as writer:
        writer.write(RECORDS)
        raise RunError
    assert read_trace(path)[1] == RECORDS


def test_a_new_recording_replaces_an_old_one(path: Path) -> None:
    write(path, RECORDS)
    assert read_trace(write(path))[1] == []


def test_compressing_makes_a_recording_much_smaller(tmp_path: Path) -> None:
    plain, compressed = (write(tmp_path / f"run{one}", of_a_run()) for one in SUFFIXES)
    assert compressed.stat().st_size * 5 < plain.stat().st_size


def test_a_full_disk_is_told_with_the_name_of_the_file() -> None:
    with pytest.raises(RecordingError, match=r"/dev/full: no space left on device"):
        TraceWriter(Path("/dev/full"), HEADER)


def test_a_place_that_cannot_be_written_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").mkdir()
    with pytest.raises(RecordingError, match=r"run.jsonl: a directory"):
        TraceWriter(tmp_path / "run.jsonl", HEADER)
    with pytest.raises(RecordingError, match=r"no.jsonl: no such file or directory"):
        TraceWriter(tmp_path / "nowhere" / "no.jsonl", HEADER)
