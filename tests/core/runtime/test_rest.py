"""How a polling thread rests; nothing here really sleeps."""

from itertools import pairwise

from core.runtime.rest import (
    IDLE_AFTER_S,
    IDLE_NAP_S,
    NAP_GROWTH,
    NAP_MAX_S,
    NAP_MIN_S,
    YIELDS,
    Rest,
)
from tests.core.runtime.conftest import Time


def rested(times: int) -> Rest:
    """Return a rest that was taken so often."""
    rest = Rest()
    for _ in range(times):
        rest.pause()
    return rest


def test_after_work_the_processor_is_only_yielded(frozen: Time) -> None:
    rested(YIELDS - 1)
    assert (frozen.yields, frozen.naps) == (YIELDS - 1, [])


def test_then_it_naps(frozen: Time) -> None:
    rest = rested(YIELDS)
    assert frozen.naps == []
    rest.pause()
    assert frozen.naps == [NAP_MIN_S]


def test_naps_grow_up_to_a_bound(frozen: Time) -> None:
    rested(YIELDS + 50)
    assert all(
        later == min(earlier * NAP_GROWTH, NAP_MAX_S) for earlier, later in pairwise(frozen.naps)
    )
    assert frozen.naps[-1] == NAP_MAX_S


def test_after_long_idleness_naps_are_longer_still(frozen: Time) -> None:
    rested(YIELDS + 1000)
    short = [nap for nap in frozen.naps if nap <= NAP_MAX_S]
    assert IDLE_AFTER_S <= sum(short) < IDLE_AFTER_S + NAP_MAX_S
    assert set(frozen.naps[len(short) :]) == {IDLE_NAP_S}


def test_work_lets_it_begin_anew(frozen: Time) -> None:
    rest = rested(YIELDS + 1000)
    rest.reset()
    frozen.naps.clear()
    for _ in range(YIELDS + 1):
        rest.pause()
    assert frozen.naps == [NAP_MIN_S]
