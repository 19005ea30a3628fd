"""The Measures lens: charts of what a run costs, and figures beside them."""

import sys
from collections.abc import Callable
from subprocess import run as run_process

import pytest
from textual.widget import Widget

from bt_tui.curves import Axis
from bt_tui.series import Trouble
from bt_tui.widgets.charts import Chart
from bt_tui.widgets.figures import MEANINGS, NO_CHARTS, FiguresColumn
from bt_tui.widgets.legend import MeasuresLegend
from bt_tui.widgets.measures import CHARTS, MeasuresLens, Tabs, Topic
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
    squeezed,
    story,
)
from tests.bt_tui.test_app import is_grey
from tests.bt_tui.test_app_sizes import assert_consistent
from tests.worlds import client, file, scenario

LARGE = SIZES[-1]
every_size = pytest.mark.parametrize(
    "size", [*SIZES, (60, 15)], ids=lambda size: f"{size[0]}x{size[1]}"
)


def crowd(clients: int = 64) -> ToldRun:
    """Return a run of many clients that is over."""
    one = file("f", 4)
    here = scenario(client(1, owns=[one]), *(client(n, wants=[one]) for n in range(2, clients + 1)))
    return ended(World(here).run().records)


def lens(stage: Stage) -> list[str]:
    """Return what the lens shows, line by line."""
    return stage.within(MeasuresLens)


def charts(stage: Stage) -> list[str]:
    """Return the names of the charts that are to be seen."""
    return [str(one.name) for one in stage.app.screen.query(Chart) if one.region]


def chart(stage: Stage, topic: Topic) -> list[str]:
    """Return what one chart shows."""
    (one,) = (one for one in stage.app.screen.query(Chart) if one.name == topic)
    return cut(stage, one)


def cut(stage: Stage, widget: Widget) -> list[str]:
    """Return what a widget shows."""
    here = widget.region
    return [line[here.x : here.right] for line in stage.text()[here.y : here.bottom]]


def figures(stage: Stage) -> str:
    """Return what the figures say, in one line."""
    return squeezed(stage.within(FiguresColumn)).replace(" · ", " ")


# ---- what is told -------------------------------------------------------------------------------


@every_size
@pytest.mark.parametrize("make", [ToldRun, held, playing, ended, crowd])
async def test_it_is_drawn_at_every_size(
    make: Callable[[], ToldRun], size: tuple[int, int]
) -> None:
    async with on_stage(make(), size) as stage:
        await stage.press("5")
        for key in ("v", "t", "v", "down", "v"):
            await assert_consistent(stage, *size)
            await stage.press(key)


async def test_a_small_screen_has_a_chart_and_a_wide_one_has_all_of_them() -> None:
    async with on_stage(playing()) as stage:
        await stage.press("5")
        assert charts(stage) == [Topic.PROGRESS]
        await stage.resize(*LARGE)
        assert charts(stage) == [*CHARTS]
        for topic in CHARTS:
            assert chart(stage, topic)[0].strip() == topic
        await stage.resize(120, 36)
        assert charts(stage) == [Topic.PROGRESS]
        assert stage.within(Tabs)[0].startswith("▸progress ")


async def test_where_no_chart_fits_the_figures_say_so_and_are_all_there() -> None:
    async with on_stage(ended(), (60, 15)) as stage:
        await stage.press("5")
        assert charts(stage) == []
        assert figures(stage).strip().startswith(NO_CHARTS)
        for name in (
            "held 29 of 29 wanted",
            "messages ",
            "a segment ",
            "balance ",
            "time ",
            *Trouble,
        ):
            assert f"{name}" in figures(stage)


@pytest.mark.parametrize("size", SIZES)
async def test_the_figures_are_those_of_the_run_and_say_what_would_be_good(
    size: tuple[int, int],
) -> None:
    async with on_stage(ended(), size) as stage:
        await stage.press("5")
        told = figures(stage)
        assert "held 29 of 29 wanted messages 101 a segment 3.5 2 if one is asked at a time" in told
        assert "balance 2.07 1: all alike, 3: one alone in the end 1.24 at best time 0." in told
        for trouble, words in MEANINGS.items():
            count = 5 if trouble is Trouble.DENIED else 0
            assert f"{trouble} {count}" in told
            assert (words in told) is (size == LARGE)


async def test_before_anything_happened_there_are_words_instead_of_charts() -> None:
    async with on_stage(ToldRun(), LARGE) as stage:
        await stage.press("5")
        for words in (
            "nobody is known to want anything yet",
            "no client has started yet",
            "no message was sent yet",
            "no request was denied, choked or lost so far",
        ):
            assert stage.shows(words)
        assert "balance –" in figures(stage)


async def test_progress_has_a_curve_for_each_client_with_its_name_on_it() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("5")
        told = chart(stage, Topic.PROGRESS)
        assert "100%┤" in told[1]
        for rank in (2, 3):
            assert sum(f" C{rank} " in line for line in told) == 1
        assert not any(" C1 " in line for line in told)  # it has all that it wants from the start
        assert told[-1].strip() == Axis.STEPS


async def test_of_a_crowd_the_field_is_shown_and_the_selected_client() -> None:
    async with on_stage(crowd()) as stage:
        await stage.press("5", *["down"] * 9)
        told = "\n".join(chart(stage, Topic.PROGRESS))
        for name in (" first ", " median ", " last ", "▸C9 "):
            assert name in told
        await stage.press("v")
        assert "▸C9 " in chart(stage, Topic.UPLOADS)[-1]


async def test_kinds_of_messages_are_told_with_their_counts() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("5", "v", "v")
        told = chart(stage, Topic.KINDS)
        requests = sum(
            getattr(one.event, "kind", "") == "SegmentRequest"
            for one in story()
            if type(one.event).__name__ == "MessageSent"
        )
        (line,) = (line for line in told if line.startswith("SegmentRequest "))
        assert line.startswith(f"SegmentRequest {requests}┤█")


async def test_troubles_have_curves_once_they_happen() -> None:
    async with on_stage(ended(sad_story())) as stage:
        await stage.press("5", "v", "v", "v")
        told = "\n".join(chart(stage, Topic.TROUBLES))
        assert f" {Trouble.REJECTED} " in told
        assert f" {Trouble.LOST} " not in told


@every_size
async def test_the_legend_says_how_to_read_the_charts(size: tuple[int, int]) -> None:
    async with on_stage(playing(), size) as stage:
        await stage.press("5")
        (legend,) = stage.within(MeasuresLegend)
        assert "curves bear their names" in legend
        assert "─ mean of all" in legend
        assert "▸ selected" in legend


async def test_without_colours_names_and_shapes_still_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage(playing(), LARGE) as stage:
        await stage.press("5", "down")
        in_colour = stage.text()
        assert not is_grey(stage)
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_stage(playing(), LARGE) as stage:
        await stage.press("5", "down")
        assert is_grey(stage)
        assert stage.text() == in_colour


async def test_another_theme_has_its_own_colours() -> None:
    async with on_stage(playing(), LARGE) as stage:
        await stage.press("5")
        dark, text = stage.looks(), stage.text()
        stage.app.theme = "textual-light"
        await stage.settled()
        assert stage.text() == text
        assert stage.looks() != dark
        await assert_consistent(stage, *LARGE)


def test_the_plotting_library_is_not_loaded_before_charts_are_to_be_seen() -> None:
    code = "import sys, bt_tui.app; sys.exit('plotext' in sys.modules)"
    assert run_process([sys.executable, "-c", code], check=False).returncode == 0
