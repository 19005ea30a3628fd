"""What is looked at: the newest moment or one of the past, wherever the cursor was moved to."""

from collections.abc import Iterator, Sequence
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.history import History
from bt_tui.state import State
from bt_tui.view import HIGHLIGHT_STEPS_MAX, View
from core.events import MessageChosen, Record, ThreadStopped
from core.model import CONDUCTOR, TRACKER
from core.sim.world import World
from tests.bt_tui.screens import steps, story
from tests.bt_tui.test_state_runs import everything, facts, folded, worlds

few = settings(max_examples=25, deadline=None, derandomize=True, database=None)

Cells = dict[tuple[str, int], bytes]
Fresh = dict[tuple[str, int], set[int]]


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    with patch("bt_tui.history.CHECKPOINT_EVENTS", 60):
        yield


def view(records: Sequence[Record] = ()) -> View:
    """Return a live view of these records."""
    here = View(History())
    here.history.take(records or story())
    return here


def middle(back: int = 0) -> int:
    """Return a step in the middle of the story, or some steps before it."""
    return len(steps(story())) // 2 - back


def cells(state: State) -> Cells:
    """Return the cells of each row."""
    rows = (row for swarm in state.swarms.values() for row in swarm.rows.values())
    return {(row.file, row.client): bytes(row.cells) for row in rows}


def differing(before: Cells, after: Cells) -> Fresh:
    """Return which segments that were and are there look different."""
    found = {
        row: {n for n, (a, b) in enumerate(zip(before[row], after[row], strict=False)) if a != b}
        for row in before.keys() & after.keys()
    }
    return {row: segments for row, segments in found.items() if segments}


def fresh(state: State) -> Fresh:
    """Return which segments are highlighted."""
    return {(row.file, row.client): set(segments) for row, segments in state.fresh.items()}


def unmarked(state: State) -> object:
    """Return all that there is to compare in two states, but for what is highlighted."""
    with patch.object(state, "fresh", {}):
        return everything(state)


# ---- live and past ------------------------------------------------------------------------------


def test_at_first_a_view_is_live_and_goes_along() -> None:
    here = View(History())
    assert here.is_live
    here.history.take(story())
    assert here.is_live
    assert here.state is here.history.now
    assert (here.ahead, here.undone, here.step) == (0, 0, here.history.steps)


def test_looking_back_stands_at_the_end_of_a_step_while_more_happens() -> None:
    parts = steps(story())
    records = [one for part in parts[:20] for one in part]
    here = view(records)
    here.show_step(7)
    seen = [one for part in parts[:8] for one in part]
    for part in [[], *parts[20:30]]:
        here.history.take(part)
        assert not here.is_live
        assert (here.step, here.state.events) == (7, len(seen))
        assert here.ahead == here.history.now.events - len(seen)
        assert unmarked(here.state) == unmarked(folded(seen))


def test_the_newest_is_live_again_and_all_of_it_counts_as_changed() -> None:
    here = view()
    here.show_step(3)
    here.history.now.take_changes()
    here.show_newest()
    assert here.is_live
    assert here.undone == 0
    assert here.state.take_changes().layout


def test_to_the_newest_where_one_is_changes_nothing() -> None:
    here = view()
    here.state.take_changes()
    here.show_newest()
    assert not here.state.take_changes().layout


@pytest.mark.parametrize("beyond", [0, 1, 1_000])
def test_the_last_step_and_what_is_behind_it_are_live(beyond: int) -> None:
    here = view()
    here.show_step(3)
    here.show_step(here.history.steps + beyond)
    assert here.is_live


@pytest.mark.parametrize("beyond", [0, 1, 1_000])
def test_a_view_that_is_to_stay_stays_at_the_end_of_what_is_there(beyond: int) -> None:
    here, parts = View(History()), steps(story())
    here.history.take([one for part in parts[:5] for one in part])
    here.show_step(4 + beyond, stay=True)
    assert (here.is_live, here.step, here.ahead) == (False, 4, 0)
    here.history.take(parts[5])
    assert (here.is_live, here.step, here.ahead) == (False, 4, len(parts[5]))


def test_there_is_nothing_before_the_beginning() -> None:
    here = view()
    here.show_step(-5)
    assert (here.step, here.state.events) == (0, len(steps(story())[0]))


def test_before_the_first_step_there_is_no_past() -> None:
    here = View(History())
    here.history.take(steps(story())[0])
    here.show_step(-1)
    assert here.is_live


def test_a_step_that_was_not_all_there_is_completed_as_it_comes() -> None:
    here = View(History())
    here.show_step(0, stay=True)
    first, second = steps(story())[:2]
    for record in [*first, *second]:
        here.history.take([record])
        here.complete_step()
    assert not here.is_live
    assert (here.step, here.ahead) == (0, len(second))
    assert everything(here.state) == everything(folded(first))


