"""Playing what was recorded, with time that the test tells."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.history import History
from bt_tui.player import ARREARS_MAX_S, FULL_STEPS_PER_TICK, Player
from bt_tui.view import View
from core.runtime.pace import FULL, HELD, Mode, Pace
from core.until import Condition, What
from tests.bt_tui.screens import steps, story

STARTED = 1_000.0
PARTS = steps(story())
LAST = len(PARTS) - 1

few = settings(max_examples=30, deadline=None, derandomize=True, database=None)


class Played:
    """A view of the first parts of the story, from its beginning on, and its player."""

    def __init__(self, parts: int = len(PARTS)) -> None:
        self.view = View(History())
        self.player = Player(self.view)
        self._told = 0
        self.tell(parts)
        self.view.show_step(0, stay=True)

    def tell(self, parts: int) -> None:
        """Let so many more parts be there."""
        for part in PARTS[self._told : self._told + parts]:
            self.view.history.take(part)
        self._told += parts

    def plays(self, speed: float) -> "Played":
        """Begin to play."""
        self.player.play(speed, STARTED)
        return self

    def seeks(self, what: What) -> "Played":
        """Begin to seek."""
        self.player.seek(Condition(what))
        return self

    def after(self, seconds: float, *, complete: bool = True) -> int:
        """Return the step that is looked at so long after it began."""
        self.player.tick(STARTED + seconds, complete=complete)
        return self.view.step


def steps_with(what: What) -> list[int]:
    """Return the steps in which such a thing happens."""
    return [n for n, part in enumerate(PARTS) if any(map(Condition(what).matches, part))]


# ---- playing ------------------------------------------------------------------------------------


def test_at_first_the_cursor_stands() -> None:
    here = Played()
    assert (here.player.pace, here.player.is_moving) == (Pace(Mode.HELD, HELD), False)
    assert here.after(100.0) == 0


def test_so_many_steps_are_passed_each_second() -> None:
    here = Played().plays(4.0)
    assert (here.player.pace, here.player.is_moving) == (Pace(Mode.PLAYING, 4.0), True)
    assert [here.after(s) for s in (0.0, 0.125, 0.25, 0.5, 1.0, 1.0)] == [0, 0, 1, 2, 4, 4]


@given(ticks=st.lists(st.integers(0, 40), max_size=30), speed=st.sampled_from([0.5, 1.0, 8.0]))
@few
def test_however_often_it_is_looked_at_no_step_is_lost(ticks: list[int], speed: float) -> None:
    here, elapsed, step = Played().plays(speed), 0.0, 0
    for tick in ticks:
        elapsed += tick / 64
        step = here.after(elapsed)
    assert step == min(LAST, int(speed * elapsed))


def test_after_a_long_sleep_little_is_caught_up_with() -> None:
    here = Played().plays(4.0)
    assert here.after(3_600.0) == int(4 * ARREARS_MAX_S) + 1
    assert here.after(3_600.25) == int(4 * ARREARS_MAX_S) + 2


def test_another_speed_counts_from_now_on() -> None:
    here = Played().plays(4.0)
    here.after(0.5)
    here.player.play(8.0, STARTED + 0.5)
    assert here.after(1.0) == 2 + 4


def test_at_full_speed_many_steps_are_passed_at_once() -> None:
    with patch("bt_tui.player.FULL_STEPS_PER_TICK", 10):
        here = Played().plays(FULL)
        assert here.player.pace == Pace(Mode.FULL, FULL)
        assert [here.after(0.0) for _ in range(3)] == [10, 20, 30]
    assert FULL_STEPS_PER_TICK > 10


def test_holding_lets_the_cursor_stand() -> None:
    here = Played().plays(4.0)
    here.after(0.5)
    here.player.hold()
    assert here.after(10.0) == 2
    assert not here.player.is_moving


@pytest.mark.parametrize("speed", [100.0, FULL])
def test_where_all_was_played_it_is_live_and_held(speed: float) -> None:
    here = Played().plays(speed)
    for second in range(LAST):
        here.after(second)
    assert here.view.is_live
    assert here.player.pace == Pace(Mode.HELD, HELD)


@pytest.mark.parametrize("speed", [100.0, FULL])
def test_where_more_is_to_come_it_waits_at_the_end_and_goes_on(speed: float) -> None:
    here = Played(5).plays(speed)
    assert here.after(1.0, complete=False) == 4
    assert here.after(2.0, complete=False) == 4
    assert not here.view.is_live
    assert here.player.is_moving
    here.tell(20)
    assert here.after(3.0, complete=False) == 24


def test_where_there_is_nothing_to_play_it_is_held_at_once() -> None:
    here = Played()
    here.view.show_newest()
    here.plays(5.0).after(0.0)
    assert not here.player.is_moving
    assert here.view.is_live


# ---- seeking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_tick", [1, 7, 10_000])
@pytest.mark.parametrize("what", [What.STORED, What.COMPLETE])
def test_what_is_sought_is_found_at_the_end_of_its_step_again_and_again(
    what: What, per_tick: int
) -> None:
    here, found = Played(), list[int]()
    with patch("bt_tui.player.SEEK_EVENTS_PER_TICK", per_tick):
        for _ in steps_with(what):
            here.seeks(what)
            assert here.player.pace == Pace(Mode.SEEKING, HELD, Condition(what).words)
            while here.player.is_moving:
                here.after(0.0)
            found.append(here.view.step)
            if not here.view.is_live:
                assert here.view.state.events == here.view.history.moment_after(found[-1])
    assert found == steps_with(what)
    assert len(found) > 1


def test_what_does_not_happen_is_missed_and_the_cursor_stays() -> None:
    here = Played()
    here.view.show_step(9)
    assert not steps_with(What.TIMEOUT)
    assert here.seeks(What.TIMEOUT).after(0.0) == 9
    assert not here.player.is_moving
    assert here.player.missed == "a timeout"
    here.seeks(What.COMPLETE)
    assert here.player.missed == ""


def test_what_was_before_is_not_found() -> None:
    here = Played()
    here.view.show_step(steps_with(What.FINISHED)[-1])
    here.seeks(What.FINISHED).after(0.0)
    assert here.player.missed == "a client has finished"


def test_what_is_sought_is_waited_for_where_more_is_to_come() -> None:
    [first, *_] = steps_with(What.STORED)
    here = Played(first).seeks(What.STORED)
    assert here.after(0.0, complete=False) == 0
    assert here.player.is_moving
    here.tell(1)
    assert here.after(0.0, complete=False) == first
    assert not here.view.is_live
    here.tell(20)
    assert here.view.step == first


def test_the_latest_wish_counts() -> None:
    here = Played().plays(4.0).seeks(What.FINISHED).plays(2.0)
    assert here.player.pace == Pace(Mode.PLAYING, 2.0)
    assert here.seeks(What.FINISHED).player.pace.mode is Mode.SEEKING
    here.player.hold()
    assert here.after(10.0) == 0
