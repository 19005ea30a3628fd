"""A time that stands still until a test moves it."""

import os
import time
from collections.abc import Callable

import pytest


class Time:
    """What `time` and `os.sched_yield` are replaced by; naps are noted and take no time.

    `now` is what the monotonic clock says, and `wall` what the clock on the wall does.
    """

    def __init__(self) -> None:
        self.now = 1000.0
        self.wall = 2_000_000_000.0
        self.naps: list[float] = []
        self.yields = 0
        self.on_rest: Callable[[], None] = lambda: None
        """Called at every yield and nap: what the rest of the world does meanwhile."""

    def monotonic(self) -> float:
        """Return the time that the test has set."""
        return self.now

    def time(self) -> float:
        """Return the time of day that the test has set."""
        return self.wall

    def sleep(self, seconds: float) -> None:
        """Note the nap."""
        self.naps.append(seconds)
        self.on_rest()

    def sched_yield(self) -> None:
        """Note the yield."""
        self.yields += 1
        self.on_rest()

    def pass_by(self, seconds: float) -> None:
        """Let time go on, on either clock."""
        self.now += seconds
        self.wall += seconds


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Let time stand still."""
    frozen = Time()
    monkeypatch.setattr(time, "monotonic", frozen.monotonic)
    monkeypatch.setattr(time, "time", frozen.time)
    monkeypatch.setattr(time, "sleep", frozen.sleep)
    monkeypatch.setattr(os, "sched_yield", frozen.sched_yield)
    return frozen
