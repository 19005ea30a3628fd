"""The Measures lens: its keys, the mouse, and how it goes along with time."""

import asyncio
import re
from collections.abc import Callable, Sequence
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bt_tui.curves import Axis
from bt_tui.widgets.charts import Chart
from bt_tui.widgets.measures import CHARTS, MeasuresLens, Tabs, Topic
from core.events import Record, SegmentStored
from core.runtime.pace import FULL
from core.sim.world import World
from tests.bt_tui.screens import (
    GIVES_UP_AFTER_S,
    SIZES,
    Stage,
    ToldReplay,
    ToldRun,
    ended,
    held,
    on_stage,
    playing,
    steps,
    story,
)
from tests.bt_tui.test_app_sizes import assert_consistent, worlds
from tests.bt_tui.widgets.test_measures import LARGE, chart, charts, figures, lens


async def show_chart(stage: Stage, topic: Topic) -> None:
    """Press the key for the next chart until it is this one."""
    for _ in Topic:
        if charts(stage) == [topic]:
            return
        await stage.press("v")
    raise AssertionError(f"{topic} is not among the charts")


# ---- keys and mouse -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["v", "enter"])
async def test_a_key_goes_on_to_the_next_chart(key: str) -> None:
    async with on_stage(playing()) as stage:
        await stage.press("5")
        for topic in (*CHARTS, CHARTS[0]):
            assert charts(stage) == [topic]
            assert f"▸{topic} " in stage.within(Tabs)[0]
            await stage.press(key)


async def test_a_click_on_the_name_of_a_chart_shows_it() -> None:
    async with on_stage(playing(), LARGE) as stage:
        await stage.press("5")
        for topic in (*reversed(CHARTS), Topic.ALL):
            here = stage.app.screen.query_one(Tabs).region
            await stage.click(here.x + stage.within(Tabs)[0].index(topic), here.y)
            assert charts(stage) == ([*CHARTS] if topic is Topic.ALL else [topic])
        await stage.click(here.x + 100, here.y)
        assert charts(stage) == [*CHARTS]


async def test_a_key_or_a_click_swaps_messages_for_time() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("5")
        here = stage.app.screen.query_one(Chart).region
        assert chart(stage, Topic.PROGRESS)[-1].strip() == Axis.STEPS
        await stage.press("t")
        assert chart(stage, Topic.PROGRESS)[-1].strip() == Axis.TIME
        await stage.click(here.x + 20, here.bottom - 1)
        assert chart(stage, Topic.PROGRESS)[-1].strip() == Axis.STEPS
        await stage.click(here.x + 20, here.y + 3)
        assert chart(stage, Topic.PROGRESS)[-1].strip() == Axis.STEPS


@pytest.mark.parametrize(("down", "up"), [("down", "up"), ("j", "k")])
async def test_keys_select_a_client(down: str, up: str) -> None:
    async with on_stage(ended()) as stage:
        await stage.press("5")
        await show_chart(stage, Topic.UPLOADS)
        for key, ranks in ((down, [1, 2, 3, 3]), (up, [2, 1, 1])):
            for rank in ranks:
                await stage.press(key)
                assert stage.app.screen.query_one(MeasuresLens).selected == rank
                assert f"▸C{rank}" in chart(stage, Topic.UPLOADS)[-1]


async def test_the_first_key_upwards_selects_the_last_client() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("5", "up")
        assert stage.app.screen.query_one(MeasuresLens).selected == 3


@pytest.mark.parametrize("size", SIZES)
async def test_a_click_on_a_bar_selects_its_client(size: tuple[int, int]) -> None:
    async with on_stage(ended(), size) as stage:
        await stage.press("5")
        await show_chart(stage, Topic.UPLOADS)
        (one,) = (one for one in stage.app.screen.query(Chart) if one.region)
        for rank in (3, 1, 2):
            x = re.search(rf"\bC{rank}\b", chart(stage, Topic.UPLOADS)[-1])
            assert x is not None
            await stage.click(one.region.x + x.start(), one.region.y + 3)
            assert stage.app.screen.query_one(MeasuresLens).selected == rank
        await stage.press("up")  # for keys must not die after a click
        assert stage.app.screen.query_one(MeasuresLens).selected == 1


