"""A key at full speed is answered first: neither frames nor the run come between."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from unittest.mock import patch

import pytest

from bt_tui.answering import LONGEST_S, Answering
from core.events import Record
from core.runtime.pace import FULL
from tests.bt_tui.screens import Stage, ToldRun, held, on_stage, playing

TURNS = 50
"""In so many of Textual's turns a frame would be drawn that nothing holds up."""


class Flood:
    """A run at full speed on a stage, and the time by which keys are answered."""

    def __init__(self, run: ToldRun) -> None:
        self.run = run
        self.now = 100.0
        run.answering = Answering(lambda: self.now)

    @asynccontextmanager
    async def on_stage(self) -> AsyncIterator[Stage]:
        async with on_stage(self.run) as stage:
            yield stage


@pytest.fixture
def flood() -> Iterator[Flood]:
    yield Flood(playing(speed=FULL))
    gc.enable()


async def turns(stage: Stage) -> None:
    for _ in range(TURNS):
        await stage.pilot.pause()


async def test_no_frame_comes_before_the_answer(flood: Flood) -> None:
    async with flood.on_stage() as stage:
        before = stage.state.events
        stage.app.expect_input()
        flood.run.tell(10)
        await turns(stage)
        assert stage.state.events == before
        await stage.app.run_action("lens('messages')")
        await turns(stage)
        stage.app.drawn()
        await stage.settled()
        assert stage.state.events == before + 10
        assert stage.shows("what waits")


async def test_a_lens_that_does_not_know_its_room_yet_is_no_answer(flood: Flood) -> None:
    async with flood.on_stage() as stage:
        stage.app.expect_input()
        await stage.app.run_action("lens('messages')")
        at_first = stage.app.has_keys.is_laid_out
        stage.app.drawn()
        assert flood.run.answering.left_s
        await turns(stage)
        assert (at_first, stage.app.has_keys.is_laid_out) == (False, True)
        stage.app.drawn()
        assert not flood.run.answering.left_s


async def test_a_key_that_asks_for_nothing_holds_frames_up_for_a_while_only(flood: Flood) -> None:
    async with flood.on_stage() as stage:
        before = stage.state.events
        stage.app.expect_input()
        flood.run.tell(10)
        await turns(stage)
        assert stage.state.events == before
        flood.now += LONGEST_S
        await stage.settled()
        assert stage.state.events == before + 10


async def test_a_frame_takes_no_more_news_once_a_key_came(flood: Flood) -> None:
    async with flood.on_stage() as stage:
        before, take = stage.state.events, stage.view.history.take

        def press_and_take(records: list[Record]) -> None:
            stage.app.expect_input()
            take(records)

        with (
            patch("bt_tui.frames.RECORDS_AT_ONCE", 5),
            patch.object(stage.view.history, "take", press_and_take),
        ):
            for _ in range(4):
                flood.run.tell(5)
            await turns(stage)
        assert stage.state.events == before + 5
        assert stage.shows(f"{before:,} events")  # nor is drawn what it took


async def test_garbage_is_collected_after_the_answer(flood: Flood) -> None:
    async with flood.on_stage() as stage:
        stage.app.expect_input()
        assert not gc.isenabled()
        await stage.app.run_action("lens('messages')")
        await turns(stage)
        stage.app.drawn()
        await stage.settled()
        assert gc.isenabled()


async def test_a_held_run_waits_for_no_key() -> None:
    async with on_stage(held()) as stage:
        stage.app.expect_input()
        assert not stage.run.answering.left_s
        assert gc.isenabled()
