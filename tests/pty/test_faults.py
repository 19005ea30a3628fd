"""Letting something go wrong in a live run, on the screen, and going on from its recording."""

from pathlib import Path

from tests.bt_tui.inputs import write_inputs
from tests.mpi.jobs import Mpi
from tests.pty.screens import RealTerminal
from tests.pty.watching import watch
from tests.worlds import client, file

PRIZE = file("prize", 12)
COLUMNS, ROWS = 120, 36


def test_a_client_is_crashed_on_the_screen_and_the_others_finish(mpi: Mpi, tmp_path: Path) -> None:
    others = [client(rank, wants=[PRIZE]) for rank in (2, 3)]
    write_inputs(tmp_path / "in", client(1, owns=[PRIZE]), *others)
    words = ("in", "--seed", "7", "--until", "stored:2", "--record", "run.jsonl")
    with watch(mpi, tmp_path, *words, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("C2 → C1")
        terminal.wait_for("HELD")
        terminal.press("4")
        terminal.wait_for("▸C1")
        terminal.press("j")
        terminal.wait_for("▸C2")
        terminal.press("c")
        terminal.wait_for("C2 crashes")
        terminal.wait_for("nothing reaches it any more")
        terminal.press("f")
        terminal.wait_for("■ ENDED")
        terminal.wait_for("ended with all that it wants")
        terminal.press("q")
        assert terminal.exit_code() == 1
        terminal.wait_for("C2 lacks")
        terminal.assert_usable()
    assert (tmp_path / "output" / "client3_prize").read_text().split() == list(PRIZE.hashes)
    assert not (tmp_path / "output" / "client2_prize").exists()

    replay = [str(mpi.programs / "bt-tui"), "replay", "run.jsonl", "--until", "stored:2"]
    with RealTerminal(replay, tmp_path, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("PAST")
        terminal.wait_for("HELD")
        terminal.press("F")
        terminal.wait_for("fork at")
        terminal.press("f")
        terminal.wait_for("■ ENDED")
        terminal.press("1")
        terminal.wait_for("3 seeds")
        terminal.press("b")
        terminal.wait_for("replay: in")
        terminal.press("q")
        assert terminal.exit_code() == 0
        terminal.assert_usable()
