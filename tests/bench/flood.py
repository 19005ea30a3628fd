"""A run whose screen is flooded with events: how often it is drawn, how soon it answers keys."""

import io
import re
import time
from pathlib import Path
from typing import NamedTuple

import pexpect

from tests.bench.plain_terminal import PlainTerminal

ASKED, ANSWER = "\x1b[?2026$p", "\x1b[?2026;2$y"
"""Whether a terminal can show what belongs together at once, and that it can."""
FRAME = b"\x1b[?2026h"
"""With which each frame begins from then on."""
EVENTS = re.compile(rb"([\d,]+) events")
LENSES = (("2", b"what waits"), ("1", b"from the start"))
"""Keys that take turns, and what their lenses alone show."""
ENDED = b"ENDED"


class Flood(NamedTuple):
    """How a screen fared: rates per second, and how long each key took from press to screen."""

    events_a_second: float
    frames_a_second: float
    latencies_s: list[float]


def flooded(command: list[str], directory: Path) -> Flood:
    """Watch a run at full speed to its end, and press keys all the while."""
    terminal = PlainTerminal(command, directory, columns=120, rows=36)
    written = terminal.job.logfile_read = io.BytesIO()
    terminal.wait_for(ASKED)
    terminal.press(ANSWER)
    terminal.wait_for(LENSES[1][1].decode())
    began, frames, events = time.perf_counter(), written.getvalue().count(FRAME), _events(written)
    latencies = _press_until_the_end(terminal)
    took = time.perf_counter() - began
    terminal.press("q")
    terminal.end()
    events = _events(written) - events
    return Flood(events / took, (written.getvalue().count(FRAME) - frames) / took, latencies)


def _press_until_the_end(terminal: PlainTerminal) -> list[float]:
    latencies: list[float] = []
    while True:
        for key, shown in LENSES:
            pressed = time.perf_counter()
            terminal.press(key)
            if terminal.job.expect_exact([shown, ENDED, pexpect.TIMEOUT]):
                return latencies
            latencies.append(time.perf_counter() - pressed)


def _events(written: io.BytesIO) -> int:
    told = EVENTS.findall(written.getvalue())
    return int(told[-1].replace(b",", b"")) if told else 0
