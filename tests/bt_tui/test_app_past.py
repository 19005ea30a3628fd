"""Looking back on the screen, while the run goes on and after its end."""

import re
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bt_tui.widgets.narration import UNDONE, Narration
from bt_tui.widgets.timeline import HEAD, LEFT, Timeline
from core.runtime.pace import HELD, Mode, Play, RunUntil, StepOnce
from core.sim.world import World
from core.until import Condition, What
from tests.bt_tui.screens import (
    SIZES,
    Stage,
    ToldReplay,
    ToldRun,
    ended,
    held,
    on_stage,
    steps,
    story,
)
from tests.bt_tui.test_app_sizes import assert_consistent
from tests.bt_tui.test_state_runs import folded, worlds
from tests.bt_tui.test_view import unmarked

PARTS = steps(story())
STORED = Condition(What.STORED)
ALL_SIZES = [*SIZES, (60, 15)]

all_sizes = pytest.mark.parametrize("size", ALL_SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def in_step(step: int) -> ToldRun:
    """Return a run that is held after this step."""
    run = held()
    for _ in range(step):
        run.tell_step()
    run.goes(Mode.HELD)
    return run


def badge(stage: Stage) -> str:
    """Return whether the title says LIVE or PAST, and how much is ahead."""
    [found] = re.findall(r" (LIVE|PAST −[\d,]+) ", stage.title)
    return str(found)


def ahead_of(step: int, last: int) -> str:
    """Return what the title says after this step, where the newest is another."""
    return f"PAST −{sum(map(len, PARTS[step + 1 : last + 1])):,}"


# ---- live or past -------------------------------------------------------------------------------


@all_sizes
async def test_a_step_back_and_forward_is_told_in_words_at_every_size(
    size: tuple[int, int],
) -> None:
    async with on_stage(in_step(30), size) as stage:
        assert badge(stage) == "LIVE"
        await stage.press("left")
        assert badge(stage) == ahead_of(29, 30)
        assert "LIVE" not in stage.title
        assert stage.shows(" past  after step 29 of 30")
        assert "HELD" in stage.title
        await assert_consistent(stage, *size)
        await stage.press("right")
        assert badge(stage) == "LIVE"
        assert not stage.shows(" past  ")
        await assert_consistent(stage, *size)
        assert stage.wishes() == []


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("left", 29),
        ("pageup", 29),
        ("less_than_sign", 10),
        ("home", 0),
    ],
)
async def test_keys_look_back(key: str, step: int) -> None:
    async with on_stage(in_step(30)) as stage:
        await stage.press(key)
        assert (stage.view.step, badge(stage)) == (step, ahead_of(step, 30))
        assert stage.wishes() == []


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("right", 3),
        ("pagedown", 3),
        ("s", 3),
        ("greater_than_sign", 22),
        ("end", 30),
    ],
)
async def test_keys_look_forward(key: str, step: int) -> None:
    async with on_stage(in_step(30)) as stage:
        await stage.press("home", "right", "right", key)
        assert stage.view.step == step
        assert badge(stage) == ("LIVE" if step == 30 else ahead_of(step, 30))
        assert stage.wishes() == []


@pytest.mark.parametrize("key", ["right", "pagedown", "s"])
async def test_at_the_newest_forward_is_a_step_of_the_run(key: str) -> None:
    async with on_stage(in_step(30)) as stage:
        await stage.press("left", key)
        assert stage.wishes() == []
        await stage.press(key)
        assert stage.wishes() == [StepOnce()]


async def test_the_run_goes_on_while_somebody_looks_back() -> None:
    run = in_step(30)
    run.goes(Mode.PLAYING, 5.0)
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("less_than_sign")
        lens = stage.text()[1:20]
        for step in range(31, 60):
            run.tell_step()
            await stage.settled()
            assert badge(stage) == ahead_of(10, step)
            assert stage.shows(f" past  after step 10 of {step}")
            assert stage.text()[1:20] == lens
            assert "▶ 5 msg/s" in stage.title
        await stage.press("end")
        assert badge(stage) == "LIVE"
        assert unmarked(stage.state) == unmarked(folded([one for p in PARTS[:60] for one in p]))
        await assert_consistent(stage, 120, 36)


async def test_in_the_past_space_holds_and_plays_the_run_and_the_cursor_stays() -> None:
    run = in_step(30)
    async with on_stage(run) as stage:
        await stage.press("left", "space", "space")
        assert stage.wishes() == [Play(5.0), Play(HELD)]
        assert badge(stage) == ahead_of(29, 30)


async def test_the_lens_shows_what_was() -> None:
    run = in_step(0)
    async with on_stage(run) as stage:
        await stage.press("escape")
        shown = [stage.text()[1:14]]
        for _ in range(40):
            run.tell_step()
            await stage.settled()
            shown.append(stage.text()[1:14])
        for step in range(39, -1, -1):
            await stage.press("left")
            assert stage.view.step == step
            assert stage.text()[1:14] == shown[step]
        assert len(set(map(tuple, shown))) > 10


