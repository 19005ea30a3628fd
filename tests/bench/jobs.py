"""Jobs that benchmarks time: headless ones, and watched ones in a terminal of their own."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from statistics import median, quantiles

from tests.bench.plain_terminal import PlainTerminal
from tests.mpi.jobs import ENVIRONMENT, Mpi, available
from tests.pty.screens import RealTerminal

PROTOCOL_S = re.compile(r"after ([\d.]+) s of protocol time")
STEP = re.compile(r"^ +(\d+) (?:C\d|tracker)", re.MULTILINE)
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def this_mpi() -> Mpi:
    """Return the MPI beside this Python."""
    return available()[0]


def seconds(command: list[str], directory: Path) -> float:
    """Return the wall time of a command; raise where it fails."""
    began = time.perf_counter()
    run(command, directory)
    return time.perf_counter() - began


def run(command: list[str], directory: Path) -> str:
    """Run a command to its end; return what it printed, and raise where it fails."""
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=directory, env=ENVIRONMENT
    )
    return done.stdout


def protocol_s(summary: str) -> float:
    """Return the protocol time that a summary tells, in seconds."""
    found = PROTOCOL_S.search(summary)
    assert found is not None, summary
    return float(found[1])


def messages_a_second(summary: str) -> float:
    """Return the rate that a summary in JSON tells, over all the time that rank 0 took."""
    told = json.loads(summary)
    return float(told["messages"] / told["wall_s"])


def messages_of(summary: str) -> int:
    """Return how many messages a summary in JSON tells of."""
    return int(json.loads(summary)["messages"])


def watched_s(command: list[str], directory: Path) -> float:
    """Return the protocol time of a run that is watched at full speed."""
    terminal = PlainTerminal(command, directory, columns=120, rows=36)
    terminal.wait_for("■ ENDED")
    terminal.press("q")
    return protocol_s(terminal.end())


def seeking_s(command: list[str], directory: Path) -> float:
    """Return how long a run takes on screen that steps by itself until the end messages."""
    terminal = PlainTerminal(command, directory, columns=120, rows=36)
    terminal.wait_for("▶▶ until")
    began = time.perf_counter()
    terminal.wait_for("❚❚ HELD")
    taken = time.perf_counter() - began
    terminal.press("q")
    terminal.wait_for("Leave it?")
    terminal.press("y")
    terminal.end()
    return taken


def held_share(command: list[str], directory: Path, for_s: float) -> float:
    """Return how much of one core all processes of a held run use together."""
    with RealTerminal(command, directory) as terminal:
        terminal.wait_for("❚❚ HELD")
        terminal.press("s")
        terminal.wait_until(lambda: step_of(terminal) == 1, "a step")
        settle_until = time.monotonic() + 1.0
        terminal.wait_until(lambda: time.monotonic() > settle_until, "all have gone to rest")
        began, before = time.monotonic(), ticks(terminal)
        terminal.wait_until(lambda: time.monotonic() > began + for_s, "the time is over")
        return (ticks(terminal) - before) / TICKS_A_SECOND / (time.monotonic() - began)


def latencies_s(command: list[str], directory: Path, steps: int) -> list[float]:
    """Return how long each of so many steps takes from the key to the screen."""
    taken = []
    with RealTerminal(command, directory) as terminal:
        terminal.wait_for("❚❚ HELD")
        for step in range(1, steps + 1):
            began = time.perf_counter()
            terminal.press("s")
            terminal.wait_until(lambda step=step: step_of(terminal) == step, "a step")  # type: ignore[misc]
            taken.append(time.perf_counter() - began)
            rest_until = time.monotonic() + 0.3  # as people press keys, with everything at rest
            terminal.wait_until(lambda until=rest_until: time.monotonic() > until, "a rest")  # type: ignore[misc]
    return taken


def step_of(terminal: RealTerminal) -> int:
    """Return the number of the last step that the narration tells of."""
    steps = STEP.findall(terminal.text)
    return int(steps[-1]) if steps else -1


def ticks(terminal: RealTerminal) -> int:
    """Return the processor time of all processes of a job, in clock ticks."""
    return sum(map(_ticks, terminal.processes()))


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def spread(values: list[float]) -> tuple[float, float, float]:
    """Return the least, the median and the most."""
    return min(values), median(values), max(values)


def percentile(values: list[float], percent: int) -> float:
    """Return the value that so many percent of the values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]
