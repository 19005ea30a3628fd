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
LIMITS = {"processor time": 0.5, "messages": 0.5, "bytes": None}
"""Nearer to no growth than to growth in proportion, which would be quadratic in all.

Bytes have none: the tables that some trackers send are what those systems are.
"""


class Cost(NamedTuple):
    """What one segment cost that moved, in the order of `LIMITS`."""

    cpu_s: float
    messages: float
    bytes: float


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
    return [
        Figure(
            of=f"{profile}, over {name} {', '.join(taken)}",
            name=f"{what} a segment",
            unit="exponent",
            values=tuple(exponent(sizes, [cost[number] for cost in costs]) for costs in by_round),
            at_most=limit,
        )
        for number, (what, limit) in enumerate(LIMITS.items())
    ]


def cost_of(some: Scenario, profile: str, seed: int) -> Cost:
    """Run it once in memory."""
    gc.collect()
    began = time.process_time()
    totals = World(some, profile=PROFILES[profile], seed=seed, telling=False).run().totals
    cpu_s = time.process_time() - began
    moved = segments_to_move(some)
    traffic = totals.traffic
    return Cost(cpu_s / moved, traffic.messages / moved, traffic.bytes / moved)
