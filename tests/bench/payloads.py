"""How fast segments of real size move, beside a plain ping of the same size.

`python -m tests.bench.payloads` prints it. The same run is measured without bytes, too: what it
takes longer with them is what they cost, checks and all.
"""

import argparse
import json
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from core.model import ClientInput
from tests.bench.jobs import run
from tests.bt_tui.inputs import write_inputs
from tests.compiled import compile_all
from tests.mpi.jobs import Mpi, available
from tests.worlds import client, file

SIZE = 256 * 1024
FILES, SEGMENTS = 10, 100
"""What one client owns, and the other wants."""
GIB = 2**30
PING = str(Path(__file__).with_name("ping.py"))


class Moved(NamedTuple):
    """Bytes a second: of a ping, of a whole run, and of what the run takes longer with bytes."""

    ping: float
    run: float
    bytes_alone: float
    overhead: float
    """Bytes moved for each that had to be."""


def payloads(mpi: Mpi, profile: str, directory: Path) -> Moved:
    """Measure a ping, and right after it a run in which one client fetches from another."""
    write_inputs(directory, *clients())
    least = SIZE * FILES * SEGMENTS
    ping = float(run(mpi.mpirun(2, PING, str(SIZE)), directory))
    words = (str(directory), "--headless", "--json", "--profile", profile)
    without = json.loads(run(mpi.bt_tui(3, *words), directory))
    told = json.loads(run(mpi.bt_tui(3, *words, "--segment-size", str(SIZE)), directory))
    longer_s = max(told["protocol_s"] - without["protocol_s"], 1e-9)
    return Moved(ping, least / told["protocol_s"], least / longer_s, told["bytes"] / least)


def clients() -> tuple[ClientInput, ClientInput]:
    """Return who owns everything, and who wants it."""
    files = [file(f"file{number}", SEGMENTS) for number in range(FILES)]
    return client(1, owns=files), client(2, wants=files)


def main() -> None:
    """Print medians of rates and of ratios within pairs, for every MPI and two profiles."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.payloads", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how many of each (default: 5)")
    rounds = parser.parse_args().rounds
    compile_all()
    for mpi in available():
        for profile in ("bittorrent", "peers-then-seeds"):
            with TemporaryDirectory() as place:
                moved = [payloads(mpi, profile, Path(place)) for _ in range(rounds)]
            print(f"{mpi.name}, {profile}, {SIZE} bytes: {told(moved)}", flush=True)


def told(moved: list[Moved]) -> str:
    """Return medians in words."""
    ping, whole, alone = (
        median(getattr(one, name) for one in moved) / GIB for name in ("ping", "run", "bytes_alone")
    )
    whole_ratio, alone_ratio = (
        median(getattr(one, name) / one.ping for one in moved) for name in ("run", "bytes_alone")
    )
    return (
        f"ping {ping:.2f} GiB/s; whole run {whole:.2f} GiB/s, {whole_ratio:.2f} of it; the bytes"
        f" alone {alone:.2f} GiB/s, {alone_ratio:.2f} of it; moved"
        f" {median(one.overhead for one in moved):.4f} of what had to be"
    )


if __name__ == "__main__":
    main()
