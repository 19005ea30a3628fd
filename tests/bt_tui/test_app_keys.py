"""The keys and the mouse: what each wishes or does, whatever the run is doing, and again."""

from collections.abc import Callable
from itertools import cycle
from unittest.mock import patch

import pytest
from textual.binding import Binding
from textual.containers import VerticalScroll

from bt_tui import keys
from bt_tui.controls import SPEEDS
from bt_tui.widgets.checks import ChecksLens
from bt_tui.widgets.clients import ClientsLens
from bt_tui.widgets.lens import Lens
from bt_tui.widgets.measures import MeasuresLens
from bt_tui.widgets.messages import MessagesLens
from bt_tui.widgets.swarms import SwarmsLens
from bt_tui.widgets.tracker import TrackerLens
from core.runtime.pace import FULL, HELD, Mode, Play, StepOnce, Wish
from tests.bt_tui.screens import Stage, ToldRun, ended, held, on_stage, playing, squeezed, story

WIDE = (120, 36)
HELP_TITLE, HELP_WORDS = " Keys ", "A step is one message handled"
QUESTION = "The run is still going. Leave it?"
STEP, HOLD = StepOnce(), Play(HELD)

BINDINGS = [*keys.TIME, *keys.SCREEN]
LENS_KEYS = "123456"
LENSES: tuple[tuple[str, type[Lens]], ...] = (
    ("2", MessagesLens),
    ("1", SwarmsLens),
    ("3", TrackerLens),
    ("4", ClientsLens),
    ("5", MeasuresLens),
    ("6", ChecksLens),
)
OF_TIME_KEYS = [
    key for one in keys.TIME if not one.action.startswith("run_until") for key in one.key.split(",")
]
SHOWN_IN_FOOTER = " ".join(
    f"{one.key_display or one.key} {one.description}" for one in keys.IN_FOOTER if one.show
)

Make = Callable[[], ToldRun]

Table = list[tuple[str, list[Wish]]]
"""Keys, each pressed twice, and what is wished then; one after the other."""

WHILE_HELD: Table = [
    ("s", [STEP, STEP]),
    ("right", [STEP, STEP]),
    ("pagedown", [STEP, STEP]),
    ("plus", []),
    ("minus", []),
    ("equals_sign", []),
    ("w", []),
    ("escape", []),
    ("space", [Play(20), HOLD]),
    ("f", [Play(FULL), Play(FULL)]),
]
WHILE_PLAYING: Table = [
    ("plus", [Play(10), Play(20)]),
    ("equals_sign", [Play(50), Play(100)]),
    ("minus", [Play(50), Play(20)]),
    ("w", []),
    ("escape", []),
    ("space", [HOLD, Play(20)]),
    ("s", [STEP, STEP]),
    ("space", [Play(20), HOLD]),
    ("pagedown", [STEP, STEP]),
    ("f", [Play(FULL), Play(FULL)]),
]
AT_FULL_SPEED: Table = [
    ("f", [Play(FULL), Play(FULL)]),
    ("plus", [Play(FULL), Play(FULL)]),
    ("minus", [Play(1000), Play(500)]),
    ("equals_sign", [Play(1000), Play(FULL)]),
    ("w", []),
    ("escape", []),
    ("right", [STEP, STEP]),
    ("f", [Play(FULL), Play(FULL)]),
    ("space", [HOLD, Play(FULL)]),
]


def at_full_speed() -> ToldRun:
    return playing(speed=FULL)


async def press_all(stage: Stage, table: Table) -> None:
    """Press each key twice, and see what is wished."""
    for key, wishes in table:
        await stage.press(key, key)
        assert (key, stage.wishes()) == (key, wishes)


# ---- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "table"),
    [
        (held, WHILE_HELD),
        (playing, WHILE_PLAYING),
        (at_full_speed, AT_FULL_SPEED),
    ],
    ids=["held", "playing", "full"],
)
async def test_every_key_of_time_is_a_wish_twice_in_a_row(make: Make, table: Table) -> None:
    async with on_stage(make()) as stage:
        await press_all(stage, table)
        assert not stage.is_left


async def test_when_all_is_over_the_keys_of_time_wish_nothing_and_stay_in_the_footer() -> None:
    run = playing()
    async with on_stage(run) as stage:
        footer = stage.footer
        run.end()
        await stage.settled()
        for key in OF_TIME_KEYS:
            await stage.press(key, key)
        assert stage.wishes() == []
        assert stage.footer == footer
        assert "space hold/play s step ←→ back" in footer