async def test_when_all_is_over_the_past_is_looked_through() -> None:
    async with on_stage(ended()) as stage:
        assert "■ ENDED   LIVE " in stage.title
        await stage.press("left", "left", "s", "home", "greater_than_sign")
        assert (stage.view.step, badge(stage)) == (20, ahead_of(20, len(PARTS)))
        assert "ENDED" not in stage.title
        await stage.press("end")
        assert "■ ENDED   LIVE " in stage.title
        assert stage.wishes() == []


async def test_when_all_is_over_space_plays_the_past() -> None:
    async with on_stage(ended()) as stage:
        now = 1_000.0
        stage.app.controls._clock = lambda: now
        await stage.press("home")
        stage.app.action_hold_or_play()
        await stage.pilot.pause()
        assert "▶ 5 msg/s   PAST" in stage.title
        now += 0.5
        while stage.view.step < 2:
            await stage.pilot.pause()
        stage.app.action_hold_or_play()
        await stage.settled()
        assert (stage.view.step, badge(stage)) == (2, ahead_of(2, len(PARTS)))
        assert "❚❚ HELD · 5 msg/s " in stage.title


@pytest.mark.parametrize("make", [lambda: in_step(50), ended])
async def test_what_is_sought_in_the_past_is_found_there(make: Callable[[], ToldRun]) -> None:
    async with on_stage(make()) as stage:
        await stage.press("home")
        stage.app.controls.condition = STORED
        await stage.press("N")
        step = stage.view.step
        assert any(map(STORED.matches, PARTS[step]))
        assert not any(map(STORED.matches, [one for part in PARTS[:step] for one in part]))
        assert stage.wishes() == []


async def test_what_is_sought_live_is_a_wish() -> None:
    async with on_stage(in_step(5)) as stage:
        stage.app.controls.condition = STORED
        await stage.press("N")
        assert stage.wishes() == [RunUntil(STORED)]


async def test_what_is_sought_in_vain_is_told() -> None:
    async with on_stage(in_step(5)) as stage:
        stage.app.controls.condition = STORED
        await stage.press("left", "N")
        [told] = stage.app._notifications
        assert told.message == "until a client stores a segment: not in what has happened so far"
        assert stage.view.step == 4


# ---- a recording --------------------------------------------------------------------------------


async def test_a_recording_opens_before_its_first_step_with_everybody_on_the_card() -> None:
    run = ToldReplay(story())
    async with on_stage(run) as stage:
        for _ in range(30):
            run.tell(10)
            await stage.settled()
        run.end()
        await stage.settled()
        assert (stage.view.step, badge(stage)) == (0, ahead_of(0, len(PARTS)))
        assert stage.shows_card()
        for rank in range(1, 4):
            assert stage.shows(f"rank {rank} is client C{rank}: has ")
        await assert_consistent(stage, 80, 24)
        await stage.press("s")
        assert not stage.shows_card()
        assert stage.view.step == 1
        assert stage.wishes() == []
        await stage.press("q")
        assert stage.is_left


# ---- the narration ------------------------------------------------------------------------------


def narration(stage: Stage) -> list[str]:
    """Return what is told, without the scrollbar."""
    return [line[:-1] for line in stage.within(Narration)[1:]]


def step_numbers(stage: Stage) -> list[str]:
    """Return what stands before each sentence: the number of the step, or that it was undone."""
    return [line[:6] for line in narration(stage) if line[:6].strip()]


@all_sizes
async def test_after_each_step_back_what_was_undone_is_marked_below_what_was_told(
    size: tuple[int, int],
) -> None:
    async with on_stage(in_step(40), size) as stage:
        for step in range(39, -1, -1):
            await stage.press("left")
            numbers = step_numbers(stage)
            told = [int(one) for one in numbers if UNDONE not in one]
            assert f"{UNDONE}{step + 1:4} " in numbers
            assert step in told
        await assert_consistent(stage, *size)
        await stage.press("left")
        assert f"{UNDONE}   1 " in step_numbers(stage)


async def test_a_step_forward_undoes_nothing() -> None:
    async with on_stage(in_step(30)) as stage:
        await stage.press("left", "left", "left", "right")
        assert not stage.shows(UNDONE)
        await stage.press("left", "left", "end")
        assert not stage.shows(UNDONE)


async def test_twenty_steps_back_are_all_marked() -> None:
    async with on_stage(in_step(30), (120, 50)) as stage:
        await stage.press("less_than_sign")
        numbers = step_numbers(stage)
        later = [one for one in numbers if int(one.strip(f" {UNDONE}")) > 10]
        assert later
        assert all(UNDONE in one for one in later)
        assert not any(UNDONE in one for one in numbers if one not in later)


