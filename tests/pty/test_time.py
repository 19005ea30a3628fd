"""Time in a real terminal: run until, choose, look back, record, replay."""

import re
from pathlib import Path

from tests.mpi.jobs import Mpi
from tests.pty.screens import RealTerminal
from tests.pty.watching import watch

WORDS = ("--seed", "7", "--record", "run.jsonl")
SIZE = {"columns": 120, "rows": 36}
CHOSEN = 5


def steps_of(terminal: RealTerminal) -> int:
    """Return how many steps there are, as the screen says looking back."""
    found = re.search(r"after step \d+ of (\d+)", terminal.text)
    return int(found[1]) if found else -1


def picture(terminal: RealTerminal) -> list[str]:
    """Return what the lens and the narration show: all but how time goes and what is next."""
    lines = terminal.text.splitlines()[1:-2]
    return [line for line in lines if not line.startswith((" over ", " past "))]


def test_it_is_run_until_chosen_looked_back_through_recorded_and_replayed(
    mpi: Mpi, tmp_path: Path
) -> None:
    with watch(mpi, tmp_path, *WORDS, **SIZE) as terminal:
        terminal.wait_for("HELD · 5 msg/s")
        terminal.press("n")
        terminal.wait_for("Run until")
        terminal.press(*"denial", "enter")
        terminal.wait_for("says no")
        terminal.wait_for("HELD · 5 msg/s")

        terminal.press("2")
        terminal.wait_for("what waits, and why")
        for _ in range(CHOSEN):
            before = terminal.text.count("by hand")
            terminal.press("down", "enter")
            terminal.wait_until(
                lambda before=before: terminal.text.count("by hand") > before, "one was chosen"
            )
        terminal.press("home")
        terminal.wait_for("PAST −")
        terminal.wait_for("after step 0 of")
        terminal.press("end")
        terminal.wait_for("LIVE")
        terminal.press("1", "f")
        terminal.wait_for("■ ENDED")
        terminal.wait_for("poison value")
        seen = picture(terminal)
        terminal.press("q")
        assert terminal.exit_code() == 0
        terminal.wait_for("run.jsonl")
        terminal.assert_usable()

    replay = [str(mpi.programs / "bt-tui"), "replay", "run.jsonl"]
    with RealTerminal(replay, tmp_path, **SIZE) as terminal:
        terminal.wait_for("replay")
        terminal.wait_for("recorded, and held before the first message")
        terminal.press("n")
        terminal.wait_for("Run until")
        terminal.press(*"denial", "enter")
        terminal.wait_for("says no")
        terminal.press("end")
        terminal.wait_for(" END ")
        terminal.wait_until(lambda: picture(terminal) == seen, "the end is as it was")
        terminal.press("q")
        assert terminal.exit_code() == 0
        terminal.assert_usable()
