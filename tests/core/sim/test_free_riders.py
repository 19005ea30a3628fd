"""Clients that share nothing: they get their files, stay leechers, and cost others what they do."""

import pytest

from core.events import AskerChoked, RequestDenied, RoleChanged, SegmentsServed
from core.measures import Totals
from core.model import Role
from core.profiles import PROFILES, Profile
from core.sim.world import World
from tests import judging
from tests.worlds import client, file, scenario

FILE = file("prize", 60)
RIDER = 6
RACE = scenario(client(1, owns=[FILE]), *(client(rank, wants=[FILE]) for rank in range(2, 7)))
SEEDS = range(5)


def race(profile: Profile, seed: int = 0) -> World:
    world = World(RACE, seed=seed, profile=profile, free_riders=(RIDER,)).run()
    judging.assert_the_rules_are_kept(world.records, profile)
    return world


def role_of(totals: Totals, rank: int) -> Role:
    return totals.ranks[rank].files["prize"].role


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda one: one.name)
def test_everyone_gets_everything_and_the_free_rider_stays_a_leecher(profile: Profile) -> None:
    world = race(profile)
    judging.assert_everyone_got_what_it_wanted(RACE, world.records, world.holdings)
    assert [role_of(world.totals, rank) for rank in (2, RIDER)] == [Role.SEED, Role.LEECHER]
    assert RIDER not in {at for at, _ in judging.of_kind(world.records, RoleChanged)}
    assert RIDER not in {at for at, _ in judging.of_kind(world.records, SegmentsServed)}


@pytest.mark.parametrize("name", ["peers-then-seeds", "first-missing"])
def test_requests_to_a_free_rider_are_denied(name: str) -> None:
    denied = [
        event.asked
        for seed in SEEDS
        for _, event in judging.of_kind(race(PROFILES[name], seed).records, RequestDenied)
    ]
    assert RIDER in denied


def test_only_bittorrent_chokes_the_free_rider_and_serves_it_last() -> None:
    for profile in PROFILES.values():
        chokes = dict.fromkeys(range(2, 7), 0)
        places = []
        for seed in SEEDS:
            records = race(profile, seed).records
            for _, event in judging.of_kind(records, AskerChoked):
                chokes[event.asker] += 1
            stored = [r.at.rank for r in records if type(r.event).__name__ == "FileCompleted"]
            places.append(stored.index(RIDER) + 1)
        if profile.slots is None:
            assert set(chokes.values()) == {0}
        else:
            honest = [count for rank, count in chokes.items() if rank != RIDER]
            assert chokes[RIDER] > 3 * max(honest)
            assert sorted(places)[len(places) // 2] == 5


def test_a_file_that_only_a_free_rider_owns_cannot_be_had() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    for profile in PROFILES.values():
        world = World(here, profile=profile, free_riders=(1,)).run()
        assert set(judging.missing_of(world.records)) == {(2, "prize")}
        assert not world.totals.complete
