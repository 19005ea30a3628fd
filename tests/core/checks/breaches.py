"""A table of defects: for every check, runs with one thing wrong that it must find."""

from collections.abc import Callable
from typing import NamedTuple

from tests.core.checks.mutants import Mutant, Records

Mutation = Callable[[Records], Mutant]


class Breach(NamedTuple):
    """Which check finds a mutation of a run of which profile."""

    check: str
    profile: str
    mutate: Mutation
    faultless: bool

    def __str__(self) -> str:
        return f"{self.check}: {self.mutate.__name__} ({self.profile})"


BREACHES: list[Breach] = []


def found_by(check: str, *profiles: str, faultless: bool = True) -> Callable[[Mutation], Mutation]:
    """Enter a mutation into the table, for runs of these profiles."""

    def enter(mutate: Mutation) -> Mutation:
        names = profiles or ("peers-then-seeds", "client-table")
        BREACHES.extend(Breach(check, name, mutate, faultless) for name in names)
        return mutate

    return enter
