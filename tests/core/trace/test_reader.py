"""Reading: a stream in bounded memory, up to the last whole line; other faults are one error."""

import gzip
import io
import os
import tracemalloc
import zlib
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.trace import SCHEMA, Trace, TraceWriter, open_trace, read_trace
from tests.bench.big_trace import write_big_trace
from tests.core.trace.made import HEADER, RECORDS, SUFFIXES, of_a_run, plain_bytes, write

LINES = msgspec.json.Encoder().encode_lines([HEADER, *RECORDS])


def error_of(data: bytes, directory: Path) -> str:
    """Return the one line that says what is wrong with a recording of these bytes."""
    path = directory / "run.jsonl"
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        read_trace(path)
    (line,) = error.value.lines
    assert line.startswith(f"{path}:")
    return line.removeprefix(f"{path}:")


def edited(*changes: tuple[bytes, bytes], data: bytes = LINES) -> bytes:
    for old, new in changes:
        assert old in data
        data = data.replace(old, new)
    return data


# ---- whole recordings ---------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["peers-then-seeds", "bittorrent"])
def test_the_records_of_a_run_come_in_batches_and_one_by_one(profile: str, tmp_path: Path) -> None:
    told = of_a_run(profile)
    path = write(tmp_path / "run", told)
    with open_trace(path) as trace:
        assert trace.header == HEADER
        batches = list(trace.batches())
    assert list(chain.from_iterable(batches)) == told
    with open_trace(path) as trace:
        assert list(trace.records()) == told
        assert not trace.cut_off
        assert trace.cut_off_note == ""


def test_whether_it_is_compressed_is_told_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "packed.jsonl").write_bytes(gzip.compress(LINES))
    (tmp_path / "plain.gz").write_bytes(LINES)
    assert read_trace(tmp_path / "packed.jsonl") == (HEADER, RECORDS)
    assert read_trace(tmp_path / "plain.gz") == (HEADER, RECORDS)


def test_parts_that_were_compressed_apart_are_one_recording(tmp_path: Path) -> None:
    (tmp_path / "run.gz").write_bytes(gzip.compress(LINES[:500]) + gzip.compress(LINES[500:]))
    assert read_trace(tmp_path / "run.gz") == (HEADER, RECORDS)


@pytest.mark.parametrize("packed", [False, True])
def test_a_recording_can_come_through_a_pipe(packed: bool) -> None:
    end, start = os.pipe()
    with os.fdopen(start, "wb") as pipe:
        pipe.write(gzip.compress(LINES) if packed else LINES)
    with Trace(io.BufferedReader(io.FileIO(end)), "standard input", indexed=True) as trace:
        assert list(trace.records()) == RECORDS
        assert trace.index is not None
        assert trace.index.read(1, 3) == RECORDS[1:3]


def test_what_comes_through_a_pipe_is_told_as_it_comes() -> None:
    end, start = os.pipe()
    with os.fdopen(start, "wb", buffering=0) as pipe:
        pipe.write(LINES[:-1])
        with Trace(io.BufferedReader(io.FileIO(end)), "standard input") as trace:
            batches = trace.batches()
            assert next(batches) == RECORDS[:-1]
            pipe.write(b"\n")
            pipe.close()
            assert list(batches) == [RECORDS[-1:]]


def test_fields_that_it_does_not_know_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(
        edited((b'"seed":7', b'"mood":["good"],"seed":7'), (b'"lamport"', b'"more":{},"lamport"'))
    )
    assert read_trace(path) == (HEADER, RECORDS)


def test_a_last_line_without_a_newline_counts_if_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(LINES[:-1])
    with open_trace(path) as trace:
        assert list(trace.records()) == RECORDS
        assert not trace.cut_off


def test_a_long_recording_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_big_trace(path, 60_000)
    tracemalloc.start()
    try:
        with open_trace(path, indexed=True) as trace:
            count = sum(map(len, trace.batches()))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count >= 60_000
    assert most < path.stat().st_size / 2


# ---- what was cut off ---------------------------------------------------------------------------


