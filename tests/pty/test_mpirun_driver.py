"""A screen at rank 0: it hears what is typed, and leaves the terminal as it was."""

import json
import os
import shlex
import signal
from pathlib import Path

import pytest

from tests.mpi.jobs import Mpi
from tests.pty.emulator import ALTERNATE, SYNCHRONIZED
from tests.pty.screens import RealTerminal

PAINTER = str(Path(__file__).with_name("painter.py"))
RANKS = 3


def test_keys_clicks_and_resizes_arrive_and_nothing_is_left_of_them(
    mpi: Mpi, tmp_path: Path
) -> None:
    with RealTerminal(mpi.mpirun(RANKS, PAINTER), tmp_path, columns=100, rows=30) as terminal:
        terminal.wait_for("ready")
        assert ALTERNATE in terminal.modes
        terminal.press("a", "up", "space", "ctrl+c", "f1", "escape")
        terminal.wait_for("ready a up space ctrl+c f1 escape")
        terminal.click(7, 5)
        terminal.wait_for("click(7,5)")
        terminal.resize(80, 24)
        terminal.wait_for("80x24")
        terminal.press("q")
        assert terminal.exit_code() == 0
        assert SYNCHRONIZED in terminal.emulator.display.ever_private  # asked for, and granted
        assert terminal.text == ""
        terminal.assert_usable()
        terminal.assert_nothing_left()


def test_keys_and_clicks_are_told_of_before_they_arrive_and_so_is_what_was_drawn(
    mpi: Mpi, tmp_path: Path
) -> None:
    with RealTerminal(mpi.mpirun(RANKS, PAINTER), tmp_path, columns=100, rows=30) as terminal:
        terminal.wait_for("ready")
        terminal.press("a", "up", "i")
        terminal.wait_for("ready a up i 3 inputs, some drawings")
        terminal.press("q")
        assert terminal.exit_code() == 0


def test_an_exception_is_shown_once_the_screen_is_off(mpi: Mpi, tmp_path: Path) -> None:
    with RealTerminal(mpi.mpirun(RANKS, PAINTER), tmp_path, rows=60) as terminal:
        terminal.wait_for("ready")
        terminal.press("x")
        assert terminal.exit_code() == 1
        assert "ZeroDivisionError: asked for" in terminal.text
        assert "bt-tui:" not in terminal.text
        terminal.assert_usable()
        terminal.assert_nothing_left()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_mpirun_ends_it_in_order(
    mpi: Mpi, number: signal.Signals, tmp_path: Path
) -> None:
    with RealTerminal(mpi.mpirun(RANKS, PAINTER), tmp_path) as terminal:
        terminal.wait_for("ready")
        os.kill(processes(tmp_path)[-1], number)
        interrupted = number == signal.SIGINT and mpi.name != "openmpi"
        terminal.wait_for("painter: " + ("interrupted" if interrupted else "told to end"))
        terminal.assert_usable()
        terminal.assert_nothing_left()
        assert "bt-tui:" not in terminal.text


@pytest.mark.parametrize("rank", [0, 2])
def test_a_rank_that_aborts_leaves_the_terminal_usable(mpi: Mpi, rank: int, tmp_path: Path) -> None:
    with RealTerminal(mpi.mpirun(RANKS, PAINTER), tmp_path) as terminal:
        terminal.wait_for("ready")
        os.kill(processes(tmp_path)[rank], signal.SIGUSR1)
        assert terminal.exit_code() == 3
        terminal.wait_for("which ended the run" if rank == 0 or mpi.name == "mpich" else "painter:")
        terminal.assert_usable()
        terminal.assert_nothing_left()


def test_the_end_of_input_is_told_of(mpi: Mpi, tmp_path: Path) -> None:
    alone = shlex.join([mpi.python, PAINTER, "--impatient"])
    with RealTerminal(f"{alone} < /dev/null", tmp_path) as terminal:
        terminal.wait_for("painter: no key can come any more")
        terminal.assert_usable()
        terminal.assert_nothing_left()


def processes(directory: Path) -> list[int]:
    """Return the painter's processes: its ranks, and mpirun."""
    found: list[int] = json.loads((directory / "processes.json").read_text())
    return found
