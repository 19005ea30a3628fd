"""How fast segments of real size move, beside a plain ping of the same size in the same round.

The same run is measured without bytes, too: what it takes longer with them is what they cost,
checks and all.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from core.model import ClientInput
from core.profiles import DEFAULT_PROFILE
from tests.bench.figures import Figure, in_turn, ratio
from tests.bench.jobs import run, this_mpi
from tests.bench.swarm import told
from tests.bt_tui.inputs import write_inputs
from tests.worlds import client, file

SIZE = 256 * 1024
FILES, SEGMENTS = 10, 100
"""What one client owns, and the other wants."""
GIB = 2**30
PING = str(Path(__file__).with_name("ping.py"))
RATIO_MIN, MOVED_MAX = 0.5, 1.05


class Moved(NamedTuple):
    """Bytes a second: of a ping, of a whole run, and of what the run takes longer with bytes."""

    ping: float
    run: float
    bytes_alone: float
    overhead: float
    """Bytes moved for each that had to be."""


def payloads(directory: Path, rounds: int) -> list[Figure]:
    """Let one client fetch everything from another."""
    write_inputs(directory, *clients())
    profiles = (DEFAULT_PROFILE.name, "bittorrent")
    moved = in_turn({name: _moving(name, directory) for name in profiles}, rounds)
    return [figure for name in profiles for figure in figures_of(name, moved[name])]


def _moving(profile: str, directory: Path) -> Callable[[int], Moved]:
    """Return what measures a ping, and right after it a run without bytes, and with them."""
    least = SIZE * FILES * SEGMENTS
    command = this_mpi().bt_tui(3, ".", "--headless", "--json", "--profile", profile)

    def measured(number: int) -> Moved:
        seeded = [*command, "--seed", str(number)]
        ping = float(run(this_mpi().mpirun(2, PING, str(SIZE)), directory))
        without = told(run(seeded, directory))
        whole = told(run([*seeded, "--segment-size", str(SIZE)], directory))
        longer_s = max(whole.protocol_s - without.protocol_s, 1e-9)
        return Moved(ping, least / whole.protocol_s, least / longer_s, whole.bytes / least)

    return measured


def clients() -> tuple[ClientInput, ClientInput]:
    """Return who owns everything, and who wants it."""
    files = [file(f"file{number}", SEGMENTS) for number in range(FILES)]
    return client(1, owns=files), client(2, wants=files)


def figures_of(profile: str, moved: list[Moved]) -> list[Figure]:
    """Return the rates, beside the ping of the same round, and how many bytes were moved."""
    of = f"{profile}, segments of {SIZE // 1024} KiB"
    ping = tuple(one.ping for one in moved)
    whole, alone = tuple(one.run for one in moved), tuple(one.bytes_alone for one in moved)
    overhead = tuple(one.overhead for one in moved)
    beside = {"ping": _gib(ping)}
    return [
        Figure(of=of, name="whole run", unit="GiB/s", values=_gib(whole), beside=beside),
        Figure(
            of=of,
            name="whole run ÷ ping",
            unit="ratio",
            values=ratio(whole, ping),
            at_least=RATIO_MIN,
        ),
        Figure(of=of, name="bytes alone", unit="GiB/s", values=_gib(alone), beside=beside),
        Figure(of=of, name="bytes alone ÷ ping", unit="ratio", values=ratio(alone, ping)),
        Figure(
            of=of,
            name="moved ÷ what had to be",
            unit="ratio",
            values=overhead,
            at_most=MOVED_MAX,
        ),
    ]


def _gib(rates: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(rate / GIB for rate in rates)
