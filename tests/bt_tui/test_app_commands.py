"""Every key's doing is a command as well, found by its words; and the theme can be chosen."""

from pathlib import Path

import pytest
from textual.command import CommandInput, CommandPalette

from bt_tui.colours import DARK, LIGHT
from bt_tui.face import NO_COMMANDS
from core.faults import CrashNow
from core.runtime.pace import Inflict, StepOnce
from tests.bt_tui.screens import SIZES, Stage, held, on_stage

LENS_KEYS = "123456"


async def command(stage: Stage, words: str) -> None:
    """Open the list of commands, type, and take the first that is found."""
    await stage.press("ctrl+p")
    stage.app.screen.query_one(CommandInput).value = words
    await stage.app.workers.wait_for_complete()
    await stage.settled()
    await stage.press("down", "enter")
    await stage.settled()


async def test_help_and_commands_tell_the_same_keys() -> None:
    async with on_stage(held()) as stage:
        await stage.press("escape")
        for lens in LENS_KEYS:
            await stage.press(lens)
            commands = [one.title for one in stage.app.get_system_commands(stage.app.screen)]
            for binding in stage.app.all_keys:
                title = f"{binding.key_display or binding.key}: {binding.description}"
                assert (title in commands) is (binding.action not in NO_COMMANDS)
            assert "Theme" in commands


@pytest.mark.parametrize("size", SIZES)
async def test_a_command_does_what_its_key_does(size: tuple[int, int]) -> None:
    async with on_stage(held(), size) as stage:
        await stage.press("escape")
        await command(stage, "s: step")
        assert not isinstance(stage.app.screen, CommandPalette)
        assert stage.wishes() == [StepOnce()]


async def test_a_command_of_a_lens_does_what_its_key_does_there() -> None:
    async with on_stage(held()) as stage:
        await stage.press("escape", "4")
        await command(stage, "c: crash")
        assert stage.wishes() == [Inflict(CrashNow(1))]


async def test_a_picture_is_saved_by_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with on_stage(held()) as stage:
        await command(stage, "x: picture")
        assert "file1" in await stage.picture(tmp_path)


async def test_in_a_light_theme_colours_are_dark() -> None:
    async with on_stage(held()) as stage:
        for theme, colours in (("textual-light", LIGHT), ("textual-dark", DARK)):
            stage.app.theme = theme
            await stage.settled()
            told = stage.app.get_css_variables()
            assert {name: told[name] for name in colours} == colours
