"""How soon a screen answers, how often it is drawn, and how fast a run steps by itself."""

from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure, a_third, in_turn, percentile
from tests.bench.flood import Flood, flooded
from tests.bench.jobs import run, this_mpi
from tests.bench.swarm import swarm, told, written
from tests.bench.watched import latencies_s, seeking_s

STEPS = 30
STEPPING = 3
"""Clients of the run that steps by itself."""
FLOODING = 16
"""Clients of the run whose events flood the screen."""
FRAMES_MIN, ANSWER_MAX_MS = 15, 100


def steps(directory: Path, rounds: int) -> list[Figure]:
    """How long a step takes from the key to the screen."""
    command = this_mpi().bt_tui(4, "classroom")
    taken = [latencies_s(command, directory, STEPS) for _ in range(a_third(rounds))]
    return [
        Figure(
            of=f"{STEPS} steps of classroom",
            name=f"from key to screen, {percent} %",
            unit="ms",
            values=tuple(1000 * percentile(latencies, percent) for latencies in taken),
        )
        for percent in (50, 95)
    ]


def automatic(directory: Path, rounds: int) -> list[Figure]:
    """How many messages a second one after another, as fast as steps go."""
    name = written(swarm(STEPPING, files=2 * STEPPING), directory)
    until_end = this_mpi().bt_tui(STEPPING + 1, name, "--seed", "1", "--until", "end")
    alone = [*until_end, "--headless", "--json"]
    messages = told(run(alone, directory)).messages
    taken = in_turn(
        {
            "headless": lambda _: told(run(alone, directory)).wall_s,
            "on screen": lambda _: seeking_s(until_end, directory),
        },
        rounds,
    )
    return [
        Figure(
            of=f"automatic steps, {STEPPING} clients",
            name=f"messages, {how}",
            unit="per s",
            values=tuple(messages / wall_s for wall_s in walls_s),
        )
        for how, walls_s in taken.items()
    ]


def flood(directory: Path, rounds: int) -> list[Figure]:
    """How a screen of 17 ranks at full speed is drawn, and answers keys."""
    name = written(swarm(FLOODING, files=FLOODING), directory)
    command = this_mpi().bt_tui(FLOODING + 1, name, "--speed", "max", "--no-record")
    floods = [flooded(command, directory) for _ in range(a_third(rounds))]
    return flood_figures(floods)


def flood_figures(floods: Sequence[Flood]) -> list[Figure]:
    """Return what the rounds came to; keys of all count together, for one run has some 50."""
    of = f"full speed on screen, {FLOODING} clients"
    latencies_ms = [1000 * latency_s for one in floods for latency_s in one.latencies_s]
    events = tuple(one.events_a_second for one in floods)
    frames = tuple(one.frames_a_second for one in floods)
    return [
        Figure(of=of, name="events", unit="per s", values=events),
        Figure(of=of, name="frames", unit="per s", values=frames, at_least=FRAMES_MIN),
        *(
            Figure(
                of=of,
                name=f"from key to screen, {percent} % of {len(latencies_ms)}",
                unit="ms",
                values=(percentile(latencies_ms, percent),),
                at_most=most,
            )
            for percent, most in ((50, None), (99, ANSWER_MAX_MS))
        ),
    ]
