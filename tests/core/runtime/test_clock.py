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


# ---- one epoch for all --------------------------------------------------------------------------


def test_a_clock_tells_the_time_since_its_epoch(frozen: Time) -> None:
    clock = Clock(epoch=frozen.wall - 12.5)
    assert clock.now() == 12.5
    frozen.pass_by(1.0)
    assert clock.now() == 13.5


def test_two_clocks_with_one_epoch_agree_whenever_they_were_made(frozen: Time) -> None:
    epoch = frozen.wall
    first = Clock(epoch=epoch)
    frozen.pass_by(3.25)
    second = Clock(epoch=epoch)
    assert first.now() == second.now() == 3.25
    frozen.pass_by(1.0)
    assert first.now() == second.now() == 4.25


def test_clocks_of_hosts_that_booted_at_different_times_agree(frozen: Time) -> None:
    epoch = frozen.wall - 1.0
    here = Clock(epoch=epoch).now()
    frozen.now += 12345.0  # the monotonic clock of another host
    assert Clock(epoch=epoch).now() == here == 1.0


def test_time_is_never_negative_though_the_epoch_is_yet_to_come(frozen: Time) -> None:
    clock = Clock(epoch=frozen.wall + 60.0)
    assert clock.now() == 0.0
    frozen.pass_by(1.0)
    assert clock.now() == 1.0


def test_a_clock_on_the_wall_that_is_put_back_does_not_turn_time_back(frozen: Time) -> None:
    clock = Clock(epoch=frozen.wall)
    frozen.pass_by(5.0)
    frozen.wall -= 3600.0
    assert clock.now() == 5.0


def test_a_clock_that_is_born_held_begins_at_nought_whatever_its_epoch(frozen: Time) -> None:
    clock = Clock(epoch=frozen.wall - 100.0, held=True)
    assert clock.now() == 0.0
    clock.release()
    frozen.pass_by(1.0)
    assert clock.now() == 1.0
