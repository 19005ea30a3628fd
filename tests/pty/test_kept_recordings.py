"""A run with a screen is always recorded, and the summary says where, unless it is told not to."""

import os
import time
from pathlib import Path

from bt_tui.kept import KEPT_MAX, LEFT_ALONE_S
from core.events import ShutdownGiven, ThreadStopped
from core.trace import read_trace
from tests.mpi.jobs import Mpi
from tests.pty.screens import RealTerminal
from tests.pty.watching import STATE, kept, watch


def to_its_end(terminal: RealTerminal) -> None:
    terminal.wait_for("■ ENDED")
    terminal.press("q")
    assert terminal.exit_code() == 0


def test_a_watched_run_is_kept_and_the_summary_says_where(mpi: Mpi, tmp_path: Path) -> None:
    command = mpi.bt_tui(3, "first-swarm", "--speed", "max")
    with watch(mpi, tmp_path, command=command, columns=250) as terminal:
        to_its_end(terminal)
        (path,) = kept(tmp_path)
        terminal.wait_for(f"recording: {path}")
    header, records = read_trace(path)
    assert header.scenario.name == "first-swarm"
    assert any(isinstance(record.event, ShutdownGiven) for record in records)


def test_a_run_that_is_left_early_is_kept_up_to_there(mpi: Mpi, tmp_path: Path) -> None:
    with watch(mpi, tmp_path, command=mpi.bt_tui(3, "first-swarm")) as terminal:
        terminal.wait_for("HELD")
        terminal.press("s", "q", "y")
        assert terminal.exit_code() == 130
    (path,) = kept(tmp_path)
    assert any(isinstance(record.event, ThreadStopped) for record in read_trace(path)[1])


def test_old_recordings_make_room(mpi: Mpi, tmp_path: Path) -> None:
    place = tmp_path / STATE / "bt_tui" / "recordings"
    place.mkdir(parents=True)
    for number in range(KEPT_MAX + 2):
        old = place / f"run-2024-01-01-000000-{number:08}.jsonl"
        old.write_text("{}")
        written = time.time() - LEFT_ALONE_S - 100 - number
        os.utime(old, (written, written))
    with watch(mpi, tmp_path, command=mpi.bt_tui(3, "first-swarm", "--speed", "max")) as terminal:
        to_its_end(terminal)
    assert len(kept(tmp_path)) == KEPT_MAX
    assert not (place / f"run-2024-01-01-000000-{KEPT_MAX - 1:08}.jsonl").exists()


def test_told_where_to_or_told_not_to_be_it_is_kept_nowhere_else(mpi: Mpi, tmp_path: Path) -> None:
    for words in (["--no-record"], ["--record", "run.jsonl.gz"]):
        command = mpi.bt_tui(3, "first-swarm", "--speed", "max", *words)
        with watch(mpi, tmp_path, command=command) as terminal:
            to_its_end(terminal)
            assert ("recording: run.jsonl.gz" in terminal.text) == ("--record" in words)
    assert not kept(tmp_path)
    assert read_trace(tmp_path / "run.jsonl.gz")[1]


def test_a_place_that_cannot_be_written_is_told_and_the_screen_starts(
    mpi: Mpi, tmp_path: Path
) -> None:
    (tmp_path / STATE).write_text("")
    command = mpi.bt_tui(3, "first-swarm", "--speed", "max")
    with watch(mpi, tmp_path, command=command, columns=250) as terminal:
        to_its_end(terminal)
        terminal.wait_for(f"not recorded: {tmp_path / STATE}/bt_tui/recordings: not a directory")


def test_for_a_program_it_is_told_beside_the_summary(mpi: Mpi, tmp_path: Path) -> None:
    (tmp_path / STATE).write_text("")
    command = [*mpi.bt_tui(3, "first-swarm", "--speed", "max", "--json")]
    with watch(mpi, tmp_path, command=command, rows=150) as terminal:
        to_its_end(terminal)
        terminal.wait_for("bt-tui: not recorded: ")
        terminal.wait_for('"record": null')
