"""Where the time goes: the threads of a run under a profiler, by kind of thread and by file.

    python -m tests.bench.profiled [PROFILE]

Each thread is profiled by its own processor time, so waiting counts only as far as it takes any.
What the built-in functions take counts for the file that calls them. A profiler makes all of it
slower, small functions most: read the shares, not the seconds.
"""

import cProfile
import pstats
import runpy
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from bt_tui.launch import is_launched
from tests.bench.jobs import run, this_mpi
from tests.bench.swarm import swarm, written
from tests.compiled import compile_all

CLIENTS = 16
KINDS = {
    "↓": "download threads",
    "↑": "upload threads",
    "tracker": "tracker",
    "collector": "collector",
}
"""Of threads, by what their names end with."""
SHOWN = 12
"""How many files are told of each kind of thread."""
BUILT_IN = "~"

Function = tuple[str, int, str]


def main() -> None:
    """Profile a run, or be one of its ranks."""
    if is_launched():
        _be_a_rank()
        return
    compile_all()
    profile = sys.argv[1] if len(sys.argv) > 1 else "bittorrent"
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        words = (written(swarm(CLIENTS), directory), "--headless", "--profile", profile)
        run(this_mpi().mpirun(CLIENTS + 1, "-m", "tests.bench.profiled", *words), directory)
        for ending, kind in KINDS.items():
            stats = pstats.Stats(*map(str, directory.glob(f"*{ending}.stats")))
            told(kind, own_times(stats.stats))  # type: ignore[attr-defined]


def _be_a_rank() -> None:
    """Run with a profiler in every thread, each of which leaves what it found in a file."""
    start = threading.Thread.run

    def profiled(thread: threading.Thread) -> None:
        profiler = cProfile.Profile(time.thread_time)
        try:
            profiler.runcall(start, thread)
        finally:
            profiler.dump_stats(f"{thread.name}.stats")

    threading.Thread.run = profiled  # type: ignore[assignment, method-assign]
    runpy.run_module("bt_tui", run_name="__main__", alter_sys=True)


def own_times(
    stats: Mapping[Function, tuple[int, int, float, float, Mapping[Function, tuple[float, ...]]]],
) -> dict[str, float]:
    """Return how long each file took by itself, with the built-in functions that it calls."""
    times: dict[str, float] = defaultdict(float)
    for (path, _, _), (_, _, own_s, _, callers) in stats.items():
        if path != BUILT_IN:
            times[_short(path)] += own_s
            continue
        for (caller, _, _), (_, _, for_caller_s, _) in callers.items():
            times[_short(caller)] += for_caller_s
    return times


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-2:])


def told(kind: str, times: dict[str, float]) -> None:
    """Print which files took most."""
    total_s = sum(times.values())
    print(f"\n{kind}: {total_s:.2f} s of processor time, profiled")
    for name in sorted(times, key=times.__getitem__, reverse=True)[:SHOWN]:
        print(f"{times[name] / total_s:6.1%}  {name}")


if __name__ == "__main__":
    main()
