"""The command: checks everything, runs every profile with every seed, and shows what it came to."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import Progress, TaskID

from bt_tui import launch
from bt_tui.compare.comparison import Comparison, Run, as_json
from bt_tui.compare.inputs import Inputs, read_inputs
from bt_tui.compare.interrupts import Interrupts, interrupts
from bt_tui.compare.options import SEED_BELOW, CompareOptions
from bt_tui.compare.table import as_text
from bt_tui.exits import ALL_DONE, NOT_DONE
from bt_tui.outputs import file_problem
from core.errors import UsageError


class Runner(Protocol):
    """A way to run a scenario."""

    transport: str

    def run(self, profile: str, seed: int) -> Run:
        """Run it once."""
        ...


def compare(options: CompareOptions) -> int:
    """Compare the profiles; return the exit code. Raise `UsageError` before the first run."""
    _check(options)
    inputs = read_inputs(options.input)
    with interrupts() as answering:
        comparison = _runs(options, inputs, _runner(options, inputs, answering))
        for problem in comparison.problems:
            sys.stderr.write(f"bt-tui: {problem}\n")
        _show(comparison, options)
    return ALL_DONE if comparison.complete else NOT_DONE


def _check(options: CompareOptions) -> None:
    if launch.is_launched():
        raise UsageError(
            "found mpirun around bt-tui compare, which starts an mpirun for each of its runs;"
            " expected it alone: bt-tui compare"
        )
    if options.seeds.stop > SEED_BELOW:
        raise UsageError(
            f"--seed: found {options.seed} and {options.runs} runs; expected all seeds below 2^63"
        )
    if options.chart is not None:
        _check_chart(options.chart)


def _check_chart(path: Path) -> None:
    from bt_tui.compare.chart import check_library  # noqa: PLC0415 - slow, and seldom needed

    check_library()
    problem = file_problem(path)
    if problem is not None:
        raise UsageError(str(problem))


def _runner(options: CompareOptions, inputs: Inputs, answering: Interrupts) -> Runner:
    if options.simulate:
        from bt_tui.compare.simulated import Simulator  # noqa: PLC0415 - one of the two is needed

        return Simulator(inputs.scenario, inputs.sizes)
    from bt_tui.compare.mpi import UnderMpirun  # noqa: PLC0415

    return UnderMpirun(inputs.directory, inputs.ranks, answering)


def _runs(options: CompareOptions, inputs: Inputs, runner: Runner) -> Comparison:
    """Run every profile with every seed, profile by profile."""
    with _progress(len(options.profiles) * options.runs) as (progress, task):

        def run(profile: str, seed: int) -> Run:
            progress.update(task, description=f"{profile}, seed {seed}")
            done = runner.run(profile, seed)
            progress.advance(task)
            return done

        profiles = {
            profile: tuple(run(profile, seed) for seed in options.seeds)
            for profile in options.profiles
        }
    name = inputs.scenario.name
    return Comparison(name, inputs.ranks, runner.transport, tuple(options.seeds), profiles)


@contextmanager
def _progress(total: int) -> Iterator[tuple[Progress, TaskID]]:
    """Show on a terminal how far it is; nothing of that stays."""
    console = Console(stderr=True)
    disabled = not sys.stderr.isatty()
    with Progress(console=console, transient=True, disable=disabled) as progress:
        yield progress, progress.add_task("", total=total)


def _show(comparison: Comparison, options: CompareOptions) -> None:
    if options.chart is not None:
        from bt_tui.compare.chart import write_chart  # noqa: PLC0415

        write_chart(comparison, options.chart)
    sys.stdout.write(as_json(comparison) if options.json else as_text(comparison))
    sys.stdout.flush()
