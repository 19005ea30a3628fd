"""Real files move over real MPI: what arrives is what was shared, byte for byte."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.payloads.real import any_bytes, change_unnoticed, touch_later, write
from tests.mpi.jobs import Ended, Mpi, run, start
from tests.mpi.test_bad_input import assert_refused

SIZE = 1000
FILES = {"large": 40_500, "exact": 20_000, "small": 3, "empty": 0, "ünï-☃": 1001}
HEADLESS = ("d", "--headless", "--json")


def share(mpi: Mpi, directory: Path, clients: int = 3, size: int = SIZE) -> None:
    paths = [str(write(directory / "away", name, any_bytes(n))) for name, n in FILES.items()]
    words = ("--into", "d", "--clients", str(clients), "--segment-size", str(size))
    ended = run([mpi.python, "-m", "bt_tui", "share", *paths, *words], directory)
    assert ended.code == 0, ended.err


def assert_whole(directory: Path, ended: Ended) -> None:
    """See that every client has every file that it wanted, and nothing else."""
    assert ended.code == 0, ended.err
    expected = {
        f"client{one['rank']}_{file['name']}"
        for one in json.loads(ended.out)["clients"]
        for file in one["files"]
        if file["wanted"]
    }
    output = directory / "output"
    assert {path.name for path in output.iterdir()} == expected
    for name in expected:
        original = directory / "away" / name.partition("_")[2]
        assert (output / name).read_bytes() == original.read_bytes()


@pytest.mark.parametrize("profile", ["bittorrent", "peers-then-seeds"])
def test_files_arrive_byte_for_byte(mpi: Mpi, tmp_path: Path, profile: str) -> None:
    share(mpi, tmp_path)
    ended = run(mpi.bt_tui(4, *HEADLESS, "--profile", profile), tmp_path)
    assert_whole(tmp_path, ended)
    least = 2 * sum(FILES.values())
    replies = json.loads(ended.out)["by_kind"]["SegmentReply"]
    assert least < replies["bytes"] < least + 100 * replies["messages"]


def test_large_segments_arrive_byte_for_byte(mpi: Mpi, tmp_path: Path) -> None:
    write(tmp_path / "away", "huge", data := any_bytes(7 * 2**20 + 1))
    words = ("away/huge", "--into", "d", "--clients", "2", "--segment-size", str(3 * 2**20))
    run([mpi.python, "-m", "bt_tui", "share", *words], tmp_path)
    assert run(mpi.bt_tui(3, *HEADLESS), tmp_path).code == 0
    assert (tmp_path / "output" / "client2_huge").read_bytes() == data


def test_one_client_has_all_and_nothing_to_do(mpi: Mpi, tmp_path: Path) -> None:
    share(mpi, tmp_path, clients=1)
    ended = run(mpi.bt_tui(2, *HEADLESS), tmp_path)
    assert ended.code == 0
    assert not (tmp_path / "output").exists()


def test_a_run_that_ended_early_is_resumed(mpi: Mpi, tmp_path: Path) -> None:
    share(mpi, tmp_path)
    begun = run(mpi.bt_tui(4, *HEADLESS, "--until", "stored:2", "--seed", "1"), tmp_path)
    assert begun.code == 1
    assert list((tmp_path / "output").glob("client2_*.partial"))
    ended = run(mpi.bt_tui(4, *HEADLESS, "--resume", "--record", "r.jsonl"), tmp_path)
    assert_whole(tmp_path, ended)
    assert resumed_segments(tmp_path / "r.jsonl")


def test_what_has_come_outlives_whatever_kills_the_run(mpi: Mpi, tmp_path: Path) -> None:
    share(mpi, tmp_path)
    recording = tmp_path / "killed.jsonl"
    job = start(mpi.bt_tui(4, *HEADLESS, "--speed", "100", "--record", str(recording)), tmp_path)
    try:
        while not (recording.exists() and recording.read_bytes().count(b'"SegmentStored"') > 5):
            assert job.poll() is None
    finally:
        killed = _kill(job.pid)
        job.communicate()
    assert killed
    ended = run(mpi.bt_tui(4, *HEADLESS, "--resume", "--record", "r.jsonl"), tmp_path)
    assert_whole(tmp_path, ended)
    assert resumed_segments(tmp_path / "r.jsonl") > 3


def resumed_segments(recording: Path) -> int:
    """Return how many segments a run began with that an earlier one had left."""
    header = json.loads(recording.read_bytes().partition(b"\n")[0])
    parts = [part for one in header["scenario"]["clients"] for part in one["partial"]]
    return sum(text != "-" for part in parts for text in part["hashes"])


def _kill(session: int) -> int:
    """Kill all processes of a session at once, as no launcher would; return how many."""
    killed = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            os.kill(int(entry.name), signal.SIGKILL)
            killed += 1
    return killed


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (lambda path: path.write_bytes(b"less"), "4 bytes instead of 40500"),
        (touch_later, "it changed since"),
        (lambda path: path.unlink(), "no such file or directory"),
    ],
)
def test_a_file_that_changed_before_the_run_is_refused(
    mpi: Mpi, tmp_path: Path, alter: Callable[[Path], object], found: str
) -> None:
    share(mpi, tmp_path)
    path = tmp_path / "away" / "large"
    alter(path)
    lines = assert_refused(run(mpi.bt_tui(4, *HEADLESS), tmp_path), tmp_path)
    assert lines[0] == f"{path}: found {found}; expected what was shared; share it again"


def test_a_file_whose_bytes_alone_changed_ends_the_run_with_its_name(
    mpi: Mpi, tmp_path: Path
) -> None:
    share(mpi, tmp_path)
    path = tmp_path / "away" / "large"
    change_unnoticed(path, any_bytes(40_500, seed=2))
    ended = run(mpi.bt_tui(4, *HEADLESS), tmp_path)
    assert ended.code not in {0, 2}
    assert ended.err.count(f"which ends the run: {path}: found other bytes in its segment") == 1
    assert "Traceback" not in ended.err
    assert not list((tmp_path / "output").glob("client*_large"))


def test_no_other_size_can_be_asked_for(mpi: Mpi, tmp_path: Path) -> None:
    share(mpi, tmp_path)
    ended = run(mpi.bt_tui(4, *HEADLESS, "--segment-size", "5"), tmp_path)
    assert assert_refused(ended, tmp_path)[0] == (
        "--segment-size: found 5; expected none, for d has real files, in segments of 1000 bytes"
    )


def test_a_simulated_run_counts_the_same_bytes(mpi: Mpi, tmp_path: Path) -> None:
    share(mpi, tmp_path)
    course = ("d", "--headless", "--speed", "100000", "--seed", "5", "--profile", "bittorrent")
    over_mpi = run(mpi.bt_tui(4, *course, "--record", "live.jsonl"), tmp_path)
    simulate = [mpi.python, "-m", "bt_tui", "simulate", *course, "--record", "simulated.jsonl"]
    simulated = run(simulate, tmp_path)
    assert over_mpi.code == simulated.code == 0, over_mpi.err + simulated.err
    live, told = ((tmp_path / f"{name}.jsonl").read_bytes() for name in ("live", "simulated"))
    assert b'"SegmentStored"' in told
    assert told.partition(b"\n")[2] == live.partition(b"\n")[2]
