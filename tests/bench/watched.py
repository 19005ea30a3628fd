"""Runs on the screen, in a terminal of their own: what is timed of them."""

import re
import time
from pathlib import Path

from tests.bench.plain_terminal import PlainTerminal
from tests.pty.screens import RealTerminal

PROTOCOL_S = re.compile(r"after ([\d.]+) s of protocol time")
STEP = re.compile(r"^ +(\d+) (?:C\d|tracker)", re.MULTILINE)
COLUMNS, ROWS = 120, 36
REST_S = 0.3


def on_screen(command: list[str], directory: Path) -> PlainTerminal:
    """Start a run on a screen of the size that is measured."""
    return PlainTerminal(command, directory, columns=COLUMNS, rows=ROWS)


def leave(terminal: PlainTerminal) -> str:
    """Leave a run that is held before its end; return the last that was written."""
    terminal.press("q")
    terminal.wait_for("Leave it?")
    terminal.press("y")
    return terminal.end()


def protocol_s_on_screen(command: list[str], directory: Path) -> float:
    """Return the protocol time of a run that is watched at full speed."""
    terminal = on_screen(command, directory)
    terminal.wait_for("■ ENDED")
    terminal.press("q")
    return protocol_s(terminal.end())


def protocol_s(summary: str) -> float:
    """Return the protocol time that a summary for people tells, in seconds."""
    found = PROTOCOL_S.search(summary)
    assert found is not None, summary
    return float(found[1])


def seeking_s(command: list[str], directory: Path) -> float:
    """Return how long a run takes on screen that steps by itself until the end messages."""
    terminal = on_screen(command, directory)
    terminal.wait_for("▶▶ until")
    began = time.perf_counter()
    terminal.wait_for("❚❚ HELD")
    taken = time.perf_counter() - began
    leave(terminal)
    return taken


def latencies_s(command: list[str], directory: Path, steps: int) -> list[float]:
    """Return how long each of so many steps takes from the key to the screen."""
    with RealTerminal(command, directory) as terminal:
        terminal.wait_for("❚❚ HELD")
        return [_step_s(terminal, step) for step in range(1, steps + 1)]


def _step_s(terminal: RealTerminal, step: int) -> float:
    """Take this step, and rest after it, as people press keys, with everything at rest."""
    began = time.perf_counter()
    terminal.press("s")
    terminal.wait_until(lambda: step_of(terminal.text) == step, "a step")
    taken = time.perf_counter() - began
    rested_at = time.monotonic() + REST_S
    terminal.wait_until(lambda: time.monotonic() > rested_at, "a rest")
    return taken


def step_of(text: str) -> int:
    """Return the number of the last step that the narration on a screen tells of."""
    steps = STEP.findall(text)
    return int(steps[-1]) if steps else -1
