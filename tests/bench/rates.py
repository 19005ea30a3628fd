"""How fast events are folded, replayed, simulated and judged, in one process."""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from bt_tui.samples import samples_directory
from core.checks import Jury
from core.inputs import read_input
from core.model import Scenario
from core.profiles import DEFAULT_PROFILE, PROFILES
from core.sim.world import World
from tests.bench.big_trace import write_big_trace
from tests.bench.figures import Figure, a_third, in_turn
from tests.bench.folding import Cost, cost_told
from tests.bench.jobs import run
from tests.bench.swarm import swarm

LONG_EVENTS = 1_000_000
CLIENTS = 5
CROWD, CROWD_MIN = 100, 50_000
"""Clients, and how many of their messages a second are to be simulated at least."""
UNTOLD = "simulated, nothing told"


def recordings(directory: Path, rounds: int) -> list[Figure]:
    """What a long recording costs to open, to fold and to jump about in."""
    path = directory / "long.jsonl"
    write_big_trace(path, LONG_EVENTS)
    command = [sys.executable, "-m", "tests.bench.folding", str(path)]
    costs = [cost_told(run(command, directory)) for _ in range(a_third(rounds))]
    return figures_of(costs)


def figures_of(costs: list[Cost]) -> list[Figure]:
    """Return what a recording cost, each time that it was opened."""
    measured: dict[str, tuple[str, Callable[[Cost], float]]] = {
        "opened and folded": ("s", lambda cost: cost.opened_s),
        "replayed: read and folded": ("events per s", lambda cost: cost.from_file),
        "folded": ("events per s", lambda cost: cost.state_alone),
        "a jump, median of 100": ("ms", lambda cost: 1000 * cost.jump_median_s),
        "a jump, longest of 100": ("ms", lambda cost: 1000 * cost.jump_most_s),
        "memory": ("MiB", lambda cost: cost.memory_mib),
    }
    return [
        Figure(
            of=f"a recording of {costs[0].events:,} events",
            name=name,
            unit=unit,
            values=tuple(map(measure, costs)),
        )
        for name, (unit, measure) in measured.items()
    ]


def rates(directory: Path, rounds: int) -> list[Figure]:
    """How fast runs are simulated, untold and told, and judged by the rules of their profile."""
    inputs = samples_directory() / "rush"
    clients = tuple(read_input(inputs, rank) for rank in range(1, CLIENTS + 1))
    rush = Scenario("rush in memory", clients)
    crowd = msgspec.structs.replace(
        swarm(CROWD, files=4, segments=50), name=f"{CROWD} clients in memory"
    )
    return [
        *_rates_of(rush, DEFAULT_PROFILE.name, rounds),
        *_rates_of(rush, "bittorrent", rounds),
        *_rates_of(crowd, DEFAULT_PROFILE.name, rounds, simulated_min=CROWD_MIN),
    ]


def _rates_of(
    some: Scenario, profile: str, rounds: int, simulated_min: float | None = None
) -> list[Figure]:
    def simulated(seed: int, *, telling: bool) -> float:
        world = World(some, profile=PROFILES[profile], seed=seed, telling=telling)
        took_s = _cpu_s(world.run)
        return world.totals.traffic.messages / took_s

    def judged(seed: int) -> float:
        records = World(some, profile=PROFILES[profile], seed=seed).run().records
        jury = Jury(PROFILES[profile])
        return len(records) / _cpu_s(lambda: jury.observe(records))

    rates = in_turn(
        {
            UNTOLD: lambda number: simulated(number, telling=False),
            "simulated, all told": lambda number: simulated(number, telling=True),
            "judged": judged,
        },
        rounds,
    )
    return [
        Figure(
            of=f"{some.name}, {profile}",
            name=name,
            unit="events per s" if name == "judged" else "messages per s",
            values=tuple(values),
            at_least=simulated_min if name == UNTOLD else None,
        )
        for name, values in rates.items()
    ]


def _cpu_s(do: Callable[[], object]) -> float:
    """Return the processor time that this takes; what was loaded is left aside, as in a run."""
    gc.collect()
    gc.freeze()
    began = time.process_time()
    do()
    took_s = time.process_time() - began
    gc.unfreeze()
    return took_s
