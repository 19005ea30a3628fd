"""The story of a segment, below the lens."""

import re

import pytest

from bt_tui.widgets.story import NOTHING_YET, POINTER, StoryPanel
from bt_tui.widgets.swarms import SwarmsLens
from core.events import SegmentStored
from core.runtime.pace import StepOnce
from core.sim.world import World
from tests.bt_tui.screens import SIZES, Stage, ToldReplay, ended, held, on_stage, playing, story
from tests.bt_tui.test_app_sizes import assert_consistent
from tests.worlds import client, file, scenario

all_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")

TOLD = [
    "17 C2 → C3 asks for file1 #1 — turn 1 of 10: a random peer",
    "19 C3 → C2 says no: it does not hold file1 #1 (yet)",
    "21 C2 hears that C3 lacks file1 #1",
    "21 C2 → C1 asks for file1 #1 — the one asked before did not give it, so a random seed",
    "22 C1 → C2 sends file1 #1 (yes)",
    "▸ 24 C2 stores file1 #1 from C1, its hash matches: now holds 1",
]


def told(stage: Stage) -> list[str]:
    """Return what the story says, below its heading, with single spaces."""
    lines = stage.within(StoryPanel)[2:]
    return [words for line in lines if (words := " ".join(line.rstrip(" ▁▂▃▄▅▆▇█").split()))]


def looks_of(stage: Stage, words: str) -> list[bool]:
    """Return whether each part of the story's line with these words looks as if it was ahead."""
    region = stage.app.screen.query_one(StoryPanel).region
    line = next(
        strip
        for strip in stage.strips()[region.y : region.bottom]
        if words in strip.text[: region.width]
    )
    return [bool(part.style and part.style.italic) for part in line if part.text.strip()]


def has_keys(stage: Stage) -> str:
    """Return the name of the widget that has the keys."""
    return type(stage.app.focused).__name__


def is_open(stage: Stage) -> bool:
    return stage.app.query_one(StoryPanel).display


@all_sizes
async def test_enter_tells_the_story_of_the_selected_segment_and_esc_closes_it(
    size: tuple[int, int],
) -> None:
    async with on_stage(ended(), size) as stage:
        assert not is_open(stage)
        await stage.press("down", "down", "enter")
        assert stage.shows(" C2's file1 #1: its story ")
        assert told(stage)[-1] == TOLD[-1]
        assert has_keys(stage) == "StoryPanel"
        await assert_consistent(stage, *size)
        await stage.press("escape")
        assert not is_open(stage)
        assert has_keys(stage) == "SwarmsLens"
        await assert_consistent(stage, *size)


async def test_it_tells_candidates_denials_and_who_sent_it_with_their_steps() -> None:
    async with on_stage(ended(), (120, 36)) as stage:
        await stage.press("down", "down", "enter")
        assert told(stage) == TOLD


async def test_the_selected_sentence_is_told_in_full_where_it_does_not_fit() -> None:
    async with on_stage(ended(), (80, 24)) as stage:
        await stage.press("down", "down", "enter")
        assert [line for line in told(stage) if line.endswith("…")]
        await stage.press("up", "up")
        pointed = next(n for n, line in enumerate(told(stage)) if POINTER in line)
        assert " ".join(told(stage)[pointed : pointed + 2]) == f"{POINTER} {TOLD[3]}"


@all_sizes
async def test_enter_on_a_sentence_goes_to_its_step_and_the_rest_is_dimmed(
    size: tuple[int, int],
) -> None:
    async with on_stage(ended(), size) as stage:
        await stage.press("down", "down", "enter", "k", "k", "j", "k", "k", "enter")
        assert "PAST" in stage.title
        assert stage.view.step == 21
        assert not any(looks_of(stage, "hears that C3 lacks"))
        assert all(looks_of(stage, "stores file1 #1"))
        await stage.press("end")
        assert not any(looks_of(stage, "stores file1 #1"))
        await assert_consistent(stage, *size)


async def test_a_click_selects_a_sentence() -> None:
    async with on_stage(ended(), (120, 36)) as stage:
        await stage.press("down", "down", "enter")
        region = stage.app.query_one(StoryPanel).region
        await stage.click(40, region.y + 4)
        assert [line for line in told(stage) if POINTER in line] == [f"{POINTER} {TOLD[2]}"]


async def test_it_goes_along_with_the_selection() -> None:
    async with on_stage(ended(), (120, 36)) as stage:
        await stage.press("down", "down", "enter", "tab")
        stage.app.query_one(SwarmsLens).focus()
        await stage.press("down", "l")
        assert stage.shows(" C3's file1 #2: its story ")
        assert any("stores file1 #2" in line for line in told(stage))


async def test_another_lens_closes_it() -> None:
    async with on_stage(ended(), (120, 36)) as stage:
        await stage.press("down", "enter", "4")
        assert not is_open(stage)
        await stage.press("1")
        assert not is_open(stage)


async def test_it_goes_on_with_the_run_while_keys_of_time_do_what_they_do() -> None:
    run = held()
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("down", "down", "enter")
        assert told(stage) == [NOTHING_YET]
        await stage.press("s")
        assert stage.wishes() == [StepOnce()]
        run.tell_through(SegmentStored, lambda one: one.at.rank == 2)
        await stage.settled()
        assert told(stage) == TOLD
        await assert_consistent(stage, 120, 36)


async def test_of_a_file_of_which_nothing_is_known_there_is_no_story() -> None:
    async with on_stage(playing(), (120, 36)) as stage:
        await stage.press("up", *["right_square_bracket"] * 3, "enter")
        assert not is_open(stage)


async def test_the_story_in_a_replay_is_the_same() -> None:
    run = ToldReplay(story())
    run.end()
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("end", "down", "down", "enter")
        assert told(stage) == TOLD


@all_sizes
async def test_a_long_story_scrolls(size: tuple[int, int]) -> None:
    one = file("[b]odd[/]", 1)
    here = scenario(client(1, owns=[one]), *(client(n, wants=[one]) for n in range(2, 40)))
    async with on_stage(ended(World(here).run().records), size) as stage:
        await stage.press("down", "enter")
        assert stage.shows(" C1's [b]odd[/] #1: its story ")
        for key in ("up", "down"):
            for _ in range(45):
                await stage.press(key)
            pointed = [line for line in told(stage) if line.startswith(POINTER)]
            assert len(pointed) == 1
            assert re.search(r"C1 → C\d+ (sends|says no)", pointed[0])
        await assert_consistent(stage, *size)


async def test_a_story_that_was_just_closed_can_still_be_drawn() -> None:
    async with on_stage(ended(), (120, 36)) as stage:
        await stage.press("down", "down", "enter")
        panel = stage.app.query_one(StoryPanel)
        height = panel.size.height
        panel.open(None)
        assert {panel.render_line(y).text.strip() for y in range(2, height)} <= {"", NOTHING_YET}
