"""The Swarms lens: per file, a row per client with its role, its segments as cells, and a count.

One cell may be selected; then its row is always in sight, for where others are scrolled over it, it
is drawn in place of one of them. So is the line of the file that the topmost client belongs to.
"""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from bt_tui.board import Changes, Row, Swarm
from bt_tui.cursor import Cursor
from bt_tui.view import View
from bt_tui.widgets.cells import FRESH, LOOKS, SELECTED
from bt_tui.widgets.grid import ROLE_LOOKS, ROLE_NEW, ROW_SELECTED, LineOf, lines_of
from bt_tui.widgets.lens import Lens, selecting
from bt_tui.widgets.lines import strip_of
from bt_tui.widgets.meanings import HOLDS, LACKS, RARE, SOURCE_LOOKS, Meaning
from bt_tui.widgets.painter import Painter

PINS_MIN = 3
"""With fewer lines than these, nothing is drawn in place of others."""


class SwarmsLens(Lens, inherit_bindings=False):
    """All swarms, one below the other; only rows that changed are drawn anew."""

    NAME = "swarms"
    OVERLAYS = frozenset({FRESH, SELECTED, ROLE_NEW})
    COMPONENT_CLASSES = {"swarm--name", "swarm--facts", ROLE_NEW, FRESH, SELECTED, ROW_SELECTED}
    COMPONENT_CLASSES |= {*LOOKS.values(), *ROLE_LOOKS.values()}
    COMPONENT_CLASSES |= {*SOURCE_LOOKS, HOLDS, LACKS, RARE}
    BINDINGS: ClassVar[list[BindingType]] = [
        *selecting("lens 1: select the row above", "lens 1: select the row below"),
        Binding("h", "go_along(-1)", "left", show=False, tooltip="lens 1: the cell to the left"),
        Binding("l", "go_along(1)", "right", show=False, tooltip="lens 1: the cell to the right"),
        Binding(
            "H",
            "go_within(-1)",
            "segment before",
            show=False,
            tooltip="lens 1: the segment before, where a cell stands for several",
        ),
        Binding(
            "L",
            "go_within(1)",
            "next segment",
            show=False,
            tooltip="lens 1: the next segment, where a cell stands for several",
        ),
        Binding(
            "left_square_bracket",
            "go_to_file(-1)",
            "file before",
            show=False,
            key_display="[",
            tooltip="lens 1: the file before",
        ),
        Binding(
            "right_square_bracket",
            "go_to_file(1)",
            "next file",
            show=False,
            key_display="]",
            tooltip="lens 1: the next file",
        ),
        Binding(
            "enter",
            "ask",
            "story",
            show=False,
            key_display="Enter",
            tooltip="lens 1: the story of the segment that is selected",
        ),
        Binding(
            "v",
            "switch",
            "meaning",
            show=False,
            tooltip="lens 1: what cells mean: state, from whom, or how many hold the segment",
        ),
    ]

    class Selected(Message):
        """Another segment is selected, or none, or somebody `asked` for the story of this one."""

        def __init__(self, *, asked: bool = False) -> None:
            super().__init__()
            self.asked = asked

    class Switched(Message):
        """Cells mean something else now, or are laid out in another way."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self.cursor = Cursor(view)
        self._painter = Painter(view, self.cursor, self.look)
        self._lines: list[LineOf] = []
        self._rows: list[Row] = []
        self._places: dict[Swarm | Row, int] = {}
        self._strips: dict[int, Strip] = {}

    @property
    def client(self) -> int | None:
        """The client that is selected."""
        return self.cursor.client

    @property
    def meaning(self) -> Meaning:
        """What cells mean at present."""
        return self._painter.meaning

    @property
    def clients(self) -> int:
        """The last client's rank."""
        return max(self._view.state.clients, default=0)

    @property
    def is_grouped(self) -> bool:
        """Whether a cell stands for several segments in any file."""
        sizes = (swarm.segments or 0 for swarm in self._view.state.swarms.values())
        return any(self._painter.grid.size(size) > 1 for size in sizes)

    # ---- what is selected -----------------------------------------------------------------------

    def action_select(self, rows: int) -> None:
        """Select a row below, or above."""
        self._select(lambda cursor: cursor.move(self._rows, rows))
        if self._rows and self.cursor.row is self._rows[0]:
            self.scroll_home(animate=False, immediate=True)

    def action_go_along(self, cells: int) -> None:
        """Select another cell of the row."""
        row = self.cursor.row
        size = 1 if row is None else self._painter.grid.size(len(row.cells))
        self._select(lambda cursor: cursor.go_along(cells * size, size))

    def action_go_within(self, segments: int) -> None:
        """Select another segment of the row, be it in the same cell."""
        self._select(lambda cursor: cursor.go_along(segments))

    def action_go_to_file(self, files: int) -> None:
        """Select another file."""
        self._select(lambda cursor: cursor.go_to_file(files))

    def action_ask(self) -> None:
        """Ask for the story of what is selected, or else select something first."""
        if (row := self.cursor.row) is None:
            self.action_select(0)
        elif row.cells:
            self.post_message(self.Selected(asked=True))

    def action_switch(self) -> None:
        """Let cells mean something else."""
        self._painter.meaning = self.meaning.following
        self._strips.clear()
        self.refresh()
        self.post_message(self.Switched())

    def clear(self) -> None:
        """Select nothing."""
        before = self.cursor.row
        self.cursor.clear()
        self._selected(before)

    def on_click(self, event: events.Click) -> None:
        """Select what was clicked; a second click asks for its story."""
        row = self._line(self._place_at(event.y))
        if not isinstance(row, Row):
            return
        segment = self._painter.grid.place(event.x) * self._painter.grid.size(len(row.cells))
        before = self.cursor.row
        self.cursor.choose(row, segment if 0 <= segment < len(row.cells) else None)
        self._selected(before)
        if event.chain > 1:
            self.action_ask()

    def _select(self, move: Callable[[Cursor], None]) -> None:
        """Move the selection; where nothing is selected, begin with the topmost row in sight."""
        before, top = self.cursor.row, self.scroll_offset.y
        if before is None:
            in_sight = (line for line in self._lines[top:] if isinstance(line, Row))
            if (first := next(in_sight, None)) is not None:
                self.cursor.choose(first)
        else:
            move(self.cursor)
        self._selected(before)

    def _selected(self, before: Row | None) -> None:
        """Show what is selected now, and what was before as it looks now."""
        self._keep_in_sight()
        for row in filter(None, (before, self.cursor.row)):
            self._redraw(row)
            self._redraw(self._view.state.swarms[row.file])
        self.post_message(self.Selected())

    def _keep_in_sight(self) -> None:
        """Scroll to the selected row, and leave a line above it, where its file may stand."""
        if (row := self.cursor.row) is not None:
            lines = Region(0, self._places[row] - 1, 1, 2)
            self.scroll_to_region(lines, animate=False, immediate=True)

    def _is_in_sight(self) -> bool:
        """Tell whether what is selected, if anything is, stands in a line of the screen."""
        if (row := self.cursor.row) is None:
            return True
        height = self.scrollable_content_region.height
        return self._places[row] in map(self._place_at, range(height))

    # ---- which line stands where ----------------------------------------------------------------

    def _line(self, place: int) -> LineOf:
        return self._lines[place] if place < len(self._lines) else None

    def _place_at(self, y: int) -> int:
        """Return which line, of all, stands in a line of the screen."""
        return self._pinned().get(y, y + self.scroll_offset.y)

    def _pinned(self) -> dict[int, int]:
        """Return which lines, of all, stand in which lines of the screen in place of others."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        first, row = self._line(top), self.cursor.row
        if first is None or height < PINS_MIN:
            return {}
        pinned = {0: self._places[self._view.state.swarms[first.file]]}
        if row is not None and row.file == first.file:
            place = self._places[row]
            if place <= top:
                pinned[1] = place
            elif place >= top + height:
                pinned[height - 1] = place
        return pinned

    # ---- drawing --------------------------------------------------------------------------------

    def show(self, changes: Changes) -> None:
        """Draw what changed."""
        if changes.layout:
            self._lay_out()
        for row in changes.rows:
            self._change(row)

    def notify_style_update(self) -> None:
        """Draw everything anew in another theme."""
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        """Draw everything anew at another size."""
        self._lay_out()
        if not self._is_in_sight():
            self._keep_in_sight()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        self._lines = list(lines_of(self._view.state.swarms.values()))
        self._rows = [line for line in self._lines if isinstance(line, Row)]
        self._places = {line: y for y, line in enumerate(self._lines) if line is not None}
        self._painter.lay_out(width)
        self._strips.clear()
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()
        self.post_message(self.Switched())

    def _change(self, row: Row) -> None:
        """Draw a row anew, and its file's line; where holders are counted, all rows of the file."""
        swarm = self._view.state.swarms[row.file]
        self._painter.change(row.file)
        self._redraw(swarm)
        if self.meaning is Meaning.HOLDERS:
            for other in swarm.rows.values():
                self._redraw(other)
        else:
            self._redraw(row)

    def _redraw(self, line: Swarm | Row) -> None:
        place = self._places[line]
        if self._strips.pop(place, None) is None:
            return
        self.refresh_line(place)
        for y, pinned in self._pinned().items():
            if pinned == place:
                self.refresh_line(y + self.scroll_offset.y)

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible."""
        place, width = self._place_at(y), self.scrollable_content_region.width
        line = self._line(place)
        if line is None:
            return Strip.blank(width, self.look())
        if place not in self._strips:
            segments = Segment.apply_style(self._painter.draw(line), self.look())
            self._strips[place] = strip_of(segments, width, self.look())
        return self._strips[place]
