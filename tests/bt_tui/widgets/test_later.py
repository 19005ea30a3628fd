"""What is to be called later is called, however late it is."""

import asyncio
from itertools import count
from unittest.mock import patch

import pytest

from bt_tui.widgets.later import call_after
from tests.bt_tui.screens import held, on_stage


@pytest.mark.parametrize("delay_s", [0.0, 0.001, 0.01])
async def test_it_is_called_once(delay_s: float) -> None:
    async with on_stage(held()) as stage:
        called: list[str] = []
        call_after(stage.app, delay_s, lambda: called.append("now"))
        assert not called
        await stage.until(lambda: bool(called))
        assert called == ["now"]


async def test_it_is_called_where_time_flies() -> None:
    async with on_stage(held()) as stage:
        called: list[str] = []
        with patch("textual._time.get_time", count().__next__):
            call_after(stage.app, 0.001, lambda: called.append("now"))
            await stage.until(lambda: bool(called))


def fail() -> None:
    raise ZeroDivisionError


async def failing() -> None:
    """Let a callback fail on a stage, and leave that when it did."""
    async with on_stage(held()) as stage:
        call_after(stage.app, 0.0, fail)
        await stage.until(lambda: stage.app.failure is not None)


async def test_what_goes_wrong_in_it_is_not_silent() -> None:
    with pytest.raises(ZeroDivisionError):
        await failing()


async def test_nothing_is_called_on_a_screen_that_is_over() -> None:
    called: list[str] = []
    async with on_stage(held()) as stage:
        app = stage.app
    call_after(app, 0.0, lambda: called.append("now"))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not called
