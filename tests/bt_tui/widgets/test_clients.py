"""The Clients lens: what every thread is doing, and which client is selected."""

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from textual import events

from bt_tui.doing import Kind
from bt_tui.widgets.clients import CLIENT_LINES, POINTER, SHAPES, ClientsLens
from bt_tui.widgets.legend import ClientsLegend
from core.events import Record, SegmentStored
from core.faults.reading import parse_fault
from core.model import upload_thread
from core.runtime.pace import FULL, Mode
from core.sim.world import World
from tests.bt_tui.doing.test_waits import lost_word
from tests.bt_tui.screens import (
    SIZES,
    Stage,
    ToldReplay,
    ToldRun,
    ended,
    held,
    on_stage,
    playing,
    steps,
    story,
)
from tests.bt_tui.test_app import is_grey
from tests.bt_tui.test_app_sizes import assert_consistent, worlds
from tests.machines import Dead
from tests.worlds import client, file, scenario

all_sizes = pytest.mark.parametrize(
    "size", [*SIZES, (60, 15)], ids=lambda size: f"{size[0]}x{size[1]}"
)


def crowd(clients: int = 24) -> ToldRun:
    """Return a run of more clients than fit, held before its first step."""
    one = file("f", 4)
    here = scenario(client(1, owns=[one]), *(client(n, wants=[one]) for n in range(2, clients + 1)))
    return held(World(here).run().records)


def lens(stage: Stage) -> list[str]:
    """Return what the lens shows, line by line, without the scrollbar."""
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in stage.within(ClientsLens)]


async def assert_drawn_anew_the_same(stage: Stage) -> None:
    """See that drawing the lens anew changes nothing of it."""
    region = stage.app.query_one(ClientsLens).region
    drawn = stage.looks()[region.y : region.bottom]
    stage.draw_anew()
    await stage.settled()
    assert stage.looks()[region.y : region.bottom] == drawn


def words(lines: Sequence[str]) -> list[str]:
    """Return the lines that are not empty, with single spaces."""
    return [" ".join(line.split()) for line in lines if line.strip()]


def selected(stage: Stage) -> int | None:
    """Return which client is selected, and see that it and no other is pointed at, in sight."""
    widget = stage.app.query_one(ClientsLens)
    pointed = [line for line in lens(stage) if line.startswith(POINTER)]
    assert [int(line.split()[0].removeprefix(f"{POINTER}C")) for line in pointed] == [
        widget.selected
    ]
    return widget.selected


# ---- what is told -------------------------------------------------------------------------------


@all_sizes
@pytest.mark.parametrize("make", [held, playing, ended])
async def test_the_tracker_comes_first_and_each_client_has_a_line_and_one_for_each_thread(
    make: Callable[[], ToldRun], size: tuple[int, int]
) -> None:
    async with on_stage(make(), size) as stage:
        await stage.press("4")
        told = words(lens(stage))
        assert told[0].startswith("tracker ")
        above = told.index(next(line for line in told if line.startswith(f"{POINTER}C1")))
        assert [line.split()[0] for line in told[1:above]] == ["waiting"] * (size[1] > 15)
        for rank, top in zip((1, 2, 3), range(above, len(told), CLIENT_LINES), strict=False):
            name, download, upload = told[top : top + CLIENT_LINES]
            assert name.removeprefix(POINTER).startswith(f"C{rank} holds ")
            assert download.split()[0] == "↓"
            assert upload.split()[0] == "↑"
            assert {download.split()[1], upload.split()[1]} <= set(SHAPES.values())
        await assert_consistent(stage, *size)


async def test_it_tells_of_holdings_load_and_roles_and_of_what_is_waited_for() -> None:
    run = held()
    run.tell_through(SegmentStored)
    run.goes(Mode.HELD)
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("4")
        assert words(lens(stage)) == [
            "tracker ◐ waits for C2, C3 to finish",
            "waiting C3 → C1 C2 → C3",
            "▸C1 holds 12/12 got 0 served 1 ◆ 1 seed",
            "↓ ✓ ended with all that it wants",
            "↑ ● is to handle a request for file1 #2 from C3",
            "C2 holds 5/17 got 0 served 0 ◆ 1 seed ◇ 2 leechers",
            "↓ ◐ waits for file1 #1 from C3 — answer in flight, since 0.011 s",
            "↑ ○ serves; nobody asks",
            "C3 holds 1/17 got 1 served 0 ◈ 1 peer ◇ 1 leecher",
            "↓ ◐ waits for file1 #2 from C1 — request in flight, since 0.013 s",
            "↑ ○ serves; nobody asks",
        ]


