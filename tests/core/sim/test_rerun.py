"""Running recorded events again, and going on from any step in the same way, or in another."""

from collections.abc import Sequence

import pytest

from core.errors import RunError
from core.events import MessageReceived, Record
from core.faults.reading import parse_fault
from core.profiles import PROFILES, Profile
from core.runtime.pace import FULL, Audience
from core.runtime.roles import Plan
from core.sim.play import play_simulated
from core.sim.rerun import rerun
from core.sim.world import World
from core.steps import Steps
from tests.chaos import swarm
from tests.nets import Troupe

SCENARIO = swarm(12)
STEADY = 1e6
PLANS = {
    "nothing": (),
    "messages": ("delay chance=0.2 by=0.2", "lose message=SegmentReply chance=0.1"),
    "crash": ("crash client=2 at=stored:2 nth=3", "revive client=2 at=time:1 keeps=false"),
    "afflictions": ("corrupt client=1 for=0.3", "slow client=3 at=stored:3", "cut at=time:1 for=2"),
}
every_profile = pytest.mark.parametrize(
    "profile", PROFILES.values(), ids=lambda profile: profile.name
)
every_plan = pytest.mark.parametrize("faults", PLANS.values(), ids=PLANS)


def plan_of(profile: Profile, faults: Sequence[str]) -> Plan:
    """Return what decides a run."""
    return Plan(3, profile, conducted=True, faults=tuple(map(parse_fault, faults)))


def told(plan: Plan, speed: float = STEADY, begun: Sequence[Record] = ()) -> list[Record]:
    """Return what a simulated run tells."""
    records: list[Record] = []
    play_simulated(SCENARIO, plan, Audience(take=records.extend, speed=speed), begun)
    return records


def boundaries(records: Sequence[Record]) -> list[int]:
    """Return the moments between two steps."""
    steps = Steps()
    begins = [number for number, one in enumerate(records) if steps.begins_with(one.event)]
    return [*begins, len(records)]


@every_profile
@every_plan
def test_from_any_step_on_the_same_follows(profile: Profile, faults: Sequence[str]) -> None:
    plan = plan_of(profile, faults)
    records = told(plan)
    places = boundaries(records)
    for place in (0, len(places) // 3, 2 * len(places) // 3, -1):
        assert told(plan, begun=records[: places[place]]) == records


@every_profile
def test_what_went_at_full_speed_can_be_run_again(profile: Profile) -> None:
    plan = plan_of(profile, ())
    records = told(plan, FULL)
    world = World(SCENARIO, seed=plan.seed, profile=profile)
    rerun(world, records)
    assert world.records == records


def test_what_real_threads_did_can_be_run_again() -> None:
    plan = plan_of(PROFILES["bittorrent"], ())
    troupe = Troupe(SCENARIO, plan, audience=Audience(speed=FULL)).play()
    world = World(SCENARIO, seed=plan.seed, profile=plan.profile)
    rerun(world, troupe.records)
    assert [one.event for one in world.records if one.at.rank == 1] == [
        one.event for one in troupe.records if one.at.rank == 1
    ]
    assert world.totals.complete


def test_another_seed_does_not_bring_the_same_and_that_is_an_error() -> None:
    records = told(plan_of(PROFILES["random-owner"], ()))
    with pytest.raises(RunError, match=r"event [0-9]+ does not come again"):
        rerun(World(SCENARIO, seed=4, profile=PROFILES["random-owner"]), records)


def test_a_receipt_of_what_was_not_sent_is_an_error() -> None:
    plan = plan_of(PROFILES["client-table"], ())
    records = told(plan)
    first = next(one for one in records if isinstance(one.event, MessageReceived))
    with pytest.raises(RunError, match="was not sent again"):
        rerun(World(SCENARIO, seed=3, profile=plan.profile), [*records, first])


def test_a_part_of_a_step_is_an_error() -> None:
    plan = plan_of(PROFILES["client-table"], ())
    records = told(plan)
    inside = next(
        place
        for place in range(1, len(records))
        if place not in boundaries(records) and place > boundaries(records)[0]
    )
    with pytest.raises(RunError, match="more comes of it"):
        rerun(World(SCENARIO, seed=3, profile=plan.profile), records[:inside])
