"""Replaying a recording: the same screen, without MPI, and time is the cursor's.

The recording is read bit by bit, between frames: the screen is there at once, and what was not read
yet is added to what waits ahead.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bt_tui import launch
from bt_tui.app import LiveScreen
from bt_tui.exits import ALL_DONE
from bt_tui.forks import Forks
from bt_tui.history import UnfittingError
from bt_tui.replay.options import ReplayOptions
from bt_tui.sources import Ended, Facts, News, Source
from bt_tui.stage import WEB_DRIVER
from core.errors import InputError, Problem, UsageError, shown
from core.events import Record
from core.profiles import PROFILES
from core.runtime.pace import HELD, Mode, RunUntil
from core.runtime.roles import Plan
from core.trace import Header, Trace, open_trace


class RecordedFeed:
    """Reads a recording as fast as a screen takes it."""

    def __init__(self, batches: Iterator[list[Record]]) -> None:
        self.wake: Callable[[], object] = lambda: None
        self.is_empty = False
        self._batches = batches

    def take(self, records_max: int) -> list[News]:
        """Return the next records, and after the last of them that this was all.

        Raise `InputError` where the recording is wrong.
        """
        taken: list[News] = []
        while records_max > 0 and not self.is_empty:
            records = next(self._batches, None)
            self.is_empty = records is None
            taken.append(Ended() if records is None else records)
            records_max -= len(records or ())
        return taken


class Recorded(Source):
    """A recording, for a screen."""

    first_mode = Mode.HELD
    newest = "END"
    over = "the recording ends here; ← looks back, q leaves"

    def __init__(self, trace: Trace, speed: float, first: RunUntil | None) -> None:
        feed = RecordedFeed(trace.batches())
        facts = _facts(trace.header)
        super().__init__(facts, feed=feed, speed=speed, first=first, archive=trace.index)
        self.forks = _forks(trace.header)


def replay(options: ReplayOptions) -> int:
    """Show a recording until it is left; return the exit code.

    Raise `InputError` where it is none, and `UsageError` where there is no terminal to show it on.
    """
    _check_place()
    with open_trace(options.recording, indexed=True) as trace:
        speed = HELD if options.speed is None else options.speed
        first = None if options.until is None else RunUntil(options.until)
        screen = LiveScreen(Recorded(trace, speed, first))
        screen.run()
        if screen.failure is not None:
            raise _told(screen.failure, options.recording)
        if trace.cut_off_note:
            sys.stderr.write(f"bt-tui: {trace.cut_off_note}\n")
    return ALL_DONE


def _told(failure: Exception, recording: Path) -> Exception:
    """Return what failed; where an event does not fit to those before it, with its line."""
    if not isinstance(failure, UnfittingError):
        return failure
    line = failure.number + 1  # the first is the header's
    found = "an event that cannot follow from those before it"
    return InputError([Problem(shown(recording), line, found, "a recording of a run")])


def _check_place() -> None:
    if launch.is_launched():
        raise UsageError("found mpirun; expected a replay without it: bt-tui replay FILE")
    if WEB_DRIVER not in os.environ and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("found no terminal; expected one, or for its text: bt-tui show FILE")


def _forks(header: Header) -> Forks | None:
    """Return what lets it go on in memory; a profile that is not known here keeps it from that."""
    profile = PROFILES.get(header.profile)
    if profile is None:
        return None
    plan = Plan(
        header.seed,
        profile,
        header.limits,
        conducted=True,
        free_riders=header.free_riders,
        faults=header.faults,
        sizes=header.sizes,
    )
    return Forks(header.scenario, plan)


def _facts(header: Header) -> Facts:
    return Facts(
        scenario=header.scenario.name,
        ranks=len(header.scenario.clients) + 1,
        transport=header.transport,
        profile=header.profile,
        seed=header.seed,
        replayed=True,
    )
