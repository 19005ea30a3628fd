"""Choosing what to run until, on the screen."""

import pytest
from textual.widgets import Input, OptionList

from core.runtime.pace import Mode, RunUntil
from core.sim.world import World
from core.until import Condition, What
from tests.bt_tui.screens import SIZES, Stage, ToldReplay, ToldRun, held, on_stage, steps, story
from tests.bt_tui.test_app_past import in_step
from tests.bt_tui.test_app_sizes import assert_consistent
from tests.worlds import client, file, scenario

HEADING = "Run until…"
DENIAL, STORED = Condition(What.DENIAL), Condition(What.STORED)
NAMES = ("[bold]x", "[/]", "a:5", "7", "$name", "two words", "課題")
PARTS = steps(story())


def offered(stage: Stage) -> list[str]:
    """Return all that the list offers, in words, whether or not it is in sight."""
    found = stage.app.screen.query_one(OptionList)
    return [str(option.prompt) for option in found.options]


def typed(stage: Stage) -> str:
    """Return what stands in the line that is typed into."""
    return stage.app.screen.query_one(Input).value


async def type_text(stage: Stage, text: str) -> None:
    """Type a text, as a keyboard does, or a paste where it has other letters."""
    if text.isascii():
        await stage.press(*("space" if char == " " else char for char in text))
    else:
        stage.app.screen.query_one(Input).insert_text_at_cursor(text)
        await stage.settled()


def odd_names() -> ToldRun:
    """Return a run that is held before its first step, of files whose names are odd."""
    files = [file(name, 3) for name in NAMES]
    here = scenario(client(1, owns=files), client(2, wants=files))
    run = held(World(here).run().records)
    run.goes(Mode.HELD)
    return run


# ---- asking -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 15), *SIZES], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_asks_at_every_size_and_what_lies_below_is_there_again(
    size: tuple[int, int],
) -> None:
    async with on_stage(in_step(5), size) as stage:
        before = stage.text()
        await stage.press("n")
        for words in (HEADING, "type to narrow", "a denial", "a timeout"):
            assert stage.shows(words)
        await stage.press("escape")
        assert stage.text() == before
        await assert_consistent(stage, *size)


async def test_everything_that_may_happen_is_offered() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n")
        told = offered(stage)
        assert [words in told for words in (Condition(what).words for what in What)] == [True] * 9
        for rank in (1, 2, 3):
            for words in ("stores a segment", "changes its role", "has finished"):
                assert f"C{rank} {words}" in told
        for name in ("file1", "file2", "nobodys"):
            assert f"a client has all of {name}" in told
        assert "C3 stores a segment of file1" in told
        assert "C1 stores a segment of file1" not in told
        assert len(set(told)) == len(told)


async def test_typing_narrows_what_is_offered_by_all_its_words() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", *"c3")
        assert all("C3" in told for told in offered(stage))
        await stage.press("space", *"file2")
        assert offered(stage) == ["C3 stores a segment of file2"]
        await stage.press(*["backspace"] * 8)
        assert DENIAL.words in offered(stage)


async def test_what_is_begun_as_on_the_command_line_narrows_as_well() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", *"stored:3:")
        assert offered(stage) == [f"C3 stores a segment of file{number}" for number in (1, 2)]


async def test_where_nothing_fits_nothing_is_chosen() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", *"zzz", "enter", "down", "enter")
        assert offered(stage) == []
        assert stage.shows(HEADING)
        await stage.press("escape")
        assert stage.wishes() == []


async def test_keys_of_the_main_screen_are_typed_and_do_nothing() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", "n", "s", "f", "q", "question_mark", "N", "1", "space")
        assert stage.shows(HEADING)
        assert typed(stage) == "nsfq?N1 "
        await stage.press("escape")
        assert stage.wishes() == []
        assert not stage.is_left


# ---- what is wished -----------------------------------------------------------------------------


async def test_enter_takes_the_first_and_the_arrows_another() -> None:
    async with on_stage(in_step(5)) as stage:
        for keys, number in (((), 0), (("down",), 1), (("down", "down", "up"), 1)):
            await stage.press("n", *keys)
            words = offered(stage)[number]
            await stage.press("enter")
            [wish] = stage.wishes()
            assert isinstance(wish, RunUntil)
            assert wish.condition.words == words
            assert not stage.shows(HEADING)


async def test_what_is_chosen_goes_as_fast_as_steps_go() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", *"denial", "enter")
        assert stage.wishes() == [RunUntil(DENIAL)]


async def test_a_click_takes_what_is_clicked() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n")
        y = next(n for n, line in enumerate(stage.text()) if "a timeout" in line)
        await stage.click(stage.text()[y].index("a timeout"), y)
        assert stage.wishes() == [RunUntil(Condition(What.TIMEOUT))]


async def test_a_condition_may_be_typed_as_on_the_command_line() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", *"stored:2:file1:3")
        assert offered(stage) == ["C2 stores file1 #3"]
        await stage.press("enter")
        assert stage.wishes() == [RunUntil(Condition(What.STORED, 2, "file1", 2))]


