"""A simulated run is as one with real threads, record by record, and the same each time."""

import pytest

from core.events import (
    AfflictionBegun,
    AfflictionEnded,
    AnyEvent,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    MessageReleased,
    Record,
    SegmentRejected,
    ThreadCrashed,
    ThreadRevived,
    ThreadStarted,
)
from core.faults import (
    Corrupt,
    Crash,
    Cut,
    Delay,
    Deny,
    Duplicate,
    Fault,
    Lose,
    Mute,
    Overtake,
    Revive,
    Slow,
)
from core.profiles import PROFILES
from core.runtime.pace import FULL, Audience
from core.runtime.roles import Plan
from core.sim.play import play_simulated
from tests import judging
from tests.nets import Troupe
from tests.worlds import client, file, scenario

SPEED = 1e6
"""Steps as fast as they go, so that everything is conducted."""
ATLAS, POEM = file("atlas", 12), file("poem", 3)
LAB = scenario(
    client(1, owns=[ATLAS], wants=[POEM]),
    client(2, wants=[ATLAS, POEM]),
    client(3, owns=[POEM], wants=[ATLAS]),
)
PLANS: dict[str, tuple[tuple[Fault, ...], type[AnyEvent]]] = {
    "nothing": ((), ThreadStarted),
    "crash": ((Crash(client=3, at="stored:3"),), ThreadCrashed),
    "crash at once": ((Crash(client=3),), ThreadCrashed),
    "revive": ((Crash(client=2, at="stored:2"), Revive(client=2, at="time:3")), ThreadRevived),
    "revive with nothing": (
        (Crash(client=2, at="stored:2"), Revive(client=2, at="time:0.1", keeps=False)),
        ThreadRevived,
    ),
    "lose": ((Lose(message="SegmentReply", chance=0.2),), MessageLost),
    "lose anything": ((Lose(chance=0.1),), MessageLost),
    "lose the end": ((Lose(message="Poison", to=2, nth=1),), MessageLost),
    "delay": ((Delay(chance=0.3, by=0.2),), MessageReleased),
    "duplicate": ((Duplicate(message="SegmentRequest", chance=0.3),), MessageDuplicated),
    "overtake": ((Overtake(chance=0.3),), MessageDelayed),
    "slow": ((Slow(client=1, at="stored:2", lasts=5.0),), MessageReleased),
    "mute": ((Mute(client=1, at="stored:2", lasts=5.0),), MessageLost),
    "deny": ((Deny(client=1, at="stored:2", lasts=0.01),), AfflictionEnded),
    "corrupt": ((Corrupt(client=1, at="stored:2", lasts=0.01),), SegmentRejected),
    "cut": ((Cut(at="stored:2", lasts=4.0),), AfflictionBegun),
    "much": (
        (Lose(message="SegmentReply", nth=2), Crash(client=2, at="stored:2"), Slow(client=1)),
        ThreadCrashed,
    ),
}
"""What goes wrong, and an event that shows it."""


def planned(faults: tuple[Fault, ...], seed: int = 7, profile: str = "peers-then-seeds") -> Plan:
    """Return what all agree on, as a command line with these faults would have it."""
    return Plan(seed, PROFILES[profile], conducted=True, faults=faults)


def simulated(plan: Plan, speed: float = SPEED) -> list[Record]:
    """Return what is told of a simulated run."""
    told: list[Record] = []
    play_simulated(LAB, plan, Audience(take=told.extend, speed=speed))
    return told


def live(plan: Plan) -> list[Record]:
    """Return what is told of a run with real threads."""
    troupe = Troupe(LAB, plan, audience=Audience(speed=SPEED)).play()
    assert not troupe.failures
    return troupe.records


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", PLANS)
def test_a_simulated_run_is_as_one_with_real_threads(profile: str, name: str) -> None:
    faults, shows = PLANS[name]
    plan = planned(faults, profile=profile)
    told = simulated(plan)
    assert any(isinstance(record.event, shows) for record in told)
    assert told == live(plan)


@pytest.mark.parametrize("speed", [FULL, SPEED])
def test_a_simulated_run_is_the_same_each_time_for_a_seed(speed: float) -> None:
    faults, _ = PLANS["lose anything"]
    first, second, other = (simulated(planned(faults, seed), speed) for seed in (7, 7, 8))
    assert first == second
    assert first != other


def test_what_a_simulated_run_counts_is_what_it_tells() -> None:
    told: list[Record] = []
    totals = play_simulated(LAB, planned(PLANS["crash"][0]), Audience(take=told.extend))
    judging.assert_counts_agree(told, totals)
    judging.assert_ordered(told, ranks=4)
    assert totals.lost == (3,)
