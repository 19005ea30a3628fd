"""The Messages lens: what waits, and choosing which of it goes next."""

import msgspec
import pytest

from bt_tui.widgets.choosing import BEHIND, LEGEND, MESSAGE, POINTER, TIMER, Choosing
from bt_tui.widgets.messages import MessagesLens
from bt_tui.widgets.swarms import SwarmsLens
from core.model import Address
from core.profiles import DEFAULT_PROFILE
from core.runtime.pace import Choice, MessageChoice, Mode, StepOnce, TimerChoice
from core.sim.world import World
from core.waiting import Waiting
from tests.bt_tui.screens import (
    SIZES,
    Stage,
    ToldRun,
    classroom,
    ended,
    held,
    on_stage,
    playing,
    steps,
    story,
)
from tests.bt_tui.test_app_sizes import assert_consistent
from tests.bt_tui.test_state_runs import folded
from tests.worlds import client, file, scenario

all_sizes = pytest.mark.parametrize(
    "size", [*SIZES, (60, 15)], ids=lambda size: f"{size[0]}x{size[1]}"
)
PARTS = steps(story())


def states() -> list[Waiting]:
    """Return what waits after each step."""
    return [
        folded([one for part in PARTS[: step + 1] for one in part]).waiting
        for step in range(len(PARTS))
    ]


def step_with(messages: int, timers: int = 0) -> int:
    """Return the first step after which so much waits."""
    return next(
        step
        for step, here in enumerate(states())
        if len(here.messages) >= messages and len(here.timers) >= timers
    )


def after(step: int) -> ToldRun:
    """Return a run that is held after this step."""
    run = held()
    for _ in range(step):
        run.tell_step()
    run.goes(Mode.HELD)
    return run


def lens(stage: Stage) -> list[str]:
    """Return what the lens shows: a heading, then a line for each."""
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in stage.within(Choosing)]


def pointed(stage: Stage) -> str:
    """Return the line that is selected."""
    [line] = [line for line in lens(stage) if line.startswith(POINTER)]
    return line


def choices_of(waiting: Waiting) -> list[Choice]:
    """Return what names each thing that waits, messages first, and timers as they are due."""
    timers = sorted(waiting.timers.values(), key=lambda timer: timer.set.due)
    return [
        *(MessageChoice(source, number) for source, number in waiting.messages),
        *(TimerChoice(timer.at, timer.set.timer) for timer in timers),
    ]


def choices(stage: Stage) -> list[Choice]:
    """Return what names each thing that waits, in the order of the lens."""
    return choices_of(stage.state.waiting)


def whose(choice: Choice) -> Address:
    """Return which thread sent the message, or has the timer."""
    return choice.source if isinstance(choice, MessageChoice) else choice.at


def place(stage: Stage) -> int:
    """Return which line of the list is selected, from 0."""
    return next(n for n, line in enumerate(lens(stage)[1:]) if line.startswith(POINTER))


# ---- what is listed -----------------------------------------------------------------------------


@all_sizes
async def test_everything_that_waits_is_listed_with_who_and_why(size: tuple[int, int]) -> None:
    async with on_stage(after(step_with(3, 3)), size) as stage:
        await stage.press("2")
        waiting = stage.state.waiting
        heading, *lines = [line for line in lens(stage) if line]
        assert heading.startswith(f" in flight: {len(waiting.messages)}, timers: ")
        assert "Enter lets it go" in heading or size[0] < 80
        for line, message in zip(lines, waiting.messages.values(), strict=False):
            assert line[1] in (MESSAGE, BEHIND)
            assert line[3:].startswith(f"{message.source} → {message.sent.to} ")
        room = stage.app.query_one(Choosing).size.height - 1
        timers = lines[len(waiting.messages) :]
        assert len(lines) == min(room, len(waiting.messages) + len(waiting.timers))
        assert all(line[1] == TIMER for line in timers)
        assert size[0] < 200 or all("; due at " in line for line in timers)
        await assert_consistent(stage, *size)


@all_sizes
async def test_the_legend_of_the_lens_tells_its_shapes(size: tuple[int, int]) -> None:
    async with on_stage(after(10), size) as stage:
        assert not stage.shows(LEGEND[0][1])
        await stage.press("2")
        assert all(stage.shows(f" {shape} {meaning} ") for shape, meaning in LEGEND)
        await stage.press("1")
        assert not stage.shows(LEGEND[0][1])
        assert stage.shows(" · missing ")


