"""While a key is being answered the run waits, but not for long, nor for ever."""

import threading

import pytest

from bt_tui import answering
from bt_tui.answering import LONGEST_S, Answering

WITHIN_S = 30.0
TICK_S = 0.001


class Clock:
    """A clock that goes on when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def key(clock: Clock) -> Answering:
    return Answering(clock)


def answer(key: Answering, clock: Clock, taking_s: float) -> None:
    """Answer a key that came, in so many seconds."""
    key.begin()
    clock.now += taking_s
    key.done()
    key.drawn()


def test_nothing_waits_before_a_key_comes(key: Answering) -> None:
    assert not key.left_s
    key.done()
    key.drawn()
    assert not key.left_s
    key.wait()


def test_the_run_waits_until_what_the_key_asked_for_is_drawn(key: Answering) -> None:
    key.begin()
    assert key.left_s == pytest.approx(LONGEST_S)
    key.done()
    assert key.left_s
    key.drawn()
    assert not key.left_s


def test_what_is_drawn_before_the_key_was_heard_is_no_answer(key: Answering) -> None:
    key.begin()
    key.drawn()
    assert key.left_s


def test_what_the_key_before_asked_for_is_no_answer_to_this_one(
    key: Answering, clock: Clock
) -> None:
    key.begin()
    key.done()
    key.begin()
    key.drawn()
    assert key.left_s
    clock.now += LONGEST_S
    assert not key.left_s


def test_no_answer_keeps_the_run_waiting_for_long(key: Answering, clock: Clock) -> None:
    key.begin()
    clock.now += LONGEST_S - TICK_S
    assert key.left_s
    clock.now += 2 * TICK_S
    assert not key.left_s


def test_the_run_goes_on_for_half_as_long_as_it_had_to_wait(key: Answering, clock: Clock) -> None:
    answer(key, clock, 0.03)
    key.begin()
    clock.now += 0.015 - TICK_S
    assert not key.left_s
    clock.now += 2 * TICK_S
    assert key.left_s


def test_a_key_after_a_rest_is_answered_at_once(key: Answering, clock: Clock) -> None:
    answer(key, clock, 0.03)
    clock.now += 0.05
    key.begin()
    assert key.left_s == pytest.approx(LONGEST_S)


@pytest.mark.parametrize("taking", [2, 7, 40, 1000])
def test_a_key_that_is_held_down_leaves_the_run_a_third_of_the_time(
    key: Answering, clock: Clock, taking: int
) -> None:
    waited, ticks = 0, 5000
    for tick in range(ticks):
        key.begin()
        waited += key.left_s > 0
        clock.now += TICK_S
        if tick % taking == taking - 1:
            key.done()
            key.drawn()
    assert 0 < waited <= 2 * ticks / 3 + LONGEST_S / TICK_S


def test_who_waits_in_another_thread_goes_on_with_the_answer(
    key: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LONGEST_S", 100 * WITHIN_S)
    key.begin()
    waiting = threading.Thread(target=key.wait, daemon=True)
    waiting.start()
    key.done()
    key.drawn()
    waiting.join(WITHIN_S)
    assert not waiting.is_alive()


def test_nobody_waits_longer_than_an_answer_may_take(
    key: Answering, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(key._over, "wait", waits.append)
    key.begin()
    clock.now += LONGEST_S / 5
    key.wait()
    assert waits == [pytest.approx(LONGEST_S * 4 / 5)]
    clock.now += LONGEST_S
    key.wait()
    assert len(waits) == 1
