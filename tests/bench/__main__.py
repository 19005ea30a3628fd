"""Times whole jobs, as a new user starts them, each beside what it is to be compared with.

Machines are noisy, and drift: what counts is the ratio within a pair, and its median.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.big_trace import write_big_trace
from tests.bench.flood import flooded
from tests.bench.folding import cost_told
from tests.bench.jobs import (
    held_share,
    latencies_s,
    messages_a_second,
    messages_of,
    percentile,
    protocol_s,
    run,
    seconds,
    seeking_s,
    spread,
    this_mpi,
    watched_s,
)
from tests.bt_tui.inputs import write_inputs
from tests.compiled import compile_all
from tests.worlds import client, file

FLOOR = str(Path(__file__).with_name("floor.py"))
HELD_FOR_S = 10.0
FILES, SEGMENTS = 2, 100
"""What each of three clients owns, and the others want, where automatic steps are counted."""
STEPS = 30
FLOODING = 16
"""Clients, each of which owns a file that all others want."""
LONG_EVENTS = 1_000_000
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print a table of every figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how many pairs (default: 9)")
    rounds = parser.parse_args().rounds
    compile_all()
    with tempfile.TemporaryDirectory() as directory:
        for bench in (headless, watched, held, steps, automatic, flood, recordings):
            Console(file=sys.stdout).print(bench(Path(directory), rounds))


def headless(directory: Path, rounds: int) -> Table:
    """Headless classroom beside ranks that only start: wall time."""
    mpi = this_mpi()
    floor = mpi.mpirun(4, FLOOR)
    command = mpi.bt_tui(4, "classroom", "--headless")
    return _pairs(
        f"headless classroom, 4 ranks, {mpi.name}, {rounds} pairs, wall time",
        ("floor", lambda: seconds(floor, directory)),
        ("run", lambda: seconds(command, directory)),
        rounds,
    )


def watched(directory: Path, rounds: int) -> Table:
    """A run on screen at full speed beside the same without one: protocol time."""
    mpi = this_mpi()
    alone = mpi.bt_tui(6, "rush", "--headless")
    on_screen = mpi.bt_tui(6, "rush", "--speed", "max")
    return _pairs(
        f"rush, 6 ranks, {mpi.name}, {rounds} pairs, protocol time",
        ("headless", lambda: protocol_s(run(alone, directory))),
        ("watched", lambda: watched_s(on_screen, directory)),
        rounds,
    )


def held(directory: Path, rounds: int) -> Table:
    """What a held run of 4 ranks costs, mpirun and all."""
    share = held_share(this_mpi().bt_tui(4, "classroom"), directory, HELD_FOR_S)
    table = _table(f"classroom held, 4 ranks, for {HELD_FOR_S:g} s", "")
    table.add_row("share of one core, %", f"{100 * share:.1f}")
    return table


def steps(directory: Path, rounds: int) -> Table:
    """How long a step takes from the key to the screen."""
    taken = latencies_s(this_mpi().bt_tui(4, "classroom"), directory, STEPS)
    table = _table(f"{STEPS} steps of classroom, from key to screen", "median", "95 %", "most")
    figures = (percentile(taken, 50), percentile(taken, 95), max(taken))
    table.add_row("ms", *(f"{1000 * figure:.0f}" for figure in figures))
    return table


def automatic(directory: Path, rounds: int) -> Table:
    """How many messages a second one after another, as fast as steps go."""
    owned = {rank: [file(f"f{rank}{n}", SEGMENTS) for n in range(FILES)] for rank in (1, 2, 3)}
    everything = [one for files in owned.values() for one in files]
    clients = [
        client(rank, owns=files, wants=[one for one in everything if one not in files])
        for rank, files in owned.items()
    ]
    write_inputs(directory / "in", *clients)
    until_end = this_mpi().bt_tui(4, "in", "--seed", "1", "--until", "end")
    alone = [*until_end, "--headless", "--json"]
    messages = messages_of(run(alone, directory))
    rates = [messages_a_second(run(alone, directory)) for _ in range(rounds)]
    on_screen = [messages / seeking_s(until_end, directory) for _ in range(rounds)]
    table = _table(f"automatic steps, 4 ranks, {rounds} runs", "least", "median", "most")
    _row(table, "messages a second, headless", rates)
    _row(table, "messages a second, on screen", on_screen)
    return table


def flood(directory: Path, rounds: int) -> Table:
    """How a screen of 17 ranks at full speed is drawn, and answers keys."""
    files = [file(f"f{rank}", SEGMENTS) for rank in range(1, FLOODING + 1)]
    clients = [
        client(rank, owns=[own], wants=[one for one in files if one is not own])
        for rank, own in enumerate(files, start=1)
    ]
    write_inputs(directory / "flood", *clients)
    command = this_mpi().bt_tui(FLOODING + 1, "flood", "--speed", "max", "--no-record")
    floods = [flooded(command, directory) for _ in range(max(1, rounds // 3))]
    title = f"{FLOODING + 1} ranks at full speed, {len(floods)} runs"
    table = _table(title, "least", "median", "most")
    _row(table, "events a second", [one.events_a_second for one in floods])
    _row(table, "frames a second", [one.frames_a_second for one in floods])
    for percent in (50, 99):
        answered = [1000 * percentile(one.latencies_s, percent) for one in floods]
        _row(table, f"from key to screen, {percent} %, ms", answered)
    return table


def recordings(directory: Path, rounds: int) -> Table:
    """What a long recording costs to open, to fold and to jump about in."""
    path = directory / "long.jsonl"
    write_big_trace(path, LONG_EVENTS)
    command = [sys.executable, "-m", "tests.bench.folding", str(path)]
    costs = [cost_told(run(command, ROOT)) for _ in range(max(1, rounds // 3))]
    table = _table(f"a recording of {costs[0].events:,} events", "least", "median", "most")
    _row(table, "opened and folded, s", [cost.opened_s for cost in costs])
    _row(table, "events a second, from the file", [cost.from_file for cost in costs])
    _row(table, "events a second, state alone", [cost.state_alone for cost in costs])
    _row(table, "jump, median, ms", [1000 * cost.jump_median_s for cost in costs])
    _row(table, "jump, longest of 100, ms", [1000 * cost.jump_most_s for cost in costs])
    _row(table, "memory, MiB", [cost.memory_mib for cost in costs])
    return table


def _pairs(
    title: str,
    first: tuple[str, Callable[[], float]],
    second: tuple[str, Callable[[], float]],
    rounds: int,
) -> Table:
    """Measure both in turn, after warming up, and tell of both and of their ratio."""
    (first_name, measure_first), (second_name, measure_second) = first, second
    measure_first(), measure_second()
    pairs = [(measure_first(), measure_second()) for _ in range(rounds)]
    table = _table(title, "least", "median", "most")
    _row(table, f"{first_name}, s", [one for one, _ in pairs])
    _row(table, f"{second_name}, s", [other for _, other in pairs])
    _row(table, f"{second_name} ÷ {first_name}", [other / one for one, other in pairs])
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table("", title=title)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _row(table: Table, name: str, values: list[float]) -> None:
    table.add_row(name, *(f"{value:.3f}" for value in spread(values)))


if __name__ == "__main__":
    main()
