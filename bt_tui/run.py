"""One rank of a run, from joining the world to its exit code."""

import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from types import FrameType
from typing import NoReturn

from bt_tui import launch
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE, USAGE
from bt_tui.last_words import say, say_last
from bt_tui.options import RunOptions
from bt_tui.outputs import OutputWriter
from bt_tui.preflight import Agreed, agree
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
    world = World()
    _let_rank_0_end(world)
    try:
        code = _run_in(world, options, began)
        world.close()
    except BaseException as error:  # noqa: BLE001 - the others would wait for ever
        _fail(world, "main thread", error)
    return code


def _let_rank_0_end(world: World) -> None:
    """Let Ctrl-C and mpirun's request to end reach rank 0 only, which ends the world."""

    def interrupt(*_: object) -> None:
        _leave_signals_to(signal.SIG_IGN)
        say_last("bt-tui: interrupted\n")
        world.abort(INTERRUPTED)

    _leave_signals_to(interrupt if world.rank == TRACKER_RANK else signal.SIG_IGN)


def _leave_signals_to(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


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
    with ExitStack() as stack:
        writer = _writer(options, agreed)
        if writer is not None:
            stack.enter_context(writer)

        def take(records: list[Record]) -> None:
            if writer is not None:
                writer.write(records)

        return play_tracker(
            world, agreed.plan, take, lambda thread, error: _fail(world, thread, error)
        )


def _writer(options: RunOptions, agreed: Agreed) -> TraceWriter | None:
    if options.record is None:
        return None
    plan = agreed.plan
    header = Header(SCHEMA, agreed.scenario, plan.profile.name, plan.seed, library_name())
    options.record.parent.mkdir(parents=True, exist_ok=True)
    return TraceWriter(options.record, header)


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
    say_last(f"bt-tui: rank {world.rank}, {thread}, failed, which ends the run\n{trace}")
    world.abort(NOT_DONE)
