"""Times whole `mpirun` jobs in pairs, the floor and the run in turn, as a new user starts them.

Machines are noisy, and drift: what counts is the ratio within a pair, and its median.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

RANKS = 4
FLOOR = str(Path(__file__).with_name("floor.py"))


def mpirun(*words: str) -> list[str]:
    """Return the command that runs this Python on all ranks."""
    launcher = Path(sys.executable).with_name("mpirun")
    return [str(launcher), "-np", str(RANKS), sys.executable, *words]


def seconds(command: list[str], directory: str) -> float:
    """Return the wall time of the command; raise where it fails."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=directory, env=_env())
    return time.perf_counter() - began


def _env() -> dict[str, str]:
    root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return {**os.environ, **root, "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe"}


def main() -> None:
    """Print a table of the floor, the run, and the ratio of each pair."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how many pairs (default: 9)")
    rounds = parser.parse_args().rounds
    run = mpirun("-m", "bt_tui", "classroom", "--headless")
    pairs = []
    with tempfile.TemporaryDirectory() as directory:
        seconds(mpirun(FLOOR), directory)  # warm the caches
        seconds(run, directory)
        for _ in range(rounds):
            pairs.append((seconds(mpirun(FLOOR), directory), seconds(run, directory)))
    table = Table(title=f"headless classroom, {RANKS} ranks, {rounds} pairs, wall time")
    for name in ("", "least", "median", "most"):
        table.add_column(name, justify="left" if not name else "right")
    _row(table, "floor, s", [floor for floor, _ in pairs])
    _row(table, "run, s", [run_s for _, run_s in pairs])
    _row(table, "run ÷ floor", [run_s / floor for floor, run_s in pairs])
    Console().print(table)


def _row(table: Table, name: str, values: list[float]) -> None:
    table.add_row(name, *(f"{value:.3f}" for value in (min(values), median(values), max(values))))


if __name__ == "__main__":
    main()
