"""`mpirun -np 4 python -m bt_tui`, exactly as it stands, in a real terminal."""

import re
from pathlib import Path

from tests.mpi.jobs import Mpi, run
from tests.pty.screens import RealTerminal
from tests.pty.watching import main_command, path_of, watch


def step_of(terminal: RealTerminal) -> int:
    """Return the number of the last step that the narration tells of."""
    steps = re.findall(r"^ +(\d+) (?:C\d|tracker)", terminal.text, flags=re.MULTILINE)
    return int(steps[-1]) if steps else -1


def wait_for_step(terminal: RealTerminal, step: int) -> None:
    """Wait until the narration has come to this step, and to none beyond."""
    terminal.wait_until(lambda: step_of(terminal) >= step, f"step {step} is told")
    assert step_of(terminal) == step


def test_a_swarm_is_watched_held_stepped_played_and_left(mpi: Mpi, tmp_path: Path) -> None:
    with watch(mpi, tmp_path, columns=100, rows=30) as terminal:
        terminal.wait_for("rank 3 is client C3: has notes; wants atlas, music, poem")
        terminal.wait_for("HELD · 5 msg/s")
        for text in ("LIVE", "■ from the start", "space hold/play s step"):
            terminal.wait_for(text)

        terminal.press("s")
        wait_for_step(terminal, 1)
        terminal.wait_until(lambda: "rank 3 is" not in terminal.text, "the card is gone")
        terminal.press("right", "pagedown")
        wait_for_step(terminal, 3)
        terminal.wait_for("gives everyone the start signal (ACK)")

        terminal.press("+", "+", "+")
        terminal.wait_for("HELD · 50 msg/s")
        terminal.press("space")
        terminal.wait_for("▶ 50 msg/s")
        terminal.wait_for("◈ peer")
        terminal.press("space")
        terminal.wait_for("HELD · 50 msg/s")
        terminal.wait_for(" next ")

        terminal.press("f")
        terminal.wait_for("■ ENDED")
        terminal.press("left")
        terminal.wait_for("PAST −")
        terminal.press("end")
        terminal.wait_for("■ ENDED")
        terminal.press("q")
        assert terminal.exit_code() == 0
        terminal.wait_for("as rank 0 saw it")
        terminal.assert_usable()
        terminal.assert_nothing_left()
    names = {path.name for path in (tmp_path / "output").iterdir()}
    assert {"client2_atlas", "client3_poem"} <= names


def test_the_screen_follows_the_size_of_its_window(mpi: Mpi, tmp_path: Path) -> None:
    with watch(mpi, tmp_path, columns=80, rows=24) as terminal:
        terminal.wait_for("rank 1 is client C1")
        assert "served" not in terminal.text
        terminal.resize(200, 60)
        terminal.wait_for("client  got  wants  served")
        terminal.wait_until(lambda: len(terminal.text.splitlines()) == 60, "all lines are used")
        terminal.resize(50, 12)
        terminal.wait_for("bt_tui needs 60 columns and 15 lines.")
        terminal.resize(80, 24)
        terminal.wait_for("rank 1 is client C1")
        terminal.press("?")
        terminal.wait_for("hold the run, or let it play")
        terminal.press("escape")
        terminal.wait_for("rank 1 is client C1")
        terminal.press("q")
        terminal.wait_for("Leave it?")
        terminal.press("y")
        assert terminal.exit_code() == 130
        terminal.wait_for("bt-tui: left before the end")
        terminal.assert_usable()


def test_it_goes_the_same_way_for_a_seed_stepped_or_played(mpi: Mpi, tmp_path: Path) -> None:
    for recording in ("stepped", "played"):
        words = ("first-swarm", "--seed", "5", "--record", recording)
        with watch(mpi, tmp_path, command=mpi.bt_tui(3, *words)) as terminal:
            terminal.wait_for("HELD")
            terminal.press(*("s" * 100 if recording == "stepped" else [*"+++++", "space"]))
            terminal.wait_for("■ ENDED")
            terminal.press("q")
            assert terminal.exit_code() == 0
    assert (tmp_path / "stepped").read_bytes() == (tmp_path / "played").read_bytes()


def test_bad_input_is_told_on_an_untouched_terminal(mpi: Mpi, tmp_path: Path) -> None:
    with watch(mpi, tmp_path, "first-swarm") as terminal:
        assert terminal.exit_code() == 2
        terminal.wait_for("found 4 ranks; expected 3")
        terminal.assert_usable()


def test_without_a_terminal_it_runs_headless_and_says_so_in_one_line(
    mpi: Mpi, tmp_path: Path
) -> None:
    ended = run(main_command(mpi), tmp_path, path_of(mpi))

    assert ended.code == 0
    assert ended.err.splitlines() == [
        "bt-tui: mpirun's standard output is not a terminal, so this run is headless"
    ]
    assert "all files complete" in ended.out
