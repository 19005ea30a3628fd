from collections.abc import Iterable
from pathlib import Path
from threading import Event

import pytest

from bt_tui.recorder import recorder
from core.events import Record, ThreadStarted
from core.model import DEFAULT_LIMITS, TRACKER, Scenario
from core.trace import SCHEMA, Header, TraceWriter, read_trace

HEADER = Header(SCHEMA, Scenario("lab", ()), "peers-then-seeds", 7, None, DEFAULT_LIMITS, "memory")
BOUND_S = 30.0


def records(*numbers: int) -> list[Record]:
    return [Record(TRACKER, number, number, 0.0, ThreadStarted()) for number in numbers]


def refuse(thread: str, error: BaseException) -> None:
    raise AssertionError(thread) from error


def test_what_was_taken_is_written_when_it_ends(tmp_path: Path) -> None:
    with recorder(TraceWriter(tmp_path / "t", HEADER), refuse) as take:
        take(records(1, 2))
        take(records(3))
    header, written = read_trace(tmp_path / "t")
    assert header == HEADER
    assert list(written) == records(1, 2, 3)


def test_a_slow_disk_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Event()
    write = TraceWriter.write

    def write_late(self: TraceWriter, told: Iterable[Record]) -> None:
        assert taken.wait(BOUND_S)
        write(self, told)

    monkeypatch.setattr(TraceWriter, "write", write_late)
    with recorder(TraceWriter(tmp_path / "t", HEADER), refuse) as take:
        for number in range(1, 100):
            take(records(number))
        taken.set()
    assert len(list(read_trace(tmp_path / "t")[1])) == 99


def test_what_goes_wrong_with_the_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, BaseException]] = []
    full = OSError(28, "No space left on device")

    def fail(self: TraceWriter, more: Iterable[Record]) -> None:
        raise full

    monkeypatch.setattr(TraceWriter, "write", fail)
    with recorder(TraceWriter(tmp_path / "t", HEADER), lambda *why: told.append(why)) as take:
        take(records(1))
    assert told == [("recorder", full)]
