"""Runs in memory, with real threads, that are held, stepped and let go at random moments."""

import time
from itertools import pairwise
from random import Random

import pytest

from core.events import MessageUnheeded, ThreadStopped
from core.model import CONDUCTOR
from core.runtime import body
from core.runtime.pace import FULL, HELD, Audience, Mode, Pace
from core.runtime.roles import Plan
from core.runtime.telemetry import Drained, RankClosed
from core.wire import encode
from tests import judging
from tests.chaos import (
    HOLDS,
    MANY_AT_ONCE,
    PARTING_WORDS,
    TALKATIVE,
    UNTIL_THE_END,
    Chaos,
    Ways,
    parting_machines,
    swarm,
)
from tests.chaos_judge import Judge
from tests.nets import Troupe

ENOUGH_FOR_ALL_HOLDS = 2500
SMALL = 6
UNHEEDED = 3 * 2 * PARTING_WORDS


def play(chaos: Chaos, seed: int, segments: int) -> Troupe:
    """Play a run of so many segments before this audience, and judge it."""
    plan = Plan(seed, MANY_AT_ONCE, conducted=True)
    troupe = Troupe(swarm(segments), plan, audience=chaos).play()
    assert not troupe.failures
    chaos.judge.judge_end(ranks=4)
    judging.assert_each_message_came_once(troupe.records)
    judging.assert_ordered(troupe.records, ranks=4)
    judging.assert_counts_agree(troupe.records, troupe.totals)
    judging.assert_the_rules_are_kept(troupe.records, MANY_AT_ONCE, besides=TALKATIVE)
    assert not [key for key, box in troupe.switch.boxes.items() if box]
    return troupe


@pytest.fixture
def parting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clients end with many words that nobody heeds."""
    monkeypatch.setattr(body, "client_machines", parting_machines)


def unheeded(troupe: Troupe) -> int:
    """Return how many messages nobody heeded."""
    return len(judging.of_kind(troupe.records, MessageUnheeded))


# ---- holds and releases -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_holds_and_steps_at_random_moments_lose_double_and_reorder_nothing(seed: int) -> None:
    chaos = Chaos(seed, holds=UNTIL_THE_END)
    troupe = play(chaos, seed, segments=150)
    assert chaos.judge.holds > 0
    judging.assert_everyone_got_what_it_wanted(swarm(150), troupe.records, troupe.holdings)


def test_200_holds_at_random_moments_lose_double_and_reorder_nothing() -> None:
    chaos = Chaos(seed=200)
    troupe = play(chaos, seed=200, segments=ENOUGH_FOR_ALL_HOLDS)
    assert chaos.judge.holds >= HOLDS
    assert chaos.judge.steps > HOLDS / 2
    here = swarm(ENOUGH_FOR_ALL_HOLDS)
    judging.assert_everyone_got_what_it_wanted(here, troupe.records, troupe.holdings)


def test_a_run_that_is_stepped_all_along_is_the_same_as_one_that_is_played() -> None:
    stepped = play(Chaos(5, ways=Ways.STEPS), seed=5, segments=SMALL)
    plan = Plan(5, MANY_AT_ONCE, conducted=True)
    played = Troupe(swarm(SMALL), plan, audience=Audience(speed=1e6)).play()
    assert stepped.records == played.records


# ---- choices ------------------------------------------------------------------------------------


def test_a_run_whose_steps_are_all_chosen_is_the_same_for_the_same_choices() -> None:
    first, again, other = (play(Chaos(n, ways=Ways.CHOICES), n, SMALL) for n in (5, 5, 6))
    assert encode(first.records) == encode(again.records)
    assert encode(first.records) != encode(other.records)
    chosen = [record for record in first.records if record.at == CONDUCTOR]
    received = [record for record in first.records if judging.received(record) is not None]
    assert len(chosen) >= len(received)


def test_what_is_sought_is_held_at_however_the_run_goes_before() -> None:
    chaos = Chaos(7, holds=UNTIL_THE_END)
    play(chaos, seed=7, segments=400)
    assert chaos.judge.finds > 0
    assert chaos.judge.choices > 0


# ---- the close ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("parting")
@pytest.mark.parametrize("seed", range(8))
def test_a_run_is_held_and_released_through_its_close(seed: int) -> None:
    chaos = Chaos(seed, holds=UNTIL_THE_END)
    troupe = play(chaos, seed, SMALL)
    assert unheeded(troupe) >= UNHEEDED  # more where a timer that is rung early brings an answer


@pytest.mark.usefixtures("parting")
def test_what_nobody_heeds_is_stepped_one_by_one_and_the_end_comes_after_all_of_it() -> None:
    chaos = Chaos(1, ways=Ways.STEPS)
    troupe = play(chaos, 1, SMALL)
    assert unheeded(troupe) == UNHEEDED
    assert chaos.judge.rests_in_close > UNHEEDED / 2
    kinds = [type(report) for report in troupe.reports]
    last_drained = max(place for place, kind in enumerate(kinds) if kind is Drained)
    assert kinds.index(RankClosed) > last_drained


@pytest.mark.usefixtures("parting")
def test_a_held_close_waits_for_as_long_as_people_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time jumps by minutes whenever something is held; every bound is half a minute or less."""
    monotonic, late = time.monotonic, 0.0

    def jump(judge: Judge, pace: Pace) -> bool:
        nonlocal late
        if pace.mode is Mode.HELD and judge.waiting:
            late += 300.0
        return False

    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + late)
    chaos = Chaos(2, ways=Ways.STEPS, stop_when=jump)
    assert unheeded(play(chaos, 2, SMALL)) == UNHEEDED
    assert chaos.judge.rests_in_close > UNHEEDED / 2