async def test_space_plays_at_five_messages_a_second_unless_something_else_was_chosen() -> None:
    async with on_stage(held()) as stage:
        await stage.press("space")
        assert stage.wishes() == [Play(5.0)]


async def test_the_speed_goes_up_to_full_and_down_to_one() -> None:
    async with on_stage(playing()) as stage:
        await stage.press(*["plus"] * len(SPEEDS))
        up = [wish.speed for wish in stage.wishes() if isinstance(wish, Play)]
        assert up == [*SPEEDS[SPEEDS.index(10.0) :], *[FULL] * 3]
        await stage.press(*["minus"] * (len(SPEEDS) + 1))
        down = [wish.speed for wish in stage.wishes() if isinstance(wish, Play)]
        assert down == [*reversed(SPEEDS[:-1]), 1.0, 1.0]


@pytest.mark.parametrize(("speed", "up", "down"), [(3.0, 5.0, 2.0), (0.5, 1.0, 0.5)])
async def test_a_speed_between_those_of_the_keys_leads_to_its_neighbours(
    speed: float, up: float, down: float
) -> None:
    for key, next_speed in (("plus", up), ("minus", down)):
        async with on_stage(playing(speed=speed)) as stage:
            await stage.press(key)
            assert stage.wishes() == [Play(next_speed)]


async def test_a_speed_that_is_chosen_while_held_is_told_and_played_at() -> None:
    async with on_stage(held()) as stage:
        await stage.press("plus")
        assert "HELD · 10 msg/s" in stage.title
        await stage.press("minus", "minus", "minus")
        assert "HELD · 1 msg/s" in stage.title
        await stage.press("minus")
        assert "HELD · 1 msg/s" in stage.title
        assert stage.shows_card()
        await stage.press("space")
        assert stage.wishes() == [Play(1.0)]


# ---- what lies over the screen ------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "escape",
        "space",
        "s",
        "right",
        "pagedown",
        "f",
        "left",
        "home",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
    ],
)
async def test_the_card_goes_at_the_first_key_of_time_or_of_a_lens_and_at_escape(key: str) -> None:
    async with on_stage(held()) as stage:
        assert stage.shows_card()
        await stage.press(key)
        assert not stage.shows_card()
        await stage.press("escape")
        assert not stage.shows_card()


@pytest.mark.parametrize("make", [held, ended])
async def test_help_lists_every_key_and_any_of_its_keys_closes_it(make: Make) -> None:
    async with on_stage(make(), (200, 80)) as stage:
        closing = cycle(("escape", "question_mark", "q", "enter", "space"))
        for (key, shown), close in zip(LENSES, closing, strict=False):
            await stage.press(key, "question_mark")
            text = squeezed(stage.within(VerticalScroll))
            lens = [one for one in shown.BINDINGS if isinstance(one, Binding)]
            for binding in [*BINDINGS, *lens]:
                told = binding.tooltip or binding.description
                assert f" {binding.key_display or binding.key} {told} " in text
            assert HELP_WORDS in text
            await stage.press(close)
            assert not stage.shows(HELP_WORDS)
        assert stage.wishes() == []
        assert not stage.is_left


async def test_the_footer_tells_the_keys_that_are_to_be_shown_in_the_words_of_their_bindings() -> (
    None
):
    async with on_stage(held(), (200, 60)) as stage:
        for lens in LENS_KEYS:
            await stage.press(lens)
            assert stage.footer.rstrip() == SHOWN_IN_FOOTER


def test_every_binding_has_its_help_and_no_key_has_two() -> None:
    used = [key for one in BINDINGS for key in one.key.split(",")]
    assert len(used) == len(set(used))
    assert all(one.tooltip for one in BINDINGS)
    assert sorted(map(id, keys.IN_FOOTER)) == sorted(map(id, BINDINGS))


async def test_help_scrolls_where_it_does_not_fit() -> None:
    async with on_stage(held(), (60, 15)) as stage:
        await stage.press("question_mark")
        assert not stage.shows("Esc closes this")
        await stage.press(*["down", "j"] * 40)
        assert stage.shows("Esc closes this")
        await stage.press(*["up", "k"] * 40)
        assert stage.shows(" Keys ")


async def test_behind_the_help_the_run_goes_on() -> None:
    run = held()
    async with on_stage(run) as stage:
        await stage.press("question_mark")
        run.goes(Mode.PLAYING, 20.0)
        run.tell_all()
        await stage.settled()
        assert stage.state.events == len(story())
        assert stage.shows(HELP_TITLE)
        assert f"{len(story())} events" in stage.title
        assert "20 msg/s" in stage.title
        await stage.press("s", "f", "plus", "w")
        assert stage.wishes() == []
        await stage.press("escape", "s")
        assert stage.wishes() == [STEP]
        assert stage.shows("C3 ◆ seed")


