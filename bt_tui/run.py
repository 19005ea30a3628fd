"""One rank of a run, from joining the world to its exit code."""

import time

from bt_tui import launch
from bt_tui.courtesy import give_way
from bt_tui.exits import ALL_DONE, USAGE
from bt_tui.last_words import say
from bt_tui.options import RunOptions
from bt_tui.outputs import FileFinisher, OutputWriter
from bt_tui.preflight import Agreed, agree, local_processes
from bt_tui.signals import answer_signals, ignore_signals, let_signals_end
from bt_tui.startup import look_for_garbage, spare_the_network
from core.errors import UsageError
from core.holdings import Holdings
from core.model import TRACKER_RANK

try:
    from core.runtime.mpi import BINDING_VERSION, World, library_name
except (ImportError, RuntimeError) as error:  # mpi4py raises either where it finds no library
    raise UsageError(
        f"found no MPI library ({str(error).splitlines()[0]}); expected one, such as the one that"
        " pip install 'bt-tui[mpich]' brings"
    ) from error
from bt_tui.ending import Ending
from core.measures import Totals
from core.runtime.pace import Audience
from core.runtime.roles import play_client


def run(options: RunOptions) -> int:
    """Run this rank to the end; return its exit code, which rank 0 bears for all."""
    began = time.monotonic()
    launch.check_library(library_name())
    world, ending = _join(options)
    try:
        code = _run_in(world, options, ending, began)
        world.meet()  # where rank 0 comes only when its screen is left, and answers signals so long
        let_signals_end()
        world.close()
        if ending.stage is not None:
            ending.stage.close()
    except BaseException as error:  # noqa: BLE001 - the others would wait for ever
        ending.fail("main thread", error)
    return code


def _join(options: RunOptions) -> tuple[World, Ending]:
    """Join the world; from then on rank 0 answers signals for all.

    It blocks them before MPI begins, for MPI may start threads that would take them.
    """
    ending = Ending()
    if launch.speaks_for_all():
        _open_stage(options, ending)
        answer_signals(ending.interrupt)
    spare_the_network()
    world = ending.world = World()
    if not launch.speaks_for_all():
        ignore_signals()
    return world, ending


def _open_stage(options: RunOptions, ending: Ending) -> None:
    if options.headless:
        return
    from bt_tui.stage import open_stage  # noqa: PLC0415 - only a screen needs it
    from bt_tui.terminal import NoTerminalError  # noqa: PLC0415 - likewise

    try:
        ending.stage = open_stage()
    except NoTerminalError as error:
        ending.why_headless = str(error)


def _run_in(world: World, options: RunOptions, ending: Ending, began: float) -> int:
    try:
        _check_world(world)
        agreed = agree(world, options, watched=ending.stage is not None)
    except UsageError as error:
        if launch.speaks_for_all():
            say(f"bt-tui: {error}\n")
        return launch.agreed_exit(USAGE)
    ending.watched = agreed.plan.watched
    if agreed.plan.watched:
        processes = local_processes(world)
        if ending.stage is not None:
            ending.stage.watch(processes)
    if world.rank != TRACKER_RANK:
        if agreed.plan.watched:
            give_way(world.size)
        look_for_garbage()
        _run_client(world, options, agreed, ending)
        return ALL_DONE
    from bt_tui.lead import Led, lead  # noqa: PLC0415 - only rank 0 needs it
    from core.runtime.leading import play_tracker  # noqa: PLC0415 - likewise

    def play(audience: Audience) -> Totals:
        return play_tracker(world, agreed.plan, audience, ending.fail)

    led = Led(agreed.plan, agreed.scenario, play, library_name(), BINDING_VERSION, options.output)
    return lead(led, options, ending, began)


def _check_world(world: World) -> None:
    launch.check_world(world.size, library_name())
    if not world.threads_may_talk:
        raise UsageError(
            f"found {library_name()} without MPI_THREAD_MULTIPLE; expected an MPI library that lets"
            " several threads of a rank talk at once"
        )


def _run_client(world: World, options: RunOptions, agreed: Agreed, ending: Ending) -> None:
    plan, client = agreed.plan, agreed.client
    shared = world.rank not in plan.free_riders
    holdings = Holdings(client.owned, client.partial, shared=shared)
    writer: OutputWriter | FileFinisher = OutputWriter(world.rank, holdings, options.output)
    payloads = None
    if agreed.shared is not None:
        from core.payloads.files import of_files  # noqa: PLC0415 - few runs need it

        payloads, files = of_files(client, holdings, agreed.shared, options.output)
        writer = FileFinisher(files)
    elif plan.sizes is not None:
        from core.payloads.made_up import making_up  # noqa: PLC0415 - likewise

        payloads = making_up(plan.sizes)(client, holdings)
    play_client(world, plan, client, holdings, writer.observe, ending.fail, payloads)
