"""However a run ends, it ends whole, with a reason and an exit code."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from core.trace import read_trace
from tests.mpi.jobs import Mpi, finish, run, start

BROKEN = str(Path(__file__).with_name("broken.py"))
IMPORTS = str(Path(__file__).with_name("imports.py"))


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("tracker:0", "rank 0, tracker"),
        ("collector:0", "rank 0, collector"),
        ("download:3", "rank 3, C3↓"),
        ("upload:1", "rank 1, C1↑"),
    ],
)
def test_an_exception_in_any_thread_ends_the_world_with_its_traceback(
    mpi: Mpi, where: str, named: str, tmp_path: Path
) -> None:
    ended = run(mpi.mpirun(4, BROKEN, where, "classroom"), tmp_path)

    assert ended.code == 1
    assert f"bt-tui: {named}, failed" in ended.err
    assert "Traceback" in ended.err
    assert "DefectError" in ended.err
    assert "all files complete" not in ended.out


def wait_for_events(recording: Path, events: int, job: subprocess.Popen[str]) -> None:
    """Wait until so many events are recorded; the job must not end before."""
    while not recording.exists() or recording.read_bytes().count(b"\n") <= events:
        assert job.poll() is None


def test_a_file_that_cannot_be_written_ends_the_run_and_names_it(mpi: Mpi, tmp_path: Path) -> None:
    job = start(mpi.bt_tui(4, "classroom", "--speed", "200", "--record", "r.jsonl"), tmp_path)
    try:
        wait_for_events(tmp_path / "r.jsonl", 50, job)
    finally:
        (tmp_path / "output" / "client2_atlas").mkdir(parents=True)
        ended = finish(job)

    assert ended.code == 1
    assert "rank 2, C2↓, failed" in ended.err
    assert "client2_atlas" in ended.err
    assert not list((tmp_path / "output").glob(".*.tmp"))


def test_a_thread_that_never_ends_is_named_when_the_run_is_over(mpi: Mpi, tmp_path: Path) -> None:
    ended = run(mpi.mpirun(3, BROKEN, "poison:2", "first-swarm"), tmp_path)

    assert ended.code == 1
    assert "the run is over, but did not end: C2↑" in ended.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_at_once_and_keeps_its_recording(
    mpi: Mpi, number: signal.Signals, tmp_path: Path
) -> None:
    job = start(mpi.bt_tui(4, "classroom", "--speed", "50", "--record", "r.jsonl"), tmp_path)
    recording = tmp_path / "r.jsonl"
    try:
        wait_for_events(recording, 100, job)
    finally:
        job.send_signal(number)
        ended = finish(job)

    # Open MPI's mpirun has an exit code of its own for a job that it was told to end
    assert ended.code == (1 if mpi.name == "openmpi" else 130)
    assert len(read_trace(recording)[1]) >= 99
    assert "all files complete" not in ended.out


def test_a_run_that_waits_in_mpi_can_be_interrupted(mpi: Mpi, tmp_path: Path) -> None:
    first, last = tmp_path / "in1.txt", tmp_path / "in2.txt"
    for pipe in (first, last):
        os.mkfifo(pipe)
    job = start(mpi.bt_tui(3, "."), tmp_path)
    # each opens when its rank reads, which it does once it leaves signals to rank 0
    first.write_text("0\n0\n")
    with last.open("wb"):  # and the others wait for it
        job.send_signal(signal.SIGINT)
        ended = finish(job)

    assert ended.code == (1 if mpi.name == "openmpi" else 130)
    assert "Traceback" not in ended.err


def test_client_ranks_import_only_what_they_need(mpi: Mpi, tmp_path: Path) -> None:
    ended = run(mpi.mpirun(3, IMPORTS, "first-swarm", "--headless"), tmp_path)

    assert ended.code == 0, ended.err
    assert [line for line in ended.err.splitlines() if line] == ["rank 0: rich"]