@given(data=st.data())
def test_cut_off_anywhere_it_is_read_up_to_the_last_whole_line(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    size = data.draw(st.integers(LINES.index(b"\n") + 1, len(LINES)))
    path = tmp_path_factory.getbasetemp() / "cut.jsonl"
    path.write_bytes(LINES[:size])
    with open_trace(path) as trace:
        whole = list(trace.records())
        # a last line that lacks nothing but its newline is whole
        assert whole == RECORDS[: len(whole)]
        assert len(whole) - LINES[:size].count(b"\n") in {-1, 0}
        at_an_end = LINES[size - 1 : size] == b"\n" or LINES[size : size + 1] == b"\n"
        assert trace.cut_off == (not at_an_end)


def test_it_says_after_which_line_it_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(LINES[:-20])
    with open_trace(path) as trace:
        assert list(trace.records()) == RECORDS[:-1]
        assert trace.cut_off_note == f"{path}: cut off after line 4"


@given(data=st.data())
def test_compressed_and_cut_off_anywhere_it_is_read_up_to_the_last_whole_line(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packed = gzip.compress(LINES)
    size = data.draw(st.integers(1, len(packed) - 1))
    path = tmp_path_factory.getbasetemp() / "cut.jsonl.gz"
    path.write_bytes(packed[:size])
    try:
        with open_trace(path) as trace:
            whole = list(trace.records())
            assert trace.cut_off
    except InputError:
        assert b"\n" not in zlib.decompressobj(wbits=31).decompress(packed[:size])
    else:
        assert whole == RECORDS[: len(whole)]


@pytest.mark.parametrize("flushed", range(len(RECORDS) + 1))
def test_what_a_killed_writer_had_flushed_is_read(flushed: int, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl.gz"
    with TraceWriter(path, HEADER) as writer:
        for record in RECORDS[:flushed]:
            writer.write([record])
            writer.flush()
        left = path.read_bytes()
    path.write_bytes(left)
    with open_trace(path) as trace:
        assert list(trace.records()) == RECORDS[:flushed]
        assert trace.cut_off


# ---- what is no recording -----------------------------------------------------------------------


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    assert error_of(b"", tmp_path) == " found an empty file; expected a recording of bt_tui"


def test_a_file_that_was_cut_off_before_its_first_line_is_told(tmp_path: Path) -> None:
    told = " found an empty file that was cut off before its first line; expected a recording"
    assert error_of(gzip.compress(LINES)[:8], tmp_path).startswith(told)


@pytest.mark.parametrize(
    "data", [b"\n", b"no trace\n", b"{}\n", b'{"type":"Trailer"}\n', b"[" * 9999, b"\xff\xfe\0"]
)
def test_what_does_not_begin_with_a_header_is_told(data: bytes, tmp_path: Path) -> None:
    told = error_of(data, tmp_path)
    assert told.startswith("1: found something else (")
    assert told.endswith("); expected the header of a recording of bt_tui")


def test_a_header_that_was_cut_off_is_told(tmp_path: Path) -> None:
    assert "1: found something else (Input data was truncated)" in error_of(LINES[:99], tmp_path)


def test_another_version_of_the_format_is_told_before_anything_else_of_it(tmp_path: Path) -> None:
    for header in (
        edited((b'"schema":1', b'"schema":2')),
        b'{"type":"Header","schema":2,"all":"new"}\n',
    ):
        assert error_of(header, tmp_path) == (
            f"1: found schema 2; expected schema {SCHEMA},"
            " which is what this version of bt_tui reads"
        )


def test_a_line_without_end_is_told_before_memory_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.trace.lines.LINE_MAX", 1 << 20)
    assert error_of(b"x" * (2 << 20), tmp_path) == (
        " found a line of more than 1 MiB; expected a recording of bt_tui"
    )


def test_what_expands_without_end_is_told_before_memory_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.trace.lines.LINE_MAX", 1 << 20)
    assert "found a line of more than 1 MiB" in error_of(gzip.compress(b"x" * 9999999), tmp_path)


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    for path, found in (
        (tmp_path, "a directory"),
        (tmp_path / "no", "no such file or directory"),
        (tmp_path / ("x" * 300), "file name too long"),
    ):
        with pytest.raises(InputError) as error:
            open_trace(path)
        assert error.value.lines == [f"{path}: found {found}; expected a recording of bt_tui"]


def broken_checksum(packed: bytes) -> bytes:
    return packed[:-8] + bytes(4) + packed[-4:]


def broken_inside(packed: bytes) -> bytes:
    return packed[:-30] + b"\xff" * 22 + packed[-8:]


def followed_by_junk(packed: bytes) -> bytes:
    return packed + b"junk"


@pytest.mark.parametrize("spoil", [broken_checksum, broken_inside, followed_by_junk])
def test_what_is_badly_compressed_is_told(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    told = error_of(spoil(gzip.compress(LINES)), tmp_path)
    assert told.startswith(" found what gzip cannot decompress (")
    assert told.endswith("); expected a recording of bt_tui")


# ---- what is wrong inside -----------------------------------------------------------------------


def test_an_event_that_it_does_not_know_is_told_by_name(tmp_path: Path) -> None:
    assert error_of(edited((b"AllCompleted", b"MoonRisen")), tmp_path) == (
        "5: found the event 'MoonRisen'; expected an event of schema 1"
    )


START = b'{"at":[1,"download"],"number":1,'
"""Where the fourth line begins."""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (START, b"[]\n", "something else (Expected `object`, got `array`"),
        (START, b"\n", "an empty line"),
        (START, b"\xff\n", "something else (JSON is malformed"),
        (START, b"[" * 9999 + b"\n", "something else ("),
        (START, START.replace(b"down", b"side"), "something else (Invalid enum value 'sideload'"),
        (START, START.replace(b"1,", b"true,"), "something else (Expected `int`, got `bool`"),
    ],
)
def test_a_line_that_is_no_record_is_told_with_its_number(
    old: bytes, new: bytes, found: str, tmp_path: Path
) -> None:
    data = edited((old, new))
    line = LINES[: LINES.index(old)].count(b"\n") + 1
    told = error_of(data, tmp_path)
    assert told.startswith(f"{line}: found {found}")
    assert told.endswith("; expected an event of schema 1")


def test_a_second_recording_behind_the_first_is_told(tmp_path: Path) -> None:
    assert error_of(LINES + LINES, tmp_path).startswith("6: found something else (")


def test_an_error_far_inside_has_the_number_of_its_line(tmp_path: Path) -> None:
    told = of_a_run()
    lines = plain_bytes(write(tmp_path / "whole", told)).split(b"\n")
    lines[2000] = b"junk"
    assert error_of(b"\n".join(lines), tmp_path).startswith("2001: found something else (")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_event_that_is_missing_is_told(suffix: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"run{suffix}", [RECORDS[1], *RECORDS[2:]])
    with pytest.raises(InputError) as error:
        read_trace(path)
    assert str(error.value) == f"{path}:2: found event 2 of rank 0; expected its event 1"


def test_a_receipt_before_its_sending_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "run", [RECORDS[0], RECORDS[2], RECORDS[1], RECORDS[3]])
    with pytest.raises(InputError) as error:
        read_trace(path)
    assert str(error.value) == (
        f"{path}:3: found the receipt of message 1 of tracker; expected each message to be sent"
        " before it is received, and received once"
    )
