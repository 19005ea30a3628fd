"""Running in memory what else runs over MPI, before the same audience."""

import sys
import time

from bt_tui import launch
from bt_tui.ending import Ending
from bt_tui.forks import Forks
from bt_tui.lead import Led, lead
from bt_tui.options import RunOptions
from bt_tui.outputs import file_problem
from bt_tui.preflight import judged, plan_for
from bt_tui.scenarios import Source, own_source, source_of
from bt_tui.signals import answer_signals, let_signals_end
from bt_tui.sources import SIMULATOR
from bt_tui.stage import Stage, open_stage
from bt_tui.terminal import NoTerminalError
from core.errors import InputError, Problem, UsageError
from core.faults import Fault
from core.measures import Totals
from core.model import ClientInput, Scenario
from core.payloads.made_up import making_up
from core.runtime.pace import Audience
from core.sim.play import play_simulated


def simulate(options: RunOptions, clients: int | None) -> int:
    """Run it to the end; return the exit code.

    Raise `UsageError` with all that is wrong where it cannot run.
    """
    began = time.monotonic()
    if launch.is_launched():
        raise UsageError("found mpirun; expected a simulation without it: bt-tui simulate")
    source = own_source(options.input) if clients is None else source_of(clients)
    scenario, faults = _read(source, options)
    ending = Ending()
    try:
        ending.stage = _stage(options)
    except NoTerminalError as error:
        ending.why_headless = str(error)
    answer_signals(ending.interrupt)
    try:
        led = _led(source, scenario, faults, options, watched=ending.stage is not None)
        code = lead(led, options, ending, began)
        let_signals_end()
        if ending.stage is not None:
            ending.stage.close()
    except BaseException as error:  # noqa: BLE001 - the terminal is given back before it is told
        ending.fail("main thread", error)
    return code


def _read(source: Source, options: RunOptions) -> tuple[Scenario, tuple[Fault, ...]]:
    """Return the scenario and what is to go wrong; raise `UsageError` with all that is wrong."""
    inputs, problems = list[ClientInput](), list[Problem]()
    if options.record is not None and (problem := file_problem(options.record)) is not None:
        problems.append(problem)
    for rank in range(1, source.clients + 1):
        try:
            inputs.append(source.read(rank))
        except InputError as error:
            problems += error.problems
            inputs += [] if error.client is None else [error.client]
    faults, wrong = judged(source, inputs, options, problems)
    if wrong:
        raise UsageError("\n".join(wrong))
    return Scenario(source.name, tuple(inputs)), faults


def _stage(options: RunOptions) -> Stage | None:
    if options.headless:
        return None
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminalError("standard input or output is not a terminal")
    return open_stage()


def _led(
    source: Source,
    scenario: Scenario,
    faults: tuple[Fault, ...],
    options: RunOptions,
    *,
    watched: bool,
) -> Led:
    """Return what runs; bytes that are made up are moved, and those of real files counted."""
    plan = plan_for(source, scenario.clients, options, faults, watched=watched)
    sizes = None if source.shared is not None else plan.sizes
    payloads = None if sizes is None else making_up(sizes)

    def play(audience: Audience) -> Totals:
        return play_simulated(scenario, plan, audience, payloads=payloads)

    return Led(plan, scenario, play, SIMULATOR, forks=Forks(scenario, plan))
