"""What recording and watching cost."""

import pytest

from tests.bench.telemetry import figures_of


def test_it_is_told_how_many_times_an_unseen_run_takes() -> None:
    taken = {"unseen": [1.0, 2.0], "recorded": [1.2, 3.0], "on screen": [2.0, 6.0]}
    figures = {one.name: one for one in figures_of("a run", taken)}
    assert figures["recorded ÷ unseen"].values == pytest.approx((1.2, 1.5))
    assert figures["recorded ÷ unseen"].is_met is False
    assert figures["on screen ÷ unseen"].values == pytest.approx((2.0, 3.0))
    assert figures["on screen ÷ unseen"].is_met is False
