"""What is drawn: only what changed, and nothing where nothing did."""

from collections import defaultdict

import msgspec
import pytest
from textual.strip import Strip
from textual.widget import Widget

from bt_tui.board import Row
from bt_tui.widgets.checks import ChecksLens
from bt_tui.widgets.choosing import Choosing
from bt_tui.widgets.clients import ClientsLens
from bt_tui.widgets.diagram import Diagram
from bt_tui.widgets.legend import SwarmsLegend
from bt_tui.widgets.lines import Lines
from bt_tui.widgets.narration import Narration
from bt_tui.widgets.swarms import SwarmsLens
from bt_tui.widgets.tracker import TrackerLens
from core.events import SegmentStored
from core.profiles import PROFILES
from core.runtime.pace import Mode
from core.sim.world import World
from tests.bt_tui.screens import (
    FACTS,
    Stage,
    ToldRun,
    classroom,
    held,
    on_stage,
    playing,
    steps,
    story,
)

WIDE = (120, 36)
OURS = (SwarmsLens, Diagram, Choosing, TrackerLens, ClientsLens, ChecksLens, Narration, Lines)

Asked = dict[str, set[int]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Which lines each widget was asked for; clear it before what counts."""
    asked: Asked = defaultdict(set)

    def watch(kind: type[Widget]) -> None:
        original = kind.render_line

        def render_line(self: Widget, y: int) -> Strip:
            asked[type(self).__name__].add(y)
            return original(self, y)

        monkeypatch.setattr(kind, "render_line", render_line)

    for kind in OURS:
        watch(kind)
    return asked


def rows_of(stage: Stage) -> dict[str, int]:
    """Return in which line of the lens each file, and each client of it, stands."""
    places: dict[str, int] = {}
    y = 0
    for name, swarm in stage.state.swarms.items():
        places[name] = y
        for n, rank in enumerate(sorted(swarm.rows), y + 1):
            places[f"{name} C{rank}"] = n
        y += len(swarm.rows) + 2
    return places


def marks(stage: Stage) -> set[Row]:
    """Return the clients that are marked for a new role."""
    rows = (row for swarm in stage.state.swarms.values() for row in swarm.rows.values())
    return {row for row in rows if row.role_changed is not None}


async def test_at_first_every_line_is_drawn(asked: Asked) -> None:
    async with on_stage(held(), WIDE) as stage:
        height = stage.app.query_one(SwarmsLens).size.height
        assert asked["SwarmsLens"] >= set(range(height))


async def test_a_frame_that_changes_nothing_draws_nothing(asked: Asked) -> None:
    run = playing()
    async with on_stage(run, WIDE) as stage:
        asked.clear()
        for _ in range(3):
            run.feed.put([])
            await stage.settled()
        run.goes(Mode.PLAYING, 5.0)
        await stage.settled()
        assert asked == {}


async def test_another_pace_draws_the_title_and_what_goes_next(asked: Asked) -> None:
    run = playing()
    async with on_stage(run, WIDE) as stage:
        asked.clear()
        run.goes(Mode.HELD)
        await stage.settled()
        assert asked == {"TitleLine": {0}, "NextLine": {0}}


async def test_a_stored_segment_draws_its_row_and_the_one_before_with_their_files(
    asked: Asked,
) -> None:
    told = steps(story())
    stores = [any(isinstance(one.event, SegmentStored) for one in step) for step in told]
    run = ToldRun(story())
    for _ in range(stores.index(True, len(told) // 2)):
        run.tell_step()
    async with on_stage(run, WIDE) as stage:
        state = stage.state
        before, marked = set(state.fresh), marks(stage)
        asked.clear()
        run.tell_step()
        await stage.settled()
        drawn, places = dict(asked), rows_of(stage)
        rows = before | set(state.fresh) | (marked ^ marks(stage))
        assert state.fresh
        assert drawn["SwarmsLens"] == {
            place
            for row in rows
            for place in (places[row.file], places[f"{row.file} C{row.client}"])
        }
        assert len(drawn["SwarmsLens"]) < len(places)
        assert drawn["TitleLine"] == drawn["Timeline"] == {0}
        assert drawn["Narration"]
        assert drawn["Load"] == {state.clients[row.client].rank for row in state.fresh}
        assert not drawn.keys() & {"SwarmsLegend"}


async def test_the_legend_is_drawn_once(asked: Asked) -> None:
    run = held()
    async with on_stage(run, WIDE) as stage:
        asked.pop(SwarmsLegend.__name__)
        run.end()
        await stage.settled()
        assert SwarmsLegend.__name__ not in asked


async def test_a_row_out_of_sight_is_not_drawn(asked: Asked) -> None:
    run = playing()
    async with on_stage(run, (80, 15)) as stage:
        visible = set(range(stage.app.query_one(SwarmsLens).size.height))
        asked.clear()
        run.tell_all()
        await stage.settled()
        assert asked["SwarmsLens"] <= visible


# ---- looking back -------------------------------------------------------------------------------


@pytest.mark.parametrize("lens", ["1", "2", "3", "4", "5", "6"])
async def test_in_the_past_a_frame_that_changes_nothing_draws_nothing(
    asked: Asked, lens: str
) -> None:
    run = playing()
    async with on_stage(run, WIDE) as stage:
        await stage.press(lens, "left", "left")
        asked.clear()
        for _ in range(3):
            run.feed.put([])
            await stage.settled()
        run.goes(Mode.PLAYING, 5.0)
        await stage.settled()
        assert asked == {}


@pytest.mark.parametrize("lens", ["1", "2", "3", "4", "5"])
async def test_in_the_past_what_happens_draws_only_how_much_is_ahead(
    asked: Asked, lens: str
) -> None:
    run = playing()
    async with on_stage(run, WIDE) as stage:
        await stage.press(lens, "less_than_sign")
        asked.clear()
        run.tell_step()
        await stage.settled()
        assert asked == {"TitleLine": {0}, "NextLine": {0}, "Timeline": {0}}


async def test_a_step_forward_draws_only_the_rows_that_it_changed(asked: Asked) -> None:
    run = playing()
    run.tell_share(0.5)
    async with on_stage(run, WIDE) as stage:
        await stage.press("less_than_sign", "right")
        places = rows_of(stage)
        for _ in range(10):
            before, marked = set(stage.state.fresh), marks(stage)
            asked.clear()
            await stage.press("right")
            rows = before | set(stage.state.fresh) | (marked ^ marks(stage))
            assert asked.get("SwarmsLens", set()) == {
                place
                for row in rows
                for place in (places[row.file], places[f"{row.file} C{row.client}"])
            }


async def test_a_lens_that_is_hidden_is_not_drawn(asked: Asked) -> None:
    run = playing()
    async with on_stage(run, WIDE) as stage:
        lenses = {
            "1": {"SwarmsLens"},
            "2": {"Diagram", "Choosing"},
            "3": {"TrackerLens"},
            "4": {"ClientsLens"},
            "6": {"ChecksLens"},
        }
        for key, lens in lenses.items():
            await stage.press(key)
            asked.clear()
            run.tell_step()
            await stage.settled()
            await stage.press("left", "end")
            assert asked.keys() & set().union(*lenses.values()) <= lens
            assert "TitleLine" in asked


async def test_a_step_draws_only_the_threads_that_do_something_else_than_before(
    asked: Asked,
) -> None:
    run = playing()
    async with on_stage(run, WIDE) as stage:
        await stage.press("4")
        for _ in range(10):
            before = stage.within(ClientsLens)
            asked.clear()
            run.tell_step()
            await stage.settled()
            after = enumerate(zip(before, stage.within(ClientsLens), strict=True))
            assert asked["ClientsLens"] == {y for y, (old, new) in after if old != new}


async def test_selecting_a_client_draws_two_lines(asked: Asked) -> None:
    async with on_stage(playing(), WIDE) as stage:
        await stage.press("4")
        asked.clear()
        await stage.press("down")
        assert asked == {"ClientsLens": {3, 7}}


async def test_a_step_draws_only_the_lines_of_the_tracker_that_tell_something_else(
    asked: Asked,
) -> None:
    table = PROFILES["client-table"]
    facts = msgspec.structs.replace(FACTS, profile=table.name)
    run = ToldRun(World(classroom(), profile=table).run().records, facts=facts)
    run.tell_share(0.4)
    async with on_stage(run, WIDE) as stage:
        await stage.press("3", "down")
        for _ in range(10):
            before = stage.within(TrackerLens)
            asked.clear()
            run.tell_step()
            await stage.settled()
            after = enumerate(zip(before, stage.within(TrackerLens), strict=True))
            changed = {y for y, (old, new) in after if old != new}
            assert asked.get("TrackerLens", set()) == changed


async def test_selecting_a_segment_draws_the_rows_and_files_that_it_leaves_and_comes_to(
    asked: Asked,
) -> None:
    async with on_stage(playing(), WIDE) as stage:
        places = rows_of(stage)
        asked.clear()
        for key, rows in (
            ("down", {"file1", "file1 C1"}),
            ("down", {"file1", "file1 C1", "file1 C2"}),
            ("l", {"file1", "file1 C2"}),
            ("right_square_bracket", {"file1", "file1 C2", "file2", "file2 C2"}),
            ("escape", {"file2", "file2 C2"}),
        ):
            await stage.press(key)
            assert asked == {"SwarmsLens": {places[row] for row in rows}}
            asked.clear()


async def test_where_holders_are_counted_a_stored_segment_draws_its_file_and_no_other(
    asked: Asked,
) -> None:
    run = playing()
    async with on_stage(run, WIDE) as stage:
        await stage.press("v", "v")
        run.tell_through(SegmentStored)
        await stage.settled()
        asked.clear()
        run.tell_step()
        await stage.settled()
        assert asked["SwarmsLens"] == set(range(4))
