"""What it costs that ranks start and end: hardly anything moves here."""

from collections.abc import Callable
from pathlib import Path

from tests.bench.figures import Figure, in_turn, less, ratio
from tests.bench.jobs import NET, PLAIN, Ran, floors, this_mpi, timing
from tests.bench.swarm import told

CLASSROOM, CROWD = 4, 17
CLASSROOM_LIMIT = 1.5
"""How many times the plain floor a headless classroom may take."""
BARE = "bare Python"


def startup(directory: Path, rounds: int) -> list[Figure]:
    """Run the sample for 4 ranks, and the scenario that is made up for 17."""
    return [
        *_started(f"classroom, {CLASSROOM} ranks", CLASSROOM, directory, rounds),
        *_started(f"made up, {CROWD} ranks", CROWD, directory, rounds),
    ]


def _started(of: str, ranks: int, directory: Path, rounds: int) -> list[Figure]:
    words = ("classroom",) if ranks == CLASSROOM else ()
    run = this_mpi().bt_tui(ranks, *words, "--headless", "--json")
    bare = this_mpi().mpirun(ranks, "-c", "")
    measures = {
        BARE: timing(bare, directory),
        **floors(ranks, directory),
        "run": timing(run, directory),
    }
    return figures_of(of, in_turn(measures, rounds))


def figures_of(of: str, ran: dict[str, list[Ran]]) -> list[Figure]:
    """Return what the runs came to, beside the floors of the same rounds."""
    wall_s, cpu_s = _each(ran, lambda one: one.wall_s), _each(ran, lambda one: one.cpu_s)
    run_s, run_cpu_s = wall_s.pop("run"), cpu_s.pop("run")
    protocol_s = [told(one.out).protocol_s for one in ran["run"]]
    limit = CLASSROOM_LIMIT if of.startswith("classroom") else None
    times, around = ratio(run_s, wall_s[PLAIN]), less(run_s, protocol_s)
    return [
        Figure(of=of, name="wall time", unit="s", values=run_s, beside=wall_s),
        Figure(of=of, name="wall time ÷ plain floor", unit="ratio", values=times, at_most=limit),
        *(
            Figure(of=of, name=name, unit="s", values=less(run_s, wall_s[floor]))
            for floor, name in NET.items()
        ),
        Figure(of=of, name="before and after the protocol", unit="s", values=around),
        Figure(of=of, name="processor time", unit="s", values=run_cpu_s, beside=cpu_s),
    ]


def _each(
    ran: dict[str, list[Ran]], measure: Callable[[Ran], float]
) -> dict[str, tuple[float, ...]]:
    return {name: tuple(map(measure, runs)) for name, runs in ran.items()}
