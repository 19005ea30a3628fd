"""What a benchmark gives: figures, each with all that was measured, and what it is held against.

Machines are noisy, and drift. So what is compared is measured in turn, round after round; a
difference or a ratio is one of values of the same round; and what counts is the median.
"""

from collections.abc import Callable, Mapping, Sequence
from math import log
from pathlib import Path
from statistics import linear_regression, median, quantiles
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was measured, once a round.

    `of` is what ran; `beside` is what the values are to be seen beside, by name: floors, or a
    bound. The limits are those that the median should keep.
    """

    of: str
    name: str
    unit: str
    values: tuple[float, ...]
    beside: dict[str, tuple[float, ...]] = {}
    at_most: float | None = None
    at_least: float | None = None

    @property
    def median(self) -> float:
        """The value that counts."""
        return median(self.values)

    @property
    def is_met(self) -> bool | None:
        """Whether the limit is kept; `None` where there is none."""
        if self.at_most is not None:
            return self.median <= self.at_most
        return None if self.at_least is None else self.median >= self.at_least


Group = Callable[[Path, int], list[Figure]]
"""Measures in a directory of its own, in so many rounds."""


def in_turn(measures: Mapping[str, Callable[[int], T]], rounds: int) -> dict[str, list[T]]:
    """Measure one after another, round after round, after warming up; each is told the round."""
    taken: dict[str, list[T]] = {name: [] for name in measures}
    for measure in measures.values():
        measure(0)
    for number in range(1, rounds + 1):
        for name, measure in measures.items():
            taken[name].append(measure(number))
    return taken


def a_third(rounds: int) -> int:
    """Return how many rounds there are of what takes long."""
    return max(1, rounds // 3)


def less(values: Sequence[float], others: Sequence[float]) -> tuple[float, ...]:
    """Return by how much the values of each round differ."""
    return tuple(one - other for one, other in zip(values, others, strict=True))


def ratio(values: Sequence[float], others: Sequence[float]) -> tuple[float, ...]:
    """Return the ratio of the values of each round."""
    return tuple(one / other for one, other in zip(values, others, strict=True))


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return the power of the size with which the cost grows: 0 not at all, 1 in proportion."""
    return linear_regression([log(size) for size in sizes], [log(cost) for cost in costs]).slope


def percentile(values: list[float], percent: int) -> float:
    """Return the value that so many percent of the values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]
