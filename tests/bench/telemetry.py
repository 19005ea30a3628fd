"""What it costs at full speed that a run is recorded, or watched: protocol times of the same round.

What nobody looks at costs nothing: no rank makes an event of a message then, or sends any.
"""

from pathlib import Path

from core.profiles import DEFAULT_PROFILE
from tests.bench.figures import Figure, in_turn, ratio
from tests.bench.jobs import run, this_mpi
from tests.bench.swarm import swarm, told, written
from tests.bench.watched import protocol_s_on_screen

CLIENTS = 8
RECORDED_LIMIT = 1.25
"""How many times the protocol time that it has unseen a recorded run may take."""
WATCHED_LIMIT = 2
"""Likewise a run on the screen."""


def telemetry(directory: Path, rounds: int) -> list[Figure]:
    """Run unseen, recorded, and on the screen."""
    written(swarm(CLIENTS), directory)
    profiles = (DEFAULT_PROFILE.name, "bittorrent")
    return [figure for profile in profiles for figure in _of(profile, directory, rounds)]


def _of(profile: str, directory: Path, rounds: int) -> list[Figure]:
    words = ("in", "--profile", profile, "--speed", "max")
    command = this_mpi().bt_tui(CLIENTS + 1, *words)
    unseen = [*command, "--headless", "--json"]
    recorded = [*unseen, "--record", "recording.jsonl"]

    def seeded(command: list[str], number: int) -> list[str]:
        return [*command, "--seed", str(number)]

    taken = in_turn(
        {
            "unseen": lambda number: told(run(seeded(unseen, number), directory)).protocol_s,
            "recorded": lambda number: told(run(seeded(recorded, number), directory)).protocol_s,
            "on screen": lambda number: protocol_s_on_screen(seeded(command, number), directory),
        },
        rounds,
    )
    return figures_of(f"{profile}, {CLIENTS} clients", taken)


def figures_of(of: str, taken: dict[str, list[float]]) -> list[Figure]:
    """Return the protocol times, and how many times that of an unseen run they are."""
    unseen = taken["unseen"]
    limits = {"recorded": RECORDED_LIMIT, "on screen": WATCHED_LIMIT}
    return [
        *(
            Figure(of=of, name=f"protocol time, {how}", unit="s", values=tuple(times))
            for how, times in taken.items()
        ),
        *(
            Figure(
                of=of,
                name=f"{how} ÷ unseen",
                unit="ratio",
                values=ratio(taken[how], unseen),
                at_most=limit,
            )
            for how, limit in limits.items()
        ),
    ]
