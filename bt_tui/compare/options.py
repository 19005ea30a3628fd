"""What the command line of a comparison says, and what its words may be. Imports nothing heavy."""

import re
from pathlib import Path

import msgspec

from core.errors import UsageError
from core.profiles import PROFILES

SEED_BELOW = 2**63
DEFAULT_SEED = 1
"""Fixed, so that a table can be had again."""
DEFAULT_RUNS = 3
CHARTS = (".svg", ".html")
_COUNT = re.compile("0*[1-9][0-9]{0,8}")


class CompareOptions(msgspec.Struct, frozen=True):
    """The options of `bt-tui compare`; see `bt_tui.compare.parser` for their meanings."""

    input: str | None = None
    profiles: tuple[str, ...] = tuple(PROFILES)
    runs: int = DEFAULT_RUNS
    seed: int = DEFAULT_SEED
    simulate: bool = False
    json: bool = False
    chart: Path | None = None

    @property
    def seeds(self) -> range:
        """The seed of each run of a profile."""
        return range(self.seed, self.seed + self.runs)


def profile_names(text: str) -> tuple[str, ...]:
    """Parse names with commas between them; raise `UsageError` with all that are unknown."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    unknown = [repr(name) for name in names if name not in PROFILES]
    if unknown:
        known = ", ".join(PROFILES)
        raise UsageError(f"--profiles: found {', '.join(unknown)}; expected some of {known}")
    return names


def run_count(text: str) -> int:
    """Parse a number of runs; raise `UsageError` where there would be none."""
    if not _COUNT.fullmatch(text):
        raise UsageError(f"--runs: found {text!r}; expected a whole number, 1 or more")
    return int(text)


def chart_path(text: str) -> Path:
    """Parse the name of a chart; raise `UsageError` where its ending names no known format."""
    path = Path(text)
    if path.suffix.lower() not in CHARTS:
        raise UsageError(f"--chart: found {text!r}; expected a name that ends in .svg or .html")
    return path
