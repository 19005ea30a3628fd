"""The thread that writes: nothing waits for it, and nothing that it took is lost."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from bt_tui.recorder import recorder
from core.errors import InputError, RecordingError
from core.events import Record, ThreadStarted
from core.model import DEFAULT_LIMITS, TRACKER, Scenario
from core.trace import SCHEMA, Header, TraceWriter, open_trace, read_trace
from tests.mpi.jobs import ENVIRONMENT

HEADER = Header(SCHEMA, Scenario("lab", ()), "peers-then-seeds", 7, None, DEFAULT_LIMITS, "memory")
BOUND_S = 30.0
ENDLESS = """
import sys
from pathlib import Path
from bt_tui.recorder import recorder
from core.trace import TraceWriter
from tests.bt_tui.test_recorder import HEADER, records, refuse

with recorder([TraceWriter(Path(sys.argv[1]), HEADER)], refuse) as take:
    for number in range(1, 51):
        take(records(number))
    sys.stdin.read()
"""


def records(*numbers: int) -> list[Record]:
    return [Record(TRACKER, number, number, 0.0, ThreadStarted()) for number in numbers]


def refuse(thread: str, error: BaseException) -> None:
    raise AssertionError(thread) from error


@pytest.mark.parametrize("name", ["t", "t.gz"])
def test_what_was_taken_is_written_when_it_ends(name: str, tmp_path: Path) -> None:
    with recorder([TraceWriter(tmp_path / name, HEADER)], refuse) as take:
        take(records(1, 2))
        take(records(3))
    assert read_trace(tmp_path / name) == (HEADER, records(1, 2, 3))


def test_every_writer_gets_everything(tmp_path: Path) -> None:
    places = [tmp_path / "one.gz", tmp_path / "two"]
    with recorder([TraceWriter(place, HEADER) for place in places], refuse) as take:
        take(records(1, 2))
    assert [read_trace(place)[1] for place in places] == [records(1, 2)] * 2


def test_a_slow_disk_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Event()
    write = TraceWriter.write

    def write_late(self: TraceWriter, told: Sequence[Record]) -> None:
        assert taken.wait(BOUND_S)
        write(self, told)

    monkeypatch.setattr(TraceWriter, "write", write_late)
    with recorder([TraceWriter(tmp_path / "t", HEADER)], refuse) as take:
        for number in range(1, 100):
            take(records(number))
        taken.set()
    assert len(read_trace(tmp_path / "t")[1]) == 99


def test_what_goes_wrong_with_the_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, BaseException]] = []
    full = RecordingError("t: no space left on device")

    def fail(self: TraceWriter, more: Sequence[Record]) -> None:
        raise full

    monkeypatch.setattr(TraceWriter, "write", fail)
    with recorder([TraceWriter(tmp_path / "t", HEADER)], lambda *why: told.append(why)) as take:
        take(records(1))
    assert told == [("recorder", full)]


@pytest.mark.parametrize("name", ["t", "t.gz"])
def test_what_was_taken_is_in_the_file_though_nothing_more_comes(name: str, tmp_path: Path) -> None:
    with recorder([TraceWriter(tmp_path / name, HEADER)], refuse) as take:
        take(records(1, 2))
        while read_trace(tmp_path / name)[1] != records(1, 2):
            pass  # the limit of the test is the bound
        take(records(3))
        while read_trace(tmp_path / name)[1] != records(1, 2, 3):
            pass


@pytest.mark.parametrize("name", ["t", "t.gz"])
def test_what_was_taken_outlives_a_process_that_is_killed(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    command = [sys.executable, "-c", ENDLESS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=ENVIRONMENT) as process:
        try:
            while _count(path) < 50:
                assert process.poll() is None
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL
    with open_trace(path) as trace:
        assert list(trace.records()) == records(*range(1, 51))
        assert trace.cut_off == (name == "t.gz")


def _count(path: Path) -> int:
    """Return how many records can be read; none where there is not even a header yet."""
    try:
        return len(read_trace(path)[1])
    except InputError:
        return 0
