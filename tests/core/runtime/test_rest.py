"""How a polling thread rests; nothing here really sleeps."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from core.runtime.rest import (
    FREE,
    HELD,
    IDLE_AFTER_S,
    IDLE_NAP_MAX_S,
    NAP_MAX_S,
    NAP_MIN_S,
    Manner,
    Rest,
)
from tests.core.runtime.conftest import Time

every_manner = pytest.mark.parametrize("manner", [FREE, HELD], ids=["free", "held"])


def rested(times: int, manner: Manner) -> Rest:
    """Return a rest that was taken so often."""
    rest = Rest()
    for _ in range(times):
        rest.pause(manner)
    return rest


def growing(naps: Sequence[float], manner: Manner, bound: float) -> bool:
    return all(later == min(now * manner.growth, bound) for now, later in pairwise(naps))


@every_manner
def test_after_work_the_processor_is_only_yielded(frozen: Time, manner: Manner) -> None:
    rested(manner.yields - 1, manner)
    assert (frozen.yields, frozen.naps) == (manner.yields - 1, [])


@every_manner
def test_then_it_naps(frozen: Time, manner: Manner) -> None:
    rest = rested(manner.yields, manner)
    assert frozen.naps == []
    rest.pause(manner)
    assert frozen.naps == [NAP_MIN_S]


@every_manner
def test_naps_grow_up_to_a_bound(frozen: Time, manner: Manner) -> None:
    rested(manner.yields + 50, manner)
    assert growing(frozen.naps, manner, NAP_MAX_S)
    assert frozen.naps[-1] == NAP_MAX_S


@every_manner
def test_after_long_idleness_naps_grow_on_up_to_another_bound(frozen: Time, manner: Manner) -> None:
    rested(manner.yields + 1000, manner)
    short = [nap for nap in frozen.naps if nap <= NAP_MAX_S]
    assert IDLE_AFTER_S <= sum(short) < IDLE_AFTER_S + NAP_MAX_S
    assert growing(frozen.naps[len(short) :], manner, IDLE_NAP_MAX_S)
    assert frozen.naps[-1] == IDLE_NAP_MAX_S


@every_manner
def test_work_lets_it_begin_anew(frozen: Time, manner: Manner) -> None:
    rest = rested(manner.yields + 1000, manner)
    rest.reset()
    frozen.naps.clear()
    for _ in range(manner.yields + 1):
        rest.pause(manner)
    assert frozen.naps == [NAP_MIN_S]


def test_a_held_thread_naps_sooner_and_for_a_tenth_of_the_time_that_it_has_rested(
    frozen: Time,
) -> None:
    assert HELD.yields < FREE.yields
    rested(HELD.yields + 40, HELD)
    assert frozen.naps[-1] < 0.12 * sum(frozen.naps)
