"""However a watched run ends, the terminal is usable, and what failed is said on it."""

import signal
from pathlib import Path

import pytest

from tests.mpi.jobs import Mpi
from tests.pty.screens import RealTerminal
from tests.pty.watching import end, process_of_mpirun, process_of_rank, watch

BROKEN = str(Path(__file__).parents[1] / "mpi" / "broken.py")


def playing(terminal: RealTerminal) -> RealTerminal:
    """Wait until the run plays, with a few segments on their way."""
    terminal.wait_for("HELD · 5 msg/s")
    terminal.press("+", "+", "+", "space")
    terminal.wait_for("◈ peer")
    return terminal


def check_given_back(terminal: RealTerminal) -> None:
    terminal.assert_usable()
    terminal.assert_nothing_left()


ENDED_FIRST = ("bt-tui: mpirun ended before its ranks did", "bt-tui: rank 0 (process ")
"""What the guardian may have seen when mpirun is killed."""


@pytest.mark.parametrize("keys", [["q", "y"], ["ctrl+c"]], ids=["q", "Ctrl-C"])
def test_leaving_early_stops_the_run_in_order(mpi: Mpi, keys: list[str], tmp_path: Path) -> None:
    with watch(mpi, tmp_path, "classroom") as terminal:
        playing(terminal).press(*keys)
        assert terminal.exit_code() == 130
        terminal.wait_for("bt-tui: left before the end")
        terminal.wait_for("output: output")
        check_given_back(terminal)
    assert list((tmp_path / "output").glob("*.partial"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_telling_mpirun_to_end_stops_the_run_in_order(
    mpi: Mpi, number: signal.Signals, tmp_path: Path
) -> None:
    with watch(mpi, tmp_path, "classroom") as terminal:
        end(process_of_mpirun(playing(terminal)), number)
        # Open MPI's mpirun has an exit code of its own, and makes one signal of both
        assert terminal.exit_code() == (1 if mpi.name == "openmpi" else 130)
        told = "interrupted" if (mpi.name, number) == ("mpich", signal.SIGINT) else "told to end"
        # what MPICH says of it may come late on a busy machine, and takes two lines
        terminal.wait_until(
            lambda: f"\nbt-tui: {told}" in "\n".join(terminal.text.splitlines()[-4:]),
            "the reason is at the end",
        )
        check_given_back(terminal)
    assert list((tmp_path / "output").glob("*.partial"))


@pytest.mark.parametrize("rank", [0, 2])
def test_a_rank_that_is_killed_ends_the_run(mpi: Mpi, rank: int, tmp_path: Path) -> None:
    with watch(mpi, tmp_path, "classroom") as terminal:
        end(process_of_rank(playing(terminal), rank), signal.SIGKILL)
        assert terminal.exit_code() not in {0, 130}
        # MPICH's mpirun ends the others so fast that who ended first is seen well, not surely;
        # Open MPI's ends rank 0 in order, and says by itself who was killed
        said = f"process rank {rank}" if mpi.name == "openmpi" else "bt-tui: rank "
        terminal.wait_for(said)
        check_given_back(terminal)


def test_when_mpirun_is_killed_all_ranks_end(mpi: Mpi, tmp_path: Path) -> None:
    with watch(mpi, tmp_path, "classroom") as terminal:
        end(process_of_mpirun(playing(terminal)), signal.SIGKILL)
        assert terminal.exit_code() == 137
        # what it had open is closed a little before its end can be seen: rank 0's may come between
        terminal.wait_until(
            lambda: any(map(terminal.text.__contains__, ENDED_FIRST)), "why it ended"
        )
        check_given_back(terminal)


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("tracker:0", "rank 0, tracker"),
        ("collector:0", "rank 0, collector"),
        ("screen:0", "rank 0, main thread"),
        ("upload:1", "rank 1, C1↑"),
    ],
)
def test_an_exception_in_any_thread_ends_the_run_with_its_traceback_on_the_terminal(
    mpi: Mpi, where: str, named: str, tmp_path: Path
) -> None:
    command = mpi.mpirun(4, BROKEN, where, "classroom", "--speed", "max")
    with watch(mpi, tmp_path, command=command, rows=120) as terminal:
        assert terminal.exit_code() == 1
        for text in (f"bt-tui: {named}, failed, which ends the run", "Traceback", "DefectError"):
            terminal.wait_for(text)
        check_given_back(terminal)


def test_a_rank_that_aborts_by_itself_leaves_a_usable_terminal_and_a_reason(
    mpi: Mpi, tmp_path: Path
) -> None:
    command = mpi.mpirun(4, BROKEN, "abort:2", "classroom", "--speed", "max")
    with watch(mpi, tmp_path, command=command) as terminal:
        assert terminal.exit_code() not in {0, 130}
        said = {"mpich": "bt-tui: mpirun ended", "openmpi": "process rank 2"}
        terminal.wait_for(said[mpi.name])
        check_given_back(terminal)
