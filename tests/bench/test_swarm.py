"""The swarms that are measured, and what a summary tells of one."""

import pytest

from bt_tui.compare.measured import fold
from bt_tui.summary import Summary, as_json
from core.profiles import PROFILES
from core.sim.world import World
from tests.bench.swarm import balance_bound, segments_to_move, swarm, told
from tests.worlds import client, file, scenario


@pytest.mark.parametrize(
    ("clients", "moved"), [(4, 4 * 6 * 100), (8, 8 * 7 * 100), (16, 8 * 15 * 100)]
)
def test_every_client_wants_all_that_it_does_not_own(clients: int, moved: int) -> None:
    some = swarm(clients)
    owned = [one.name for each in some.clients for one in each.owned]
    assert sorted(owned) == [f"file{number}" for number in range(1, 9)]
    assert segments_to_move(some) == moved


@pytest.mark.parametrize("profile", PROFILES)
def test_a_summary_tells_what_the_folds_over_all_events_find(profile: str) -> None:
    some = swarm(4, files=3, segments=12)
    world = World(some, profile=PROFILES[profile], seed=1).run()
    summary = Summary("swarm", 5, "memory", profile, 1, None, None, None, 0.5, world.totals)
    found, (_, measured) = told(as_json(summary)), fold(world.records, 5)
    assert (found.messages, found.bytes) == (measured.messages, measured.bytes)
    assert found.tracker_share == pytest.approx(measured.tracker_share)
    assert found.balance == pytest.approx(measured.balance)
    assert balance_bound(some) == pytest.approx(measured.balance_bound)


def test_a_sole_seed_of_all_cannot_serve_as_little_as_the_mean() -> None:
    sole = file("file1", 60)
    others = [client(rank, wants=[sole]) for rank in range(2, 7)]
    assert balance_bound(scenario(client(1, owns=[sole]), *others)) == pytest.approx(1.2)
