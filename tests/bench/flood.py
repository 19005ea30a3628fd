"""A run whose screen is flooded with events: how often it is drawn, how soon it answers keys."""

import io
import re
import time
from itertools import cycle
from pathlib import Path
from random import Random
from typing import NamedTuple

import pexpect

from tests.bench.plain_terminal import PlainTerminal
from tests.bench.watched import on_screen

ASKED, ANSWER = "\x1b[?2026$p", "\x1b[?2026;2$y"
"""Whether a terminal can show what belongs together at once, and that it can."""
FRAME = b"\x1b[?2026h"
"""With which each frame begins from then on."""
EVENTS = re.compile(rb"([\d,]+) events")
LENSES = (("2", b"what waits"), ("1", b"from the start"))
"""Keys that take turns, and what their lenses alone show."""
RESTS_S = (0.1, 0.3)
"""For how long no key is pressed after an answer: at random, so as to keep no step with frames."""
ENDED = b"ENDED"


class Flood(NamedTuple):
    """How a screen fared: rates per second, and how long each key took from press to screen."""

    events_a_second: float
    frames_a_second: float
    latencies_s: list[float]


def flooded(command: list[str], directory: Path) -> Flood:
    """Watch a run at full speed to its end, and press keys all the while."""
    terminal = on_screen(command, directory)
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
    rests = Random(0)
    for key, shown in cycle(LENSES):
        if _waits_for(terminal, ENDED, rests.uniform(*RESTS_S)):
            break
        pressed = time.perf_counter()
        terminal.press(key)
        if terminal.job.expect_exact([shown, ENDED, pexpect.TIMEOUT]):
            break
        latencies.append(time.perf_counter() - pressed)
    return latencies


def _waits_for(terminal: PlainTerminal, text: bytes, seconds: float) -> bool:
    """Go on reading for so long; tell whether this text came."""
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        if not terminal.job.expect_exact([text, pexpect.TIMEOUT], timeout=left):
            return True
    return False


def _events(written: io.BytesIO) -> int:
    told = EVENTS.findall(written.getvalue())
    return int(told[-1].replace(b",", b"")) if told else 0
