"""Telling only the sentences in which certain words are found."""

from pathlib import Path

import pytest

from bt_tui.widgets.choosing import Choosing
from bt_tui.widgets.narration import Narration
from core.events import SegmentStored
from tests.bt_tui.screens import SIZES, Stage, ended, held, on_stage, squeezed, story

STORED = sum(isinstance(record.event, SegmentStored) for record in story())
sizes = pytest.mark.parametrize("size", SIZES)


def narrated(stage: Stage) -> list[str]:
    """Return the lines of the narration, without its border."""
    return [line.rstrip() for line in stage.within(Narration)[1:] if line.strip()]


@sizes
async def test_while_words_are_typed_only_what_holds_them_is_told(size: tuple[int, int]) -> None:
    async with on_stage(ended(), size) as stage:
        await stage.press("escape", "slash", *"stores")
        assert stage.shows(f"/ stores: {STORED} of ")
        await stage.press("enter")
        told = narrated(stage)
        assert told
        assert all("stores" in line for line in told if line[:5].strip())


async def test_enter_keeps_the_words_and_the_keys_of_the_screen_work_again() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("escape", "slash", *"stores", "enter", "home")
        assert stage.shows("PAST")
        assert stage.shows("/ stores")


async def test_escape_tells_everything_again() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("escape")
        before = narrated(stage)
        await stage.press("slash", *"stores", "enter", "slash", "escape")
        assert narrated(stage) == before
        assert not stage.shows("/ stores")


async def test_what_happens_later_is_told_where_it_holds_the_words() -> None:
    run = held()
    async with on_stage(run) as stage:
        await stage.press("escape", "slash", *"stores", "enter")
        assert narrated(stage) == []
        run.tell_through(SegmentStored)
        await stage.settled()
        assert "stores" in squeezed(narrated(stage))


async def test_of_what_waits_that_alone_is_listed_which_holds_the_words() -> None:
    run = held()
    run.tell_through(SegmentStored)
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("escape", "2", "slash", *"timer", "enter")
        listed = [line for line in stage.within(Choosing)[1:] if line.strip()]
        assert len(listed) == len(stage.state.waiting.timers)
        assert all(" timer " in line for line in listed)
        await stage.press("slash", "escape")
        listed = [line for line in stage.within(Choosing)[1:] if line.strip()]
        assert len(listed) > len(stage.state.waiting.timers)


async def test_words_that_look_like_markup_are_words() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("escape", "slash", *"[/b] [red")
        assert stage.shows("/ [/b] [red: 0 of ")


@sizes
async def test_x_saves_a_picture_of_the_screen(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with on_stage(ended(), size) as stage:
        await stage.press("escape", "x")
        assert "file1" in await stage.picture(tmp_path)
