"""Simulated runs that are held, stepped and let go at random moments, judged as over nets."""

import pytest

from core.events import FaultChosen, Record, ThreadStopped
from core.faults import CrashNow
from core.measures import Totals
from core.model import CONDUCTOR
from core.runtime.pace import FULL, HELD, Audience, Inflict, Mode, Pace, Play, StepOnce, Wish
from core.runtime.roles import Plan
from core.sim.play import play_simulated
from tests import judging
from tests.chaos import MANY_AT_ONCE, UNTIL_THE_END, Chaos, Ways, swarm
from tests.worlds import client, file, scenario


def play(chaos: Chaos, seed: int, segments: int) -> Totals:
    """Play a run of so many segments before this audience, and judge it."""
    totals = play_simulated(swarm(segments), Plan(seed, MANY_AT_ONCE, conducted=True), chaos)
    chaos.judge.judge_end(ranks=4)
    records = chaos.judge.records
    judging.assert_each_message_came_once(records)
    judging.assert_ordered(records, ranks=4)
    judging.assert_counts_agree(records, totals)
    return totals


@pytest.mark.parametrize("seed", range(10))
def test_holds_and_steps_at_random_moments_lose_double_and_reorder_nothing(seed: int) -> None:
    chaos = Chaos(seed, holds=UNTIL_THE_END)
    totals = play(chaos, seed, segments=60)
    assert chaos.judge.holds > 0
    assert totals.complete


@pytest.mark.parametrize("ways", [Ways.HOLDS, Ways.STEPS, Ways.CHOICES, Ways.EARLY])
def test_each_way_to_watch_it_leads_to_its_end(ways: Ways) -> None:
    chaos = Chaos(3, ways=ways, holds=20)
    assert play(chaos, 3, segments=20).complete
    seen = chaos.judge.holds if ways is Ways.HOLDS else chaos.judge.steps
    assert seen > 0
    assert (chaos.judge.choices > 0) == (ways in {Ways.CHOICES, Ways.EARLY})


@pytest.mark.parametrize("ways", [Ways.STEPS, Ways.CHOICES, Ways.EARLY])
@pytest.mark.parametrize("steps", [0, 1, 7, 40])
def test_it_can_be_ended_early_after_any_step(ways: Ways, steps: int) -> None:
    chaos = Chaos(3, ways=ways, stop_when=lambda judge, pace: judge.steps >= steps)
    totals = play(chaos, 3, segments=20)
    assert judging.of_kind(chaos.judge.records, ThreadStopped)
    assert not totals.complete


# ---- by hand ------------------------------------------------------------------------------------


class Hand(Audience):
    """Takes three steps, lets a client crash, and plays on."""

    def __init__(self) -> None:
        self.records = list[Record]()
        self.modes = list[Mode]()
        super().__init__(take=self.records.extend, tell=self._tell, speed=HELD)
        self._wishes: list[Wish] = [
            StepOnce(),
            StepOnce(),
            StepOnce(),
            Inflict(CrashNow(1)),
            Play(FULL),
        ]

    def _tell(self, pace: Pace) -> None:
        self.modes.append(pace.mode)
        if pace.mode is Mode.HELD:
            for wish in self._wishes:
                self.wishes.put(wish)
            self._wishes = []


def test_it_opens_held_and_a_client_can_be_crashed_by_hand() -> None:
    hand = Hand()
    lab = scenario(client(1, owns=[file()]), client(2, wants=[file()]))
    totals = play_simulated(lab, Plan(5, conducted=True), hand)
    assert hand.modes[0] is Mode.HELD
    assert totals.lost == (1,)
    [chosen] = [record for record in hand.records if record.at == CONDUCTOR]
    assert chosen.event == FaultChosen(1, "crashes")
