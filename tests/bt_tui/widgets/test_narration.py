"""The narration: sentences below each other, wrapped, with the newest at the bottom."""

import pytest
from rich.style import Style

from bt_tui.widgets.narration import Narration
from core.events import SegmentStored
from core.narration import Tone, narrate
from core.sim.world import World
from tests.bt_tui.screens import Stage, ToldRun, held, on_stage, playing, story
from tests.worlds import client, file, scenario


def narration(stage: Stage) -> list[str]:
    """Return the lines of the narration that are visible, without the scrollbar."""
    region = stage.app.query_one(Narration).region
    return [line[: region.width - 1] for line in stage.text()[region.y + 1 : region.bottom]]


async def told(count: int, stage: Stage, run: ToldRun) -> None:
    for _ in range(count):
        run.tell_step()
    await stage.settled()


async def test_a_line_has_the_step_then_who_then_what() -> None:
    run = held()
    run.tell_through(SegmentStored)
    async with on_stage(run) as stage:
        state = stage.state
        [line] = [one for one in narration(stage) if " stores " in one]
        assert line.startswith(f"{state.steps:5} C")
        assert line[21:].startswith("stores file")


async def test_further_lines_of_a_sentence_are_indented() -> None:
    run = held()
    async with on_stage(run, (60, 24)) as stage:
        run.tell_through(SegmentStored)
        await stage.settled()
        further = [line for line in narration(stage) if not line[:21].strip()]
        assert further
        assert all(line[21:].strip() for line in further)


async def test_the_newest_is_followed_unless_somebody_scrolled_up() -> None:
    run = playing()
    async with on_stage(run) as stage:
        widget = stage.app.query_one(Narration)
        assert widget.scroll_offset.y == widget.max_scroll_y
        widget.scroll_to(y=3, animate=False, immediate=True)
        await stage.settled()
        shown = narration(stage)
        await told(10, stage, run)
        assert narration(stage) == shown
        widget.scroll_end(animate=False, immediate=True)
        await told(10, stage, run)
        assert widget.scroll_offset.y == widget.max_scroll_y


async def test_the_scrollbar_is_where_the_sentences_are_from_the_first() -> None:
    async with on_stage(playing()) as stage:
        widget = stage.app.query_one(Narration)
        assert widget.scroll_y > 0
        assert widget.vertical_scrollbar.position == widget.scroll_y


async def test_after_another_size_the_newest_is_shown() -> None:
    run = playing()
    async with on_stage(run) as stage:
        last = stage.sentences()[-1].what
        for size in ((60, 15), (200, 60), (80, 24)):
            await stage.resize(*size)
            newest = narration(stage)
            assert last.split()[0] in " ".join(newest)
            widget = stage.app.query_one(Narration)
            assert widget.scroll_offset.y == widget.max_scroll_y


async def test_what_the_last_step_told_stands_out() -> None:
    run = held()
    async with on_stage(run) as stage:
        await told(12, stage, run)
        region, state = stage.app.query_one(Narration).region, stage.state
        for strip in stage.strips()[region.y + 1 : region.bottom]:
            if strip.text.strip():
                styles = [one.style or Style() for one in strip if one.text.strip()]
                assert any(style.bold for style in styles) is (
                    strip.text[:5].strip() in {str(state.steps), ""}
                )


async def test_a_step_without_a_sentence_takes_the_stress_from_the_one_before() -> None:
    run = held()
    async with on_stage(run) as stage:
        await told(5, stage, run)
        told_before, before = narration(stage), stage.looks()
        stage.state.steps += 1  # as a second copy of a segment does
        stage.state.events += 1
        run.feed.put([])
        await stage.settled()
        assert narration(stage) == told_before
        assert stage.looks() != before


def long_winded() -> ToldRun:
    """Return a run of which nearly every sentence takes several lines."""
    one = file("the-lecture-notes-of-the-second-week-of-the-winter-term", 3)
    here = scenario(client(1, owns=[one]), client(2, wants=[one]), client(3, wants=[one]))
    return held(World(here).run().records)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8, 40])
async def test_every_sentence_can_be_scrolled_to_and_read_whole(
    size: tuple[int, int], count: int
) -> None:
    run = long_winded()
    async with on_stage(run, size) as stage:
        await stage.press("escape")
        await told(count, stage, run)
        widget, pages, seen = stage.app.query_one(Narration), list[str](), set[str]()
        for top in range(widget.max_scroll_y + 1):
            widget.scroll_to(y=top, animate=False, immediate=True)
            await stage.settled()
            seen.add("\n".join(narration(stage)))
            pages.append("".join("".join(line[21:].split()) for line in narration(stage)))
        for sentence in stage.sentences():
            text = f"{sentence.what} — {sentence.why}" if sentence.why else sentence.what
            assert any("".join(text.split()) in page for page in pages)
        assert len(pages) == len(seen)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_looking_back_what_the_last_step_told_is_in_sight(size: tuple[int, int]) -> None:
    run = long_winded()
    async with on_stage(run, size) as stage:
        await told(20, stage, run)
        for step in range(19, -1, -1):
            await stage.press("left")
            history = stage.view.history
            number = history.sentences_by(stage.state.events) - 1
            what = history.line(number).sentence.what.split()[0]
            lines = [line for line in narration(stage) if line[:6] == f"{step:5} "]
            assert any(line[21:].startswith(what) for line in lines), (step, narration(stage))


@pytest.mark.parametrize("tone", [Tone.GOOD, Tone.CHANGE])
async def test_good_news_and_changes_have_colours_of_their_own(tone: Tone) -> None:
    tones = [sentence.tone if (sentence := narrate(one)) else None for one in story()]
    run = ToldRun(story())
    run.tell(tones.index(tone) + 1)
    async with on_stage(run) as stage:
        what = stage.sentences()[-1].what
        widget = stage.app.query_one(Narration)
        colour = widget.get_component_rich_style(f"tone--{tone}").color
        strips = stage.strips()[widget.region.y + 1 : widget.region.bottom]
        shown = [one for strip in strips for one in strip if what in one.text]
        assert {one.style.color for one in shown if one.style is not None} == {colour}
        assert colour != widget.rich_style.color
