"""What the counts come to: messages a segment, and the balance beside how good it could be."""

import pytest
from hypothesis import given

from bt_tui.figures import Bound, figures_at
from bt_tui.series import Series
from core.balance import Balance
from core.events import FileBegun
from core.sim.world import World
from tests.bt_tui.screens import story
from tests.bt_tui.test_series import series
from tests.bt_tui.test_state_runs import few, worlds
from tests.core.recorded import Happening, records, served, started

RACE = [started(1, {"a": 60}), *(started(rank, {}, ["a"]) for rank in range(2, 7))]


def bound(*happenings: Happening) -> float | None:
    """Return how good the balance can become, as known after these."""
    told = list(records(happenings))
    here = series(told)
    return Bound(here).at(figures_at(here, len(told), 0), len(told))


def test_before_anything_happened_nothing_comes_to_anything() -> None:
    told = figures_at(Series(), 0, 0)
    assert (told.messages, told.per_segment, told.balance, told.time) == (0, None, None, 0.0)
    assert Bound(Series()).at(told, 0) is None


def test_messages_a_segment_are_all_messages_over_all_segments_stored() -> None:
    told = figures_at(series(story()), len(story()), 0)
    assert told.stored == 29
    assert told.per_segment == told.messages / 29


@given(world=worlds)
@few
def test_the_balance_is_that_of_the_comparison(world: World) -> None:
    balance = Balance()
    for record in world.records:
        balance.observe(record)
    assert figures_at(series(world.records), len(world.records), 0).balance == balance.reached


def test_the_bound_is_known_from_the_first_segment_on_and_stays() -> None:
    """The sample race: a seed must serve 60 segments where the mean will be 50."""
    assert bound(*RACE) is None
    assert bound(*RACE, *served(1, 1)) == pytest.approx(1.2)
    assert bound(*RACE, *served(1, 30)) == pytest.approx(1.2)
    assert bound(*RACE, *served(1, 200), *served(2, 100)) == pytest.approx(1.2)


def test_what_is_served_in_vain_lowers_the_bound() -> None:
    assert bound(*RACE, *served(1, 330)) == pytest.approx(60 / 55)


def test_parts_that_are_there_from_the_start_need_not_be_served() -> None:
    begun = [FileBegun("a", 60, tuple(range(30)))]
    seed, leecher = started(1, {"a": 60}), started(3, {}, ["a"])
    assert bound(seed, started(2, {}, ["a"]), leecher, *served(1, 1)) == pytest.approx(1.5)
    assert bound(seed, started(2, {}, ["a"], begun), leecher, *served(1, 1)) == 1


def test_a_client_that_starts_again_after_a_crash_counts_once() -> None:
    begun = [FileBegun("a", 60, tuple(range(59)))]
    again = started(2, {}, ["a"], begun)
    assert bound(*RACE, *served(1, 59), again) == pytest.approx(1.2)


def test_the_bound_of_a_moment_is_that_of_who_had_started_by_then() -> None:
    told = list(records([*RACE[:2], *served(1, 1), *RACE[2:]]))
    here = series(told)
    one = Bound(here)
    then, now = figures_at(here, 3, 0), figures_at(here, len(told), 0)
    for _ in range(2):
        assert one.at(now, len(told)) == pytest.approx(1.2)
        assert one.at(then, 3) == 2
