"""What the keys of time mean: while a run goes on, in its past, after its end, and in a replay."""

from collections.abc import Callable

import pytest
from msgspec import structs

from bt_tui.controls import DEFAULT_SPEED, SPEEDS, Controls
from bt_tui.history import History
from bt_tui.sources import Facts, LiveFeed, Source
from bt_tui.view import View
from core.events import Record
from core.model import TRACKER
from core.runtime.pace import (
    FULL,
    HELD,
    MessageChoice,
    Mode,
    Pace,
    Play,
    RunUntil,
    StepOnce,
    Wish,
)
from core.until import Condition, What
from tests.bt_tui.screens import FACTS, steps, story

PARTS = steps(story())
LAST = len(PARTS) - 1
STORED = Condition(What.STORED)
CHOICE = MessageChoice(TRACKER, 1)


class Run(Source):
    """A run that notes what is wished."""

    def __init__(
        self,
        facts: Facts = FACTS,
        *,
        speed: float = HELD,
        first: RunUntil | None = None,
    ) -> None:
        super().__init__(facts, feed=LiveFeed(), speed=speed, first=first)
        self.wishes: list[Wish] = []

    def wish(self, wish: Wish) -> None:
        """Note a wish."""
        self.wishes.append(wish)


class Recording(Run):
    """Nothing can be wished of it."""

    def __init__(self, *, speed: float = HELD, first: RunUntil | None = None) -> None:
        super().__init__(structs.replace(FACTS, replayed=True), speed=speed, first=first)


class Desk:
    """The controls of a source of which some parts of the story are there, and a clock."""

    def __init__(self, source: Run, parts: int) -> None:
        self.source = source
        self.now = 1_000.0
        self.view = View(History())
        self.controls = Controls(source, self.view, clock=lambda: self.now)
        self.told = 0
        self.tell(parts)

    def tell(self, parts: int) -> None:
        """Let so many more parts happen."""
        more: list[Record] = [one for part in PARTS[self.told : self.told + parts] for one in part]
        self.view.history.take(more)
        self.told = min(len(PARTS), self.told + parts)

    def wishes(self) -> list[Wish]:
        """Return what was wished since this was last called."""
        wishes, self.source.wishes = self.source.wishes, []
        return wishes

    def later(self, seconds: float) -> int:
        """Let time pass, and return the step that is looked at then."""
        self.now += seconds
        assert self.controls.tick() == ""
        return self.view.step


def live(speed: float = HELD) -> Desk:
    """Return the controls of a run that is in step 50."""
    desk = Desk(Run(speed=speed), 51)
    desk.controls.begin()
    desk.wishes()
    return desk


def past(speed: float = HELD, step: int = 20) -> Desk:
    """Return the controls of a run that goes on while its past is looked at."""
    desk = live(speed)
    desk.view.show_step(step)
    return desk


def over() -> Desk:
    """Return the controls of a run that is over."""
    desk = live(5.0)
    desk.tell(LAST)
    desk.controls.ended = True
    return desk


def replay(source: Recording | None = None, *, parts: int = LAST + 1) -> Desk:
    """Return the controls of a recording that is at its beginning, and read so far."""
    desk = Desk(source or Recording(), parts)
    desk.view.show_step(0, stay=True)
    desk.controls.ended = parts > LAST
    return desk


# ---- how it begins ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speed", "first", "wishes"),
    [
        (HELD, None, []),
        (20.0, None, [Play(20.0)]),
        (FULL, None, [Play(FULL)]),
        (HELD, RunUntil(STORED), [RunUntil(STORED)]),
        (HELD, RunUntil(STORED, 5.0), [RunUntil(STORED, 5.0)]),
        (5.0, RunUntil(STORED), [RunUntil(STORED)]),
    ],
)
def test_a_run_begins_as_it_is_to_begin(
    speed: float, first: RunUntil | None, wishes: list[Wish]
) -> None:
    desk = Desk(Run(speed=speed, first=first), 1)
    assert desk.controls.begins_by_itself is bool(wishes)
    assert desk.wishes() == []
    desk.controls.begin()
    assert desk.wishes() == wishes


@pytest.mark.parametrize(("speed", "step"), [(HELD, 0), (4.0, 2), (FULL, LAST)])
def test_a_recording_begins_as_it_is_to_begin(speed: float, step: int) -> None:
    desk = replay(Recording(speed=speed))
    assert desk.controls.begins_by_itself is (speed != HELD)
    desk.controls.begin()
    assert desk.later(0.5) == step
    assert desk.wishes() == []


def test_a_recording_may_begin_by_going_to_what_is_sought() -> None:
    desk = replay(Recording(first=RunUntil(STORED)))
    assert desk.controls.begins_by_itself
    desk.controls.begin()
    assert any(map(STORED.matches, PARTS[desk.later(0.0)]))
    assert desk.wishes() == []