async def test_what_is_typed_as_it_is_offered_is_offered_once() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", *"stored:2:file1")
        assert offered(stage) == ["C2 stores a segment of file1"]


async def test_escape_wishes_nothing_and_leaves_what_was_sought_before() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("n", *"denial", "enter", "n", *"finished", "escape")
        assert stage.wishes() == [RunUntil(DENIAL)]
        await stage.press("N")
        assert stage.wishes() == [RunUntil(DENIAL)]


async def test_again_seeks_the_same_and_asks_where_nothing_was_sought() -> None:
    async with on_stage(in_step(5)) as stage:
        await stage.press("N")
        assert stage.shows(HEADING)
        await stage.press(*"denial", "enter")
        await stage.press("N", "N")
        assert stage.wishes() == [RunUntil(DENIAL)] * 3


async def test_choosing_takes_the_card_away() -> None:
    async with on_stage(held()) as stage:
        assert stage.shows_card()
        await stage.press("n", "escape")
        assert stage.shows_card()
        await stage.press("n", "enter")
        assert not stage.shows_card()


async def test_the_run_goes_on_while_it_is_asked() -> None:
    run = in_step(5)
    async with on_stage(run) as stage:
        await stage.press("n", *"c3")
        before = offered(stage)
        run.tell_all()
        await stage.settled()
        assert stage.state.events == len(story())
        assert (offered(stage), typed(stage)) == (before, "c3")


# ---- in the past --------------------------------------------------------------------------------


def first_after(step: int) -> int:
    """Return the first step after this one in which a segment is stored."""
    later = range(step + 1, len(PARTS))
    return next(n for n in later if any(map(STORED.matches, PARTS[n])))


async def test_in_the_past_it_moves_the_cursor_and_again_moves_it_further() -> None:
    async with on_stage(in_step(60)) as stage:
        await stage.press("home", "n", *"stored", "enter")
        first = first_after(0)
        assert stage.view.step == first
        await stage.press("N")
        assert stage.view.step == first_after(first)
        assert stage.wishes() == []


async def test_in_a_recording_it_moves_the_cursor() -> None:
    run = ToldReplay(story())
    run.end()
    async with on_stage(run) as stage:
        await stage.press("n", *"stored", "enter")
        assert stage.view.step == first_after(0)
        await stage.press("n", *"timeout", "enter")
        [told] = stage.app._notifications
        assert told.message == "until a timeout: not in what has happened so far"


# ---- the selected client ------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lens", [("1", "down"), ("4",)])
async def test_a_key_runs_until_the_selected_client_stores_a_segment(
    lens: tuple[str, ...], size: tuple[int, int]
) -> None:
    async with on_stage(in_step(30), size) as stage:
        await stage.press(*lens, "down", "S")
        assert stage.wishes() == [RunUntil(Condition(What.STORED, 2))]
        await stage.press("N")
        assert stage.wishes() == [RunUntil(Condition(What.STORED, 2))]


async def test_where_no_client_is_selected_or_it_lacks_nothing_that_is_said() -> None:
    async with on_stage(in_step(30)) as stage:
        await stage.press("1", "S")
        await stage.press("down", "S")
        assert [wish for wish in stage.wishes() if isinstance(wish, RunUntil)] == []
        told = [one.message for one in stage.app._notifications]
        assert told[0].startswith("no client is selected")
        assert told[1] == "C1 has nothing more to store"


async def test_in_the_past_it_moves_to_where_the_selected_client_stored_a_segment() -> None:
    async with on_stage(in_step(60)) as stage:
        await stage.press("1", "down", "down", "down", "home", "S")
        wanted = Condition(What.STORED, 3)
        assert stage.view.step == next(
            n for n, part in enumerate(PARTS) if any(map(wanted.matches, part))
        )
        assert stage.wishes() == []


# ---- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
async def test_any_name_is_shown_as_it_is_and_survives(name: str) -> None:
    async with on_stage(odd_names()) as stage:
        wanted = {
            f"C2 stores a segment of {name}": Condition(What.STORED, 2, name),
            f"a client has all of {name}": Condition(What.COMPLETE, None, name),
        }
        for words, condition in wanted.items():
            await stage.press("n")
            await type_text(stage, words)
            assert offered(stage) == [words]
            assert sum(words in line for line in stage.text()) == 2  # typed, and in the list
            await stage.press("enter")
            assert stage.wishes() == [RunUntil(condition)]


@pytest.mark.parametrize("name", NAMES)
async def test_any_name_is_told_as_it_is_where_it_was_sought_in_vain(name: str) -> None:
    run = odd_names()
    run.tell_step()
    async with on_stage(run) as stage:
        await stage.press("left", "n")
        await type_text(stage, f"complete:{name}:")
        await stage.press("enter")
        [told] = stage.app._notifications
        assert told.message.startswith(f"until a client has all of {name}: not ")
        assert not told.markup
