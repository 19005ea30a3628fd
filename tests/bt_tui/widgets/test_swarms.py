"""The Swarms lens: a line for each file, and one for each client of its swarm."""

import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bt_tui.stories import Story
from bt_tui.widgets.grid import POINTER
from bt_tui.widgets.legend import SwarmsLegend
from bt_tui.widgets.story import StoryPanel
from bt_tui.widgets.swarms import SwarmsLens
from core.model import Scenario
from core.sim.world import World
from tests.bt_tui.screens import (
    SIZES,
    Stage,
    ToldRun,
    ended,
    held,
    on_stage,
    playing,
    sad_story,
    steps,
    story,
)
from tests.bt_tui.test_app_sizes import assert_consistent, worlds
from tests.worlds import client, file, scenario

all_sizes = pytest.mark.parametrize(
    "size", [*SIZES, (60, 15)], ids=lambda size: f"{size[0]}x{size[1]}"
)


def sharing(segments: int, *, clients: int = 2) -> Scenario:
    """Return client 1 with a file of so many segments, which all others want."""
    one = file("f", segments)
    wanting = (client(rank, wants=[one]) for rank in range(2, clients + 1))
    return scenario(client(1, owns=[one]), *wanting)


def told(here: Scenario, share: float = 1.0) -> ToldRun:
    """Return a run of which so much was told."""
    run = ToldRun(World(here).run().records)
    run.tell_start()
    run.tell_share(share)
    return run


def lens(stage: Stage) -> list[str]:
    """Return what the lens shows, without what is empty below, and without the scrollbar."""
    lines = (line.rstrip(" ▁▂▃▄▅▆▇█") for line in stage.within(SwarmsLens))
    return "\n".join(lines).rstrip("\n").splitlines()


def words(line: str) -> str:
    """Return a line with single spaces."""
    return " ".join(line.split())


async def test_each_file_has_a_line_and_each_of_its_clients_one_below() -> None:
    run = held()
    async with on_stage(run) as stage:
        await stage.press("escape")
        assert list(map(words, lens(stage))) == [
            "file1 12 segments, 1 seed, 2 leechers",
            "C1 ◆ seed ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ 12/12",
            "C2 ◇ leecher · · · · · · · · · · · · 0/12",
            "C3 ◇ leecher · · · · · · · · · · · · 0/12",
            "",
            "file2 5 segments, 1 seed, 1 leecher",
            "C2 ◆ seed ■ ■ ■ ■ ■ 5/5",
            "C3 ◇ leecher · · · · · 0/5",
            "",
            "nobodys size not known, 1 leecher",
            "C2 ◇ leecher 0/?",
        ]


async def test_in_the_end_all_are_seeds_and_what_nobody_has_is_given_up() -> None:
    async with on_stage(ended()) as stage:
        lines = list(map(words, lens(stage)))
        assert lines[0] == "file1 12 segments, 3 seeds"
        assert lines[3].startswith("C3 ◆ seed")
        assert lines[3].endswith("● ● ● 12/12")
        assert lines[-1] == "C2 ◇ leecher 0/? given up"


async def test_a_file_without_segments_is_complete() -> None:
    async with on_stage(told(sharing(0))) as stage:
        assert [words(line).replace(" ▲", "") for line in lens(stage)] == [
            "f 0 segments, 2 seeds",
            "C1 ◆ seed 0/0",
            "C2 ◆ seed 0/0",
        ]


async def test_wrong_segments_have_a_shape_of_their_own() -> None:
    run = ToldRun(sad_story())
    run.tell_share(0.1)
    async with on_stage(run) as stage:
        for _ in range(200):
            run.tell_step()
            await stage.settled()
            if any("✗" in line for line in lens(stage)):
                return
        pytest.fail("no wrong segment was shown")


