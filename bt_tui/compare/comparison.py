"""A comparison: the runs of every profile, and their medians."""

from collections.abc import Iterable
from statistics import median

import msgspec

from bt_tui.compare.measured import MEASURES, Measured, fold, lacking
from core.events import Record

Values = dict[str, float | None]
"""For each measure its value, `None` where there is none."""


class Run(msgspec.Struct, frozen=True):
    """One run of a profile; `measured` is `None` where it failed, `problems` says what is wrong."""

    seed: int
    measured: Measured | None
    problems: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it went to its end and everything arrived."""
        return self.measured is not None and not self.problems


def ended(seed: int, records: Iterable[Record], ranks: int) -> Run:
    """Return the run that these records, which must be all of it, tell of."""
    totals, measured = fold(records, ranks)
    return Run(seed, measured, lacking(totals))


class Comparison(msgspec.Struct, frozen=True):
    """All runs by profile, in the order in which they are shown."""

    scenario: str
    ranks: int
    transport: str
    seeds: tuple[int, ...]
    profiles: dict[str, tuple[Run, ...]]

    @property
    def complete(self) -> bool:
        """Whether every run is."""
        return all(run.complete for runs in self.profiles.values() for run in runs)

    @property
    def problems(self) -> list[str]:
        """What is wrong, each with the runs that it is wrong with."""
        found: dict[str, list[str]] = {}
        for name, runs in self.profiles.items():
            for run in runs:
                for problem in run.problems:
                    found.setdefault(problem, []).append(f"{name} with seed {run.seed}")
        return [f"{', '.join(where)}: {problem}" for problem, where in found.items()]

    def medians(self, profile: str) -> Values:
        """Return the median of each measure over the runs of a profile that have it."""
        found = {name: self.values(profile, name) for name in MEASURES}
        return {name: median(values) if values else None for name, values in found.items()}

    def values(self, profile: str, measure: str) -> list[float]:
        """Return what the runs of a profile have of one measure."""
        measured = [run.measured for run in self.profiles[profile] if run.measured is not None]
        values = (getattr(one, measure) for one in measured)
        return [value for value in values if value is not None]


def as_json(comparison: Comparison) -> str:
    """Return the comparison as one JSON object (schema in the README)."""
    told = {
        "scenario": comparison.scenario,
        "ranks": comparison.ranks,
        "transport": comparison.transport,
        "seeds": comparison.seeds,
        "complete": comparison.complete,
        "profiles": {
            name: {"runs": [_run(run) for run in runs], "median": comparison.medians(name)}
            for name, runs in comparison.profiles.items()
        },
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def _run(run: Run) -> dict[str, object]:
    values = {name: getattr(run.measured, name, None) for name in MEASURES}
    return {"seed": run.seed, "complete": run.complete, "problems": run.problems, **values}
