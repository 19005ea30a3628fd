"""The Tracker lens: its records in the shape that the profile gives them, beside what is true.

One line is selected, and always in sight; what it shows is told in words at the bottom.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.strip import Strip

from bt_tui.board import Changes, Swarm
from bt_tui.view import View
from bt_tui.widgets.lens import Lens, selecting
from bt_tui.widgets.lines import CUT, Piece, Pieces, clipped, strip_of
from bt_tui.widgets.tracker_lists import States, TwoLists
from bt_tui.widgets.tracker_profiles import heading, known_by, shape_of
from bt_tui.widgets.tracker_shapes import ASIDE, LOOKS, NAMED, OTHER
from core.model import ClientState
from core.narration.wording import counted

POINTER = "▸"
INDENT = len(POINTER)
SELECTED, HEADING = "belief--selected", "belief--heading"
HINT = "↑ ↓ select a line: what differs from the truth in it is told here"
HIGH, ROOMY = 16, 8
"""From so many lines on, all that stays in place is shown, and all but when the tracker learns."""


class Place(NamedTuple):
    """A line of the records: of which file, or, where that is `None`, of the clients' states."""

    file: str | None
    y: int
    """Counted from 0, which is its heading."""


class TrackerLens(Lens, inherit_bindings=False):
    """The records of every swarm, one below the other; only lines that changed are drawn anew."""

    NAME = "tracker"
    COMPONENT_CLASSES = {SELECTED, HEADING, NAMED, ASIDE, *LOOKS.values()}
    BINDINGS: ClassVar[list[BindingType]] = [
        *selecting(
            "lens 3: select the line above; the last line tells what differs in it",
            "lens 3: select the line below",
        ),
    ]

    def __init__(self, view: View, profile: str) -> None:
        super().__init__()
        self._view = view
        self._profile = known_by(profile)
        self._shape = shape_of(self._profile)(view.state, 1)
        self._blocks: list[Place] = []
        """The heading of each block of lines."""
        self._tops: list[int] = []
        """The line in which each block begins, and at last the end of all."""
        self._selected: Place | None = None
        self._told: dict[int, Pieces] = {}
        """What stands in each line that was asked for since the last change."""
        self._words = ""
        """What the selected line shows, in words."""

    # ---- what is selected -----------------------------------------------------------------------

    @property
    def selected(self) -> int:
        """The line that is selected, counted from the top of all."""
        place = self._selected
        if place is None or Place(place.file, 0) not in self._blocks:
            return 0
        block = self._blocks.index(Place(place.file, 0))
        return self._tops[block] + min(place.y, self._tops[block + 1] - self._tops[block] - 2)

    def action_select(self, steps: int) -> None:
        """Select another line; between blocks there is none."""
        line = self.selected + steps
        self._select(line + steps if self._place(line) is None else line)

    def on_click(self, event: events.Click) -> None:
        """Select the line that was clicked."""
        line = self._line_at(event.y)
        if line is not None and self._place(line) is not None:
            self._select(line)

    def _select(self, line: int) -> None:
        before, place = self.selected, self._place(line)
        if place is None:
            return
        self._selected = place
        region = Region(0, line, 1, 1 + self._above + self._below)
        self.scroll_to_region(region, animate=False, immediate=True)
        for changed in (before, line):
            self._told.pop(changed, None)
            self.refresh_line(changed + self._above)
        self._tell_selected()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take the selection along, lest it is out of sight."""
        super().watch_scroll_y(old_value, new_value)
        first = round(new_value)
        last = first + self._room - 1
        line = max(first, min(self.selected, last))
        if line == self.selected:
            return
        if self._place(line) is None:
            line += 1 if line == first else -1
        self._select(line)

    # ---- where everything stands ----------------------------------------------------------------

    @property
    def _heading(self) -> list[str]:
        """What the tracker may know, in as many lines as there is room for."""
        height = self.scrollable_content_region.height
        knows, when = heading(self._profile)
        return [knows, when] if height >= HIGH else [f"{knows} {CUT}"]

    @property
    def _above(self) -> int:
        """How many lines stay above the others."""
        return len(self._heading) + (self.scrollable_content_region.height >= ROOMY)

    @property
    def _below(self) -> int:
        """How many lines stay below the others."""
        return int(self.scrollable_content_region.height >= ROOMY and self._told_in_words)

    @property
    def _told_in_words(self) -> bool:
        return not isinstance(self._shape, TwoLists)

    @property
    def _room(self) -> int:
        """How many lines of the records are in sight."""
        return max(1, self.scrollable_content_region.height - self._above - self._below)

    def _line_at(self, y: int) -> int | None:
        """Return which line of the records stands where, if any does."""
        if not self._above <= y < self.scrollable_content_region.height - self._below:
            return None
        return y - self._above + self.scroll_offset.y

    def _place(self, line: int) -> Place | None:
        """Return what stands in a line; `None` where it is empty, or behind the end."""
        if not self._blocks or not 0 <= line < self._tops[-1]:
            return None
        block = bisect_right(self._tops, line) - 1
        y = line - self._tops[block]
        is_gap = line == self._tops[block + 1] - 1
        return None if is_gap else Place(self._blocks[block].file, y)

    def _lay_out(self) -> bool:
        """Find out where everything stands; tell whether that has changed."""
        state = self._view.state
        files = [None] if self._profile.knows_states else []
        blocks = [Place(file, 0) for file in (*files, *state.swarms)]
        tops = [0]
        for place in blocks:
            tops.append(tops[-1] + self._height(place.file) + len(("heading", "gap")))
        if (blocks, tops) == (self._blocks, self._tops):
            return False
        self._blocks, self._tops = blocks, tops
        return True

    def _height(self, file: str | None) -> int:
        if file is None:
            return len(ClientState)
        return self._shape.height(self._view.state.swarms[file])

    # ---- drawing --------------------------------------------------------------------------------

    def show(self, changes: Changes) -> None:
        """Draw what changed."""
        width = max(1, self.scrollable_content_region.width - INDENT)
        self._shape = shape_of(self._profile)(self._view.state, width)
        moves = changes.layout or (not self._told_in_words and bool(changes.rows))
        if moves and self._lay_out():
            self._fill()
            return
        before, self._told = self._told, {}
        for line, pieces in before.items():
            if self._is_in_sight(line) and self._pieces(line) != pieces:
                self.refresh_line(line + self._above)
        self._tell_selected()

    def on_resize(self) -> None:
        """Draw everything anew at another size."""
        width = max(1, self.scrollable_content_region.width - INDENT)
        self._shape = shape_of(self._profile)(self._view.state, width)
        self._lay_out()
        self._fill()

    def _fill(self) -> None:
        """Draw everything anew, with what is selected in sight."""
        self._told.clear()
        lines = max(0, self._tops[-1] - 1) + self._above + self._below
        self.virtual_size = Size(self.scrollable_content_region.width, lines)
        self._select(self.selected)
        self.refresh()

    def _is_in_sight(self, line: int) -> bool:
        return 0 <= line - self.scroll_offset.y < self._room

    def _tell_selected(self) -> None:
        """Tell in words what the selected line shows."""
        words, place = "", self._place(self.selected)
        if place is not None:
            words = self._in_words(place)
        if words != self._words:
            self._words = words
            height, width = self.scrollable_content_region.height, self.size.width
            self.refresh(Region(0, height - 1, width, 1))

    def _in_words(self, place: Place) -> str:
        state = self._view.state
        if place.file is None:
            return States(state, self._shape.width).told(_noted(place)) if place.y else ""
        swarm = state.swarms[place.file]
        return self._shape.told(swarm, place.y - 1) if place.y else HINT

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible; what the tracker may know stays at the top."""
        width = self.scrollable_content_region.width
        line = self._line_at(y)
        pieces = self._pieces(line) if line is not None else self._fixed(y)
        segments = [Segment(text, self.look() + self.look(look)) for text, look in pieces if text]
        return strip_of(segments, width, self.look())

    def _fixed(self, y: int) -> Pieces:
        """Return a line that stays in place."""
        lines = self._heading
        if y < len(lines):
            return [Piece(f" {lines[y]}", HEADING)]
        if y < self._above:
            return [Piece(f" {self._shape.titles()}", ASIDE)]
        return [Piece(f" {self._words}", NAMED)] if y >= 0 else []

    def _pieces(self, line: int) -> Pieces:
        """Return what stands in a line of the records."""
        if line not in self._told:
            place = self._place(line)
            self._told[line] = [] if place is None else [*self._draw(place, line)]
        return self._told[line]

    def _draw(self, place: Place, line: int) -> Iterator[Piece]:
        yield Piece(POINTER, SELECTED) if line == self.selected else Piece(" ")
        if place.file is None:
            states = States(self._view.state, self._shape.width)
            yield from states.line(_noted(place)) if place.y else [Piece("clients by state", NAMED)]
        elif place.y:
            yield from self._shape.line(self._view.state.swarms[place.file], place.y - 1)
        else:
            yield from self._head(self._view.state.swarms[place.file])

    def _head(self, swarm: Swarm) -> Iterator[Piece]:
        """Yield the name of a file, its size, and how much differs from the truth."""
        known = swarm.segments is not None
        size = counted(swarm.segments or 0, "segment") if known else "size not known"
        summary = self._shape.summary(swarm)
        rest = f"  {size}{', ' if summary else ''}"
        yield Piece(clipped(swarm.file, max(1, self._shape.width // 2)), NAMED)
        yield Piece(rest, ASIDE)
        yield Piece(summary, ASIDE if summary.startswith("all") else OTHER)


def _noted(place: Place) -> ClientState:
    return list(ClientState)[place.y - 1]
