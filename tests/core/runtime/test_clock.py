"""Protocol time."""

from core.runtime.clock import Clock
from tests.core.runtime.conftest import Time


def test_time_begins_at_nought_and_runs(frozen: Time) -> None:
    clock = Clock()
    assert clock.now() == 0.0
    frozen.now += 2.5
    assert clock.now() == 2.5


def test_time_is_told_in_microseconds(frozen: Time) -> None:
    clock = Clock()
    frozen.now += 0.1234567891
    assert clock.now() == 0.123457
    clock.hold()
    assert clock.now() == 0.123457
    clock.release()
    frozen.now += 0.1
    assert clock.now() == 0.223457


def test_a_clock_that_is_born_held_stands_still(frozen: Time) -> None:
    clock = Clock(held=True)
    frozen.now += 9.0
    assert clock.now() == 0.0


def test_a_held_clock_stands_still_and_goes_on_from_there(frozen: Time) -> None:
    clock = Clock()
    frozen.now += 1.0
    clock.hold()
    frozen.now += 100.0
    assert clock.now() == 1.0
    clock.release()
    assert clock.now() == 1.0
    frozen.now += 0.5
    assert clock.now() == 1.5


def test_holding_twice_and_releasing_twice_change_nothing(frozen: Time) -> None:
    clock = Clock()
    frozen.now += 1.0
    clock.hold()
    frozen.now += 1.0
    clock.hold()
    clock.release()
    frozen.now += 1.0
    clock.release()
    assert clock.now() == 2.0


def test_a_held_clock_is_set_forward_and_never_back(frozen: Time) -> None:
    clock = Clock(held=True)
    clock.set(3.0)
    clock.set(2.0)
    assert clock.now() == 3.0


def test_a_running_clock_is_set_forward_and_runs_on(frozen: Time) -> None:
    clock = Clock()
    clock.set(3.0)
    frozen.now += 1.0
    assert clock.now() == 4.0
    clock.set(2.0)
    assert clock.now() == 4.0


def test_time_that_was_set_while_held_is_kept_on_release(frozen: Time) -> None:
    clock = Clock(held=True)
    clock.set(7.0)
    clock.release()
    frozen.now += 1.0
    assert clock.now() == 8.0
