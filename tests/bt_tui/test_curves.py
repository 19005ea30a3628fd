"""The curves and bars of the charts, as numbers and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bt_tui.curves import (
    CURVES_MAX,
    POINTER,
    Axis,
    Curve,
    Curves,
    Sample,
    kinds,
    named,
    progress,
    samples,
    ticks,
    troubles,
    uploads,
)
from bt_tui.figures import Figures
from core.sim.world import World
from tests.bt_tui.screens import sad_story, story
from tests.bt_tui.test_series import figures, history
from tests.bt_tui.test_state_runs import few, worlds
from tests.worlds import client, file, scenario

NOTHING = Figures(0, 0.0, {}, 0, {}, {}, {}, {})


def shown(world: World, selected: int | None = None) -> Curves:
    """Return the progress of a whole run."""
    here = history(world.records)
    end = here.now.events
    return progress(here, figures(here, end), selected, samples(here, end, Axis.STEPS, 60), 10)


def crowd(leechers: int) -> World:
    """Return the run of a seed and so many leechers."""
    one = file("f", 4)
    clients = [client(rank, wants=[one]) for rank in range(2, leechers + 2)]
    return World(scenario(client(1, owns=[one]), *clients)).run()


# ---- where --------------------------------------------------------------------------------------


@given(world=worlds, share=st.floats(0.0, 1.0), places=st.integers(1, 400))
@few
@pytest.mark.parametrize("axis", Axis)
def test_samples_go_from_the_start_to_the_moment_and_never_beyond(
    axis: Axis, world: World, share: float, places: int
) -> None:
    here = history(world.records)
    moment = round(share * len(world.records))
    found = samples(here, moment, axis, places)
    assert len(found) == places + 1
    assert found == sorted(found)
    assert [one.moment for one in found] == sorted(one.moment for one in found)
    assert found[0].x == 0
    steps = here.step_at(moment)
    end = steps if axis is Axis.STEPS else here.series.times[steps - 1] if steps else 0
    assert found[-1] == Sample(end, moment)


def test_a_sample_over_messages_is_the_moment_after_so_many() -> None:
    here = history(story())
    end = here.now.events
    found = samples(here, end, Axis.STEPS, here.steps)
    assert [one.moment for one in found] == [here.moment_after(n) for n in range(here.steps + 1)]


def test_a_sample_over_time_is_the_moment_after_all_that_had_begun_by_then() -> None:
    here = history(story())
    for one in samples(here, here.now.events, Axis.TIME, 50):
        times = here.series.times[: here.step_at(one.moment)]
        assert all(time <= one.x for time in times)
        assert len(times) == sum(time <= one.x for time in here.series.times)


@given(top=st.floats(0.001, 1e7), most=st.integers(0, 20))
def test_ticks_are_few_and_equally_far_apart_and_begin_with_0(top: float, most: int) -> None:
    found = ticks(top, most)
    assert found[0] == 0
    assert len(found) <= max(2, most)
    assert found[-1] <= top * (1 + 1e-6)
    step = found[-1] / (len(found) - 1) if len(found) > 1 else 0.0
    assert found == pytest.approx([step * n for n in range(len(found))])


@pytest.mark.parametrize(
    ("top", "most", "numbers"),
    [(100, 6, [0, 20, 40, 60, 80, 100]), (100, 4, [0, 50, 100]), (18, 5, [0, 5, 10, 15])],
)
def test_ticks_are_round(top: float, most: int, numbers: list[float]) -> None:
    assert ticks(top, most) == numbers


# ---- progress -----------------------------------------------------------------------------------


def test_few_clients_have_a_curve_each_that_ends_where_they_are() -> None:
    drawing = shown(crowd(CURVES_MAX))
    assert [curve.name for curve in drawing.curves] == [f"C{rank}" for rank in range(2, 8)]
    assert len({curve.hue for curve in drawing.curves}) == CURVES_MAX
    assert all((curve.values[0], curve.values[-1]) == (0, 100) for curve in drawing.curves)


def test_the_selected_client_is_drawn_last_and_marked_and_keeps_its_colour() -> None:
    *others, last = shown(crowd(3), selected=2).curves
    assert [curve.name for curve in others] == ["C3", "C4"]
    assert last.name == f"{POINTER}C2"
    assert last.hue == shown(crowd(3)).curves[0].hue


def test_of_many_clients_the_field_is_shown_and_the_selected_one() -> None:
    world = crowd(CURVES_MAX + 1)
    last, first, median = shown(world).curves
    assert [last.name, first.name, median.name] == ["last", "first", "median"]
    between = zip(last.values, median.values, first.values, strict=True)
    assert all(low <= middle <= high for low, middle, high in between)
    assert any(low < high for low, high in zip(last.values, first.values, strict=True))
    *_, chosen = shown(world, selected=5).curves
    assert chosen.name == f"{POINTER}C5"
    assert all(
        low <= here <= high
        for low, here, high in zip(last.values, chosen.values, first.values, strict=True)
    )


def test_a_client_that_wants_nothing_has_no_curve() -> None:
    assert "C1" not in {curve.name for curve in shown(crowd(2), selected=1).curves}


def test_before_anybody_wants_anything_words_say_so() -> None:
    here = history([])
    drawing = progress(here, NOTHING, None, samples(here, 0, Axis.STEPS, 9), 10)
    assert drawing.words == "nobody is known to want anything yet"


# ---- what hinders -------------------------------------------------------------------------------


def test_each_trouble_that_happened_has_a_curve_that_ends_at_its_count() -> None:
    here = history(sad_story())
    told = figures(here, here.now.events)
    drawing = troubles(here, told, samples(here, here.now.events, Axis.TIME, 40), 10)
    happened = {trouble: count for trouble, count in told.troubles.items() if count}
    assert happened
    assert {curve.name: curve.values[-1] for curve in drawing.curves} == happened
    assert drawing.top == max(happened.values())


def test_where_nothing_hinders_words_say_so() -> None:
    here = history([])
    assert troubles(here, NOTHING, samples(here, 0, Axis.TIME, 5), 10).words.startswith("no ")


# ---- bars ---------------------------------------------------------------------------------------


def test_uploads_have_a_bar_for_each_client_and_the_mean() -> None:
    bars = uploads(NOTHING._replace(served={1: 9, 2: 0, 4: 3}), selected=4)
    assert (bars.names, bars.values, bars.mean) == (("C1", "C2", "C4"), (9, 0, 3), 4)
    assert bars.selected == 2
    assert uploads(NOTHING, selected=4).words


def test_kinds_of_messages_keep_their_order_and_tell_their_counts() -> None:
    bars = kinds(NOTHING._replace(sent={"Register": 3, "SegmentRequest": 120, "Go": 3}), 5)
    assert bars.names == ("Register   3", "SegmentRequest 120", "Go   3")
    assert bars.values == (3, 120, 3)
    assert kinds(NOTHING, 5).words


@given(counts=st.lists(st.integers(1, 50), min_size=1, max_size=15), lines=st.integers(1, 20))
def test_kinds_for_which_there_is_no_line_share_the_last(counts: list[int], lines: int) -> None:
    sent = {f"K{number}": count for number, count in enumerate(counts)}
    bars = kinds(NOTHING._replace(sent=sent), lines)
    assert len(bars.names) == min(len(counts), lines)
    assert sum(bars.values) == sum(counts)
    if len(counts) > lines:
        assert bars.names[-1].startswith("others ")
        assert sorted(bars.values[:-1]) == sorted(counts)[len(counts) - lines + 1 :]


# ---- names --------------------------------------------------------------------------------------


def test_a_name_stands_where_its_curve_is_by_itself() -> None:
    rising = Curve("up", "blue", tuple(float(n) for n in range(101)))
    falling = Curve("down", "red", tuple(100.0 - n for n in range(101)))
    for curve in named([rising, falling], 100, 10):
        assert abs(curve.values[curve.named_at] - 50) > 5  # so the other is a line away


def test_names_on_the_same_curve_stand_side_by_side() -> None:
    flat = tuple([0.0] * 101)
    first, second = named([Curve("one", "blue", flat), Curve("two", "red", flat)], 100, 10)
    assert abs(first.named_at - second.named_at) >= len("one") + len("two")


@given(count=st.integers(1, 6), places=st.integers(1, 200), height=st.integers(1, 40))
def test_a_name_stands_on_its_curve(count: int, places: int, height: int) -> None:
    curves = [Curve(f"C{n}", "blue", tuple([float(n)] * places)) for n in range(count)]
    for curve in named(curves, 100, height):
        assert 0 <= curve.named_at < places