# ---- ending early -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("mode", Mode)
def test_a_run_that_is_stopped_at_a_random_moment_ends_in_order(mode: Mode, seed: int) -> None:
    after = Random(seed).randint(0, 500)
    chaos = Chaos(
        seed,
        holds=UNTIL_THE_END,
        stop_when=lambda judge, pace: pace.mode is mode and len(judge.records) >= after,
    )
    troupe = play(chaos, seed, segments=400)
    stopped = [record.at for record in troupe.records if isinstance(record.event, ThreadStopped)]
    assert stopped
    assert len(set(stopped)) == len(stopped)
    assert not troupe.totals.complete


@pytest.mark.parametrize("speed", [HELD, FULL, 5000.0])
def test_a_run_that_is_stopped_before_it_has_begun_ends_in_order(speed: float) -> None:
    chaos = Chaos(1, speed=speed, stop_when=lambda judge, pace: True)
    records = play(chaos, 1, SMALL).records
    stopped = [record.at for record in records if isinstance(record.event, ThreadStopped)]
    assert len(stopped) == len(set(stopped)) == 7


@pytest.mark.usefixtures("parting")
@pytest.mark.parametrize("seed", range(5))
def test_a_run_that_is_stopped_in_its_close_ends_in_order(seed: int) -> None:
    rests = Random(seed).randint(1, 20)
    chaos = Chaos(
        seed, ways=Ways.STEPS, stop_when=lambda judge, pace: judge.rests_in_close == rests
    )
    troupe = play(chaos, seed, SMALL)
    assert chaos.judge.rests_in_close == rests
    assert unheeded(troupe) == UNHEEDED
    assert troupe.totals.complete


def test_time_goes_forward_over_holds_and_releases() -> None:
    chaos = Chaos(3, holds=UNTIL_THE_END)
    records = play(chaos, 3, segments=100).records
    judging.assert_time_goes_forward(records)
    received = [one for one in records if judging.received(one) is not None]
    assert any(later.time > earlier.time for earlier, later in pairwise(received))
