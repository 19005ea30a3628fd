"""Trying one seed, and where it fails, finding the smallest case that fails likewise."""

from pathlib import Path
from typing import NamedTuple

from core.sim.case import Case
from core.sim.shrink import shrink
from tests.hunt.cases import case_of
from tests.hunt.demands import Failure, failure_of
from tests.hunt.evidence import command, write_evidence


class Found(NamedTuple):
    """A seed that failed, what its smallest case does not meet, and how to see that."""

    seed: int
    failure: Failure
    command: str

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.failure}\n{self.command}"


def hunt(seed: int, into: Path) -> Found | None:
    """Try a seed; where it fails, shrink its case and leave that in a directory of its own."""
    case = case_of(seed)
    failure = failure_of(case)
    return None if failure is None else _found(case, failure, into / str(seed))


def _found(case: Case, failure: Failure, directory: Path) -> Found:
    smallest = shrink(case, lambda one: _fails_likewise(one, failure))
    write_evidence(smallest, directory)
    return Found(case.seed, failure_of(smallest) or failure, command(smallest, directory))


def _fails_likewise(case: Case, failure: Failure) -> bool:
    found = failure_of(case)
    return found is not None and found.demand == failure.demand