async def test_what_lies_ahead_is_dimmed_and_what_was_just_told_stands_out() -> None:
    async with on_stage(in_step(30), (120, 36)) as stage:
        await stage.press("left")
        region = stage.app.query_one(Narration).region
        looks: dict[int, set[tuple[bool, bool]]] = {}
        for strip in stage.strips()[region.y + 1 : region.bottom]:
            if strip.text[:6].strip():
                styles = [one.style for one in strip if one.text.strip() and one.style]
                step = int(strip.text[:6].strip(f" {UNDONE}"))
                looks[step] = {(bool(one.italic), bool(one.bold)) for one in styles[:3]}
        assert looks.pop(30) == {(True, False)}
        assert looks.pop(29) == {(False, True)}
        assert set().union(*looks.values()) == {(False, False)}
        assert len(looks) > 2


async def test_after_another_size_the_past_is_still_in_sight() -> None:
    async with on_stage(in_step(60)) as stage:
        await stage.press(*["less_than_sign"] * 2)
        for size in [(60, 15), (200, 60), (80, 24), (120, 36)]:
            await stage.resize(*size)
            assert "20" in [one.strip() for one in step_numbers(stage)]
            await assert_consistent(stage, *size)


async def test_while_the_run_goes_on_the_past_does_not_move() -> None:
    run = in_step(40)
    async with on_stage(run) as stage:
        await stage.press("left", "left", "left")
        shown = narration(stage)
        for _ in range(30):
            run.tell_step()
            await stage.settled()
            assert narration(stage) == shown


# ---- the timeline -------------------------------------------------------------------------------


def head(stage: Stage) -> int:
    """Return the column in which the head of the timeline stands."""
    [line] = stage.within(Timeline)
    return line.index(HEAD)


@all_sizes
async def test_the_timeline_takes_the_head_to_where_it_is_clicked(size: tuple[int, int]) -> None:
    async with on_stage(in_step(80), size) as stage:
        y, right = size[1] - 2, head(stage)
        for x in (right // 2, right // 4, right - 5, right // 3):
            await stage.click(x, y)
            longest = max(map(len, PARTS[1:81])) * right // stage.view.history.now.events + 1
            assert x - 1 <= head(stage) <= x + longest
            assert badge(stage) == ahead_of(stage.view.step, 80)
            await assert_consistent(stage, *size)
        assert stage.wishes() == []


async def test_the_ends_of_the_timeline_are_the_start_and_the_newest() -> None:
    async with on_stage(in_step(50)) as stage:
        right = head(stage)
        for x, step in ((LEFT, 0), (right, 50), (0, 0), (79, 50)):
            await stage.click(x, 22)
            assert (stage.view.step, stage.view.is_live) == (step, step == 50)


async def test_the_head_is_dragged() -> None:
    async with on_stage(in_step(80)) as stage:
        await stage.pilot.mouse_down(offset=(60, 22))
        seen = list[int]()
        for x in range(60, 0, -5):
            await stage.pilot.hover(offset=(x, 22))
            await stage.settled()
            seen.append(stage.view.step)
            assert x - 1 <= head(stage) <= x + 5
        await stage.pilot.mouse_up(offset=(5, 10))
        await stage.pilot.hover(offset=(70, 22))
        await stage.settled()
        assert seen == sorted(set(seen), reverse=True)
        assert stage.view.step == seen[-1]


async def test_the_same_place_is_the_same_moment_live_and_past() -> None:
    async with on_stage(in_step(80)) as stage:
        for x in range(5, 70, 8):
            await stage.press("end")
            await stage.click(x, 22)
            step = stage.view.step
            await stage.click(x, 22)
            assert stage.view.step == step


# ---- anything -----------------------------------------------------------------------------------


@given(world=worlds, data=st.data())
@settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
async def test_whatever_is_pressed_the_screen_shows_the_moment_that_is_looked_at(
    world: World, data: st.DataObject
) -> None:
    keys = st.sampled_from(
        ["left", "right", "pageup", "less_than_sign", "greater_than_sign", "home", "end", "1", "2"]
    )
    sizes = st.sampled_from([*ALL_SIZES, (90, 20)])
    size, run = data.draw(sizes), ToldRun(world.records)
    async with on_stage(run, size) as stage:
        for _ in range(data.draw(st.integers(1, 4))):
            for _ in range(data.draw(st.integers(0, 15))):
                run.tell_step()
            await stage.settled()
            if data.draw(st.booleans()):
                size = data.draw(sizes)
                await stage.resize(*size)
            for key in data.draw(st.lists(keys, max_size=5)):
                await stage.press(key)
            state = stage.state
            assert unmarked(state) == unmarked(folded(world.records[: state.events]))
            assert ("LIVE" in stage.title) == stage.view.is_live
            await assert_consistent(stage, *size)
