"""The Swarms lens: per file, a row per client with its role, its segments as cells, and a count."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from bt_tui.board import Changes, Row, Swarm
from bt_tui.view import View
from bt_tui.widgets.cells import FRESH, LOOKS, cell_width, draw_cells, group_size
from bt_tui.widgets.lens import Lens
from bt_tui.widgets.lines import padded, strip_of
from core.model import Role
from core.narration.wording import counted

ROLE_SHAPES = {Role.LEECHER: "◇", Role.PEER: "◈", Role.SEED: "◆"}
ROLE_LOOKS = {role: f"role--{role}" for role in Role}
PROMOTED = "▲"
ROLE_WIDTH = 12
GIVEN_UP = " given up"

LineOf = Swarm | Row | None
"""What stands in a line: a file's name and facts, a client of its swarm, or nothing."""


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


class SwarmsLens(Lens, inherit_bindings=False):
    """All swarms, one below the other; only rows that changed are drawn anew."""

    NAME = "swarms"
    OVERLAYS = frozenset({FRESH, "role--new"})
    COMPONENT_CLASSES = {"swarm--name", "swarm--facts", "role--new", FRESH}
    COMPONENT_CLASSES |= {*LOOKS.values(), *ROLE_LOOKS.values()}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "scroll the files up", show=False, key_display="↑ k"),
        Binding("down,j", "scroll_down", "scroll the files down", show=False, key_display="↓ j"),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._lines: list[LineOf] = []
        self._places: dict[Swarm | Row, int] = {}
        self._strips: dict[int, Strip] = {}
        self._grid = Grid(1, 1, 1, 1, 1)

    def show(self, changes: Changes) -> None:
        """Draw what changed."""
        if changes.layout:
            self._lay_out()
        for row in changes.rows:
            self._redraw(row)
            self._redraw(self._view.state.swarms[row.file])

    def notify_style_update(self) -> None:
        """Draw everything anew in another theme."""
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        """Draw everything anew at another size."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._lines = list(_lines(self._view.state.swarms.values()))
        self._places = {line: y for y, line in enumerate(self._lines) if line is not None}
        self._grid = self._measure()
        self._strips.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))
        self.refresh()

    def _measure(self) -> Grid:
        width = self.scrollable_content_region.width
        swarms = self._view.state.swarms.values()
        longest = max((swarm.segments or 0 for swarm in swarms), default=0)
        given_up = any(row.given_up for swarm in swarms for row in swarm.rows.values())
        client = len(f"  C{max(self._view.state.clients, default=0)} ")
        numbers = len(f"{longest}/{longest}")
        room = max(1, width - client - ROLE_WIDTH - numbers - 1 - len(GIVEN_UP) * given_up)
        cell = cell_width(longest, room)
        return Grid(client, numbers, room, cell, min(room, longest * cell))

    def _redraw(self, line: Swarm | Row) -> None:
        y = self._places[line]
        if self._strips.pop(y, None) is not None:
            self.refresh_line(y)

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible."""
        y += self.scroll_offset.y
        width = self.scrollable_content_region.width
        if y >= len(self._lines):
            return Strip.blank(width, self.look())
        if y not in self._strips:
            segments = Segment.apply_style(self._draw(self._lines[y]), self.look())
            self._strips[y] = strip_of(segments, width, self.look())
        return self._strips[y]

    # ---- one line -------------------------------------------------------------------------------

    def _draw(self, line: LineOf) -> Iterator[Segment]:
        match line:
            case Swarm():
                yield Segment(f" {line.file}", self.look("swarm--name"))
                yield Segment(f"  {self._facts(line)}", self.look("swarm--facts"))
            case Row():
                yield from self._draw_row(line)
            case None:
                pass

    def _facts(self, swarm: Swarm) -> str:
        size = "size not known" if swarm.segments is None else counted(swarm.segments, "segment")
        roles = [row.role for row in swarm.rows.values()]
        counts = [counted(roles.count(role), role) for role in reversed(Role) if role in roles]
        group = group_size(swarm.segments or 0, self._grid.room)
        grouped = [] if group == 1 else [f"one cell is {group} segments"]
        return ", ".join([size, *counts, *grouped])

    def _draw_row(self, row: Row) -> Iterator[Segment]:
        grid = self._grid
        yield Segment(padded(f"  C{row.client}", grid.client))
        yield self._role(row)
        fresh = self._view.state.fresh.get(row, ())
        yield from draw_cells(row.cells, fresh, room=grid.room, width=grid.cell, look=self.look)
        drawn = -(-len(row.cells) // group_size(len(row.cells), grid.room)) * grid.cell
        size = len(row.cells) if row.cells else self._view.state.swarms[row.file].segments
        count = f"{row.held}/{'?' if size is None else size}"
        given_up = GIVEN_UP * row.given_up
        yield Segment(" " * (grid.used - drawn) + f" {count:>{grid.numbers}}{given_up}")

    def _role(self, row: Row) -> Segment:
        style = self.look(ROLE_LOOKS[row.role])
        text = f"{ROLE_SHAPES[row.role]} {row.role}"
        if row.role_changed is None:
            return Segment(padded(text, ROLE_WIDTH), style)
        if row.role_changed == self._view.state.steps:
            style += self.look("role--new")
        return Segment(padded(f"{text} {PROMOTED}", ROLE_WIDTH), style)


def _lines(swarms: Iterable[Swarm]) -> Iterator[LineOf]:
    """Yield what stands in each line, from the top."""
    for number, swarm in enumerate(swarms):
        if number:
            yield None
        yield swarm
        yield from (row for _, row in sorted(swarm.rows.items()))
