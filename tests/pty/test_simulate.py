"""A simulated run on the screen, which is that of a live one."""

from pathlib import Path

from tests.mpi.jobs import Mpi
from tests.pty.watching import watch


def test_it_opens_held_is_stepped_runs_to_its_end_and_leaves_the_terminal_as_it_was(
    mpi: Mpi, tmp_path: Path
) -> None:
    command = [str(mpi.programs / "python"), "-m", "bt_tui", "simulate", "--seed", "1"]
    with watch(mpi, tmp_path, command=command, columns=120, rows=36) as terminal:
        terminal.wait_for("HELD")
        terminal.press("s")
        terminal.wait_for("registers C1, and lists it")
        terminal.press("f")
        terminal.wait_for("■ ENDED")
        terminal.press("q")
        assert terminal.exit_code() == 0
        terminal.wait_for("as rank 0 saw it")
        terminal.assert_usable()
        terminal.assert_nothing_left()
