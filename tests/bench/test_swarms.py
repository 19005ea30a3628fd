"""What runs come to, beside their floors and limits."""

import json

import pytest

from tests.bench.figures import Figure
from tests.bench.jobs import NET, OURS, PLAIN, Ran
from tests.bench.swarms import BALANCE, MESSAGES, PROTOCOL, Swarm, figures_of

SUMMARY = json.dumps(
    {
        "protocol_s": 0.1,
        "wall_s": 0.5,
        "messages": 600,
        "bytes": 4000,
        "by_kind": {
            "SegmentReply": {"messages": 300, "bytes": 3000},
            "SwarmReply": {"messages": 300, "bytes": 1000},
        },
        "clients": [{"served": 600}, {"served": 400}],
    }
)
FLOOR = {PLAIN: [Ran(0.7, 1.0, "")], OURS: [Ran(0.5, 0.8, "")]}


def figures(swarm: Swarm) -> dict[str, Figure]:
    ran = [Ran(wall_s=0.75, cpu_s=1.25, out=SUMMARY)]
    return {figure.name: figure for figure in figures_of(swarm, ran, FLOOR)}


def test_runs_are_told_beside_the_floors_of_the_same_round() -> None:
    found = figures(Swarm("bittorrent", 16, moved=1000, bound=1.0))
    assert found[NET[PLAIN]].values == pytest.approx((0.05,))
    assert found[NET[OURS]].values == pytest.approx((0.25,))
    assert found["wall time"].beside == {PLAIN: (0.7,), OURS: (0.5,)}
    assert found["processor time"].beside == {PLAIN: (1.0,), OURS: (0.8,)}
    assert found["segments"].values == pytest.approx((10_000,))
    assert found[MESSAGES].values == pytest.approx((0.6,))
    assert found["tracker's share of bytes"].values == pytest.approx((25.0,))


def test_the_balance_is_held_against_its_lower_bound() -> None:
    balance = figures(Swarm("bittorrent", 16, moved=1000, bound=1.05))[BALANCE]
    assert balance.values == pytest.approx((1.2,))
    assert balance.at_most == pytest.approx(1.155)
    assert balance.beside == {"lower bound": (1.05,)}
    assert balance.is_met is False


def test_limits_are_for_one_profile_at_one_size() -> None:
    batched = figures(Swarm("bittorrent", 16, moved=1000, bound=1.0))
    limits = {name: one.at_most for name, one in batched.items() if one.at_most is not None}
    assert limits == pytest.approx(
        {PROTOCOL: 0.12, NET[PLAIN]: 0.05, NET[OURS]: 0.15, MESSAGES: 0.6, BALANCE: 1.1}
    )
    lock_step = figures(Swarm("client-table", 8, moved=1000, bound=1.0))
    limits = {name: one.at_most for name, one in lock_step.items() if one.at_most is not None}
    assert limits == dict.fromkeys(NET.values(), 0.7)
    others = figures(Swarm("client-table", 16, moved=1000, bound=1.0))
    assert {one.at_most for one in others.values()} == {None}
