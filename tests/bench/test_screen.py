"""What a flooded screen comes to."""

import pytest

from tests.bench.flood import Flood
from tests.bench.screen import flood_figures


def test_keys_of_all_rounds_count_together() -> None:
    first = Flood(20_000.0, 22.0, [0.01] * 60)
    second = Flood(10_000.0, 14.0, [0.01] * 59 + [0.3])
    figures = {one.name: one for one in flood_figures([first, second])}
    assert figures["events"].values == (20_000.0, 10_000.0)
    assert figures["frames"].is_met is True
    assert figures["from key to screen, 50 % of 120"].values == pytest.approx((10.0,))
    assert figures["from key to screen, 99 % of 120"].is_met is True


def test_more_than_one_slow_key_in_a_hundred_is_too_much() -> None:
    slow = Flood(20_000.0, 14.0, [0.01] * 97 + [0.3] * 3)
    figures = {one.name: one for one in flood_figures([slow])}
    assert figures["from key to screen, 99 % of 100"].is_met is False
    assert figures["frames"].is_met is False
