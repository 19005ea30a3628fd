"""How the rows of the Swarms lens are laid out and drawn: cells of all files stand in columns."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.segment import Segment

from bt_tui.board import Row, Swarm
from bt_tui.widgets.cells import Look, Shape, cell_width, draw_cells, group_size
from bt_tui.widgets.lines import padded
from core.model import Role

ROLE_SHAPES = {Role.LEECHER: "◇", Role.PEER: "◈", Role.SEED: "◆"}
ROLE_LOOKS = {role: f"role--{role}" for role in Role}
ROLE_NEW = "role--new"
PROMOTED = "▲"
ROLE_WIDTH = 11
"""Cells that have gaps begin with one."""
GIVEN_UP = " given up"
POINTER = "▸"
ROW_SELECTED = "row--selected"


class Grid(NamedTuple):
    """How the cells of all rows are laid out, in cells of the screen."""

    client: int
    """For the name of a client."""
    numbers: int
    """For how many segments are held of how many."""
    room: int
    """For the cells of one row."""
    cell: int
    """For one cell with its gap."""
    used: int
    """By the cells of the longest row; the counts stand behind it."""

    @property
    def first(self) -> int:
        """Where the cells begin, with their first gap, if they have gaps."""
        return self.client + ROLE_WIDTH + (self.cell == 1)

    def size(self, segments: int) -> int:
        """Return how many segments of a file with so many share a cell."""
        return group_size(segments, self.room)

    def place(self, x: int) -> int:
        """Return which cell of a row stands in a column of the screen, from 0; it may be none."""
        return (x - self.first) // self.cell


def measure(swarms: Collection[Swarm], last_client: int, width: int) -> Grid:
    """Return how these files are laid out in so much room."""
    longest = max((swarm.segments or 0 for swarm in swarms), default=0)
    given_up = any(row.given_up for swarm in swarms for row in swarm.rows.values())
    client = len(f"  C{last_client} ")
    numbers = len(f"{longest}/{longest}")
    room = max(1, width - client - ROLE_WIDTH - numbers - 2 - len(GIVEN_UP) * given_up)
    cell = cell_width(longest, room)
    return Grid(client, numbers, room, cell, min(room, longest * cell))


class Drawn(NamedTuple):
    """All there is to draw of a row."""

    row: Row
    size: int | None
    """How many segments the file has, where that is known."""
    shapes: Sequence[Shape]
    fresh: Collection[int]
    """The places of the cells that the last step changed."""
    selected: int | None
    """The place of the selected cell, where it is in this row."""
    step: int
    """The one that was the last."""


def draw_row(one: Drawn, grid: Grid, look: Look) -> Iterator[Segment]:
    """Yield the parts of a row."""
    row = one.row
    pointer = " " if one.selected is None else POINTER
    name = Segment(padded(f" {pointer}C{row.client}", grid.client))
    yield name if one.selected is None else Segment(name.text, look(ROW_SELECTED))
    yield _role(one, look)
    if grid.cell == 1:
        yield Segment(" ")
    yield from draw_cells(
        one.shapes, width=grid.cell, look=look, fresh=one.fresh, selected=one.selected
    )
    count = f"{row.held}/{'?' if one.size is None else one.size}"
    drawn = len(one.shapes) * grid.cell
    yield Segment(" " * (grid.used - drawn + (grid.cell == 1)))
    yield Segment(f"{count:>{grid.numbers}}{GIVEN_UP * row.given_up}")


def _role(one: Drawn, look: Look) -> Segment:
    role, changed = one.row.role, one.row.role_changed
    style = look(ROLE_LOOKS[role])
    text = f"{ROLE_SHAPES[role]} {role}"
    if changed is None:
        return Segment(padded(text, ROLE_WIDTH), style)
    if changed == one.step:
        style += look(ROLE_NEW)
    return Segment(padded(f"{text} {PROMOTED}", ROLE_WIDTH), style)


LineOf = Swarm | Row | None
"""What stands in a line: a file's name and facts, a client of its swarm, or nothing."""


def lines_of(swarms: Iterable[Swarm]) -> Iterator[LineOf]:
    """Yield what stands in each line, from the top."""
    for number, swarm in enumerate(swarms):
        if number:
            yield None
        yield swarm
        yield from (row for _, row in sorted(swarm.rows.items()))
