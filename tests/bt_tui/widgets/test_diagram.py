"""The space-time diagram in the Messages lens: what it shows, and what keys and mouse do."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bt_tui.spacetime import counting
from bt_tui.spacetime.shapes import OPEN_HEAD
from bt_tui.spacetime.telling import ends
from bt_tui.widgets import diagram as module
from bt_tui.widgets.choosing import LEGEND, Choosing
from bt_tui.widgets.diagram import ACTIVE, INACTIVE, Diagram
from bt_tui.widgets.messages import MessagesLens
from core.causality import Causality
from core.runtime.pace import FULL, HELD, Mode, StepOnce
from core.sim.world import World
from tests.bt_tui.screens import (
    SIZES,
    Stage,
    ToldReplay,
    ToldRun,
    ended,
    held,
    on_stage,
    playing,
    story,
)
from tests.bt_tui.spacetime.scenes import sheet_of, text
from tests.bt_tui.test_app_sizes import assert_consistent, worlds
from tests.bt_tui.widgets.test_messages import after, crowd

WIDE = (120, 36)
NAMES = ["step", "tracker", "C1↓", "C1↑", "C2↓", "C2↑", "C3↓", "C3↑"]
SMALLEST = (60, 15)
all_sizes = pytest.mark.parametrize(
    "size", [*SIZES, SMALLEST], ids=lambda size: f"{size[0]}x{size[1]}"
)


def lines(stage: Stage) -> list[str]:
    """Return what the diagram shows: names, lines, words."""
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in stage.within(Diagram)]


def body(stage: Stage) -> list[str]:
    """Return its lines."""
    return lines(stage)[1:-1]


def everything(stage: Stage, *, layered: bool = False) -> list[str]:
    """Return all lines that there are at the moment that is looked at."""
    width = stage.app.query_one(Diagram).scrollable_content_region.width
    records = list(stage.view.history.records.between(0, 10**6))
    sheet = sheet_of(records, stage.state.events, width)
    sheet.is_layered = layered
    sheet.look_at(stage.state.events, width)
    return [line[:width] for line in text(sheet)]


def without_numbers(told: list[str]) -> list[str]:
    """Return lines without what stands before them, as far as they are not cut off."""
    return [line[7:].split("…")[0].rstrip() for line in told]


def assert_shows_the_latest(stage: Stage, *, layered: bool = False) -> None:
    """See that the last lines at this moment are shown, as many as have room."""
    room = body(stage)
    shown = [line for line in room if line]
    latest = without_numbers(everything(stage, layered=layered))[-len(room) :]
    told = without_numbers(room)[: len(latest)]
    assert len(shown) >= min(len(room), len(latest)) - 1
    assert all(one.startswith(other) for one, other in zip(latest, told, strict=True))


def selected(stage: Stage) -> int:
    """Return the number of the record that is selected, from 0, and see that it is in sight."""
    assert sum(line.startswith("▸") for line in body(stage)) == 1
    assert lines(stage)[-1].startswith(" ▸ ")
    point = stage.app.query_one(Diagram)._sheet.selected
    assert point is not None
    return stage.view.history.points.record[point]


async def assert_drawn_anew_the_same(stage: Stage) -> None:
    """See that drawing the lens anew changes nothing of it."""
    region = stage.app.query_one(MessagesLens).region
    drawn = stage.looks()[region.y : region.bottom]
    stage.draw_anew()
    await stage.settled()
    assert stage.looks()[region.y : region.bottom] == drawn


# ---- what is shown ------------------------------------------------------------------------------


@all_sizes
@pytest.mark.parametrize("make", [held, playing, ended])
async def test_the_latest_events_are_shown_below_the_names_of_threads(
    make: Callable[[], ToldRun], size: tuple[int, int]
) -> None:
    async with on_stage(make(), size) as stage:
        await stage.press("2", "escape", *(["tab"] if size == SMALLEST else []))
        assert lines(stage)[0].split() == [
            "step",
            "tracker",
            "C1↓",
            "C1↑",
            "C2↓",
            "C2↑",
            "C3↓",
            "C3↑",
        ]
        assert_shows_the_latest(stage)
        await assert_consistent(stage, *size)


async def test_it_follows_what_happens() -> None:
    run = held()
    async with on_stage(run, WIDE) as stage:
        await stage.press("2", "escape")
        for _ in range(40):
            run.tell_step()
            await stage.settled()
            assert_shows_the_latest(stage)
            assert (OPEN_HEAD in body(stage)[-1]) or len(everything(stage)) < len(body(stage))
        await assert_consistent(stage, *WIDE)


async def test_in_the_past_it_shows_what_happened_until_then() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2")
        for key in ("left", "less_than_sign", "right", "home", "greater_than_sign", "end"):
            await stage.press(key)
            assert_shows_the_latest(stage)
            await assert_consistent(stage, *WIDE)


async def test_a_replay_shows_it_too() -> None:
    run = ToldReplay(story())
    run.end()
    async with on_stage(run, WIDE) as stage:
        await stage.press("2", *["greater_than_sign"] * 3)
        assert_shows_the_latest(stage)


async def test_who_scrolls_back_stays_there_until_the_end_is_reached() -> None:
    run = after(60)
    async with on_stage(run, WIDE) as stage:
        await stage.press("2")
        widget = stage.app.query_one(Diagram)
        widget.scroll_to(y=10, animate=False, immediate=True)
        await stage.settled()
        before = body(stage)
        run.tell_step()
        await stage.settled()
        assert body(stage) == before
        widget.scroll_end(animate=False, immediate=True)
        run.tell_step()
        await stage.settled()
        assert_shows_the_latest(stage)
        await assert_consistent(stage, *WIDE)


async def test_o_shows_causal_layers_and_the_order_of_arrival_again() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "o")
        assert lines(stage)[0].startswith(" layer tracker")
        assert_shows_the_latest(stage, layered=True)
        await assert_consistent(stage, *WIDE)
        await stage.press("left", "left")
        assert_shows_the_latest(stage, layered=True)
        await stage.press("o")
        assert lines(stage)[0].startswith("  step tracker")
        assert_shows_the_latest(stage)


# ---- panels -------------------------------------------------------------------------------------


async def test_at_first_what_waits_has_the_keys_and_tab_gives_them_to_the_diagram() -> None:
    async with on_stage(after(30)) as stage:
        await stage.press("2")
        assert lines(stage)[-1] == f" {INACTIVE}"
        assert "Enter lets it go" in stage.within(Choosing)[0]
        await stage.press("tab")
        assert lines(stage)[-1] == f" {ACTIVE}"
        assert "Tab: choose what goes next" in stage.within(Choosing)[0]
        await stage.press("tab")
        assert lines(stage)[-1] == f" {INACTIVE}"
        assert stage.app.focused is stage.app.query_one(MessagesLens)


async def test_where_there_is_no_room_for_both_one_is_shown_and_says_so() -> None:
    async with on_stage(after(30), SMALLEST) as stage:
        await stage.press("2")
        assert not stage.app.query_one(Diagram).display
        assert stage.shows("Tab: diagram")
        await stage.press("tab")
        assert not stage.app.query_one(Choosing).display
        assert stage.shows("; Tab: w")
        await stage.resize(80, 24)
        assert stage.app.query_one(Diagram).display
        assert stage.app.query_one(Choosing).display
        await assert_consistent(stage, 80, 24)


async def test_a_click_gives_a_panel_the_keys() -> None:
    async with on_stage(after(30)) as stage:
        await stage.press("2")
        for kind, told in ((Diagram, " ▸ "), (Choosing, " ▸ ")):
            await stage.click(12, stage.app.query_one(kind).region.y + 2)
            assert stage.app.query_one(kind).is_active
            assert lines(stage)[-1].startswith(told)
        assert stage.app.focused is stage.app.query_one(MessagesLens)


async def test_what_was_chosen_and_went_meanwhile_is_not_chosen_though_it_was_out_of_sight() -> (
    None
):
    run = after(30)
    async with on_stage(run, SMALLEST) as stage:
        await stage.press("2", "down", "tab")
        for _ in range(20):
            run.tell_step()
        await stage.settled()
        await stage.press("s")
        assert stage.wishes() == [StepOnce()]


async def test_the_legend_begins_with_the_panel_that_has_the_keys() -> None:
    async with on_stage(after(30)) as stage:
        await stage.press("2")
        assert all(stage.shows(f" {shape} {meaning} ") for shape, meaning in LEGEND)
        await stage.press("tab")
        for told in (" ▴ past ", " ▾ future ", " · concurrent ", " ╌▽ in flight "):
            assert stage.shows(told)
        assert not stage.shows(LEGEND[1][1])


# ---- selecting ----------------------------------------------------------------------------------


@all_sizes
async def test_selecting_an_event_tells_of_it_and_marks_its_past_and_its_future(
    size: tuple[int, int],
) -> None:
    of = Causality(story())
    async with on_stage(after(60), size) as stage:
        await stage.press("2", "escape", "tab", *["up"] * 9)
        number = selected(stage)
        told = f"event {number + 1}, stamp {story()[number].lamport}"
        assert told in lines(stage)[-1] or size == SMALLEST
        records = list(stage.view.history.points.record)
        marks = {"▴": of.past(number), "▾": of.future(number), "·": of.concurrent(number)}
        top = records.index(number) - next(
            y for y, line in enumerate(body(stage)) if line.startswith("▸")
        )
        for y, line in enumerate(body(stage)):
            if line[:1].strip() and line[0] != "▸":
                assert records[top + y] in marks[line[0]]
        await assert_consistent(stage, *size)


async def test_keys_select_one_event_after_another_and_below_the_last_none() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "tab")
        points = stage.view.history.points
        for key, place in (("up", 1), ("k", 2), ("up", 3), ("down", 2), ("j", 1)):
            await stage.press(key)
            assert selected(stage) == points.record[len(points) - place]
        await stage.press("down")
        assert lines(stage)[-1] == f" {ACTIVE}"
        await stage.press(*["up"] * (len(points) + 3))
        assert selected(stage) == points.record[0]
        await assert_consistent(stage, *WIDE)


async def test_escape_selects_none_and_follows_again() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "tab", *["up"] * 30, "escape")
        assert lines(stage)[-1] == f" {ACTIVE}"
        assert_shows_the_latest(stage)


async def test_escape_closes_the_card_where_nothing_is_selected() -> None:
    async with on_stage(held()) as stage:
        stage.app.query_one(MessagesLens).focus()
        await stage.press("tab")
        assert stage.shows_card()
        await stage.press("escape")
        assert not stage.shows_card()


async def test_what_is_selected_stays_in_its_place_while_more_happens() -> None:
    run = after(40)
    async with on_stage(run, WIDE) as stage:
        await stage.press("2", "tab", *["up"] * 20)
        number, before = selected(stage), [line[7:20] for line in body(stage)]
        for _ in range(10):
            run.tell_step()
            await stage.settled()
            assert selected(stage) == number
            assert [line[7:20] for line in body(stage)] == before
        await assert_consistent(stage, *WIDE)


async def test_what_is_selected_keeps_selected_in_another_order() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "tab", *["up"] * 25)
        number = selected(stage)
        for _ in range(2):
            await stage.press("o")
            assert selected(stage) == number
            await assert_consistent(stage, *WIDE)


async def test_looking_back_behind_what_is_selected_shows_nothing_selected() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "tab", "up")
        number = selected(stage)
        await stage.press("left", "left")
        assert lines(stage)[-1] == f" {ACTIVE}"
        assert_shows_the_latest(stage)
        await stage.press("end")
        assert selected(stage) == number


@pytest.mark.parametrize("by", ["enter", "click"])
async def test_enter_and_a_second_click_look_at_the_moment_of_the_event(by: str) -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "tab", *["up"] * 20)
        number = selected(stage)
        y = next(y for y, line in enumerate(lines(stage)) if line.startswith("▸"))
        if by == "enter":
            await stage.press("enter")
        else:
            await stage.press("escape")
            await stage.press(*["up"] * 20)
            await stage.pilot.click(offset=(12, stage.app.query_one(Diagram).region.y + y), times=2)
            await stage.settled()
        assert not stage.view.is_live
        assert stage.view.step == stage.view.history.step_at(number + 1)
        assert selected(stage) == number
        assert stage.wishes() == []


async def test_a_click_selects_and_one_beside_the_lines_does_not() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2")
        region = stage.app.query_one(Diagram).region
        await stage.click(20, region.y + 4)
        line = lines(stage)[4]
        assert line.startswith("▸")
        number = selected(stage)
        for y in (region.y, region.bottom - 1):
            await stage.click(20, y)
            assert selected(stage) == number


async def test_where_nothing_happened_nothing_is_selected_and_nothing_fails() -> None:
    run = ToldRun()
    run.goes(Mode.HELD)
    async with on_stage(run) as stage:
        await stage.press("2", "tab", "up", "down", "enter", "o", "y", "h", "l", "escape")
        assert stage.wishes() == []
        await stage.click(12, stage.app.query_one(Diagram).region.y + 2)
        await assert_consistent(stage, 80, 24)


# ---- stamps -------------------------------------------------------------------------------------


async def test_y_shows_stamps_and_the_vector_clock_of_what_is_selected() -> None:
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "tab", "y")
        assert lines(stage)[0].startswith(" stamp tracker")
        assert lines(stage)[1] == " vector clock: of the event that is selected"
        await stage.press(*["up"] * 5)
        number = selected(stage)
        clock = Causality(story()).vector_clock(number)
        *numbers, vector, word = lines(stage)[1].split()
        assert [int(one) for one in numbers] == [clock[thread] for thread in sorted(clock)]
        assert (vector, word) == ("vector", "clock")
        await assert_consistent(stage, *WIDE)
        await stage.press("y")
        assert lines(stage)[0].startswith("  step tracker")


async def test_the_clock_of_a_long_run_is_counted_a_little_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "RECORDS_AT_ONCE", 20)
    monkeypatch.setattr(module, "COUNT_S", 0.0)
    later: list[Callable[[], None]] = []
    monkeypatch.setattr(module, "call_after", lambda _, __, callback: later.append(callback))
    async with on_stage(after(60), WIDE) as stage:
        await stage.press("2", "tab", "up", "y")
        told = []
        while not lines(stage)[1].endswith(" vector clock"):
            told.append(lines(stage)[1])
            later.pop()()
            await stage.pilot.pause()
        assert len(told) > 1
        assert all(f" vector clock: counted {n * 20} of " in one for n, one in enumerate(told, 1))


# ---- many, and other sizes ----------------------------------------------------------------------


async def test_other_threads_are_shown_by_keys_and_by_clicks_on_the_names() -> None:
    async with on_stage(crowd(), (80, 24)) as stage:
        await stage.press("2", "escape", "tab")
        y = stage.app.query_one(Diagram).region.y
        first = lines(stage)[0].split()[2]
        assert first == "C1↓"
        assert "more threads: h l" in lines(stage)[0]
        await stage.press("l")
        assert lines(stage)[0].split()[1:3] == ["tracker", "C1↑"]
        await stage.press("h", "h")
        assert "C1↓" in lines(stage)[0]
        await stage.click(40, y)
        assert "C1↓" not in lines(stage)[0]
        await stage.click(10, y)
        assert "C1↓" in lines(stage)[0]
        await stage.press(*["l"] * 60)
        assert lines(stage)[0].split()[-6] == "C24↑"
        await stage.press("h")
        assert "C24↑" not in lines(stage)[0]
        await assert_consistent(stage, 80, 24)


async def test_both_threads_of_what_is_selected_are_shown() -> None:
    async with on_stage(crowd(), (80, 24)) as stage:
        await stage.press("2", "escape", "tab")
        for _ in range(30):
            await stage.press("up")
            source, to = ends(stage.view.history.records[selected(stage)])
            assert str(source) in lines(stage)[0]
            assert str(to) in lines(stage)[0]


@pytest.mark.parametrize("make", [held, crowd, playing, ended])
async def test_the_diagram_goes_along_with_the_size_of_the_terminal(
    make: Callable[[], ToldRun],
) -> None:
    async with on_stage(make(), WIDE) as stage:
        await stage.press("2", "tab", "up", "up", "up", "y")
        for size in [(80, 24), (200, 60), (60, 15), (50, 10), (20, 5), (250, 80), WIDE]:
            await stage.resize(*size)
            await assert_consistent(stage, *size)


KEYS = ["tab", "up", "down", "o", "y", "h", "l", "enter", "escape", "left", "right", "end", "home"]


@given(world=worlds, data=st.data())
@settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
async def test_any_part_of_any_run_can_be_shown_at_any_size(
    world: World, data: st.DataObject
) -> None:
    sizes = st.tuples(st.integers(20, 250), st.integers(5, 80))
    size = data.draw(sizes)
    run = ToldRun(world.records, speed=data.draw(st.sampled_from([HELD, 2.0, FULL])))
    async with on_stage(run, size) as stage:
        await stage.press("2")
        for _ in range(data.draw(st.integers(1, 4))):
            if data.draw(st.booleans()):
                size = data.draw(sizes)
                await stage.resize(*size)
            run.tell_share(data.draw(st.floats(0.0, 0.7)))
            await stage.settled()
            await stage.press(*data.draw(st.lists(st.sampled_from(KEYS), max_size=8)))
            await assert_drawn_anew_the_same(stage)
        run.end()
        await stage.settled()
        await assert_drawn_anew_the_same(stage)
