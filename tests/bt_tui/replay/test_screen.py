"""A recording on the screen: it opens before the first message, and the keys move the cursor."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partialmethod
from pathlib import Path
from unittest.mock import patch

import pytest

from bt_tui.records import Records
from bt_tui.replay.command import Recorded
from core.events import Record
from core.runtime.pace import FULL, HELD, RunUntil
from core.trace import open_trace
from core.until import Condition, What
from tests.bt_tui.replay.made import recording
from tests.bt_tui.screens import SIZES, Stage, chosen_story, on_stage, steps, story
from tests.bt_tui.test_app_past import ahead_of, badge
from tests.bt_tui.test_app_sizes import assert_consistent
from tests.bt_tui.test_state_runs import folded
from tests.bt_tui.test_view import unmarked

PARTS = steps(story())
LAST = len(PARTS) - 1
STORED, ROLE = Condition(What.STORED), Condition(What.ROLE)


@pytest.fixture(autouse=True, scope="module")
def _bit_by_bit() -> Iterator[None]:
    """Let it be read in many bits, and little of it be kept in memory."""
    with (
        patch("core.trace.lines.CHUNK_SIZE", 4_096),
        patch("bt_tui.records.CHUNK", 16),
        patch("bt_tui.history.CHECKPOINT_EVENTS", 60),
        patch.object(Records, "__init__", partialmethod(Records.__init__, kept_max=64)),
    ):
        yield


@asynccontextmanager
async def replayed(
    path: Path,
    size: tuple[int, int] = (80, 24),
    *,
    speed: float = HELD,
    until: Condition | None = None,
) -> AsyncIterator[Stage]:
    """Show a recording on a screen of this size, from its beginning."""
    first = None if until is None else RunUntil(until)
    with open_trace(path, indexed=True) as trace:
        async with on_stage(Recorded(trace, speed, first), size) as stage:
            yield stage


def with_(condition: Condition) -> list[int]:
    """Return the steps in which this happens."""
    return [n for n, part in enumerate(PARTS) if any(map(condition.matches, part))]


def assert_all_of(records: tuple[Record, ...], stage: Stage) -> None:
    """See that the end of these records is looked at, and is what they come to."""
    assert "■ ENDED   END " in stage.title
    assert unmarked(stage.state) == unmarked(folded(records))


# ---- how it opens -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 15), *SIZES], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_opens_before_the_first_message_with_everybody_on_the_card(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with replayed(recording(tmp_path), size) as stage:
        assert (stage.view.step, badge(stage)) == (0, ahead_of(0, LAST))
        assert unmarked(stage.state) == unmarked(folded(PARTS[0]))
        assert "HELD · 5 msg/s" in stage.title
        assert stage.shows_card()
        assert stage.shows("recorded, and held before the first message")
        assert size[0] < 120 or "replay: test · 4 ranks" in stage.title
        await assert_consistent(stage, *size)


async def test_a_recording_of_nothing_is_all_over_at_once(tmp_path: Path) -> None:
    async with replayed(recording(tmp_path, PARTS[0])) as stage:
        await stage.press("s", "space", "left", "n", "enter", "end")
        assert_all_of(tuple(PARTS[0]), stage)


async def test_with_a_speed_it_plays_at_once(tmp_path: Path) -> None:
    async with replayed(recording(tmp_path), speed=FULL) as stage:
        await stage.settled()
        assert_all_of(story(), stage)
        assert not stage.shows_card()


async def test_with_a_condition_it_goes_there_at_once(tmp_path: Path) -> None:
    async with replayed(recording(tmp_path), until=ROLE) as stage:
        await stage.settled()
        assert stage.view.step == with_(ROLE)[0]
        assert not stage.shows_card()


# ---- what the keys do ---------------------------------------------------------------------------


async def test_steps_go_forward_and_back_and_the_lens_shows_what_was(tmp_path: Path) -> None:
    async with replayed(recording(tmp_path), (120, 36)) as stage:
        await stage.press("escape")
        lens = [stage.text()[1:20]]
        for step in range(1, 31):
            await stage.press(("s", "right", "pagedown")[step % 3])
            assert (stage.view.step, badge(stage)) == (step, ahead_of(step, LAST))
            lens.append(stage.text()[1:20])
        for step in range(29, -1, -1):
            await stage.press("left")
            assert stage.view.step == step
            assert stage.text()[1:20] == lens[step]
        assert len(set(map(tuple, lens))) > 10


async def test_space_plays_and_holds(tmp_path: Path) -> None:
    async with replayed(recording(tmp_path)) as stage:
        now = 1_000.0
        stage.app.controls._clock = lambda: now
        stage.app.action_hold_or_play()
        await stage.pilot.pause()
        assert "▶ 5 msg/s   PAST" in stage.title
        assert not stage.shows_card()
        now += 0.7
        while stage.view.step < 3:
            await stage.pilot.pause()
        stage.app.action_hold_or_play()
        await stage.settled()
        assert (stage.view.step, badge(stage)) == (3, ahead_of(3, LAST))
        assert "HELD · 5 msg/s" in stage.title


async def test_what_is_sought_is_found_again_and_again_and_then_said_to_be_no_more(
    tmp_path: Path,
) -> None:
    async with replayed(recording(tmp_path)) as stage:
        await stage.press("n", *"role", "enter")
        seen = [stage.view.step]
        while not stage.app._notifications:
            await stage.press("N")
            seen.append(stage.view.step)
        assert seen == [*with_(ROLE), with_(ROLE)[-1]]
        [told] = stage.app._notifications
        assert told.message == f"until {ROLE.words}: not in what has happened so far"


async def test_the_end_is_what_the_whole_recording_comes_to(tmp_path: Path) -> None:
    async with replayed(recording(tmp_path), (120, 36)) as stage:
        await stage.press("end")
        assert_all_of(story(), stage)
        assert stage.shows("the recording ends here; ← looks back, q leaves")
        await assert_consistent(stage, 120, 36)
        await stage.press("left")
        assert badge(stage) == ahead_of(LAST - 1, LAST)
        await stage.press("home")
        assert unmarked(stage.state) == unmarked(folded(PARTS[0]))


async def test_it_is_left_without_a_question(tmp_path: Path) -> None:
    async with replayed(recording(tmp_path)) as stage:
        await stage.press("q")
        assert stage.is_left


# ---- what was recorded --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["run.jsonl", "run.jsonl.gz"])
async def test_what_was_chosen_by_hand_is_stepped_through_with_its_step(
    tmp_path: Path, name: str
) -> None:
    parts = steps(chosen_story())
    path = recording(tmp_path, chosen_story(), name=name)
    async with replayed(path) as stage:
        seen = 0
        for step, part in enumerate(parts):
            seen += len(part)
            assert (stage.view.step, stage.state.events) == (step, seen)
            if step < LAST:
                await stage.press("s")
        assert_all_of(chosen_story(), stage)
        assert len(parts) == len(PARTS)


async def test_one_that_was_cut_off_right_after_a_choice_is_played_to_its_end(
    tmp_path: Path,
) -> None:
    cut_off = tuple(one for part in steps(chosen_story())[:21] for one in part)
    cut_off += (steps(chosen_story())[21][0],)
    async with replayed(recording(tmp_path, cut_off), speed=FULL) as stage:
        await stage.settled()
        assert_all_of(cut_off, stage)
        assert not stage.app.controls.is_moving
        await stage.press("left", "s")
        assert_all_of(cut_off, stage)