async def test_clients_stand_apart_where_there_is_room() -> None:
    async with on_stage(playing(), (120, 36)) as stage:
        await stage.press("4")
        assert [n for n, line in enumerate(lens(stage)[:14]) if not line.strip()] == [2, 6, 10]
        await stage.resize(120, 22)
        assert all(line.strip() for line in lens(stage)[:11])


async def test_a_free_rider_and_a_thread_that_is_gone_are_told_in_the_client_s_own_line() -> None:
    one = file("f", 4)
    here = scenario(client(1, owns=[one]), client(2, wants=[one]), client(3, wants=[one]))
    world = World(here, cast={upload_thread(1): Dead()}, free_riders=[3]).run()
    async with on_stage(ended(world.records), (120, 36)) as stage:
        await stage.press("4")
        told = words(lens(stage))
        assert "▸C1 holds 4/4 got 0 served 0 C1↑ gone ◆ 1 seed" in told
        assert "↑ ✗ listed as gone — it does not answer the tracker" in told
        assert "C3 holds 0/4 got 0 served 0 shares nothing ◇ 1 leecher" in told
        assert "↓ ✓ ended without all of f" in told


async def test_a_circle_of_waits_is_told_and_that_it_is_no_deadlock() -> None:
    run = held()
    async with on_stage(run, (200, 60)) as stage:
        await stage.press("4")
        for _ in steps(story())[1:]:
            run.tell_step()
            await stage.settled()
            waiting = words(lens(stage))[1]
            assert "⚠" not in waiting
            if "↻" in waiting:
                assert re.search(r"↻ C2 → C3 → C2 no deadlock: their upload threads", waiting)
                return
        pytest.fail("no circle was shown")


async def test_a_deadlock_is_told_in_words() -> None:
    run = ToldRun(lost_word().records)
    run.tell_all()
    async with on_stage(run, (200, 60)) as stage:
        await stage.press("4")
        assert words(lens(stage))[1].startswith(
            "waiting ⚠ C1↓ → tracker → C1↓ a deadlock: nothing is in flight to them"
        )


@pytest.mark.parametrize("width", [60, 80, 200])
async def test_where_a_client_s_line_is_too_long_roles_are_short_and_no_mark_is_missing(
    width: int,
) -> None:
    faults = [parse_fault(f"{what} client=2") for what in ("slow", "mute", "deny", "corrupt")]
    files = [file(f"f{n}", 4) for n in range(3)]
    here = scenario(client(1, owns=files[1:]), client(2, owns=files[:1], wants=files[1:]))
    run = held(World(here, faults=faults).run().records)
    run.tell_share(0.3)
    async with on_stage(run, (width, 24)) as stage:
        await stage.press("4")
        [line] = [line for line in lens(stage) if line.startswith(" C2 ")]
        assert ("◆ 1 seed" if width == 200 else " ◆1 ") in line
        assert line.endswith("…") or "corrupt" in line


@all_sizes
async def test_the_legend_tells_every_shape(size: tuple[int, int]) -> None:
    async with on_stage(playing(), size) as stage:
        await stage.press("4")
        (legend,) = stage.within(ClientsLegend)
        assert all(f" {SHAPES[kind]} {kind} " in legend for kind in Kind)
        await stage.press("1")
        assert not stage.shows(f" {SHAPES[Kind.WAITS]} ")


async def test_without_colours_the_shapes_still_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage(playing(), (80, 24)) as stage:
        await stage.press("4")
        in_colour = stage.text()
        assert not is_grey(stage)
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_stage(playing(), (80, 24)) as stage:
        await stage.press("4")
        assert is_grey(stage)
        assert stage.text() == in_colour


# ---- as time goes -------------------------------------------------------------------------------


def at_once(records: Sequence[Record]) -> ToldRun:
    """Return a run at full speed."""
    return playing(records, FULL)


@pytest.mark.parametrize("make", [held, playing, at_once, ended, ToldReplay])
async def test_it_goes_along_however_time_goes(
    make: Callable[[Sequence[Record]], ToldRun],
) -> None:
    run = make(story())
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("4")
        for _ in range(3):
            run.tell_share(0.3)
            await stage.settled()
            await assert_consistent(stage, 120, 36)


async def test_each_moment_of_the_past_is_told_as_it_was() -> None:
    run = held()
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("4")
        then = list[list[str]]()
        for _ in steps(story())[1:31]:
            then.append(lens(stage))
            run.tell_step()
            await stage.settled()
        for before in reversed(then):
            await stage.press("left")
            assert lens(stage) == before
        await stage.press("end")
        assert lens(stage) != then[-1]


