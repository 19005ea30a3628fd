"""Letting something go wrong, by keys of the Clients lens."""

import pytest
from textual.events import Key

from bt_tui.widgets.clients import AFFLICTIONS, SLOW_S
from core.events import AfflictionBegun
from core.faults import Afflict, CrashNow, Heal, ReviveNow, Strike
from core.faults.reading import parse_fault
from core.model import Affliction
from core.runtime.pace import Inflict, Mode
from core.sim.world import World
from tests.bt_tui.screens import ToldReplay, ToldRun, classroom, ended, held, on_stage, story

STRIKES: dict[str, Strike] = {
    "c": CrashNow(2),
    "r": ReviveNow(2, keeps=True),
    "R": ReviveNow(2, keeps=False),
    "o": Afflict(2, Affliction.SLOW, SLOW_S),
    "m": Afflict(2, Affliction.MUTE),
    "d": Afflict(2, Affliction.DENYING),
    "e": Afflict(2, Affliction.CORRUPT),
    "t": Afflict(0, Affliction.CUT_OFF),
}


async def test_keys_strike_the_selected_client() -> None:
    async with on_stage(held()) as stage:
        await stage.press("4", "j")
        for key, strike in STRIKES.items():
            await stage.press(key)
            assert stage.wishes() == [Inflict(strike)]


async def test_in_other_lenses_the_keys_strike_nobody() -> None:
    async with on_stage(held()) as stage:
        await stage.press("1", "c", "m", "2", "c", "m")
        assert [wish for wish in stage.wishes() if isinstance(wish, Inflict)] == []


@pytest.mark.parametrize(("key", "affliction"), [(key, what) for key, what, _ in AFFLICTIONS])
async def test_the_same_key_ends_it(key: str, affliction: Affliction) -> None:
    whom = 0 if affliction is Affliction.CUT_OFF else 1
    kinds = {
        Affliction.SLOW: "slow client=1",
        Affliction.MUTE: "mute client=1",
        Affliction.DENYING: "deny client=1",
        Affliction.CORRUPT: "corrupt client=1",
        Affliction.CUT_OFF: "cut",
    }
    run = ToldRun(World(classroom(), faults=[parse_fault(kinds[affliction])]).run().records)
    run.tell_through(AfflictionBegun)
    run.goes(Mode.HELD)
    async with on_stage(run) as stage:
        await stage.press("4")
        assert stage.shows(affliction)
        await stage.press(key)
        assert stage.wishes() == [Inflict(Heal(whom, affliction))]


async def test_where_all_is_over_nothing_can_go_wrong_and_that_is_said() -> None:
    replay = ToldReplay(story())
    replay.end()
    for run in (ended(), replay):
        async with on_stage(run) as stage:
            await stage.press("4", "c")
            assert [wish for wish in stage.wishes() if isinstance(wish, Inflict)] == []
            [told] = stage.app._notifications
            assert "cannot go wrong" in told.message


async def test_help_lists_every_fault() -> None:
    async with on_stage(held(), (120, 60)) as stage:
        await stage.press("4", "question_mark")
        for words in ("the client crashes", "begins anew", *(words for _, _, words in AFFLICTIONS)):
            assert stage.shows(words[:40])


async def test_keys_that_come_at_once_go_one_after_another_to_the_lens_that_is_shown_by_then() -> (
    None
):
    async with on_stage(held()) as stage:
        await stage.press("escape")
        for key in ("4", "down", "c", "2", "1", "4", "up", "c"):
            stage.app.post_message(Key(key, key if len(key) == 1 else None))
        await stage.settled()
        assert stage.wishes() == [Inflict(CrashNow(2)), Inflict(CrashNow(1))]
