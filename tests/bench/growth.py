"""How what a segment costs grows with clients, and with segments: nothing may be quadratic.

Counted in memory, where the machines do what they do over MPI, and nothing else takes time: ranks
that share few processors hide how each of them grows. The exponent is that of the cost of one
segment that moves: 0 where all cost the same, 1 where twice the size makes each twice as dear.
"""

import gc
import time
from pathlib import Path
from typing import NamedTuple

from core.model import Scenario
from core.profiles import PROFILES
from core.sim.world import World
from tests.bench.figures import Figure, a_third, exponent, in_turn
from tests.bench.swarm import segments_to_move, swarm

CLIENTS, SEGMENTS = (4, 8, 16), (100, 200, 400)
FILES = 4
CLIENTS_ELSE = 8
"""How many clients trade files that grow."""
EXPONENT_MAX = 0.5
"""Nearer to no growth than to growth in proportion, which would be quadratic in all."""


class Cost(NamedTuple):
    """What one segment cost that moved."""

    cpu_s: float
    messages: float


def growth(directory: Path, rounds: int) -> list[Figure]:
    """Run every profile over three numbers of clients, and three sizes of files."""
    by_clients = {clients: swarm(clients, FILES) for clients in CLIENTS}
    by_segments = {size: swarm(CLIENTS_ELSE, FILES, size) for size in SEGMENTS}
    return [
        figure
        for profile in PROFILES
        for name, scenarios in (("clients", by_clients), ("segments", by_segments))
        for figure in _grown(profile, name, scenarios, a_third(rounds))
    ]


def _grown(profile: str, name: str, scenarios: dict[int, Scenario], rounds: int) -> list[Figure]:
    measures = {
        str(size): lambda number, some=some: cost_of(some, profile, seed=number)
        for size, some in scenarios.items()
    }
    taken = in_turn(measures, rounds)
    sizes = list(scenarios)
    by_round = list(zip(*taken.values(), strict=True))
    of = f"{profile}, over {name} {', '.join(taken)}"
    cpu = tuple(exponent(sizes, [one.cpu_s for one in costs]) for costs in by_round)
    messages = tuple(exponent(sizes, [one.messages for one in costs]) for costs in by_round)
    unit = "exponent"
    return [
        Figure(of=of, name="processor time a segment", unit=unit, values=cpu, at_most=EXPONENT_MAX),
        Figure(of=of, name="messages a segment", unit=unit, values=messages, at_most=EXPONENT_MAX),
    ]


def cost_of(some: Scenario, profile: str, seed: int) -> Cost:
    """Run it once in memory."""
    gc.collect()
    began = time.process_time()
    totals = World(some, profile=PROFILES[profile], seed=seed, telling=False).run().totals
    cpu_s = time.process_time() - began
    moved = segments_to_move(some)
    return Cost(cpu_s / moved, totals.traffic.messages / moved)
