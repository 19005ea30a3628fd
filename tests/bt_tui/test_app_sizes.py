"""The screen at any size: it says what it needs, keeps consistent, and never fails."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.runtime.pace import FULL, HELD, Mode
from core.sim.world import World
from tests.bt_tui.screens import Stage, ToldRun, ended, held, on_stage, playing
from tests.core.sim.test_properties import runs
from tests.core.test_narration_runs import companies

TOO_SMALL = "bt_tui needs 60 columns and 15 lines."
KEYS = [*"123456wvlo", "plus", "escape", "down", "up", "tab", "enter"]
"""Keys that change what is shown, and not which moment is looked at."""
SIZES = [(200, 60), (80, 24), (60, 15), (50, 10), (60, 14), (59, 15), (120, 36), (110, 30)]

worlds: st.SearchStrategy[World] = st.one_of(
    runs.map(lambda run: run.world), companies().map(lambda company: company.world)
)


async def assert_consistent(stage: Stage, width: int, height: int) -> None:
    """See that the screen fills the terminal, and that drawing it anew changes nothing."""
    drawn = stage.looks()
    assert [strip.cell_length for strip in stage.strips()] == [width] * height
    stage.draw_anew()
    await stage.settled()
    assert stage.looks() == drawn


@pytest.mark.parametrize("make", [held, playing, ended])
async def test_the_screen_goes_along_with_the_size_of_the_terminal(
    make: Callable[[], ToldRun],
) -> None:
    async with on_stage(make(), SIZES[-1]) as stage:
        for width, height in SIZES:
            await stage.resize(width, height)
            too_small = width < 60 or height < 15
            assert stage.shows(TOO_SMALL) is too_small
            assert stage.shows("The run goes on; q leaves.") is too_small
            assert stage.shows(" bt_tui ") is not too_small
            assert stage.shows(" client  got ") is (width >= 110)
            await assert_consistent(stage, width, height)
        await stage.resize(80, 24)
        assert bool(stage.state.steps) is not stage.shows_card()


async def test_what_happens_while_the_terminal_is_too_small_is_there_afterwards() -> None:
    run = held()
    async with on_stage(run) as stage:
        await stage.resize(50, 10)
        await stage.press("s")
        run.tell_share(0.5)
        await stage.settled()
        assert stage.text()[:2] == [TOO_SMALL.ljust(50), "The run goes on; q leaves.".ljust(50)]
        await stage.resize(80, 24)
        assert f" {stage.state.events} events" in stage.title
        assert not stage.shows_card()
        await assert_consistent(stage, 80, 24)


async def test_the_smallest_screen_tells_all_that_is_always_there() -> None:
    async with on_stage(playing(), (60, 15)) as stage:
        for words in ("LIVE", "5 msg/s"):
            assert words in stage.title
        assert stage.shows("C1 ◆ seed      ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ ")
        assert stage.shows(" 12/12 ")
        assert stage.shows(" in flight  ")


@pytest.mark.parametrize("width", [60, 80])
async def test_help_and_leaving_are_told_at_every_width(width: int) -> None:
    async with on_stage(playing(), (width, 24)) as stage:
        for lens in "123456":
            await stage.press(lens)
            assert "? help" in stage.footer
            assert "q leave" in stage.footer


@given(world=worlds, data=st.data())
@settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
async def test_any_part_of_any_run_can_be_shown_at_any_size(
    world: World, data: st.DataObject
) -> None:
    sizes, shares = st.tuples(st.integers(20, 250), st.integers(5, 80)), st.floats(0.0, 1.0)
    size = data.draw(sizes)
    run = ToldRun(world.records, speed=data.draw(st.sampled_from([HELD, 2.0, FULL])))
    async with on_stage(run, size) as stage:
        for _ in range(data.draw(st.integers(1, 4))):
            if data.draw(st.booleans()):
                size = data.draw(sizes)
                await stage.resize(*size)
            for _ in range(data.draw(st.integers(0, 3))):
                run.tell_step() if data.draw(st.booleans()) else run.tell_share(data.draw(shares))
                await stage.settled()
            run.goes(data.draw(st.sampled_from(Mode)), 2.0)
            await stage.press(*data.draw(st.lists(st.sampled_from(KEYS), max_size=6)))
            await stage.settled()
            await assert_consistent(stage, *size)
        run.end()
        await stage.settled()
        await assert_consistent(stage, *size)
