"""However rank 0 ends, the terminal is given back, with a reason, and nobody stays behind."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bt_tui.guardian import Guardian
from bt_tui.screen_modes import RESET, raw
from tests.mpi.jobs import Mpi
from tests.pty.lines import Line
from tests.pty.screens import RealTerminal

PAINTER = str(Path(__file__).with_name("painter.py"))
RANKS = 3
MPIRUN = RANKS
"""Its place among the painter's processes."""


@pytest.fixture(name="line")
def a_line() -> Line:
    return Line()


def test_rank_0_that_ends_without_a_word_is_told_of(line: Line) -> None:
    guardian = Guardian(line.path)
    guardian.arm()
    guardian.close()
    seen = "was seen to end first, without a word, which ended the run"
    words = f"bt-tui: rank 0 (process {os.getpid()}) {seen}"
    assert line.read() == RESET + words.encode() + b"\r\n"


def test_a_terminal_that_was_given_back_is_left_alone(line: Line) -> None:
    guardian = Guardian(line.path)
    guardian.arm()
    guardian.release()
    guardian.close()
    assert line.read() == b""


def test_a_terminal_on_which_no_screen_was_begun_is_left_alone(line: Line) -> None:
    guardian = Guardian(line.path)
    guardian.close()
    assert line.read() == b""


def test_modes_that_a_shell_has_set_since_are_kept(line: Line) -> None:
    guardian = Guardian(line.path)
    guardian.arm()
    changed = line.modes
    changed[3] ^= 1
    line.modes = changed
    guardian.close()
    assert line.modes == changed


def test_raw_modes_are_undone(line: Line) -> None:
    guardian = Guardian(line.path)
    guardian.arm()
    before = line.modes
    line.modes = raw(before)
    guardian.close()
    assert line.modes == before


def test_a_guardian_that_was_killed_is_no_harm(line: Line) -> None:
    guardian = Guardian(line.path)
    os.kill(guardian.pid, signal.SIGKILL)
    os.waitid(os.P_PID, guardian.pid, os.WEXITED | os.WNOWAIT)
    guardian.arm()
    guardian.release()
    guardian.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_does_not_end_the_guardian(line: Line, number: signal.Signals) -> None:
    guardian = Guardian(line.path)
    guardian.arm()
    wait_until_it_ignores(guardian, number)
    os.kill(guardian.pid, number)
    guardian.close()
    assert RESET in line.read()


def wait_until_it_ignores(guardian: Guardian, number: int) -> None:
    def ignored() -> int:
        status = Path(f"/proc/{guardian.pid}/status").read_text()
        return int(status.partition("SigIgn:")[2].split()[0], 16)

    while not ignored() >> (number - 1) & 1:
        os.sched_yield()


@pytest.fixture(name="client")
def a_client() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits until it is killed."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_the_rank_that_ended_first_is_named(line: Line, client: subprocess.Popen[bytes]) -> None:
    guardian = Guardian(line.path)
    guardian.arm()
    guardian.watch([os.getpid(), client.pid])
    wait_until_it_watches(guardian, 2)
    client.kill()
    client.wait()
    guardian.close()
    words = (
        f"rank 1 (process {client.pid}) was seen to end first, without a word, which ended the run"
    )
    assert words in line.read().decode()


def wait_until_it_watches(guardian: Guardian, processes: int) -> None:
    def watched() -> int:
        found = 0
        for file in Path(f"/proc/{guardian.pid}/fdinfo").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                found += "\nPid:" in file.read_text()
        return found

    while watched() < processes:
        os.sched_yield()


def start(mpi: Mpi, directory: Path) -> tuple[RealTerminal, list[int]]:
    """Start the painter; return its terminal, in which it is ready, and its processes."""
    terminal = RealTerminal(mpi.mpirun(RANKS, PAINTER), directory)
    terminal.wait_for("ready")
    return terminal, json.loads((directory / "processes.json").read_text())


def wait_for_first(terminal: RealTerminal) -> None:
    """Wait until some rank is named: MPICH's mpirun ends the others too fast to be sure which."""
    named = re.compile(r"bt-tui: rank \d \(process \d+\) was seen to end first")
    terminal.wait_until(lambda: named.search(terminal.text), "a rank is named")


def test_a_client_that_is_killed_is_named(mpi: Mpi, tmp_path: Path) -> None:
    terminal, processes = start(mpi, tmp_path)
    with terminal:
        os.kill(processes[2], signal.SIGKILL)
        if mpi.name == "openmpi":  # says so itself, and asks the others to end
            terminal.wait_for("painter: told to end")
            terminal.wait_for(f"rank 2 with PID {processes[2]}")
        else:
            wait_for_first(terminal)
        terminal.assert_usable()
        terminal.assert_nothing_left()


def test_rank_0_that_is_killed_is_named(mpi: Mpi, tmp_path: Path) -> None:
    terminal, processes = start(mpi, tmp_path)
    with terminal:
        os.kill(processes[0], signal.SIGKILL)
        wait_for_first(terminal)
        terminal.assert_usable()
        terminal.assert_nothing_left()


def test_when_mpirun_is_killed_nobody_stays_behind(mpi: Mpi, tmp_path: Path) -> None:
    terminal, processes = start(mpi, tmp_path)
    with terminal:
        os.kill(processes[MPIRUN], signal.SIGKILL)
        terminal.wait_for("bt-tui: mpirun ended before its ranks did, which ended the run")
        assert terminal.exit_code() == 128 + signal.SIGKILL
        terminal.assert_usable()
        terminal.assert_nothing_left()


def test_when_the_terminal_vanishes_nobody_stays_behind(mpi: Mpi, tmp_path: Path) -> None:
    terminal, _ = start(mpi, tmp_path)
    with terminal:
        terminal.hang_up()
        terminal.assert_nothing_left()
