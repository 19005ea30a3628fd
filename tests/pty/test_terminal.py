"""Finding the user's terminal, and giving it back in any state, from any thread."""

import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bt_tui.screen_modes import RESET, is_raw
from bt_tui.terminal import NO_SIZE, Terminal
from tests.mpi.jobs import Mpi
from tests.pty.lines import Line
from tests.pty.screens import RealTerminal

FINDER = str(Path(__file__).with_name("finder.py"))
FOUND = "found.txt"


def found_by(line: str, command: list[str], directory: Path) -> str:
    """Return what is found when the shell runs a line, in which {} stands for a command."""
    words = shlex.join([*command, FOUND])
    with RealTerminal(f"tty > tty.txt; {line.format(words)}", directory) as terminal:
        terminal.exit_code()
    tty = (directory / "tty.txt").read_text().strip()
    return (directory / FOUND).read_text().replace(tty, "the terminal")


@pytest.mark.parametrize("line", ["{}", "{} 2> err.txt", "{} < /dev/tty", "sh -c '{}; true'"])
def test_the_terminal_is_found_past_mpirun(mpi: Mpi, line: str, tmp_path: Path) -> None:
    assert found_by(line, mpi.mpirun(1, FINDER), tmp_path) == "the terminal"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{} > out.txt", "mpirun's standard output is not a terminal"),
        ("{} | cat", "mpirun's standard output is not a terminal"),
        ("{} < /dev/null", "mpirun's standard input is not a terminal"),
        ("setsid -w {}", "mpirun is not in the foreground of its terminal"),
        ("TERM=dumb {}", "TERM names no terminal that could show a screen"),
        ("env -u TERM {}", "TERM names no terminal that could show a screen"),
    ],
)
def test_where_no_screen_is_wanted_the_reason_is_told(
    mpi: Mpi, line: str, reason: str, tmp_path: Path
) -> None:
    assert found_by(line, mpi.mpirun(1, FINDER), tmp_path) == f"none: {reason}"


def test_without_a_launcher_it_is_the_controlling_terminal(tmp_path: Path) -> None:
    assert found_by("{}", [sys.executable, FINDER], tmp_path) == "/dev/tty"


def test_without_a_controlling_terminal_it_is_the_nearest(tmp_path: Path) -> None:
    line = "(setsid -w {} < /dev/null > out.txt 2> err.txt)"
    assert found_by(line, [sys.executable, FINDER], tmp_path) == "the terminal"


@pytest.fixture(name="line")
def a_line() -> Iterator[Line]:
    before = signal.getsignal(signal.SIGTTOU)
    yield Line()
    signal.signal(signal.SIGTTOU, before)


@pytest.fixture(name="terminal")
def a_terminal(line: Line) -> Terminal:
    return Terminal(line.path, lambda: None)


def test_restoring_takes_the_screen_off(line: Line, terminal: Terminal) -> None:
    before = line.modes
    terminal.make_raw()
    assert is_raw(line.modes, before)
    terminal.write("painted")

    assert terminal.restore()

    assert line.read() == b"painted" + RESET
    assert line.modes == before


def test_restoring_twice_restores_once(line: Line, terminal: Terminal) -> None:
    terminal.make_raw()
    assert terminal.restore()
    assert terminal.restore()
    assert line.read() == RESET


def test_a_terminal_without_a_screen_is_left_alone(line: Line, terminal: Terminal) -> None:
    before = line.modes
    assert terminal.restore()
    assert line.modes == before
    assert line.read() == b""


def test_nothing_is_painted_once_the_screen_is_off(line: Line, terminal: Terminal) -> None:
    before = line.modes
    thread = threading.Thread(target=terminal.restore)
    thread.start()
    thread.join()

    terminal.make_raw()
    terminal.write("too late")

    assert line.modes == before
    assert line.read() == b""


def test_words_are_said_once_the_screen_is_off(line: Line, terminal: Terminal) -> None:
    terminal.make_raw()
    terminal.restore()
    assert terminal.say("why\n")
    assert line.read() == RESET + b"why\r\n"


def test_the_guardian_is_armed_before_the_terminal_is_changed(line: Line) -> None:
    before, armed = line.modes, []
    terminal = Terminal(line.path, lambda: armed.append(line.modes))
    assert not armed
    terminal.make_raw()
    assert armed == [before]


def test_a_long_text_arrives_whole(line: Line, terminal: Terminal) -> None:
    text = "".join(f"{number}, ä\r" for number in range(50_000)) + "end"
    thread = threading.Thread(target=terminal.write, args=[text])
    thread.start()
    read = line.read_until(b"end")
    thread.join()
    assert read.decode() == text


def test_a_stalled_terminal_holds_nobody_up(line: Line, terminal: Terminal) -> None:
    before = line.modes
    terminal.make_raw()
    line.fill()
    writer = threading.Thread(target=terminal.write, args=["painted"])
    writer.start()

    assert not terminal.restore()  # nobody reads, so it is left to the guardian

    writer.join()
    assert is_raw(line.modes, before)
    assert not terminal.say("words")
    assert set(line.read()) == set(Line.FILLING)


def test_a_stalled_terminal_that_goes_on_is_restored(line: Line, terminal: Terminal) -> None:
    before = line.modes
    terminal.make_raw()
    line.fill()
    writer = threading.Thread(target=terminal.write, args=["painted"])
    writer.start()
    assert not terminal.restore()
    writer.join()
    line.read()

    assert terminal.restore()

    assert line.modes == before
    assert line.read() == RESET


def test_a_vanished_terminal_takes_anything(line: Line, terminal: Terminal) -> None:
    terminal.make_raw()
    line.vanish()

    terminal.write("for nobody")

    assert terminal.gone
    assert terminal.size() == NO_SIZE
    assert terminal.restore()
    assert terminal.say("for nobody")
