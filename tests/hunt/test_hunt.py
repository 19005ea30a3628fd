"""A small share of the hunt: some seeds, each with its own plan of faults, meet all demands."""

from pathlib import Path

import pytest

from tests.hunt.hunting import hunt

SEEDS = 60
AT_ONCE = 5
"""So many seeds make one test."""


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_whatever_goes_wrong_all_demands_are_met(first: int, tmp_path: Path) -> None:
    found = [hunt(seed, tmp_path) for seed in range(first, first + AT_ONCE)]
    assert "\n".join(str(one) for one in found if one is not None) == ""
