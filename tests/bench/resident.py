"""Runs a module as a rank, and leaves in a file how much memory it had resident at most.

mpirun -np 4 python -m tests.bench.resident bt_tui classroom --headless
"""

import atexit
import os
import re
import runpy
import sys
from pathlib import Path

PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
RANKS = ("PMI_RANK", "OMPI_COMM_WORLD_RANK")


def main() -> None:
    """Become the module that is named first."""
    atexit.register(_leave_peak, Path.cwd())
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _leave_peak(directory: Path) -> None:
    rank = next(os.environ[name] for name in RANKS if name in os.environ)
    (directory / f"peak-{rank}").write_text(str(peak_kib(Path("/proc/self/status").read_text())))


def peak_kib(status: str) -> int:
    """Return the most memory that a process had resident, as its status tells it."""
    found = PEAK.search(status)
    assert found is not None, status
    return int(found[1])


def peaks_mib(directory: Path, ranks: int) -> list[float]:
    """Return what the ranks of a job have left, in their order, and take it away."""
    files = [directory / f"peak-{rank}" for rank in range(ranks)]
    peaks = [int(file.read_text()) / 1024 for file in files]
    for file in files:
        file.unlink()
    return peaks


if __name__ == "__main__":
    main()
