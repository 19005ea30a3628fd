"""Forks: going on from the past in another way, and seeing both outcomes."""

import asyncio

from bt_tui.forks import Forks
from bt_tui.sources import LiveRun
from core.events import MessageChosen, Record
from core.profiles import DEFAULT_PROFILE
from core.runtime.pace import Mode
from core.runtime.roles import Plan
from tests.bt_tui.screens import (
    GIVES_UP_AFTER_S,
    Stage,
    ToldReplay,
    ToldRun,
    classroom,
    ended,
    on_stage,
    steps,
    story,
)

PARTS = steps(story())
STEP = 20


def forking(run: ToldRun) -> ToldRun:
    """Return the run, which can be forked."""
    run.forks = Forks(classroom(), Plan(0, DEFAULT_PROFILE, conducted=True))
    return run


async def until_step(stage: Stage, step: int) -> None:
    """Wait until what is shown has come so far, and is held there."""
    async with asyncio.timeout(GIVES_UP_AFTER_S):
        while stage.view.history.steps < step or stage.app.pace.mode is not Mode.HELD:
            await stage.settled()


async def forked(stage: Stage) -> None:
    """Look back to a step, and fork there."""
    stage.app.controls.show_moment(sum(map(len, PARTS[: STEP + 1])) - 1)
    await stage.press("F")
    await until_step(stage, STEP)


def shown(stage: Stage) -> list[Record]:
    """Return all records of what is shown."""
    history = stage.view.history
    return list(history.records.between(0, history.now.events))


async def test_a_fork_is_held_where_it_left_the_run_and_has_the_same_past() -> None:
    async with on_stage(forking(ended()), (120, 36)) as stage:
        await forked(stage)
        assert f"fork at {STEP}" in stage.title
        assert "HELD" in stage.title
        assert "LIVE" in stage.title
        assert shown(stage) == [one for part in PARTS[: STEP + 1] for one in part]


async def test_another_message_may_go_first_and_both_outcomes_are_seen() -> None:
    async with on_stage(forking(ended()), (120, 36)) as stage:
        whole = len(shown(stage))
        await forked(stage)
        await stage.press("2", "j", "s")
        await until_step(stage, STEP + 1)
        assert any(isinstance(one.event, MessageChosen) for one in shown(stage))
        await stage.press("b")
        assert "fork" not in stage.title
        assert len(shown(stage)) == whole
        await stage.press("b")
        assert f"fork at {STEP}" in stage.title
        assert stage.view.history.steps == STEP + 1


async def test_a_fork_can_be_forked() -> None:
    async with on_stage(forking(ended()), (120, 36)) as stage:
        await forked(stage)
        await stage.press("s")
        await until_step(stage, STEP + 1)
        await stage.press("F")
        await until_step(stage, STEP + 1)
        assert f"fork at {STEP + 1}" in stage.title
        await stage.press("b", "b")
        assert f"fork at {STEP}" in stage.title


async def test_a_recording_can_be_forked() -> None:
    async with on_stage(forking(ToldReplay(story())), (120, 36)) as stage:
        stage.run.feed.put(list(story()))  # type: ignore[attr-defined]
        await stage.press("end")
        await stage.press("F")
        await until_step(stage, len(PARTS) - 1)
        assert shown(stage) == list(story())


async def test_a_run_over_mpi_cannot_be_forked_and_that_is_said() -> None:
    async with on_stage(ended(), (120, 36)) as stage:
        await stage.press("F")
        await stage.press("b")
        told = [notification.message for notification in stage.app._notifications]
        assert ["only what is simulated" in told[0], "no fork yet" in told[1]] == [True, True]
        assert isinstance(stage.run, LiveRun)
