"""How messages, bytes and the tracker's load grow with the number of clients, in the simulator.

    python -m tests.bench.scale [--clients 10 100 1000] [--chart docs/scale.svg]

One file of 100 segments; a tenth of the clients own it, all others want it. What is counted is
exact, and the same on every machine; only seconds are this machine's. Each run has a process of its
own, so that its memory is its own, too.
"""

import argparse
import gc
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from bt_tui.compare.chart import COLOURS, STYLE
from core.messages import Envelope
from core.model import TRACKER, ClientInput, Manifest, Scenario
from core.profiles import PROFILES
from core.runtime.performer import Outcome, Performer
from core.sim.world import World

SEGMENTS = 100
OWNERS_SHARE = 10
"""One of so many clients owns the file."""


class Growth(msgspec.Struct, frozen=True):
    """What one run came to; the tracker's are messages and bytes that it sent or was sent.

    `events` are all that would travel to rank 0 if somebody looked; `tracker_cpu_s` is what its
    machine took, `cpu_s` the whole run, `protocol_s` virtual time, `memory_mib` the most of it.
    """

    profile: str
    clients: int
    messages: int
    bytes: int
    tracker_messages: int
    tracker_bytes: int
    events: int
    tracker_cpu_s: float
    cpu_s: float
    protocol_s: float
    memory_mib: float


class _Watched:
    """Adds up what the tracker sends and is sent, and how long that takes it."""

    def __init__(self, performer: Performer) -> None:
        self.messages = self.bytes = 0
        self.cpu_s = 0.0
        self._receive = performer.receive
        performer.receive = self.receive  # type: ignore[method-assign]

    def receive(self, envelope: Envelope, now: float) -> Outcome:
        """Let the tracker handle a message, and look at what it sends."""
        began = time.process_time()
        outcome = self._receive(envelope, now)
        self.cpu_s += time.process_time() - began
        self.messages += 1 + len(outcome.posts)
        self.bytes += len(msgspec.msgpack.encode(envelope))
        self.bytes += sum(len(post.data) for post in outcome.posts)
        return outcome


def scenario(clients: int) -> Scenario:
    """Return so many clients of one swarm."""
    hashes = tuple(f"{segment:032x}" for segment in range(SEGMENTS))
    file = Manifest("file", hashes)
    owners = max(1, clients // OWNERS_SHARE)
    return Scenario(
        f"{clients} clients",
        tuple(
            ClientInput(rank, (file,)) if rank <= owners else ClientInput(rank, (), ("file",))
            for rank in range(1, clients + 1)
        ),
    )


def grown(profile: str, clients: int) -> Growth:
    """Run it once."""
    gc.disable()  # a short life, in which next to nothing refers back to itself
    began = time.process_time()
    world = World(scenario(clients), profile=PROFILES[profile], seed=1, telling=False)
    watched = _Watched(world.performers[TRACKER])
    totals = world.run(steps_max=sys.maxsize).totals
    cpu_s = time.process_time() - began
    memory_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Growth(
        profile,
        clients,
        totals.traffic.messages,
        totals.traffic.bytes,
        watched.messages,
        watched.bytes,
        _events(profile, clients),
        watched.cpu_s,
        cpu_s,
        totals.protocol_s,
        memory_mib,
    )


def _events(profile: str, clients: int) -> int:
    """Return how many events are told of the same run: nobody makes them where nobody looks."""
    world = World(scenario(clients), profile=PROFILES[profile], seed=1)
    return len(world.run(steps_max=sys.maxsize).records)


def main() -> None:
    """Run every profile at every size; print a table in Markdown, and draw it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[10, 100, 1000], metavar="N")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw it, as SVG")
    options = parser.parse_args()
    cases = [(profile, clients) for profile in PROFILES for clients in options.clients]
    with ProcessPoolExecutor(1, max_tasks_per_child=1) as pool:
        growths = []
        for growth in pool.map(grown, *zip(*cases, strict=True)):
            print(growth, file=sys.stderr, flush=True)
            growths.append(growth)
    print("\n".join(markdown(growths)))
    if options.chart is not None:
        draw(growths, options.chart)


def markdown(growths: Iterable[Growth]) -> Iterable[str]:
    """Yield the table's lines."""
    yield (
        "| profile | clients | messages | per segment | MB | tracker's messages | tracker's MB |"
        " tracker, µs a message | events | simulated in, s | messages a second | MiB |"
    )
    yield "| --- |" + " ---: |" * 11
    for one in growths:
        moved = SEGMENTS * (one.clients - max(1, one.clients // OWNERS_SHARE))
        cells = (
            f"`{one.profile}`",
            f"{one.clients:,}",
            f"{one.messages:,}",
            f"{one.messages / moved:.2f}",
            f"{one.bytes / 1e6:.1f}",
            f"{one.tracker_messages / one.messages:.1%}",
            f"{one.tracker_bytes / 1e6:.1f} ({one.tracker_bytes / one.bytes:.0%})",
            f"{1e6 * one.tracker_cpu_s / one.tracker_messages:.0f}",
            f"{one.events:,}",
            f"{one.cpu_s:.1f}",
            f"{one.messages / one.cpu_s:,.0f}",
            f"{one.memory_mib:.0f}",
        )
        yield f"| {' | '.join(cells)} |"


PANELS = (
    ("messages", "messages, all"),
    ("bytes", "bytes, all"),
    ("tracker_messages", "messages of the tracker"),
    ("tracker_bytes", "bytes of the tracker"),
)


def draw(growths: Sequence[Growth], path: Path) -> None:
    """Draw a line for each profile in every panel, both axes logarithmic."""
    import matplotlib as mpl  # noqa: PLC0415 - slow
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(11, 8), layout="constrained")
        for axes, (measure, title) in zip(figure.subplots(2, 2).flat, PANELS, strict=True):
            for colour, profile in zip(COLOURS, PROFILES, strict=False):
                own = [one for one in growths if one.profile == profile]
                values = [getattr(one, measure) for one in own]
                sizes = [one.clients for one in own]
                axes.loglog(sizes, values, color=colour, marker="o", label=profile)
            axes.set_title(title)
            axes.set_xlabel("clients")
            axes.grid(which="major", color="#DDDDDD")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=6)
        figure.savefig(path, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
