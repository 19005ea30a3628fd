"""Run one case after another in which things go wrong, and say which does not end as it should.

Each seed stands for a scenario, a profile and a plan of faults. What fails is made as small as it
gets, left in hunted/SEED, and told with the command that plays it. The exit code is 1 then.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import Pool
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bt_tui import parsing
from tests.hunt.hunting import Found, hunt

INTO = Path("hunted")
AT_ONCE = 10
"""How many seeds a process is given at a time."""


def main() -> int:
    """Go through the seeds; return the exit code."""
    options = _parser().parse_args()
    seeds = range(options.first, options.first + options.seeds)
    console, began, failed = Console(stderr=True), time.monotonic(), 0
    with Progress(console=console, disable=not sys.stderr.isatty()) as progress:
        for found in progress.track(_hunted(seeds, options.jobs), len(seeds), description="seeds"):
            if found is not None:
                failed += 1
                console.print(str(found), highlight=False, markup=False, soft_wrap=True)
    took_s = time.monotonic() - began
    print(f"{len(seeds)} seeds from {seeds.start} on in {took_s:.0f} s: {failed} failed")
    return 1 if failed else 0


def _hunted(seeds: range, jobs: int) -> Iterator[Found | None]:
    with Pool(jobs) as pool:
        yield from pool.imap(partial(hunt, into=INTO), seeds, AT_ONCE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.hunt", description=__doc__)
    parser.add_argument("--seeds", type=parsing.clients, default=1000, help="how many (1000)")
    parser.add_argument("--first", type=parsing.seed, default=0, help="the first of them (0)")
    parser.add_argument("--jobs", type=parsing.clients, default=2, help="processes (2)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