@pytest.mark.parametrize("segments", [26, 51, 52, 100, 1000])
async def test_what_does_not_fit_is_grouped_and_the_file_s_line_says_so(segments: int) -> None:
    async with on_stage(told(sharing(segments), 0.5)) as stage:
        heading, seed, other = lens(stage)
        group = re.search(r"one cell is (\d+) segments", heading)
        cells = re.sub(r"[\d/ ]+", "", seed[17:])
        assert group or len(cells) == segments
        if group:
            assert len(cells) == -(-segments // int(group[1]))
        assert seed.endswith(f"{segments}/{segments}")
        assert re.search(rf"\d+/{segments}$", other)


@pytest.mark.parametrize("segments", [12, 51, 1000])
async def test_what_is_given_up_is_said_however_large_the_file_is(segments: int) -> None:
    run = held(World(sharing(segments)).run().records[:40])
    async with on_stage(run) as stage:
        run.tell_all()
        await stage.settled()
        row = stage.state.swarms["f"].rows[2]
        row.given_up = True
        stage.draw_anew()
        await stage.settled()
        assert stage.shows(f"{row.held}/{segments} given up")


@pytest.mark.parametrize("rank", [9, 10, 100])
async def test_a_client_s_name_is_whole_and_apart_from_its_role(rank: int) -> None:
    run = told(sharing(3, clients=rank), 0.0)
    async with on_stage(run, (80, 24)) as stage:
        await stage.press("escape")
        stage.app.query_one(SwarmsLens).scroll_end(animate=False, immediate=True)
        await stage.settled()
        assert stage.shows(f" C{rank} ◇ leecher")


async def test_more_swarms_than_fit_can_be_scrolled_to() -> None:
    files = [file(f"file{n}", 2) for n in range(6)]
    here = scenario(client(1, owns=files), client(2, wants=files))
    async with on_stage(told(here), (80, 24)) as stage:
        assert not stage.shows(" file5 ")
        for down, up in (("down", "up"), ("j", "k")):
            await stage.press(*[down] * 15)
            assert stage.shows(" file5 ")
            await stage.press(*[up] * 15)
            assert stage.shows(" file0 ")


async def test_while_scrolled_the_lens_goes_on() -> None:
    run = playing()
    async with on_stage(run, (80, 15)) as stage:
        stage.app.query_one(SwarmsLens).scroll_to(y=2, animate=False)
        run.end()
        await stage.settled()
        assert [words(line).split()[0] for line in lens(stage)[:2]] == ["file1", "C3"]
        assert "3 seeds" in lens(stage)[0]
        assert "12/12" in lens(stage)[1]


# ---- what is selected ---------------------------------------------------------------------------


def selected(stage: Stage) -> Story | None:
    """Return what is selected, and see that its row is pointed at, in sight, and told in words."""
    chosen = stage.app.query_one(SwarmsLens).cursor.story
    pointed = [line for line in lens(stage) if line.startswith(f" {POINTER}C")]
    told = [line for line in lens(stage) if re.search(rf"\S.*{POINTER}C\d+ #", line)]
    if chosen is None:
        assert pointed == told == []
        return None
    assert [line.split()[0] for line in pointed] == [f"{POINTER}C{chosen.client}"]
    row = stage.state.swarms[chosen.file].rows[chosen.client]
    words = f"{POINTER}C{chosen.client} #{chosen.segment + 1} "
    assert [words in line for line in told] == [True] * bool(row.cells)
    return chosen


@all_sizes
@pytest.mark.parametrize(("down", "up"), [("down", "up"), ("j", "k")])
async def test_keys_select_a_row_and_keep_it_in_sight(
    size: tuple[int, int], down: str, up: str
) -> None:
    async with on_stage(playing(), size) as stage:
        assert selected(stage) is None
        rows = [(1, "file1"), (2, "file1"), (3, "file1"), (2, "file2"), (3, "file2")]
        rows += [(2, "nobodys")] * 2
        for key, there in ((down, rows), (up, [*reversed(rows[:5]), rows[0]])):
            for client_, file_ in there:
                await stage.press(key)
                assert selected(stage) == Story(client_, file_, 0)
        assert " file1 " in lens(stage)[0]
        await assert_consistent(stage, *size)


@all_sizes
async def test_keys_go_along_the_cells_of_a_row(size: tuple[int, int]) -> None:
    async with on_stage(playing(), size) as stage:
        await stage.press("down")
        for key, segment in zip(
            "lllhL" + "h" * 9 + "H", [1, 2, 3, 2, 3, 2, 1, *[0] * 8], strict=True
        ):
            await stage.press(key)
            assert selected(stage) == Story(1, "file1", segment)
        await stage.press(*"l" * 15)
        assert selected(stage) == Story(1, "file1", 11)
        await assert_consistent(stage, *size)


async def test_the_selected_cell_stands_in_brackets() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("down", "l", "l")
        assert " ■ ■[■]■ " in lens(stage)[1]
        await stage.press("escape")
        assert "[" not in lens(stage)[1]
        assert selected(stage) is None


async def test_where_a_cell_stands_for_several_keys_go_by_cells_and_by_segments() -> None:
    async with on_stage(told(sharing(1000), 0.1)) as stage:
        await stage.press("escape", "down", "l")
        size = int(re.findall(r"one cell is (\d+) seg", lens(stage)[0])[0])
        assert selected(stage) == Story(1, "f", size)
        await stage.press("L", "L", "H")
        assert selected(stage) == Story(1, "f", size + 1)
        await stage.press("h")
        assert selected(stage) == Story(1, "f", 0)


@all_sizes
async def test_brackets_go_from_file_to_file(size: tuple[int, int]) -> None:
    async with on_stage(playing(), size) as stage:
        for key, place in [("right_square_bracket", (1, "file1"))] + [
            (f"{side}_square_bracket", there)
            for side, there in (
                ("right", (2, "file2")),
                ("right", (2, "nobodys")),
                ("right", (2, "nobodys")),
                ("left", (2, "file2")),
                ("left", (2, "file1")),
            )
        ]:
            await stage.press(key)
            chosen = selected(stage)
            assert chosen is not None
            assert (chosen.client, chosen.file) == place


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_click_selects_the_cell_or_the_row_that_is_there(size: tuple[int, int]) -> None:
    async with on_stage(playing(), size) as stage:
        top = stage.app.query_one(SwarmsLens).region.y
        line = lens(stage)[3]
        await stage.click(line.index("●") + 4, top + 3)
        assert selected(stage) == Story(3, "file1", 2)
        await stage.click(3, top + 2)
        assert selected(stage) == Story(2, "file1", 2)
        await stage.click(5, top)
        await stage.click(5, top + 4)
        assert selected(stage) == Story(2, "file1", 2)
        await stage.click(line.index("●"), top + 6)
        assert selected(stage) == Story(2, "file2", 0)


def crowd(clients: int = 40) -> ToldRun:
    """Return a run of more clients than fit."""
    return told(sharing(6, clients=clients), 0.5)


async def test_the_selected_row_and_its_file_stay_in_sight_while_others_are_scrolled() -> None:
    async with on_stage(crowd()) as stage:
        await stage.press("escape", *["down"] * 12)
        widget = stage.app.query_one(SwarmsLens)
        for y, line in ((2, 10), (11, 1), (20, 1), (5, 7), (0, -1)):
            widget.scroll_to(y=y, animate=False)
            await stage.settled()
            assert selected(stage) == Story(12, "f", 0)
            assert lens(stage)[0].startswith(" f ")
            assert lens(stage)[line].startswith(f" {POINTER}C12 ")
            await assert_consistent(stage, 80, 24)


async def test_a_row_that_stands_in_place_of_others_goes_on_and_can_be_clicked() -> None:
    run = crowd()
    async with on_stage(run) as stage:
        await stage.press("escape", *["down"] * 2)
        widget = stage.app.query_one(SwarmsLens)
        widget.scroll_end(animate=False, immediate=True)
        run.end()
        await stage.settled()
        assert lens(stage)[1].startswith(f" {POINTER}C2 ")
        assert lens(stage)[1].endswith("6/6")
        await assert_consistent(stage, 80, 24)
        await stage.click(lens(stage)[1].index("●") + 2, widget.region.y + 1)
        assert selected(stage) == Story(2, "f", 1)


async def test_what_is_selected_stays_so_in_the_past_and_behind_other_lenses() -> None:
    async with on_stage(playing()) as stage:
        await stage.press(
            "down", "down", "l", "left", "left", "2", "home", "1", "end", "4", "escape", "1"
        )
        assert selected(stage) == Story(2, "file1", 1)


# ---- what cells mean ----------------------------------------------------------------------------


@all_sizes
async def test_a_key_switches_what_cells_mean_and_the_legend_goes_along(
    size: tuple[int, int],
) -> None:
    async with on_stage(ended(), size) as stage:
        first, legend = lens(stage), stage.within(SwarmsLegend)
        await stage.press("v")
        assert stage.within(SwarmsLegend)[0].startswith(" 1–3 who sent it ")
        assert re.search(r"C2 ◆ seed +1 3 1 3 3 1 1 1 1 1 1 3 +12/12", lens(stage)[2])
        assert re.search(r"C1 ◆ seed +■ ■ ■ ", lens(stage)[1])
        await assert_consistent(stage, *size)
        await stage.press("v")
        assert "2 hold it" in stage.within(SwarmsLegend)[0]
        assert re.search(r"C2 ◆ seed +3 3 3 ", lens(stage)[2])
        await assert_consistent(stage, *size)
        await stage.press("v")
        assert (lens(stage), stage.within(SwarmsLegend)) == (first, legend)


async def test_who_holds_how_much_is_counted_anew_with_every_segment_that_is_stored() -> None:
    run = playing()
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("v", "v")
        for _ in range(60):
            run.tell_step()
            await stage.settled()
            cells = [row.cells for row in stage.state.swarms["file1"].rows.values()]
            counts = [sum(cell in {2, 3} for cell in column) for column in zip(*cells, strict=True)]
            assert " ".join(map(str, counts)) in lens(stage)[1]
        await assert_consistent(stage, 120, 36)


@pytest.mark.parametrize("meaning", [1, 2])
async def test_each_moment_of_the_past_is_told_as_it_was(meaning: int) -> None:
    run, parts = held(), steps(story())[1:31]
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("escape", *["v"] * meaning, "down")
        then = list[list[str]]()
        for _ in parts:
            then.append(lens(stage))
            run.tell_step()
            await stage.settled()
        for before in reversed(then):
            await stage.press("left")
            assert lens(stage) == before


async def assert_drawn_anew_the_same(stage: Stage) -> None:
    """See that drawing anew changes nothing of the lens, of its legend, and of the story."""
    drawn = [stage.within(kind) for kind in (SwarmsLens, StoryPanel, SwarmsLegend)]
    stage.draw_anew()
    await stage.settled()
    assert [stage.within(kind) for kind in (SwarmsLens, StoryPanel, SwarmsLegend)] == drawn


KEYS = ["down", "up", "h", "l", "H", "L", "v", "enter", "escape", "left", "right", "home", "end"]
KEYS += ["left_square_bracket", "right_square_bracket", "tab", "4"]


@given(world=worlds, data=st.data())
@settings(max_examples=15, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
async def test_any_part_of_any_run_can_be_looked_at_with_any_keys_at_any_size(
    world: World, data: st.DataObject
) -> None:
    sizes, shares = st.tuples(st.integers(20, 250), st.integers(5, 80)), st.floats(0.0, 1.0)
    size = data.draw(sizes)
    run = ToldRun(world.records)
    async with on_stage(run, size) as stage:
        for _ in range(data.draw(st.integers(1, 4))):
            run.tell_step() if data.draw(st.booleans()) else run.tell_share(data.draw(shares))
            await stage.settled()
            await stage.press(*data.draw(st.lists(st.sampled_from(KEYS), max_size=12)), "1")
            await assert_drawn_anew_the_same(stage)
            size = data.draw(sizes)
            await stage.resize(*size)
            await assert_drawn_anew_the_same(stage)