@given(world=worlds, data=st.data())
@settings(max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
async def test_any_part_of_any_run_can_be_shown_at_any_size(
    world: World, data: st.DataObject
) -> None:
    sizes, shares = st.tuples(st.integers(60, 250), st.integers(15, 80)), st.floats(0.0, 1.0)
    keys = st.lists(st.sampled_from(["down", "up", "left", "right", "home", "end", "1", "4"]))
    size = data.draw(sizes)
    run = ToldRun(world.records)
    async with on_stage(run, size) as stage:
        await stage.press("4")
        for _ in range(data.draw(st.integers(1, 4))):
            run.tell_step() if data.draw(st.booleans()) else run.tell_share(data.draw(shares))
            await stage.settled()
            await stage.press(*data.draw(keys), "4")
            await assert_drawn_anew_the_same(stage)
            assert not stage.state.clients or selected(stage) in stage.state.clients
            size = data.draw(sizes)
            await stage.resize(*size)
            await assert_drawn_anew_the_same(stage)


# ---- what is selected ---------------------------------------------------------------------------


async def test_before_anybody_is_there_nobody_is_selected() -> None:
    run = ToldRun(story())
    async with on_stage(run) as stage:
        await stage.press("4", "down", "up")
        await stage.click(10, 3)
        assert stage.app.query_one(ClientsLens).selected is None
        run.tell_start()
        await stage.settled()
        assert selected(stage) == 1


@all_sizes
@pytest.mark.parametrize(("down", "up"), [("down", "up"), ("j", "k")])
async def test_the_keys_select_a_client_and_keep_it_in_sight(
    size: tuple[int, int], down: str, up: str
) -> None:
    async with on_stage(crowd(9), size) as stage:
        await stage.press("4")
        for key, ranks in ((down, [*range(2, 10), 9]), (up, [*range(8, 0, -1), 1])):
            for rank in ranks:
                await stage.press(key)
                assert selected(stage) == rank
                top = next(n for n, line in enumerate(lens(stage)) if line.startswith(POINTER))
                assert [one.split()[0] for one in lens(stage)[top + 1 : top + 3]] == ["↓", "↑"]
        assert lens(stage)[0].startswith(" tracker ")
        await assert_consistent(stage, *size)


async def test_the_selected_client_stays_selected_while_others_are_shown_and_time_goes_on() -> None:
    run = crowd()
    async with on_stage(run) as stage:
        await stage.press("4", *["down"] * 11)
        run.tell_share(0.5)
        await stage.settled()
        await stage.press("left", "1", "4", "end")
        assert selected(stage) == 12


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_scrolling_takes_the_selection_along(size: tuple[int, int]) -> None:
    async with on_stage(crowd(), size) as stage:
        await stage.press("4")
        widget = stage.app.query_one(ClientsLens)
        for y in [1, 2, 3, 20, 41, 72, 60, 31, 30, 0]:
            widget.scroll_to(y=y, animate=False)
            await stage.settled()
            assert selected(stage)
            await assert_consistent(stage, *size)
        assert widget.selected in {1, 2, 3, 4}


async def test_the_wheel_scrolls() -> None:
    async with on_stage(crowd()) as stage:
        await stage.press("4")
        widget = stage.app.query_one(ClientsLens)
        for _ in range(8):
            await stage.pilot._post_mouse_events([events.MouseScrollDown], widget, (5, 5), button=0)
            await stage.settled()
        assert widget.scroll_offset.y > 0
        assert selected(stage) != 1


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_click_on_any_line_of_a_client_selects_it(size: tuple[int, int]) -> None:
    async with on_stage(crowd(3), size) as stage:
        await stage.press("4")
        top = stage.app.query_one(ClientsLens).region.y
        for line in range(min(13, len(lens(stage)))):
            before, told = selected(stage), lens(stage)
            await stage.click(10, top + line)
            above = [re.match(r"[ ▸]C(\d)", one) for one in told[: line + 1]]
            names = [int(one[1]) for one in above if one]
            hit = names and told[line].strip()
            assert selected(stage) == (names[-1] if hit else before)


async def test_a_click_in_what_is_scrolled_selects_what_is_there() -> None:
    async with on_stage(crowd()) as stage:
        await stage.press("4", *["down"] * 23)
        top = stage.app.query_one(ClientsLens).region.y
        line = next(n for n, one in enumerate(lens(stage)) if one.startswith(" C"))
        await stage.click(10, top + line)
        assert lens(stage)[line].startswith(f"{POINTER}C{selected(stage)} ")
