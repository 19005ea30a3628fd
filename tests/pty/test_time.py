"""Time in a real terminal: run until, choose, look back, record, replay."""

import re
from pathlib import Path

from tests.mpi.jobs import Mpi
from tests.pty.screens import RealTerminal
from tests.pty.watching import watch

WORDS = ("--seed", "7", "--record", "run.jsonl")
COLUMNS, ROWS = 120, 36
CHOSEN = 5
CLIENTS = 3


def wait_for_chosen_step(terminal: RealTerminal, step: int) -> None:
    """Wait until a choice is told, and what came of it: till then the list still shows it."""
    told = re.compile(rf"^ *{step} ", re.MULTILINE)
    terminal.wait_for(f"{step} by hand")
    terminal.wait_until(lambda: len(told.findall(terminal.text)) > 1, f"step {step} is told")
    terminal.wait_for("HELD")


def last_step(terminal: RealTerminal) -> int:
    """Return the step that the newest sentence tells of."""
    return int(re.findall(r"^ +(\d+) ", terminal.text, flags=re.MULTILINE)[-1])


def picture(terminal: RealTerminal) -> list[str]:
    """Return what the lens and the narration show: all but how time goes and what is next."""
    lines = terminal.text.splitlines()[1:-2]
    return [line for line in lines if not line.startswith((" over ", " past "))]


def test_it_is_run_until_chosen_looked_back_through_recorded_and_replayed(
    mpi: Mpi, tmp_path: Path
) -> None:
    with watch(mpi, tmp_path, *WORDS, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("HELD · 5 msg/s")
        terminal.press("n")
        terminal.wait_for("Run until")
        terminal.press(*"denial", "enter")
        terminal.wait_for("says no")
        terminal.wait_for("HELD · 5 msg/s")

        terminal.press("2")
        terminal.wait_for("what waits, and why")
        for _ in range(CHOSEN):
            step = last_step(terminal) + 1
            terminal.press("down", "enter")
            wait_for_chosen_step(terminal, step)
        terminal.press("home")
        terminal.wait_for("PAST −")
        terminal.wait_for("after step 0 of")
        terminal.press("end")
        terminal.wait_for("LIVE")
        terminal.press("1", "f")
        terminal.wait_for("■ ENDED")
        ends = "gets the poison value"
        terminal.wait_until(lambda: terminal.text.count(ends) == CLIENTS, "all ends are told")
        seen = picture(terminal)
        terminal.press("q")
        assert terminal.exit_code() == 0
        terminal.wait_for("run.jsonl")
        terminal.assert_usable()

    replay = [str(mpi.programs / "bt-tui"), "replay", "run.jsonl"]
    with RealTerminal(replay, tmp_path, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("replay: classroom")
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
