"""Segments as cells: what they look like, and how many fit.

A cell says by its shape, and by its colour, how the client stands to the segment. Where the cells
of a file do not fit, each stands for several segments and shows the share held by its height.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from bt_tui.board import Cell

SHAPES = {
    Cell.MISSING: "·",
    Cell.REQUESTED: "?",
    Cell.OWNED: "■",
    Cell.DOWNLOADED: "●",
    Cell.REJECTED: "✗",
}
NAMES = {
    Cell.MISSING: "missing",
    Cell.REQUESTED: "requested",
    Cell.OWNED: "from the start",
    Cell.DOWNLOADED: "downloaded",
    Cell.REJECTED: "wrong",
}
LOOKS = {cell: f"cell--{cell.name.lower()}" for cell in Cell}
FRESH = "cell--fresh"
SELECTED = "cell--selected"
"""Stands out by itself where cells have no gap; else by what is around it."""
BRACKETS = "[]"
HEIGHTS = "·▁▂▃▄▅▆▇█"
WIDTH_MAX = 2
HELD = (Cell.OWNED, Cell.DOWNLOADED)

Look = Callable[[str], Style]
"""Returns what a named look is in the present theme."""


class Shape(NamedTuple):
    """What a cell of the screen shows, and the name of how it looks."""

    text: str
    look: str


SINGLE = {int(cell): Shape(SHAPES[cell], LOOKS[cell]) for cell in Cell}
"""What one segment looks like, by what its cell holds."""


def group_size(segments: int, room: int) -> int:
    """Return how many segments one cell must stand for, so that all fit into the room."""
    return max(1, -(-segments // max(1, room)))


def cell_width(segments: int, room: int) -> int:
    """Return how wide each cell can be, its gap included, from 1 on."""
    return max(1, min(WIDTH_MAX, room // max(1, segments)))


def state_shapes(cells: bytearray, size: int) -> list[Shape]:
    """Return how the client stands to its segments, so many in each shape."""
    if size == 1:
        return [SINGLE[cell] for cell in cells]
    return [_grouped(cells[start : start + size]) for start in range(0, len(cells), size)]


def _grouped(group: bytearray) -> Shape:
    """Return the shape of some segments drawn as one."""
    if len(group) == 1:
        return SINGLE[group[0]]
    held = sum(group.count(cell) for cell in HELD)
    height = HEIGHTS[-(-held * (len(HEIGHTS) - 1) // len(group))]
    order = (Cell.REJECTED, Cell.REQUESTED, Cell.OWNED, Cell.DOWNLOADED)
    cell = next((cell for cell in order if group.count(cell)), Cell.MISSING)
    return Shape(height if held else SHAPES[cell], LOOKS[cell])


def draw_cells(
    shapes: Sequence[Shape],
    *,
    width: int,
    look: Look,
    fresh: Collection[int] = (),
    selected: int | None = None,
) -> Iterator[Segment]:
    """Yield the cells, each with a gap before it where it is so wide, and one more gap at the end.

    Those that look the same are drawn together. The places in `fresh` were changed by the last
    step; the one that is `selected` stands in brackets, or, where there is no gap, stands out.
    """
    gap = " " * (width - 1)

    def how(place: int) -> tuple[str, bool, int]:
        beside = place - selected if selected is not None and place - selected in {0, 1} else -1
        return shapes[place].look, place in fresh, beside

    for (name, is_fresh, beside), run in groupby(range(len(shapes)), key=how):
        style = look(name) + look(FRESH) if is_fresh else look(name)
        if beside >= 0 or is_fresh:
            for place in run:
                yield Segment(BRACKETS[beside] if gap and beside >= 0 else gap)
                alone = beside == 0 and not gap
                yield Segment(shapes[place].text, style + look(SELECTED) if alone else style)
        else:
            yield Segment("".join(f"{gap}{shapes[place].text}" for place in run), style)
    if gap:
        yield Segment(BRACKETS[1] if selected == len(shapes) - 1 else gap)
