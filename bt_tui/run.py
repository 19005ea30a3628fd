"""One rank of a run, from joining the world to its exit code."""

import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from typing import NoReturn

from bt_tui import launch
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE, USAGE
from bt_tui.last_words import say, say_last
from bt_tui.options import RunOptions
from bt_tui.outputs import OutputWriter
from bt_tui.preflight import Agreed, agree
from bt_tui.recorder import recorder
from bt_tui.signals import answer_signals, ignore_signals, let_signals_end
from core.errors import UsageError, shown
from core.events import Record
from core.holdings import Holdings
from core.measures import Totals
from core.model import TRACKER_RANK

try:
    from core.runtime.mpi import World, library_name
except (ImportError, RuntimeError) as error:  # mpi4py raises either where it finds no library
    raise UsageError(
        f"found no MPI library ({str(error).splitlines()[0]}); expected one, such as the one that"
        " pip install 'bt-tui[mpich]' brings"
    ) from error
from core.runtime.roles import play_client, play_tracker
from core.trace import SCHEMA, Header, TraceWriter


def run(options: RunOptions) -> int:
    """Run this rank to the end; return its exit code, which rank 0 bears for all."""
    began = time.monotonic()
    launch.check_library(library_name())
    world = _join()
    try:
        code = _run_in(world, options, began)
        let_signals_end()
        world.close()
    except BaseException as error:  # noqa: BLE001 - the others would wait for ever
        _fail(world, "main thread", error)
    return code


def _join() -> World:
    """Join the world; from then on rank 0 answers signals for all.

    It blocks them before MPI begins, for MPI may start threads that would take them.
    """
    joined: list[World] = []

    def end(why: str) -> None:
        try:
            say_last(f"bt-tui: {why}\n")
        finally:
            if joined:
                joined[0].abort(INTERRUPTED)
            os._exit(INTERRUPTED)

    if launch.speaks_for_all():
        answer_signals(end)
    joined.append(World())
    if not launch.speaks_for_all():
        ignore_signals()
    return joined[0]


def _run_in(world: World, options: RunOptions, began: float) -> int:
    try:
        _check_world(world)
        agreed = agree(world, options)
    except UsageError as error:
        if launch.speaks_for_all():
            say(f"bt-tui: {error}\n")
        return launch.agreed_exit(USAGE)
    if world.rank != TRACKER_RANK:
        _run_client(world, options, agreed)
        return ALL_DONE
    if options.speed is not None:
        say(f"bt-tui: {agreed.scenario.name}, {options.speed:g} messages a second\n")
    totals = _run_tracker(world, options, agreed)
    _summarise(world, options, agreed, totals, time.monotonic() - began)
    return ALL_DONE if totals.complete else NOT_DONE


def _check_world(world: World) -> None:
    launch.check_world(world.size, library_name())
    if not world.threads_may_talk:
        raise UsageError(
            f"found {library_name()} without MPI_THREAD_MULTIPLE; expected an MPI library that lets"
            " several threads of a rank talk at once"
        )


def _run_client(world: World, options: RunOptions, agreed: Agreed) -> None:
    holdings = Holdings(agreed.client.owned)
    writer = OutputWriter(world.rank, holdings, options.output)
    play_client(
        world,
        agreed.plan,
        agreed.client,
        holdings,
        writer.observe,
        lambda thread, error: _fail(world, thread, error),
    )


def _run_tracker(world: World, options: RunOptions, agreed: Agreed) -> Totals:
    def fail(thread: str, error: BaseException) -> None:
        _fail(world, thread, error)

    with ExitStack() as stack:
        take: Callable[[list[Record]], None] = _drop
        if options.record is not None:
            options.record.parent.mkdir(parents=True, exist_ok=True)
            writer = TraceWriter(options.record, _header(agreed))
            take = stack.enter_context(recorder(writer, fail))
        return play_tracker(world, agreed.plan, take, fail)


def _drop(records: list[Record]) -> None:
    """Take records that nobody asked for."""


def _header(agreed: Agreed) -> Header:
    plan = agreed.plan
    return Header(
        schema=SCHEMA,
        scenario=agreed.scenario,
        profile=plan.profile.name,
        seed=plan.seed,
        speed=plan.speed,
        limits=plan.limits,
        transport=library_name(),
    )


def _summarise(
    world: World, options: RunOptions, agreed: Agreed, totals: Totals, wall_s: float
) -> None:
    from bt_tui.summary import Summary, as_json, as_text  # noqa: PLC0415 - slow, and at the end

    summary = Summary(
        scenario=agreed.scenario.name,
        ranks=world.size,
        transport=library_name(),
        profile=agreed.plan.profile.name,
        seed=agreed.plan.seed,
        speed=agreed.plan.speed,
        output=shown(options.output),
        record=shown(options.record) if options.record is not None else None,
        wall_s=wall_s,
        totals=totals,
    )
    sys.stdout.write(as_json(summary) if options.json else as_text(summary))
    sys.stdout.flush()


def _fail(world: World, thread: str, error: BaseException) -> NoReturn:
    """End the world with this rank's traceback."""
    trace = "".join(traceback.format_exception(error))
    try:
        say_last(f"bt-tui: rank {world.rank}, {thread}, failed, which ends the run\n{trace}")
    finally:
        world.abort(NOT_DONE)
