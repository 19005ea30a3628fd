"""What rank 0 does in a run: the tracker, with a recording and a screen where they are wanted.

Rank 0 alone loads this, for the others would load in vain what records, tells and shows.
"""

import platform
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bt_tui import __version__
from bt_tui.ending import LEFT_EARLY, Ending
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE
from bt_tui.last_words import say
from bt_tui.options import RunOptions
from bt_tui.recorder import recorder
from bt_tui.recording import Recording, open_recording
from bt_tui.seeking import Seeker
from bt_tui.sources import Facts, LiveRun
from bt_tui.startup import look_for_garbage
from core.errors import shown
from core.events import Record
from core.measures import Totals
from core.model import Scenario
from core.runtime.pace import FULL, HELD, Audience, RunUntil, StopRun
from core.runtime.roles import Plan
from core.trace import SCHEMA, Header, Versions

if TYPE_CHECKING:
    from bt_tui.forks import Forks


class Led(msgspec.Struct, frozen=True):
    """What runs, on what, and how it is played.

    `binding` is the version of what binds to MPI, `output` where files are written, if any are, and
    `forks` what lets it go on in another way, if anything does.
    """

    plan: Plan
    scenario: Scenario
    play: Callable[[Audience], Totals]
    transport: str
    binding: str = ""
    output: Path | None = None
    forks: "Forks | None" = None

    @property
    def ranks(self) -> int:
        """How many ranks there are, the tracker's included."""
        return len(self.scenario.clients) + 1


def lead(led: Led, options: RunOptions, ending: Ending, began: float) -> int:
    """Run rank 0, and tell what came of it."""
    if ending.why_headless:
        say(f"bt-tui: {ending.why_headless}, so this run is headless\n")
    if options.steady_speed is not None and not led.plan.watched:
        say(f"bt-tui: {led.scenario.name}, {options.steady_speed:g} messages a second\n")
    recording = open_recording(options, _header(options, led), watched=led.plan.watched)
    if recording.path is not None:
        ending.recorded = f"bt-tui: recorded in {shown(recording.path)}\n"
    totals = _run_tracker(led, options, ending, recording)
    if not ending.interruption:  # a launcher that was told to end may forward nothing any more
        _summarise(led, options, totals, recording, time.monotonic() - began)
        _remark(options, ending)
    ending.has_left()
    if ending.interruption:
        ending.say(f"{ending.recorded}bt-tui: {ending.interruption}\n")
    if ending.interruption or ending.left_early:
        return INTERRUPTED
    return ALL_DONE if totals.complete else NOT_DONE


def _remark(options: RunOptions, ending: Ending) -> None:
    """Tell why a run ended as it did, where it was not simply over.

    It goes where the summary goes, if that is text: Open MPI may lose what a rank says last on
    standard error.
    """
    if options.json and ending.outcome:
        say(f"bt-tui: {ending.outcome}\n")
    remark = LEFT_EARLY if ending.left_early else ending.outcome
    if remark and not options.json:
        sys.stdout.write(f"bt-tui: {remark}\n")
    sys.stdout.flush()


def _run_tracker(led: Led, options: RunOptions, ending: Ending, recording: Recording) -> Totals:
    """Run rank 0 to the end, with a recording and a screen where they are wanted."""
    audience, live = _audience(led, options, recording)
    with ExitStack() as stack:
        if recording.writers:
            record = stack.enter_context(recorder(recording.writers, ending.fail))
            audience.take = _both(record, audience.take)

        def play() -> Totals:
            return led.play(audience)

        if live is None or ending.stage is None:
            ending.leave = lambda: audience.wishes.put(StopRun())
            look_for_garbage()
            totals = play()
            if isinstance(audience, Seeker):
                ending.outcome = audience.words
            return totals
        from bt_tui.watch import Watch  # noqa: PLC0415 - loads Textual, which only a screen needs

        look_for_garbage()
        watch = Watch(live, ending, ending.stage)
        return watch.run(play)


def _audience(
    led: Led, options: RunOptions, recording: Recording
) -> tuple[Audience, LiveRun | None]:
    """Return who watches the run, and how it is seen where there is a screen."""
    speed = _first_speed(options, led)
    wish = _first_wish(options)
    if led.plan.watched:
        live = LiveRun(_facts(led), speed, wish, archive=recording.index)
        live.forks = led.forks
        return live.audience, live
    return Audience(speed=speed) if wish is None else Seeker(wish), None


def _first_wish(options: RunOptions) -> RunUntil | None:
    if options.until is None:
        return None
    return RunUntil(options.until, FULL if options.speed is None else options.speed)


def _both(
    first: Callable[[list[Record]], None], second: Callable[[list[Record]], None]
) -> Callable[[list[Record]], None]:
    def take(records: list[Record]) -> None:
        first(records)
        second(records)

    return take


def _first_speed(options: RunOptions, led: Led) -> float:
    """Return the speed that a run begins with: as told, else held on a screen, else full."""
    if options.speed is not None:
        return options.speed
    return HELD if led.plan.watched else FULL


def _facts(led: Led) -> Facts:
    plan = led.plan
    return Facts(led.scenario.name, led.ranks, led.transport, plan.profile.name, plan.seed)


def _header(options: RunOptions, led: Led) -> Header:
    plan = led.plan
    return Header(
        schema=SCHEMA,
        scenario=led.scenario,
        profile=plan.profile.name,
        seed=plan.seed,
        speed=options.steady_speed,
        limits=plan.limits,
        free_riders=plan.free_riders,
        faults=plan.faults,
        sizes=plan.sizes,
        transport=led.transport,
        versions=Versions(
            bt_tui=__version__,
            python=platform.python_version(),
            mpi4py=led.binding,
            msgspec=msgspec.__version__,
        ),
    )


def _summarise(
    led: Led, options: RunOptions, totals: Totals, recording: Recording, wall_s: float
) -> None:
    from bt_tui.summary import (  # noqa: PLC0415 - slow, and at the end
        Summary,
        as_json,
        as_text,
        not_recorded,
    )

    summary = Summary(
        scenario=led.scenario.name,
        ranks=led.ranks,
        transport=led.transport,
        profile=led.plan.profile.name,
        seed=led.plan.seed,
        speed=options.steady_speed,
        output=None if led.output is None else shown(led.output),
        record=shown(recording.path) if recording.path is not None else None,
        unrecorded=recording.why_not,
        wall_s=wall_s,
        totals=totals,
    )
    if options.json and recording.why_not:
        say(f"bt-tui: {not_recorded(recording.why_not)}\n")
    sys.stdout.write(as_json(summary) if options.json else as_text(summary))