async def test_what_is_behind_another_of_the_same_two_threads_is_marked() -> None:
    several = msgspec.structs.replace(DEFAULT_PROFILE, in_flight=4)
    run, marked = held(World(classroom(), profile=several).run().records), 0
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("2")
        for _ in range(60):
            run.tell_step()
            await stage.settled()
            waiting = stage.state.waiting
            for line, message in zip(lens(stage)[1:], waiting.messages.values(), strict=False):
                first = next(
                    other
                    for other in waiting.messages.values()
                    if (other.source, other.sent.to) == (message.source, message.sent.to)
                )
                assert (line[1] == BEHIND) == (" — behind " in line) == (first != message)
                marked += first != message
    assert marked


async def test_only_the_oldest_is_called_so() -> None:
    async with on_stage(after(step_with(3)), (120, 36)) as stage:
        await stage.press("2")
        assert [" — the oldest" in line for line in lens(stage)[1:4]] == [True, False, False]


async def test_where_nothing_waits_nothing_is_listed_and_nothing_fails() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("2", "down", "up", "enter")
        assert lens(stage)[0].startswith(" in flight: 0, timers: 0")
        assert not any(lens(stage)[1:])
        assert stage.wishes() == []
        await stage.click(5, 3)


# ---- choosing -----------------------------------------------------------------------------------


async def test_at_first_the_oldest_is_selected_and_s_is_a_step_by_default() -> None:
    async with on_stage(after(step_with(3))) as stage:
        await stage.press("2")
        assert place(stage) == 0
        await stage.press("s")
        assert stage.wishes() == [StepOnce()]


@pytest.mark.parametrize("go", ["enter", "s", "right", "pagedown"])
@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_what_is_selected_by_keys_goes_next(go: str, size: tuple[int, int]) -> None:
    async with on_stage(after(step_with(2, 2)), size) as stage:
        await stage.press("2")
        last = len(choices(stage)) - 1
        for key, there in (("down", 1), ("j", 2), ("up", 1), ("k", 0), ("up", 0)):
            await stage.press(key)
            assert place(stage) == there
        await stage.press(*["down"] * (last + 2))
        assert lens(stage)[0].startswith(" in flight")
        assert pointed(stage)[1] == TIMER
        await stage.press(go)
        assert stage.wishes() == [StepOnce(choices(stage)[last])]


async def test_every_line_can_be_chosen() -> None:
    async with on_stage(after(step_with(3, 3))) as stage:
        await stage.press("2")
        for n, choice in enumerate(choices(stage)):
            await stage.press(*["up"] * 20, *["down"] * n, "enter")
            assert stage.wishes() == [StepOnce(choice)]


async def test_enter_chooses_the_oldest_where_nothing_was_selected() -> None:
    async with on_stage(after(step_with(3))) as stage:
        await stage.press("2", "enter")
        assert stage.wishes() == [StepOnce(choices(stage)[0])]


async def test_a_choice_counts_once() -> None:
    async with on_stage(after(step_with(3))) as stage:
        await stage.press("2", "down", "s", "s")
        assert stage.wishes() == [StepOnce(choices(stage)[1]), StepOnce()]
        assert place(stage) == 0


async def test_what_was_selected_is_not_chosen_in_another_lens() -> None:
    async with on_stage(after(step_with(3))) as stage:
        await stage.press("2", "down", "1", "s")
        assert stage.wishes() == [StepOnce()]


async def test_a_click_selects_and_a_second_lets_it_go() -> None:
    async with on_stage(after(step_with(3))) as stage:
        await stage.press("2")
        y = stage.app.query_one(Choosing).region.y
        for n in (2, 1):
            await stage.click(10, y + 1 + n)
            assert place(stage) == n
        assert stage.wishes() == []
        await stage.pilot.click(offset=(10, y + 3), times=2)
        await stage.settled()
        assert stage.wishes() == [StepOnce(choices(stage)[2])]


async def test_a_click_beside_the_list_selects_nothing() -> None:
    async with on_stage(after(step_with(3)), (200, 60)) as stage:
        await stage.press("2", "down")
        region = stage.app.query_one(Choosing).region
        for y in (region.y, region.bottom - 1):
            await stage.click(10, y)
            assert place(stage) == 1


async def test_what_is_selected_stays_so_while_others_come_and_go() -> None:
    here = states()
    run = after(step_with(3))
    async with on_stage(run) as stage:
        await stage.press("2")
        step = stage.view.step
        chosen = next(one for one in choices(stage) if one in choices_of(here[step + 2]))
        await stage.press(*["down"] * choices(stage).index(chosen))
        for _ in range(2):
            run.tell_step()
            await stage.settled()
            assert choices(stage)[place(stage)] == chosen
        await stage.press("s")
        assert stage.wishes() == [StepOnce(chosen)]


async def test_where_what_is_selected_vanishes_the_oldest_is_selected_again() -> None:
    run = after(step_with(3))
    async with on_stage(run) as stage:
        await stage.press("2", "down")
        chosen = choices(stage)[1]
        while chosen in choices(stage):
            assert choices(stage)[place(stage)] == chosen
            run.tell_step()
            await stage.settled()
        assert place(stage) == 0
        await stage.press("s")
        assert stage.wishes() == [StepOnce()]