# ---- live ---------------------------------------------------------------------------------------


def test_live_the_pace_is_what_the_run_says() -> None:
    desk = live()
    assert desk.controls.pace == Pace(Mode.HOLDING, HELD)
    desk.controls.run_pace = Pace(Mode.PLAYING, 7.0)
    assert desk.controls.pace == Pace(Mode.PLAYING, 7.0)


def test_live_holding_and_playing_are_wishes_by_turns() -> None:
    desk = live()
    for wish in (Play(DEFAULT_SPEED), Play(HELD), Play(DEFAULT_SPEED)):
        desk.controls.hold_or_play()
        assert desk.wishes() == [wish]


def test_live_a_step_is_a_wish_with_what_was_chosen_and_holds() -> None:
    desk = live(5.0)
    desk.controls.step()
    desk.controls.step(CHOICE)
    assert desk.wishes() == [StepOnce(), StepOnce(CHOICE)]
    desk.controls.hold_or_play()
    assert desk.wishes() == [Play(5.0)]


def test_live_running_until_something_is_a_wish_and_holds() -> None:
    desk = live(5.0)
    desk.controls.run_until(STORED)
    assert desk.wishes() == [RunUntil(STORED)]
    assert desk.controls.condition == STORED
    desk.controls.hold_or_play()
    assert desk.wishes() == [Play(5.0)]


def test_a_speed_is_chosen_while_held_and_wished_while_playing() -> None:
    desk = live()
    desk.controls.faster()
    desk.controls.slower()
    desk.controls.slower()
    assert (desk.controls.speed, desk.wishes()) == (2.0, [])
    desk.controls.hold_or_play()
    desk.controls.faster()
    desk.controls.full_speed()
    desk.controls.slower()
    assert desk.wishes() == [Play(2.0), Play(5.0), Play(FULL), Play(SPEEDS[-2])]


@pytest.mark.parametrize("steps", [1, 20])
def test_live_there_is_nothing_further_on_to_look_at(steps: int) -> None:
    desk = live()
    desk.controls.move(steps)
    assert (desk.view.is_live, desk.wishes()) == (True, [])


# ---- in the past of a run that goes on ----------------------------------------------------------


def test_looking_back_is_no_wish() -> None:
    desk = live(5.0)
    step = next(n for n, part in enumerate(PARTS) if n and len(part) > 2)
    after = desk.view.history.moment_after(step)
    looks: list[tuple[Callable[[], None], int]] = [
        (lambda: desk.controls.move(-1), 49),
        (lambda: desk.controls.move(-20), 29),
        (lambda: desk.controls.move(5), 34),
        (desk.controls.show_start, 0),
        (lambda: desk.controls.show_moment(after), step),
        (lambda: desk.controls.show_moment(after - 1), step),
        (lambda: desk.controls.show_moment(after + 1), step + 1),
    ]
    for look, there in looks:
        look()
        assert (desk.view.step, desk.view.is_live) == (there, False)
    assert desk.wishes() == []


@pytest.mark.parametrize("how", ["newest", "moment", "beyond", "move"])
def test_the_newest_is_live_again(how: str) -> None:
    desk = past()
    match how:
        case "newest":
            desk.controls.show_newest()
        case "moment":
            desk.controls.show_moment(desk.view.history.now.events)
        case "beyond":
            desk.controls.show_moment(1_000_000)
        case _:
            desk.controls.move(30)
    assert (desk.view.is_live, desk.wishes()) == (True, [])


def test_in_the_past_the_run_is_held_and_played_and_the_cursor_stays() -> None:
    desk = past()
    desk.controls.hold_or_play()
    desk.controls.faster()
    desk.controls.full_speed()
    desk.controls.hold_or_play()
    assert desk.wishes() == [Play(5.0), Play(10.0), Play(FULL), Play(HELD)]
    desk.tell(5)
    assert desk.later(10.0) == 20
    assert not desk.controls.is_moving


def test_in_the_past_a_step_goes_forward_whatever_is_chosen_until_it_is_live() -> None:
    desk = past(5.0, step=48)
    desk.controls.step(CHOICE)
    assert (desk.view.step, desk.view.is_live) == (49, False)
    desk.controls.step(CHOICE)
    assert (desk.view.step, desk.view.is_live, desk.wishes()) == (50, True, [])
    desk.controls.step(CHOICE)
    assert desk.wishes() == [StepOnce(CHOICE)]


def test_in_the_past_what_is_sought_is_found_in_what_happened() -> None:
    desk = past()
    desk.controls.run_until(STORED)
    assert desk.controls.is_moving
    found = desk.later(0.0)
    assert found > 20
    assert any(map(STORED.matches, PARTS[found]))
    assert (desk.view.is_live, desk.controls.is_moving, desk.wishes()) == (False, False, [])


