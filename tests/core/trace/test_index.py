"""Reading by number what is still being written."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import Record, TimerFired
from core.timers import PatienceTimer
from core.trace import TraceIndex, TraceWriter, open_trace
from tests.core.trace.made import C1, HEADER, RECORDS, SUFFIXES, of_a_run, write

COUNT = 2500


def records(start: int, stop: int) -> list[Record]:
    return [Record(C1, n + 1, n, n / 8, TimerFired(PatienceTimer())) for n in range(start, stop)]


def written_to(writer: TraceWriter) -> TraceIndex:
    assert writer.index is not None
    return writer.index


@pytest.fixture(name="index", scope="module")
def index_of_many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TraceIndex]:
    with TraceWriter(tmp_path_factory.mktemp("index") / "run.jsonl", HEADER) as writer:
        for start in range(0, COUNT, 70):
            writer.write(records(start, min(start + 70, COUNT)))
        yield written_to(writer)


@given(start=st.integers(0, COUNT + 10), stop=st.integers(0, COUNT + 10))
def test_any_range_is_read_as_far_as_it_is_written(
    start: int, stop: int, index: TraceIndex
) -> None:
    assert index.read(start, stop) == records(start, min(stop, COUNT))


def test_it_knows_how_many_there_are(index: TraceIndex) -> None:
    assert len(index) == COUNT


def test_nothing_was_written_yet(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "run.jsonl", HEADER) as writer:
        assert len(written_to(writer)) == 0
        assert written_to(writer).read(0, 10) == []


@pytest.mark.parametrize("path", [None, "run.jsonl"])
def test_what_is_written_can_be_read_at_once(path: str | None, tmp_path: Path) -> None:
    with TraceWriter(None if path is None else tmp_path / path, HEADER) as writer:
        index = written_to(writer)
        writer.write(records(0, 3))
        assert index.read(1, 9) == records(1, 3)
        writer.write(records(3, 9))
        assert index.read(1, 9) == records(1, 9)


def test_what_is_compressed_or_no_file_cannot_be_read_by_number(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "run.jsonl.gz", HEADER) as writer:
        assert writer.index is None
    with TraceWriter(Path("/dev/null"), HEADER) as writer:
        assert writer.index is None


def test_one_thread_reads_while_another_writes(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "run.jsonl", HEADER) as writer:
        index = written_to(writer)

        def write_all() -> None:
            for start in range(0, 20_000, 50):
                writer.write(records(start, start + 50))

        thread = threading.Thread(target=write_all)
        thread.start()
        reads = 0
        while thread.is_alive() or not reads:
            there = len(index)
            last = max(0, there - 20)
            assert index.read(last, there) == records(last, there)
            reads += bool(there)
        thread.join()
        assert index.read(0, 20_000) == records(0, 20_000)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_recording_that_was_read_can_be_read_again_by_number(suffix: str, tmp_path: Path) -> None:
    told = of_a_run()
    path = write(tmp_path / f"run{suffix}", told)
    with open_trace(path, indexed=True) as trace:
        assert trace.index is not None
        assert list(trace.records()) == told
        assert len(trace.index) == len(told)
        assert trace.index.read(1000, 1010) == told[1000:1010]


def test_what_was_not_read_yet_is_not_there_by_number(tmp_path: Path) -> None:
    with open_trace(write(tmp_path / "run.jsonl", RECORDS), indexed=True) as trace:
        assert trace.index is not None
        assert trace.index.read(0, 4) == []
        assert list(trace.records()) == trace.index.read(0, 4) == RECORDS


def test_a_file_that_was_cut_meanwhile_is_an_error_and_not_a_gap(tmp_path: Path) -> None:
    with TraceWriter(tmp_path / "run.jsonl", HEADER) as writer:
        writer.write(records(0, 100))
        (tmp_path / "run.jsonl").write_bytes(b"")
        with pytest.raises(EOFError, match="not there any more"):
            written_to(writer).read(0, 100)
