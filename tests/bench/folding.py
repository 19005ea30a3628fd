"""What a long recording costs: reading it into a history, and jumping about in that.

    python -m tests.bench.folding FILE

It is run in a process of its own, whose memory is measured.
"""

import argparse
import gc
import resource
import time
from pathlib import Path
from random import Random

import msgspec

from bt_tui.history import History
from bt_tui.state import State
from core.events import Record
from core.trace import open_trace

JUMPS = 100
DECODED = 50_000
"""So many records are folded that were decoded before."""


class Cost(msgspec.Struct, frozen=True):
    """What was measured: rates in events a second, times in seconds, memory in MiB."""

    events: int
    opened_s: float
    from_file: float
    state_alone: float
    jump_median_s: float
    jump_most_s: float
    memory_mib: float


def main() -> None:
    """Print the cost as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.folding", description=__doc__)
    parser.add_argument("file", type=Path)
    print(msgspec.json.encode(cost_of(parser.parse_args().file)).decode())


def cost_told(text: str) -> Cost:
    """Return the cost that was printed."""
    return msgspec.json.decode(text, type=Cost)


def cost_of(path: Path) -> Cost:
    """Measure what a recording costs."""
    with open_trace(path, indexed=True) as trace:
        history = History(trace.index)
        began = time.perf_counter()
        for batch in trace.batches():
            history.take(batch)
        opened_s = time.perf_counter() - began
        events = history.now.events
        jumps = sorted(_jump_s(history, moment) for moment in _moments(events))
        decoded = list(history.records.between(0, DECODED))
    return Cost(
        events=events,
        opened_s=opened_s,
        from_file=events / opened_s,
        state_alone=len(decoded) / _fold_s(decoded),
        jump_median_s=jumps[JUMPS // 2],
        jump_most_s=jumps[-1],
        memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _moments(events: int) -> list[int]:
    rng = Random(0)  # the same each time
    return [rng.randrange(events) for _ in range(JUMPS)]


def _jump_s(history: History, moment: int) -> float:
    began = time.perf_counter()
    history.state_at(moment)
    return time.perf_counter() - began


def _fold_s(records: list[Record]) -> float:
    gc.collect()
    state, began = State(), time.perf_counter()
    state.fold(records)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
