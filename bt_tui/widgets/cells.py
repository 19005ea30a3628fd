"""Segments as cells: what they look like, and how many fit.

A cell says by its shape, and by its colour, how the client stands to the segment. Where the cells
of a file do not fit, each stands for several segments and shows the share held by its height.
"""

from collections.abc import Callable, Collection, Iterator
from itertools import groupby

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
SINGLE = {int(cell): (SHAPES[cell], LOOKS[cell]) for cell in Cell}
"""What one segment looks like, by what its cell holds."""
FRESH = "cell--fresh"
HEIGHTS = "·▁▂▃▄▅▆▇█"
WIDTH_MAX = 2
HELD = (Cell.OWNED, Cell.DOWNLOADED)

Look = Callable[[str], Style]
"""Returns what a named look is in the present theme."""


def group_size(segments: int, room: int) -> int:
    """Return how many segments one cell must stand for, so that all fit into the room."""
    return max(1, -(-segments // max(1, room)))


def cell_width(segments: int, room: int) -> int:
    """Return how wide each cell can be, its gap included, from 1 on."""
    return max(1, min(WIDTH_MAX, room // max(1, segments)))


def draw_cells(
    cells: bytearray, fresh: Collection[int], *, room: int, width: int, look: Look
) -> Iterator[Segment]:
    """Yield the cells, those that look the same drawn together.

    `fresh` are the segments that the last step changed.
    """
    size = group_size(len(cells), room)
    changed = {segment // size for segment in fresh}
    gap = " " * (width - 1)
    shapes = (
        (*_shape(cells[start : start + size]), place in changed)
        for place, start in enumerate(range(0, len(cells), size))
    )
    for (name, is_fresh), run in groupby(shapes, key=lambda shape: shape[1:]):
        if is_fresh:
            for shape, *_ in run:
                yield Segment(shape, look(name) + look(FRESH))
                yield Segment(gap)
        else:
            yield Segment("".join(f"{shape}{gap}" for shape, *_ in run), look(name))


def _shape(group: bytearray) -> tuple[str, str]:
    """Return the shape of some segments drawn as one, and the name of its look."""
    if len(group) == 1:
        return SINGLE[group[0]]
    held = sum(group.count(cell) for cell in HELD)
    height = HEIGHTS[-(-held * (len(HEIGHTS) - 1) // len(group))]
    order = (Cell.REJECTED, Cell.REQUESTED, Cell.OWNED, Cell.DOWNLOADED)
    cell = next((cell for cell in order if group.count(cell)), Cell.MISSING)
    return height if held else SHAPES[cell], LOOKS[cell]
