"""Segments as cells: their shapes, and how they group where they do not fit."""

from collections.abc import Collection

import pytest
from rich.segment import Segment
from rich.style import Style

from bt_tui.board import Cell
from bt_tui.widgets.cells import (
    HEIGHTS,
    LOOKS,
    NAMES,
    SHAPES,
    cell_width,
    draw_cells,
    group_size,
    state_shapes,
)

MISSING, REQUESTED, OWNED, DOWNLOADED, REJECTED = Cell
PLAIN, FRESH, SELECTED = Style(), Style(reverse=True), Style(underline=True)


def drawn(
    cells: Collection[int],
    fresh: Collection[int] = (),
    *,
    room: int = 80,
    width: int = 1,
    selected: int | None = None,
) -> list[Segment]:
    """Return the cells as they are drawn; those that are fresh or selected look different."""

    def look(name: str) -> Style:
        return {"cell--fresh": FRESH, "cell--selected": SELECTED}.get(name, PLAIN)

    size = group_size(len(cells), room)
    places = {segment // size for segment in fresh}
    shapes = state_shapes(bytearray(cells), size)
    return list(draw_cells(shapes, width=width, look=look, fresh=places, selected=selected))


def text(segments: list[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def fresh_text(segments: list[Segment]) -> str:
    return "".join(one.text for one in segments if one.style is not None and one.style.reverse)


def names_of_looks(cells: Collection[int], room: int) -> list[str]:
    """Return which looks were asked for."""
    asked: list[str] = []

    def look(name: str) -> Style:
        asked.append(name)
        return PLAIN

    shapes = state_shapes(bytearray(cells), group_size(len(cells), room))
    list(draw_cells(shapes, width=1, look=look))
    return asked


def test_every_cell_has_a_shape_a_name_and_a_look_of_its_own() -> None:
    for told in (SHAPES, NAMES, LOOKS):
        assert set(told) == set(Cell)
        assert len(set(told.values())) == len(Cell)
    assert all(len(shape) == 1 for shape in SHAPES.values())


def test_each_segment_is_drawn_in_its_shape() -> None:
    assert text(drawn(list(Cell))) == "".join(SHAPES[cell] for cell in Cell)


def test_cells_have_a_gap_where_there_is_room() -> None:
    assert text(drawn([OWNED, MISSING], width=2)) == f" {SHAPES[OWNED]} {SHAPES[MISSING]} "


@pytest.mark.parametrize(("place", "told"), [(0, "[■]■ ■ "), (1, " ■[■]■ "), (2, " ■ ■[■]")])
def test_the_selected_cell_stands_in_brackets(place: int, told: str) -> None:
    assert text(drawn([OWNED] * 3, width=2, selected=place)) == told


def test_where_there_is_no_room_for_brackets_the_selected_cell_stands_out() -> None:
    segments = drawn([OWNED] * 3, selected=1)
    assert [one.text for one in segments if one.style and one.style.underline] == [SHAPES[OWNED]]
    assert text(segments) == SHAPES[OWNED] * 3


def test_a_fresh_cell_that_is_selected_is_both() -> None:
    assert fresh_text(drawn([OWNED] * 3, [1], width=2, selected=1)) == SHAPES[OWNED]
    assert text(drawn([OWNED] * 3, [1], width=2, selected=1)) == " ■[■]■ "


def test_a_file_without_segments_has_nothing_to_draw() -> None:
    assert text(drawn([])) == ""


@pytest.mark.parametrize(
    ("segments", "room", "size", "width"),
    [
        (0, 50, 1, 2),
        (1, 50, 1, 2),
        (25, 50, 1, 2),
        (26, 50, 1, 1),
        (50, 50, 1, 1),
        (51, 50, 2, 1),
        (100, 50, 2, 1),
        (101, 50, 3, 1),
        (7, 0, 7, 1),
        (0, 0, 1, 1),
    ],
)
def test_so_many_segments_share_a_cell_that_all_fit(
    segments: int, room: int, size: int, width: int
) -> None:
    assert group_size(segments, room) == size
    assert max(1, cell_width(segments, room)) == max(1, min(width, room or 1))
    assert -(-segments // size) * (width if room else 1) <= max(room, 1)


@pytest.mark.parametrize("held", range(9))
def test_the_height_of_a_group_is_the_share_held(held: int) -> None:
    cells = [OWNED] * held + [MISSING] * (8 - held)
    assert text(drawn(cells, room=1)) == HEIGHTS[held]


def test_a_group_is_full_only_when_all_is_held_and_never_empty_when_something_is() -> None:
    assert text(drawn([OWNED] * 999 + [MISSING], room=1)) == HEIGHTS[-1]
    assert text(drawn([OWNED] + [MISSING] * 999, room=1)) == HEIGHTS[1]


@pytest.mark.parametrize("cell", [REQUESTED, REJECTED, MISSING])
def test_a_group_of_which_nothing_is_held_has_the_shape_of_what_matters_most(cell: Cell) -> None:
    assert text(drawn([MISSING, cell, MISSING], room=1)) == SHAPES[cell]


@pytest.mark.parametrize(
    ("cells", "look"),
    [
        ([MISSING, MISSING], MISSING),
        ([OWNED, OWNED], OWNED),
        ([DOWNLOADED, MISSING], DOWNLOADED),
        ([DOWNLOADED, REQUESTED], REQUESTED),
        ([REQUESTED, REJECTED], REJECTED),
    ],
)
def test_a_group_looks_like_what_matters_most_in_it(cells: list[Cell], look: Cell) -> None:
    assert names_of_looks(cells, room=1) == [LOOKS[look]]


def test_the_last_group_may_be_smaller() -> None:
    assert text(drawn([MISSING] * 4 + [OWNED], room=3)) == f"··{SHAPES[OWNED]}"


def test_fresh_cells_stand_out_and_their_gaps_do_not() -> None:
    cells = [OWNED, DOWNLOADED, REQUESTED]
    assert fresh_text(drawn(cells, [1, 2], width=2)) == SHAPES[DOWNLOADED] + SHAPES[REQUESTED]
    assert fresh_text(drawn(cells)) == ""


def test_a_group_is_fresh_when_one_of_its_segments_is() -> None:
    segments = drawn([OWNED] * 4 + [MISSING] * 4, [5], room=2)
    assert fresh_text(segments) == SHAPES[MISSING]
    assert text(segments) == HEIGHTS[-1] + SHAPES[MISSING]
