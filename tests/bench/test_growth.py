"""How what a segment costs grows."""

from tests.bench.growth import LIMITS, Cost, cost_of
from tests.bench.swarm import swarm


def test_what_is_counted_is_the_same_each_time_for_a_seed() -> None:
    some = swarm(3, files=2, segments=12)
    first, second = (cost_of(some, "bittorrent", seed=1) for _ in range(2))
    assert first[1:] == second[1:]
    assert first.messages > 0
    assert first.bytes > first.messages


def test_there_is_a_limit_or_none_for_each_cost() -> None:
    assert [name.split()[-1] for name in LIMITS] == ["time", "messages", "bytes"]
    assert len(LIMITS) == len(Cost._fields)
