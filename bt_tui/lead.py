"""What rank 0 does in a run: the tracker, with a recording and a screen where they are wanted.

Rank 0 alone loads this, for the others would load in vain what records, tells and shows.
"""

import platform
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack

import msgspec

from bt_tui import __version__
from bt_tui.ending import LEFT_EARLY, Ending
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE
from bt_tui.last_words import say
from bt_tui.options import RunOptions
from bt_tui.preflight import Agreed
from bt_tui.recorder import recorder
from bt_tui.recording import Recording, open_recording
from bt_tui.seeking import Seeker
from bt_tui.sources import Facts, LiveRun
from core.errors import shown
from core.events import Record
from core.measures import Totals
from core.runtime.mpi import BINDING_VERSION, World, library_name
from core.runtime.pace import FULL, HELD, Audience, RunUntil, StopRun
from core.runtime.roles import play_tracker
from core.trace import SCHEMA, Header, Versions


def lead(world: World, options: RunOptions, agreed: Agreed, ending: Ending, began: float) -> int:
    """Run rank 0, and tell what came of it."""
    if ending.why_headless:
        say(f"bt-tui: {ending.why_headless}, so this run is headless\n")
    if options.steady_speed is not None and not agreed.plan.watched:
        say(f"bt-tui: {agreed.scenario.name}, {options.steady_speed:g} messages a second\n")
    recording = open_recording(options, _header(options, agreed), watched=agreed.plan.watched)
    if recording.path is not None:
        ending.recorded = f"bt-tui: recorded in {shown(recording.path)}\n"
    totals = _run_tracker(world, options, agreed, ending, recording)
    if not ending.interruption:  # a launcher that was told to end may forward nothing any more
        _summarise(world, options, agreed, totals, recording, time.monotonic() - began)
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


def _run_tracker(
    world: World, options: RunOptions, agreed: Agreed, ending: Ending, recording: Recording
) -> Totals:
    """Run rank 0 to the end, with a recording and a screen where they are wanted."""
    audience, live = _audience(world, options, agreed, recording)
    with ExitStack() as stack:
        if recording.writers:
            record = stack.enter_context(recorder(recording.writers, ending.fail))
            audience.take = _both(record, audience.take)

        def play() -> Totals:
            return play_tracker(world, agreed.plan, audience, ending.fail)

        if live is None or ending.stage is None:
            ending.leave = lambda: audience.wishes.put(StopRun())
            totals = play()
            if isinstance(audience, Seeker):
                ending.outcome = audience.words
            return totals
        from bt_tui.watch import Watch  # noqa: PLC0415 - loads Textual, which only a screen needs

        watch = Watch(live, ending, ending.stage)
        return watch.run(play)


def _audience(
    world: World, options: RunOptions, agreed: Agreed, recording: Recording
) -> tuple[Audience, LiveRun | None]:
    """Return who watches the run, and how it is seen where there is a screen."""
    speed = _first_speed(options, agreed)
    wish = _first_wish(options)
    if agreed.plan.watched:
        live = LiveRun(_facts(world, agreed), speed, wish, archive=recording.index)
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


def _first_speed(options: RunOptions, agreed: Agreed) -> float:
    """Return the speed that a run begins with: as told, else held on a screen, else full."""
    if options.speed is not None:
        return options.speed
    return HELD if agreed.plan.watched else FULL


def _facts(world: World, agreed: Agreed) -> Facts:
    plan = agreed.plan
    return Facts(agreed.scenario.name, world.size, library_name(), plan.profile.name, plan.seed)


def _header(options: RunOptions, agreed: Agreed) -> Header:
    plan = agreed.plan
    return Header(
        schema=SCHEMA,
        scenario=agreed.scenario,
        profile=plan.profile.name,
        seed=plan.seed,
        speed=options.steady_speed,
        limits=plan.limits,
        free_riders=plan.free_riders,
        transport=library_name(),
        versions=Versions(
            bt_tui=__version__,
            python=platform.python_version(),
            mpi4py=BINDING_VERSION,
            msgspec=msgspec.__version__,
        ),
    )


def _summarise(
    world: World,
    options: RunOptions,
    agreed: Agreed,
    totals: Totals,
    recording: Recording,
    wall_s: float,
) -> None:
    from bt_tui.summary import (  # noqa: PLC0415 - slow, and at the end
        Summary,
        as_json,
        as_text,
        not_recorded,
    )

    summary = Summary(
        scenario=agreed.scenario.name,
        ranks=world.size,
        transport=library_name(),
        profile=agreed.plan.profile.name,
        seed=agreed.plan.seed,
        speed=options.steady_speed,
        output=shown(options.output),
        record=shown(recording.path) if recording.path is not None else None,
        unrecorded=recording.why_not,
        wall_s=wall_s,
        totals=totals,
    )
    if options.json and recording.why_not:
        say(f"bt-tui: {not_recorded(recording.why_not)}\n")
    sys.stdout.write(as_json(summary) if options.json else as_text(summary))
