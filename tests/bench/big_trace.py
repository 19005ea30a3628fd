"""Makes a recording as long as one likes: one run in memory, told again and again.

    python -m tests.bench.big_trace FILE [--events N]

Each telling begins where the last one ended, so numbers, stamps and times go on.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bt_tui.samples import samples_directory
from core.events import MessageReceived, MessageSent, MessageUnheeded, Record
from core.inputs import read_input
from core.model import DEFAULT_LIMITS, Address, Scenario
from core.profiles import DEFAULT_PROFILE
from core.sim.world import World
from core.trace import SCHEMA, Header, TraceWriter

CLIENTS = 5


def main() -> None:
    """Write it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.big_trace", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000, help="at least so many")
    options = parser.parse_args()
    write_big_trace(options.file, options.events)


def write_big_trace(path: Path, events: int) -> None:
    """Write a recording of at least so many events, and less than one run more."""
    directory = samples_directory() / "rush"
    clients = tuple(read_input(directory, rank) for rank in range(1, CLIENTS + 1))
    scenario = Scenario("rush", clients)
    records = World(scenario).run().records
    header = Header(SCHEMA, scenario, DEFAULT_PROFILE.name, 0, None, DEFAULT_LIMITS, "memory")
    with TraceWriter(path, header) as writer:
        for telling in range(-(-events // len(records))):
            writer.write(list(told_again(records, telling)))


def told_again(records: list[Record], telling: int) -> Iterator[Record]:
    """Yield the records as they are after so many tellings of the same."""
    events = Counter(record.at.rank for record in records)
    sent = Counter(record.at for record in records if isinstance(record.event, MessageSent))
    lamport = max(record.lamport for record in records)
    time = max(record.time for record in records)
    for record in records:
        yield msgspec.structs.replace(
            record,
            number=record.number + telling * events[record.at.rank],
            lamport=record.lamport + telling * lamport,
            time=record.time + telling * time,
            event=_renumbered(record, telling, sent),
        )


def _renumbered(record: Record, telling: int, sent: Counter[Address]) -> object:
    match record.event:
        case MessageSent(number=number) as event:
            return msgspec.structs.replace(event, number=number + telling * sent[record.at])
        case MessageReceived(source=source, number=number) as event:
            return msgspec.structs.replace(event, number=number + telling * sent[source])
        case MessageUnheeded(source=source, number=number) as event:
            return msgspec.structs.replace(event, number=number + telling * sent[source])
        case event:
            return event


if __name__ == "__main__":
    main()
