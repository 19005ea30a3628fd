"""What is to be done later is done, however soon that is."""

import pytest

from bt_tui.widgets.later import call_after
from tests.bt_tui.screens import held, on_stage


@pytest.mark.parametrize("seconds", [0.0, 1e-12, 1e-9, 1e-6, 1e-3])
async def test_what_is_due_before_anybody_looks_is_done_all_the_same(seconds: float) -> None:
    done = list[float]()
    async with on_stage(held()) as stage:
        call_after(seconds, stage.app, lambda: done.append(seconds))
        await stage.until(lambda: bool(done))
    assert done == [seconds]


def fail() -> None:
    raise LookupError("later")


async def failing_later() -> None:
    async with on_stage(held()) as stage:
        call_after(0.0, stage.app, fail)
        await stage.until(lambda: stage.app.failure is not None)


async def test_what_fails_later_ends_the_screen_and_is_told() -> None:
    with pytest.raises(LookupError, match="later"):
        await failing_later()