# ---- in the past --------------------------------------------------------------------------------


async def test_in_the_past_the_lens_shows_what_waited_then() -> None:
    step = step_with(3)
    async with on_stage(after(step + 10), (120, 36)) as stage:
        await stage.press("2", *["left"] * 10)
        assert choices(stage) == choices_of(states()[step])
        assert len([line for line in lens(stage)[1:] if line]) == len(choices(stage))
        await assert_consistent(stage, 120, 36)


@pytest.mark.parametrize("go", ["enter", "s"])
async def test_in_the_past_a_choice_is_no_wish_and_leaves_none_behind(go: str) -> None:
    async with on_stage(after(step_with(3) + 1)) as stage:
        await stage.press("2", "left", "down", go)
        assert stage.view.is_live
        assert stage.wishes() == []
        await stage.press("s")
        assert stage.wishes() == [StepOnce()]


async def test_what_was_selected_live_is_selected_again_after_a_look_back() -> None:
    async with on_stage(after(step_with(3))) as stage:
        await stage.press("2", "down")
        chosen = choices(stage)[1]
        await stage.press("left", "end")
        assert choices(stage)[place(stage)] == chosen


async def test_live_again_after_what_was_selected_is_long_gone() -> None:
    run = after(step_with(3))
    async with on_stage(run) as stage:
        await stage.press("2", "down", "left")
        for _ in range(30):
            run.tell_step()
        await stage.settled()
        await stage.press("end")
        assert place(stage) == 0
        await stage.press("s")
        assert stage.wishes() == [StepOnce()]


# ---- many, and other sizes ----------------------------------------------------------------------


def crowd() -> ToldRun:
    """Return a run in which more waits than fits."""
    one = file("f", 4)
    here = scenario(client(1, owns=[one]), *(client(n, wants=[one]) for n in range(2, 25)))
    return held(World(here).run().records)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 15)])
async def test_more_than_fits_is_scrolled_to_and_what_is_selected_is_in_sight(
    size: tuple[int, int],
) -> None:
    async with on_stage(crowd(), size) as stage:
        await stage.press("2", "escape")
        count = len(choices(stage))
        assert count > stage.app.query_one(Choosing).size.height
        for key, names in (("down", choices(stage)[1:]), ("up", choices(stage)[-2::-1])):
            for name in names:
                await stage.press(key)
                assert pointed(stage)[3:].startswith(f"{whose(name)} ")
        await assert_consistent(stage, *size)


async def test_a_click_on_the_heading_selects_nothing_however_far_it_is_scrolled() -> None:
    async with on_stage(crowd()) as stage:
        await stage.press("2", "escape", *["down"] * 23)
        line, y = pointed(stage), stage.app.query_one(Choosing).region.y
        await stage.click(10, y)
        assert pointed(stage) == line


async def test_a_click_in_a_list_that_is_scrolled_selects_what_is_there() -> None:
    async with on_stage(crowd()) as stage:
        await stage.press("2", "escape", *["down"] * 23)
        y = stage.app.query_one(Choosing).region.y
        line = lens(stage)[3]
        await stage.click(10, y + 3)
        assert pointed(stage)[1:] == line[1:]


@pytest.mark.parametrize("make", [lambda: after(step_with(3, 3)), crowd, playing, ended])
async def test_the_lens_goes_along_with_the_size_of_the_terminal(make: object) -> None:
    assert callable(make)
    async with on_stage(make(), (120, 36)) as stage:
        await stage.press("2", "down", "down")
        for size in [(80, 24), (200, 60), (60, 15), (50, 10), (120, 36)]:
            await stage.resize(*size)
            await assert_consistent(stage, *size)


async def test_a_lens_that_was_hidden_is_as_the_size_and_the_state_are_now() -> None:
    run = after(10)
    async with on_stage(run, (120, 36)) as stage:
        for key, size in (("2", (80, 24)), ("1", (200, 60)), ("2", (60, 15)), ("1", (120, 36))):
            await stage.press(key)
            await stage.resize(*size)
            for _ in range(15):
                run.tell_step()
            await stage.settled()
            await stage.press("left")
            await stage.press("2" if key == "1" else "1")
            await assert_consistent(stage, *size)
            await stage.press("end")


async def test_each_lens_has_the_keys_while_it_is_shown() -> None:
    async with on_stage(after(step_with(3))) as stage:
        for key, kind in (("2", MessagesLens), ("1", SwarmsLens), ("2", MessagesLens)):
            await stage.press(key)
            assert stage.app.focused is stage.app.query_one(kind)
            assert stage.shows("Enter lets it go") == (kind is MessagesLens)
