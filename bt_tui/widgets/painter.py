"""What stands in each line of the Swarms lens: a file with its facts, a client with its cells."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from rich.cells import cell_len
from rich.segment import Segment

from bt_tui.board import Row, Swarm
from bt_tui.cursor import Cursor
from bt_tui.view import View
from bt_tui.widgets.cells import Look, Shape, state_shapes
from bt_tui.widgets.grid import POINTER, ROW_SELECTED, Drawn, Grid, draw_row, measure
from bt_tui.widgets.lines import padded
from bt_tui.widgets.meanings import Meaning, holder_shapes, holders, source_shapes, told_cell
from core.model import Role
from core.narration.wording import counted


class Painter:
    """Draws any line at any time, of the moment that is looked at."""

    def __init__(self, view: View, cursor: Cursor, look: Look) -> None:
        self._view = view
        self._cursor = cursor
        self._look = look
        self.meaning = Meaning.STATE
        self.grid = Grid(1, 1, 1, 1, 1)
        self._width = 0
        self._counts: dict[str, list[int]] = {}
        """How many hold each segment, of the files of which that was asked since it changed."""

    def lay_out(self, width: int) -> None:
        """Make ready for other rows, or another size."""
        state = self._view.state
        self.grid = measure(state.swarms.values(), max(state.clients, default=0), width)
        self._width = width
        self._counts.clear()

    def change(self, file: str) -> None:
        """Make ready for other cells of a file."""
        self._counts.pop(file, None)

    def draw(self, line: Swarm | Row) -> Iterator[Segment]:
        """Yield the parts of a line."""
        return self._draw_file(line) if isinstance(line, Swarm) else self._draw_row(line)

    def _draw_file(self, swarm: Swarm) -> Iterator[Segment]:
        """Yield a file's name, its facts, and at the end of the line what is selected of it."""
        name, facts, selected = f" {swarm.file}", f"  {self._facts(swarm)}", self._told(swarm)
        room = max(0, self._width - cell_len(name) - cell_len(selected) - 1)
        yield Segment(name, self._look("swarm--name"))
        yield Segment(f"{padded(facts, room)} " if selected else facts, self._look("swarm--facts"))
        yield Segment(selected, self._look(ROW_SELECTED))

    def _facts(self, swarm: Swarm) -> str:
        size = "size not known" if swarm.segments is None else counted(swarm.segments, "segment")
        group = self.grid.size(swarm.segments or 0)
        grouped = [] if group == 1 else [f"one cell is {group} segments"]
        roles = [row.role for row in swarm.rows.values()]
        counts = [counted(roles.count(role), role) for role in reversed(Role) if role in roles]
        return ", ".join([size, *grouped, *counts])

    def _told(self, swarm: Swarm) -> str:
        """Return what is selected of this file, in words."""
        row, story = self._cursor.row, self._cursor.story
        if row is None or story is None or row.file != swarm.file or not row.cells:
            return ""
        told = told_cell(row, story.segment, self._sources(row), self._holders(swarm))
        return f"{POINTER}{told} "

    def _draw_row(self, row: Row) -> Iterator[Segment]:
        state, story = self._view.state, self._cursor.story
        swarm, size = state.swarms[row.file], self.grid.size(len(row.cells))
        here = story is not None and self._cursor.row is row
        one = Drawn(
            row,
            len(row.cells) if row.cells else swarm.segments,
            self._shapes(row, swarm, size),
            {segment // size for segment in state.fresh.get(row, ())},
            story.segment // size if story is not None and here else None,
            state.steps,
        )
        return draw_row(one, self.grid, self._look)

    def _shapes(self, row: Row, swarm: Swarm, size: int) -> Sequence[Shape]:
        match self.meaning:
            case Meaning.STATE:
                return state_shapes(row.cells, size)
            case Meaning.SOURCE:
                return source_shapes(row.cells, self._sources(row), size)
            case Meaning.HOLDERS:
                return holder_shapes(row.cells, self._holders(swarm), size)
            case other:
                assert_never(other)

    def _sources(self, row: Row) -> Sequence[int]:
        moment = self._view.state.events
        return self._view.history.provenance.sources(row.client, row.file, moment)

    def _holders(self, swarm: Swarm) -> list[int]:
        if swarm.file not in self._counts:
            self._counts[swarm.file] = holders(swarm)
        return self._counts[swarm.file]