def test_a_choice_of_which_nothing_came_is_a_step_that_is_passed_like_any_other() -> None:
    """Where a run is left right after a choice, its other threads may still handle messages."""
    parts, here = steps(story()), View(History())
    chosen = Record(CONDUCTOR, 1, 1, 0.0, MessageChosen(TRACKER, TRACKER, 1, "Probe", older=0))
    stopped = Record(TRACKER, 1, 1, 0.0, ThreadStopped())
    here.history.take([*parts[0], *parts[1], chosen, stopped, *parts[2], chosen])
    assert (here.step, here.is_live) == (4, True)
    here.show_step(0)
    for step in (1, 2, 3):
        here.show_step(here.step + 1)
        assert (here.step, here.is_live) == (step, False)
    here.show_step(here.step + 1)
    assert (here.step, here.is_live) == (4, True)


def test_a_live_view_has_no_step_to_complete() -> None:
    here = view()
    here.complete_step()
    assert here.is_live


# ---- what a move undoes and highlights ----------------------------------------------------------


def test_a_move_back_tells_how_many_steps_it_undid() -> None:
    here = view()
    here.show_step(middle())
    assert here.undone == here.history.steps - middle()
    here.show_step(middle(3))
    assert here.undone == 3
    here.show_step(middle(2))
    assert here.undone == 0


def test_a_move_to_where_one_is_changes_nothing() -> None:
    here = view()
    here.show_step(1)
    here.show_step(0)
    marked = fresh(here.state)
    for _ in range(2):
        here.show_step(-1)
        assert here.undone == 1
        assert fresh(here.state) == marked


@pytest.mark.parametrize("passed", [-1, -2, -HIGHLIGHT_STEPS_MAX, 2, HIGHLIGHT_STEPS_MAX])
def test_a_move_of_a_few_steps_highlights_what_is_different(passed: int) -> None:
    here, highlighted = view(), 0
    for start in range(middle(10), middle(-10)):
        here.show_step(start)
        before = cells(here.state)
        here.show_step(start + passed)
        assert fresh(here.state) == differing(before, cells(here.state))
        highlighted += len(here.state.fresh)
    assert highlighted


def test_a_move_back_from_the_newest_highlights_what_is_different() -> None:
    parts = steps(story())
    here = view([one for part in parts[: middle()] for one in part])
    before = cells(here.state)
    here.show_step(middle(10))
    assert fresh(here.state) == differing(before, cells(here.state)) != {}


@pytest.mark.parametrize("back", [True, False])
def test_a_far_move_highlights_what_the_last_step_did(back: bool) -> None:
    here, far = view(), HIGHLIGHT_STEPS_MAX + 1
    for step in range(middle(), middle() + 10):
        here.show_step(step)
        here.show_step(step - far if back else step + far)
        assert everything(here.state) == everything(here.history.state_at(here.state.events))


def test_one_step_forward_highlights_what_that_step_touched_as_live() -> None:
    here = view()
    here.show_step(0)
    for step in range(1, here.history.steps):
        here.show_step(step)
        assert everything(here.state) == everything(here.history.state_at(here.state.events))


def test_a_step_forward_changes_only_rows() -> None:
    here = view()
    here.show_step(middle())
    here.state.take_changes()
    before = facts(here.state)
    here.show_step(middle() + 1)
    changes = here.state.take_changes()
    assert not changes.layout
    assert {row for row, told in facts(here.state).items() if before[row] != told} <= set(
        changes.rows
    )


@given(world=worlds, data=st.data())
@few
def test_wherever_the_cursor_is_moved_to_the_state_is_the_fold_and_the_highlights_are_right(
    world: World, data: st.DataObject
) -> None:
    parts = steps(world.records)
    here, told = View(History()), 0
    for _ in range(data.draw(st.integers(1, 12), label="moves")):
        more = data.draw(st.integers(0, 15), label="more")
        here.history.take([one for part in parts[told : told + more] for one in part])
        told = min(len(parts), told + more)
        start, before = here.step, cells(here.state)
        if data.draw(st.booleans(), label="near"):
            to = start + data.draw(st.sampled_from([-20, -2, -1, 1, 2, 20]), label="by")
        else:
            to = data.draw(st.integers(-1, len(parts)), label="to")
        here.show_step(to)
        seen = world.records[: here.state.events]
        assert unmarked(here.state) == unmarked(folded(seen))
        assert here.ahead == here.history.now.events - len(seen)
        assert here.is_live == (to >= here.history.steps)
        moved = here.step - start
        if not here.is_live and moved != 1 and 0 < abs(moved) <= HIGHLIGHT_STEPS_MAX:
            assert fresh(here.state) == differing(before, cells(here.state))
        elif moved:
            assert fresh(here.state) == fresh(folded(seen))
