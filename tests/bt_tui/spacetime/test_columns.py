"""Columns: where threads stand, and which of them where not all have room."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bt_tui.spacetime.columns import LABEL_MIN, PITCH_MAX, PITCH_MIN, lay_out


def test_where_all_have_room_all_are_shown_and_spread_as_far_as_is_of_use() -> None:
    for width, pitch in ((59, PITCH_MIN), (79, PITCH_MIN), (100, 9), (200, PITCH_MAX)):
        columns = lay_out(7, 7, width, 3, [0])
        assert columns.shown == tuple(range(7))
        assert (columns.pitch, columns.gaps, columns.all_fit) == (pitch, [], True)
        assert columns.end + LABEL_MIN <= width


def test_where_not_all_have_room_the_rest_is_marked() -> None:
    columns = lay_out(129, 7, 120, 40, [0, 77])
    first, *between, last = columns.shown
    assert (first, last) == (0, 77)
    assert between == list(range(40, 40 + len(between)))
    assert not columns.all_fit
    assert columns.gaps == [
        columns.left + n * PITCH_MIN for n in (1, len(between) + 1, len(between) + 2)
    ]
    assert columns.x(20) == columns.x(39) == columns.gaps[0]
    assert columns.x(100) == columns.end


@given(
    count=st.integers(0, 140),
    width=st.integers(0, 250),
    first=st.integers(0, 140),
    pinned=st.sets(st.integers(0, 139), max_size=3),
)
def test_columns_stand_side_by_side_at_any_width(
    count: int, width: int, first: int, pinned: set[int]
) -> None:
    pinned = {place for place in pinned if place < count}
    columns = lay_out(count, 7, width, min(first, max(0, count - 1)), pinned)
    xs = [columns.x(place) for place in range(count)]
    assert xs == sorted(xs)
    assert all(columns.left <= x <= columns.end for x in xs)
    assert sorted(set(columns.shown)) == list(columns.shown)
    assert bool(columns.shown) == bool(count)
    assert pinned <= set(columns.shown)
    middle = [columns.x(place) for place in columns.shown]
    assert all(other - one >= PITCH_MIN for one, other in pairwise(middle))
    hidden = [place for place in range(count) if not columns.shows(place)]
    assert all(columns.x(place) in columns.gaps for place in hidden)
