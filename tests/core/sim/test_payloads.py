"""Runs in memory whose segments have bytes: these come to where they belong, and are right."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import MessageSent, SegmentRejected, SegmentStored
from core.faults import (
    Corrupt,
    Crash,
    Delay,
    Duplicate,
    Fault,
    Lose,
    Overtake,
    Revive,
    Slow,
)
from core.messages import SegmentReply
from core.model import Scenario
from core.payloads.made_up import making_up
from core.profiles import PROFILES, Profile
from core.sim.rerun import rerun
from core.sim.world import World
from tests import judging
from tests.core.payloads.sizing import assert_bytes_are_right, sizes_for
from tests.core.sim.companies import FILE, OTHER
from tests.core.sim.test_properties import profiles, runs_settings, scenarios
from tests.worlds import client, scenario

LAB = scenario(
    client(1, owns=[FILE, OTHER]),
    client(2, owns=[FILE, OTHER]),
    client(3, wants=[FILE, OTHER]),
    client(4, wants=[OTHER, FILE]),
)
SIZE = 300
PLANS: dict[str, list[Fault]] = {
    "corrupt": [Corrupt(client=2, at="stored:3")],
    "corrupt and slow": [Corrupt(client=2, at="time:0"), Slow(client=2, at="stored:3", lasts=2.0)],
    "lose": [Lose(message="SegmentReply", chance=0.2)],
    "delay": [Delay(chance=0.3, by=0.2)],
    "double": [Duplicate(message="SegmentReply", chance=0.5)],
    "overtake": [Overtake(chance=0.3)],
    "crash": [Crash(client=3, at="stored:3"), Revive(client=3, at="time:1.5", keeps=False)],
}


def moved(here: Scenario, profile: Profile, seed: int, faults: Sequence[Fault] = ()) -> World:
    """Run a world with bytes; see that who holds a segment has its bytes."""
    sizes = sizes_for(here, SIZE, last=7)
    world = World(
        here,
        profile=profile,
        seed=seed,
        faults=faults,
        sizes=sizes,
        payloads=making_up(sizes),
    )
    world.run(steps_max=50_000)
    assert_bytes_are_right(world.payloads, world.holdings, sizes)
    return world


@given(here=scenarios(), profile=profiles(), seed=st.integers(0, 2**32))
@runs_settings
def test_whoever_holds_a_segment_has_its_bytes(here: Scenario, profile: Profile, seed: int) -> None:
    world = moved(here, profile, seed)
    judging.assert_everyone_got_what_it_wanted(here, world.records, world.holdings)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("profile", PROFILES)
def test_so_it_is_where_things_go_wrong(plan: str, profile: str) -> None:
    world = moved(LAB, PROFILES[profile], 3, PLANS[plan])
    assert judging.of_kind(world.records, SegmentStored)
    judging.assert_counts_agree(world.records, world.totals)


def test_falsified_bytes_are_thrown_away() -> None:
    world = moved(LAB, PROFILES["peers-then-seeds"], 1, PLANS["corrupt"])
    assert judging.of_kind(world.records, SegmentRejected)
    assert len(judging.completed(world.records)) == 4


@pytest.mark.parametrize("profile", PROFILES)
def test_bytes_change_nothing_of_a_run_but_how_many_they_are(profile: str) -> None:
    faults = PLANS["corrupt"]
    with_bytes = moved(LAB, PROFILES[profile], 5, faults)
    sizes = sizes_for(LAB, SIZE, last=7)
    counted = World(LAB, profile=PROFILES[profile], seed=5, faults=faults, sizes=sizes).run()
    assert counted.records == with_bytes.records
    without = World(LAB, profile=PROFILES[profile], seed=5, faults=faults).run()
    pairs = list(zip(without.records, with_bytes.records, strict=True))
    assert all(
        one == other
        or (isinstance(one.event, MessageSent) and one.event.kind == SegmentReply.__name__)
        for one, other in pairs
    )


def test_the_bytes_of_segments_are_counted() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    world = moved(here, PROFILES["peers-then-seeds"], 1)
    replies = world.totals.sent[SegmentReply.__name__]
    assert 11 * SIZE + 7 < replies.bytes < 11 * SIZE + 7 + 12 * 60


def test_what_was_recorded_with_bytes_runs_again_without_them() -> None:
    world = moved(LAB, PROFILES["bittorrent"], 1)
    counted = World(LAB, profile=PROFILES["bittorrent"], seed=1, sizes=sizes_for(LAB, SIZE, last=7))
    rerun(counted, world.records)
    assert counted.records == world.records
