"""Recordings to write and read: a small one by hand, and a real one from a run in memory."""

import gzip
from functools import cache
from pathlib import Path

from core.events import AllCompleted, MessageReceived, MessageSent, Record, StartGiven
from core.model import TRACKER, Limits, download_thread
from core.profiles import PROFILES
from core.sim.world import World
from core.trace import SCHEMA, Header, TraceWriter, Versions
from tests.worlds import client, file, scenario

HEADER = Header(
    SCHEMA,
    scenario(client(1, owns=[file()])),
    profile="peers-then-seeds",
    seed=7,
    speed=2.5,
    limits=Limits(rounds_max=3),
    transport="memory",
    versions=Versions(bt_tui="0.1.0", msgspec="0.20.0"),
)
C1 = download_thread(1)
RECORDS = [
    Record(TRACKER, 1, 1, 0.0, StartGiven("ACK")),
    Record(TRACKER, 2, 2, 0.0, MessageSent(C1, 1, "Start", 10)),
    Record(C1, 1, 3, 0.25, MessageReceived(TRACKER, 1, "Start")),
    Record(C1, 2, 4, 0.25, AllCompleted()),
]
SUFFIXES = (".jsonl", ".jsonl.gz")


@cache
def of_a_run(profile: str = "peers-then-seeds") -> list[Record]:
    """Return the records of a run in memory, some thousand."""
    shared = file("file1", 120)
    owner, *others = (
        client(1, owns=[shared]),
        client(2, wants=[shared]),
        client(3, wants=[shared]),
    )
    world = World(scenario(owner, *others), seed=3, profile=PROFILES[profile])
    return world.run().records


def write(path: Path, *batches: list[Record], header: Header = HEADER) -> Path:
    """Write a recording of these batches; return its path."""
    with TraceWriter(path, header) as writer:
        for batch in batches:
            writer.write(batch)
    return path


def plain_bytes(path: Path) -> bytes:
    """Return what a recording holds, decompressed where it is compressed."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data
