"""Runs in which clients begin with what an earlier run left them."""

import pytest

from core import bitmap
from core.checks import Verdict, checks_for, judge
from core.events import FileIncomplete, PeerListed, RoleChanged, SegmentsServed, SegmentStored
from core.model import Manifest, Role, Scenario
from core.profiles import PROFILES, Profile
from core.sim.world import World
from core.tracker import CAME_WITH
from tests import judging
from tests.worlds import client, file, part, scenario

FILE = file("atlas", 40)
POEM = file("poem", 3)
HALF, REST = part(FILE, *range(20)), part(FILE, *range(20, 40))
HERE = scenario(
    client(1, owns=[FILE]),
    client(2, wants=["atlas"], left=[HALF]),
    client(3, owns=[POEM], wants=["atlas"], left=[REST]),
    client(4, wants=["poem", "atlas"]),
)

every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda one: one.name)


def resumed(here: Scenario, profile: Profile, seed: int = 0) -> World:
    """Run in memory; each client begins with what was left to it."""
    world = World(here, profile=profile, seed=seed)
    for one in here.clients:
        for left in one.partial:
            begin_with(world, one.rank, left)
    return world.run()


def begin_with(world: World, rank: int, left: Manifest) -> None:
    held = world.holdings[rank].open(left)
    for segment, known in enumerate(left.hashes):
        if known != "-":
            held.store(segment)


@every_profile
def test_everyone_gets_everything_and_nothing_that_was_held_is_fetched_again(
    profile: Profile,
) -> None:
    world = resumed(HERE, profile)
    judging.assert_everyone_got_what_it_wanted(HERE, world.records, world.holdings)
    stored = judging.of_kind(world.records, SegmentStored)
    fetched = {rank: bitmap.of(e.segment for r, e in stored if r == rank) for rank in (2, 3)}
    assert fetched == {2: bitmap.full(40) & ~bitmap.full(20), 3: bitmap.full(20)}


NOBODYS = scenario(client(1, wants=["atlas"], left=[HALF]), client(2, wants=["atlas"]))


@every_profile
@pytest.mark.parametrize("here", [HERE, NOBODYS], ids=["owned", "nobody's"])
def test_the_rules_are_kept(profile: Profile, here: Scenario) -> None:
    for seed in range(5):
        records = resumed(here, profile, seed).records
        judgements = judge(records, checks_for(profile, faultless=True))
        assert [one for one in judgements if one.verdict is Verdict.BROKEN] == []


@every_profile
def test_who_has_a_part_is_listed_and_counts_as_a_peer_from_the_start(profile: Profile) -> None:
    world = resumed(HERE, profile)
    listed = judging.of_kind(world.records, PeerListed)
    assert {event.client for _, event in listed if event.reason == CAME_WITH} == {2, 3}
    changes = [event for rank, event in judging.of_kind(world.records, RoleChanged) if rank == 2]
    assert changes == [RoleChanged("atlas", Role.PEER, Role.SEED)]


@every_profile
def test_who_has_a_part_serves_it(profile: Profile) -> None:
    served = [
        {rank for rank, _ in judging.of_kind(resumed(HERE, profile, seed).records, SegmentsServed)}
        for seed in range(3)
    ]
    assert {2, 3} <= set.union(*served)


@every_profile
def test_a_part_of_a_file_that_nobody_owns_is_kept_and_the_rest_reported(profile: Profile) -> None:
    world = resumed(scenario(client(1, wants=["atlas"], left=[HALF])), profile)
    ((_, event),) = judging.of_kind(world.records, FileIncomplete)
    assert event == FileIncomplete("atlas", 40, tuple(range(20, 40)), "nobody has registered it")
    (told,) = world.totals.incomplete
    assert (told[1].held, told[1].segments, told[1].role) == (20, 40, Role.PEER)


@every_profile
def test_a_part_of_which_nothing_is_missing_is_a_whole_file(profile: Profile) -> None:
    here = scenario(client(1, wants=["atlas"], left=[FILE]), client(2, wants=["atlas"]))
    world = resumed(here, profile)
    assert world.totals.complete
    assert judging.completed(world.records) == {(1, "atlas"), (2, "atlas")}