async def test_before_anybody_is_there_nobody_is_selected() -> None:
    async with on_stage(ToldRun()) as stage:
        await stage.press("5", "down", "v")
        await stage.click(10, 5)
        assert stage.app.screen.query_one(MeasuresLens).selected is None


# ---- as time goes -------------------------------------------------------------------------------


def at_once(records: Sequence[Record]) -> ToldRun:
    """Return a run at full speed."""
    return playing(records, FULL)


@pytest.mark.parametrize("make", [held, playing, at_once, ended, ToldReplay])
async def test_it_goes_along_however_time_goes(
    make: Callable[[Sequence[Record]], ToldRun],
) -> None:
    run = make(story())
    async with on_stage(run, LARGE) as stage:
        await stage.press("5")
        for _ in range(3):
            run.tell_share(0.3)
            await stage.settled()
            await assert_consistent(stage, *LARGE)


@pytest.mark.parametrize("axis", ["t", "v"])
async def test_each_moment_of_the_past_is_told_as_it_was(axis: str) -> None:
    run = held()
    async with on_stage(run, LARGE) as stage:
        await stage.press("5", axis)
        then = list[list[str]]()
        for _ in steps(story())[1:31]:
            then.append(lens(stage))
            run.tell_step()
            await stage.settled()
        for before in reversed(then):
            await stage.press("left")
            assert lens(stage) == before
        await stage.press("end")
        assert lens(stage) != then[-1]


async def test_what_happened_while_another_lens_was_shown_is_there() -> None:
    run = held()
    async with on_stage(run, LARGE) as stage:
        await stage.press("5", "1")
        run.tell_through(SegmentStored)
        await stage.settled()
        await stage.press("5")
        assert "held 1 of " in figures(stage)
        await assert_consistent(stage, *LARGE)


async def test_while_time_goes_it_is_drawn_a_few_times_a_second_and_at_once_for_a_key() -> None:
    run = held()
    async with on_stage(run, LARGE) as stage:
        await stage.press("5")
        before = lens(stage)
        with patch("bt_tui.widgets.measures.REDRAW_S", 3600.0):
            run.tell_share(0.3)
            await stage.settled()
            assert lens(stage) == before
            await stage.press("down")
            assert lens(stage) != before
            await assert_consistent(stage, *LARGE)


async def test_what_was_not_drawn_at_once_is_drawn_soon() -> None:
    run = held()
    async with on_stage(run, LARGE) as stage:
        await stage.press("5")
        with patch("bt_tui.widgets.measures.REDRAW_S", 0.2):
            run.tell_share(0.3)
            run.end()
            async with asyncio.timeout(GIVES_UP_AFTER_S):
                while "held 29 of 29 wanted" not in figures(stage):
                    await stage.settled()


async def test_a_frame_that_changes_nothing_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage(ended(), LARGE) as stage:
        await stage.press("5")
        drawn = list[object]()
        monkeypatch.setattr(Chart, "refresh", lambda chart, *_, **__: drawn.append(chart))
        await stage.press("plus", "minus")
        assert drawn == []
        await stage.press("left")
        assert drawn


@given(world=worlds, data=st.data())
@settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
async def test_any_part_of_any_run_can_be_shown_at_any_size(
    world: World, data: st.DataObject
) -> None:
    sizes, shares = st.tuples(st.integers(20, 250), st.integers(5, 80)), st.floats(0.0, 1.0)
    keys = st.lists(st.sampled_from(["down", "up", "left", "right", "home", "end", "1", "v", "t"]))
    size = data.draw(sizes)
    run = ToldRun(world.records)
    async with on_stage(run, size) as stage:
        await stage.press("5")
        for _ in range(data.draw(st.integers(1, 4))):
            run.tell_step() if data.draw(st.booleans()) else run.tell_share(data.draw(shares))
            await stage.settled()
            await stage.press(*data.draw(keys), "5")
            await assert_consistent(stage, *size)
            size = data.draw(sizes)
            await stage.resize(*size)
            await assert_consistent(stage, *size)
