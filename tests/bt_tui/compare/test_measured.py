"""The measures of whole runs, by every profile that there is."""

import pytest

from bt_tui.compare.inputs import read_inputs
from bt_tui.compare.measured import MEASURES, Measured, fold, lacking
from core.measures import Totals
from core.model import Scenario
from core.profiles import PROFILES, profile_named
from core.sim.world import World
from tests.worlds import client, file, scenario


def ran(of: Scenario, profile: str) -> tuple[World, Totals, Measured]:
    world = World(of, seed=3, profile=profile_named(profile)).run()
    return world, *fold(world.records, len(of.clients) + 1)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_fold_counts_what_the_ranks_counted(profile: str) -> None:
    world, totals, measured = ran(read_inputs("classroom").scenario, profile)
    traffic = world.totals.traffic
    assert totals == world.totals
    assert (measured.messages, measured.bytes) == (traffic.messages, traffic.bytes)
    assert measured.protocol_s == world.totals.protocol_s
    assert measured.denials == sum(counts.denials for counts in world.totals.ranks)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_measures_of_the_race_lie_where_they_must(profile: str) -> None:
    _, totals, measured = ran(read_inputs("race").scenario, profile)
    assert totals.complete
    assert measured.messages_per_segment == measured.messages / 300
    assert measured.balance_bound is not None
    assert measured.balance is not None
    assert 1 <= measured.balance_bound <= 1.2  # more is served than is needed, at most
    assert measured.balance_bound <= measured.balance <= 6
    for share in (measured.tracker_share, measured.largest_share, measured.staleness):
        assert share is not None
        assert 0 <= share <= 1


def test_a_run_without_anything_to_fetch_has_only_what_was_sent() -> None:
    _, totals, measured = ran(scenario(client(1, owns=[file()])), "client-table")
    assert totals.complete
    absent = {name for name in MEASURES if getattr(measured, name) is None}
    ratios = {"messages_per_segment", "balance", "balance_bound", "largest_share", "staleness"}
    assert absent == ratios


def test_what_did_not_arrive_is_told_with_the_reason() -> None:
    _, totals, _ = ran(scenario(client(1), client(2, wants=["ghost"])), "client-table")
    assert lacking(totals) == ("C2 did not get all of ghost: nobody has registered it",)