async def test_the_side_is_shown_and_hidden() -> None:
    for size, at_first in (((80, 24), False), (WIDE, True)):
        async with on_stage(playing(), size) as stage:
            for shown in (at_first, not at_first, at_first):
                assert stage.shows(" client  got  wants  served") is shown
                assert stage.shows("  timer: ") is shown
                await stage.press("w")


# ---- leaving ------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [held, playing, at_full_speed])
async def test_leaving_asks_once_while_the_run_goes_on(make: Make) -> None:
    async with on_stage(make()) as stage:
        for stay in ("n", "escape"):
            await stage.press("q")
            assert stage.shows(QUESTION)
            await stage.press("s", "space")
            assert stage.shows(QUESTION)
            await stage.press(stay)
            assert not stage.shows(QUESTION)
        await stage.press("s")
        assert stage.wishes() == [STEP]
        assert not stage.is_left


@pytest.mark.parametrize("leave", ["y", "q", "enter"])
async def test_leaving_is_done_when_it_was_meant(leave: str) -> None:
    async with on_stage(held()) as stage:
        await stage.press("q", leave)
        assert stage.is_left
        assert stage.wishes() == []


async def test_what_is_over_is_left_at_once() -> None:
    async with on_stage(ended()) as stage:
        await stage.press("q")
        assert stage.is_left


async def test_a_run_that_ends_while_it_is_asked_can_still_be_stayed_with() -> None:
    run = playing()
    async with on_stage(run) as stage:
        await stage.press("q")
        run.end()
        await stage.settled()
        await stage.press("n")
        assert "■ ENDED" in stage.title
        await stage.press("q")
        assert stage.is_left


@pytest.mark.parametrize("before", [[], ["question_mark"], ["q"]], ids=["main", "help", "leaving"])
@pytest.mark.parametrize("make", [held, playing, ended])
async def test_ctrl_c_leaves_at_once_from_anywhere(make: Make, before: list[str]) -> None:
    async with on_stage(make()) as stage:
        await stage.press(*before, "ctrl+c")
        assert stage.is_left


async def test_the_question_is_asked_once_however_often_one_wants_to_leave() -> None:
    async with on_stage(held()) as stage:
        await stage.press("ctrl+q", "ctrl+q", "n")
        assert not stage.shows(QUESTION)


# ---- the mouse ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [held, playing])
async def test_keys_work_after_a_click_anywhere(make: Make) -> None:
    async with on_stage(make(), WIDE) as stage:
        width, height = WIDE
        for y in [0, 1, 3, 8, 12, *range(20, height, 3), height - 1]:
            for x in (3, 81, width - 1):
                if y < height - 1 or x > len(stage.footer.rstrip()):
                    await stage.click(x, y)
        assert stage.wishes() == []
        await stage.press("s")
        assert stage.wishes() == [STEP]


async def test_where_the_footer_is_too_narrow_a_mark_says_so() -> None:
    async with on_stage(held(), (60, 24)) as stage:
        for width in range(60, 200, 7):
            await stage.resize(width, 24)
            told = stage.footer.rstrip()
            assert told == SHOWN_IN_FOOTER or told.endswith("…")
            assert SHOWN_IN_FOOTER.startswith(told.removesuffix("…"))


async def test_no_widgets_are_made_by_going_from_lens_to_lens() -> None:
    async with on_stage(held()) as stage:
        await stage.press("escape", *LENS_KEYS)
        before = set(stage.app.screen.walk_children())
        await stage.press(*LENS_KEYS)
        assert set(stage.app.screen.walk_children()) == before


async def test_no_style_sheet_is_asked_by_going_from_lens_to_lens() -> None:
    async with on_stage(held()) as stage:
        await stage.press("escape", *LENS_KEYS)
        with patch.object(stage.app.stylesheet, "update_nodes") as update_nodes:
            await stage.press(*LENS_KEYS)
        assert not update_nodes.called


async def test_the_keys_of_the_footer_can_be_clicked() -> None:
    async with on_stage(held()) as stage:
        place = stage.footer.index("s step")
        await stage.click(place + 1, 23)
        assert stage.wishes() == [STEP]
        await stage.press("s")
        assert stage.wishes() == [STEP]