def test_in_the_past_what_did_not_happen_is_told_once_and_the_cursor_stays() -> None:
    desk = past()
    desk.controls.run_until(Condition(What.TIMEOUT))
    assert desk.controls.tick() == "a timeout"
    assert desk.controls.tick() == ""
    assert (desk.view.step, desk.wishes()) == (20, [])


def test_in_the_past_of_a_run_the_pace_is_that_of_the_run() -> None:
    desk = past()
    desk.controls.run_pace = Pace(Mode.PLAYING, 7.0)
    assert desk.controls.pace == Pace(Mode.PLAYING, 7.0)


# ---- after the end ------------------------------------------------------------------------------


def test_after_the_end_nothing_is_wished() -> None:
    desk = over()
    for press in (
        desk.controls.hold_or_play,
        desk.controls.full_speed,
        desk.controls.faster,
        desk.controls.slower,
        desk.controls.step,
        desk.controls.show_start,
        desk.controls.step,
        desk.controls.hold_or_play,
        desk.controls.faster,
        lambda: desk.controls.run_until(STORED),
        desk.controls.show_newest,
    ):
        press()
        desk.later(0.1)
    assert desk.wishes() == []


def test_after_the_end_the_past_is_played_and_held() -> None:
    desk = over()
    desk.controls.show_start()
    desk.controls.speed = 4.0
    desk.controls.hold_or_play()
    assert desk.controls.pace == Pace(Mode.PLAYING, 4.0)
    assert desk.later(0.5) == 2
    desk.controls.hold_or_play()
    assert desk.controls.pace == Pace(Mode.HELD, HELD)
    assert desk.later(10.0) == 2


def test_after_the_end_another_speed_counts_at_once() -> None:
    desk = over()
    desk.controls.show_start()
    desk.controls.hold_or_play()
    desk.controls.faster()
    assert desk.controls.pace == Pace(Mode.PLAYING, 10.0)
    desk.controls.full_speed()
    assert desk.controls.pace == Pace(Mode.FULL, FULL)
    assert (desk.later(0.1), desk.view.is_live) == (LAST, True)
    assert desk.controls.pace == Pace(Mode.HELD, HELD)


@pytest.mark.parametrize("how", ["step", "move", "start", "moment", "newest"])
def test_whoever_moves_the_cursor_stops_playing(how: str) -> None:
    desk = over()
    desk.controls.show_start()
    desk.controls.hold_or_play()
    match how:
        case "step":
            desk.controls.step()
        case "move":
            desk.controls.move(-1)
        case "start":
            desk.controls.show_start()
        case "moment":
            desk.controls.show_moment(50)
        case _:
            desk.controls.show_newest()
    assert not desk.controls.is_moving


def test_at_the_end_of_all_there_is_nothing_to_play() -> None:
    desk = over()
    desk.controls.hold_or_play()
    assert desk.later(1.0) == LAST
    assert (desk.view.is_live, desk.controls.is_moving) == (True, False)


def test_a_run_that_ends_leaves_the_cursor_where_it_is() -> None:
    desk = past(5.0)
    desk.tell(LAST)
    desk.controls.ended = True
    assert desk.later(10.0) == 20
    assert desk.controls.pace == Pace(Mode.HELD, HELD)


# ---- a recording --------------------------------------------------------------------------------


def test_a_recording_is_stepped_through_and_never_wished_of() -> None:
    desk = replay()
    for step in range(1, LAST):
        desk.controls.step(CHOICE)
        assert (desk.view.step, desk.view.is_live) == (step, False)
    desk.controls.step()
    desk.controls.step()
    assert (desk.view.step, desk.view.is_live) == (LAST, True)
    assert desk.wishes() == []


def test_in_a_recording_what_is_sought_is_found_again_and_again() -> None:
    desk, found, complete = replay(), list[int](), Condition(What.COMPLETE)
    while not desk.view.is_live:
        desk.controls.run_until(complete)
        if desk.controls.tick():
            break
        found.append(desk.view.step)
    assert found == [n for n, part in enumerate(PARTS) if any(map(complete.matches, part))]


@pytest.mark.parametrize("how", ["step", "move", "moment", "sought"])
def test_while_a_recording_is_still_read_no_move_runs_away_with_it(how: str) -> None:
    there = next(n for n, part in enumerate(PARTS) if any(map(STORED.matches, part)))
    desk = replay(parts=there + 1)
    desk.view.show_step(there - 1)
    match how:
        case "step":
            desk.controls.step()
        case "move":
            desk.controls.move(20)
        case "moment":
            desk.controls.show_moment(desk.view.history.now.events - 1)
        case _:
            desk.controls.run_until(STORED)
            desk.later(0.0)
    desk.tell(LAST)
    assert (desk.view.step, desk.view.is_live) == (there, False)
