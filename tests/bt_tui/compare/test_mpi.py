"""mpirun as a child: programs that stand for it end badly, and nothing of them stays."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from bt_tui import launch
from bt_tui.cli import main
from bt_tui.exits import INTERRUPTED, NOT_DONE, USAGE
from tests.bt_tui.conftest import program

COMPARE = ("compare", "first-swarm", "--profiles", "client-table", "--runs", "1")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where temporary directories are made."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def be_mpirun(directory: Path, *lines: str) -> None:
    """Let these lines of a shell script stand for mpirun."""
    program(directory, "mpirun").write_text("\n".join(("#!/bin/sh", *lines)))


def test_it_is_started_as_a_run_of_the_profile_would_be(
    bin_directory: Path, temporary: Path, tmp_path: Path
) -> None:
    noted = tmp_path / "words"
    be_mpirun(bin_directory, f'printf "%s\\n" "$@" "${launch.OVERSUBSCRIBE}" > {noted}')
    assert main((*COMPARE, "--seed", "5")) == NOT_DONE
    words = noted.read_text().splitlines()
    assert words[:4] == ["-np", "3", sys.executable, "-m"]
    assert words[4:7] == ["bt_tui", "run", "--headless"]
    assert words[7:11] == ["--profile", "client-table", "--seed", "5"]
    assert [words[11], words[13]] == ["--record", "--output"]
    assert all(Path(words[place]).parent.parent == temporary for place in (12, 14))
    assert Path(words[15]).name == "first-swarm"
    assert words[16] == ":oversubscribe"


@pytest.mark.parametrize("code", [0, 1, 2, 77])
def test_a_run_without_a_recording_failed_and_its_words_are_told(
    bin_directory: Path, temporary: Path, capsys: pytest.CaptureFixture[str], code: int
) -> None:
    be_mpirun(bin_directory, "echo 'no room' >&2", f"exit {code}")
    assert main(COMPARE) == NOT_DONE
    told = capsys.readouterr()
    first, second = told.err.splitlines()
    assert first.startswith(f"bt-tui: client-table with seed 1: mpirun ended with exit code {code}")
    assert second == "no room"
    assert "client-table     -" in told.out
    assert list(temporary.iterdir()) == []


def test_a_recording_that_breaks_off_is_that_of_a_failed_run(
    bin_directory: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    be_mpirun(bin_directory, 'while [ "$1" != --record ]; do shift; done', 'echo "{" > "$2"')
    assert main(COMPARE) == NOT_DONE
    assert "without the recording of a whole run" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["INT", "TERM", "HUP"])
def test_an_interruption_ends_mpirun_and_leaves_nothing(
    bin_directory: Path, temporary: Path, tmp_path: Path, name: str
) -> None:
    noted = tmp_path / "process"
    waiting = "while :; do read line < fifo; done"
    os.mkfifo(tmp_path / "fifo")
    be_mpirun(bin_directory, f"echo $$ > {noted}", f"cd {tmp_path}", f"kill -{name} $PPID", waiting)
    assert main(COMPARE) == INTERRUPTED
    assert list(temporary.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


def test_without_mpirun_it_says_how_to_get_one(
    bin_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(COMPARE) == USAGE
    assert capsys.readouterr().err.startswith("bt-tui: found no mpirun; expected an MPI")
