"""What moving bytes comes to, beside a ping."""

import pytest

from tests.bench.payloads import GIB, Moved, figures_of


def test_rates_are_held_against_the_ping_of_the_same_round() -> None:
    moved = [Moved(ping=4.0 * GIB, run=1.0 * GIB, bytes_alone=3.0 * GIB, overhead=1.01)]
    figures = {one.name: one for one in figures_of("bittorrent", moved)}
    assert figures["whole run"].values == pytest.approx((1.0,))
    assert figures["whole run"].beside == {"ping": (4.0,)}
    assert figures["whole run ÷ ping"].values == pytest.approx((0.25,))
    assert figures["whole run ÷ ping"].is_met is False
    assert figures["bytes alone ÷ ping"].values == pytest.approx((0.75,))
    assert figures["moved ÷ what had to be"].is_met is True
