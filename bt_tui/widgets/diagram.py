"""The upper panel of the Messages lens: what was sent and received, as a space-time diagram.

It follows the moment that is looked at, until somebody scrolls back or selects an event.
"""

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from bt_tui.spacetime.counting import Counting
from bt_tui.spacetime.drawing import Run
from bt_tui.spacetime.shapes import LOOKS, NAMES, SELECTED, WORDS
from bt_tui.spacetime.sheet import Sheet
from bt_tui.spacetime.telling import words
from bt_tui.view import View
from bt_tui.widgets.growing import grow
from bt_tui.widgets.later import call_after
from bt_tui.widgets.lines import strip_of
from bt_tui.widgets.panel import Panel

COUNT_S = 0.01
COUNT_PAUSE_S = 0.03
"""So long vector clocks are counted at a stretch, and so long others have the processor then."""
CONTEXT = 3
"""So many lines above and below what is selected are in sight, where there are so many."""
INACTIVE = "Tab: select an event for its past and its future"
ACTIVE = "↑ selects an event; o: causal layers; y: stamps"
OTHER = "; Tab: what waits"


class Diagram(Panel):
    """A line for each point; above them the names of threads, below them what is selected."""

    COMPONENT_CLASSES = {*LOOKS, "panel--active"}
    OVERLAYS = frozenset({SELECTED})

    class Sought(Message):
        """The event with this number, from 1, is to be looked at."""

        def __init__(self, event: int) -> None:
            super().__init__()
            self.event = event

    def __init__(self, view: View) -> None:
        super().__init__()
        history = view.history
        self._view = view
        self._points = history.points
        self._sheet = Sheet(history.points, history.records, history.step_at)
        self._counting = Counting(history.records)
        self._is_counting = False
        """Whether a timer is set that goes on counting."""
        self._lines: list[list[Run]] = []
        """What is drawn, from the top of the panel."""
        self._lines_for: tuple[object, ...] = ()

    # ---- what is selected -----------------------------------------------------------------------

    @property
    def is_selected(self) -> bool:
        """Whether an event is selected."""
        return self._sheet.selected is not None

    def select(self, steps: int) -> None:
        """Select another event, at first the latest; below the last there is none."""
        line = self._sheet.selected_line
        last = len(self._sheet.order) - 1
        line = last if line is None else line + steps
        if line > last:
            self.deselect()
        elif last >= 0:
            self._select(max(0, line))

    def deselect(self) -> None:
        """Select no event, and follow what happens."""
        self._sheet.selected = None
        self.show()
        self._follow()

    def enter(self) -> None:
        """Look at the moment of the event that is selected."""
        if self._sheet.selected is not None and self._sheet.selected_line is not None:
            self.post_message(self.Sought(self._points.record[self._sheet.selected] + 1))

    def on_click(self, event: events.Click) -> None:
        """Select what was clicked; a second click looks at that moment.

        A click on the names of threads shows others, further to that side.
        """
        self.post_message(self.Pointed(self))
        if event.y == 0:
            self.move_columns(-1 if event.x < self._sheet.columns.end // 2 else 1)
        line = event.y - self._head + self.scroll_offset.y
        if self._head <= event.y < self._foot and line < len(self._sheet.order):
            self._select(line)
            if event.chain > 1:
                self.enter()

    def _select(self, line: int) -> None:
        [self._sheet.selected] = self._sheet.order.between(line, line + 1)
        self.show()
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        if (line := self._sheet.selected_line) is not None:
            above = min(line, CONTEXT, max(0, self._foot - self._head - 1) // 2)
            region = Region(0, line - above, 1, 2 * above + 1 + self._head + 1)
            self.scroll_to_region(region, animate=False, immediate=True, force=True)

    # ---- how it is shown ------------------------------------------------------------------------

    def change_order(self) -> None:
        """Show events as they happened, or by causal layers."""
        self._sheet.is_layered = not self._sheet.is_layered
        self._lay_out()

    def change_stamps(self) -> None:
        """Show stamps, or show them no more."""
        self._sheet.is_stamped = not self._sheet.is_stamped
        self._lay_out()

    def move_columns(self, threads: int) -> None:
        """Show threads further to the right, or to the left."""
        self._sheet.first += threads
        self.show()

    # ---- room -----------------------------------------------------------------------------------

    @property
    def _head(self) -> int:
        """How many lines stand above all points."""
        return 1 + self._sheet.is_stamped

    @property
    def _foot(self) -> int:
        """The line that tells what is selected."""
        return self.scrollable_content_region.height - 1

    def on_resize(self) -> None:
        """Lay everything out anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._lines_for = ()
        self._look_at()
        self._follow()
        self._keep_in_sight()
        self._count()
        self.refresh()

    def _look_at(self) -> None:
        """Make room for what there is at the moment that is looked at."""
        self._sheet.look_at(self._view.state.events, self.scrollable_content_region.width)
        grow(self, self._sheet.height + self._head + 1)
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_end(animate=False, immediate=True, force=True)

    def _follow(self) -> None:
        if self._sheet.selected_line is None:
            self.scroll_end(animate=False, immediate=True, force=True)

    # ---- drawing --------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the moment that is looked at."""
        follows = self.scroll_offset.y >= self.max_scroll_y
        before, was_there = self._lines, self._sheet.selected_line is not None
        self._look_at()
        if follows:
            self._follow()
        if not was_there:
            self._keep_in_sight()
        self._count()
        after = self._made()
        for y in range(self.scrollable_content_region.height):
            if before[y : y + 1] != after[y : y + 1]:
                self.refresh_line(y)

    def refresh_line(self, y: int) -> None:
        """Draw a line of what is visible anew."""
        self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible; the first and the last stay."""
        width, lines = self.scrollable_content_region.width, self._made()
        runs = lines[y] if y < len(lines) else []
        segments = [Segment(text, self.look() + self.look(look)) for text, look in runs]
        return strip_of(segments, width, self.look())

    def _made(self) -> list[list[Run]]:
        """Return all lines that are visible, made anew where that is not what they were."""
        sheet, top = self._sheet, self.scroll_offset.y
        made_for = (
            top,
            self.scrollable_content_region.size,
            self._view.state.events,
            sheet.selected,
            sheet.columns,
            self._counting.events,
            self.is_active,
            self.is_alone,
        )
        if made_for != self._lines_for:
            self._lines_for = made_for
            room = max(0, self._foot - self._head)
            body = list(sheet.lines(top, top + room)) if room else []
            spare = room - len(body)
            self._lines = [*self._heading(), *body, *([] for _ in range(spare)), self._words()]
        return self._lines

    def _heading(self) -> list[list[Run]]:
        heading = self._sheet.heading()
        if self.is_active:
            heading = [(text, "panel--active" if look == NAMES else look) for text, look in heading]
        return [heading, self._clock()] if self._sheet.is_stamped else [heading]

    def _clock(self) -> list[Run]:
        """Return the vector clock of what is selected, or why it is not there."""
        if self._sheet.selected is None or self._sheet.selected_line is None:
            return [(" vector clock: of the event that is selected", WORDS)]
        number = self._points.record[self._sheet.selected]
        if self._counting.events <= number:
            told = f" vector clock: counted {self._counting.events:,} of {number:,} events"
            return [(told, WORDS)]
        return [*self._sheet.clock(self._counting.vector_clock(number)), (" vector clock", WORDS)]

    def _count(self) -> None:
        """Count on to what is selected, where its vector clock is to be shown."""
        selected = self._sheet.selected
        if self._is_counting or selected is None or not self._sheet.is_stamped:
            return
        if not self._counting.go_on(self._points.record[selected], COUNT_S):
            self._is_counting = True
            call_after(self, COUNT_PAUSE_S, self._count_on)

    def _count_on(self) -> None:
        self._is_counting = False
        if self.is_on_screen:
            self.show()

    def _words(self) -> list[Run]:
        """Return the line below all others."""
        sheet = self._sheet
        if sheet.selected is None or sheet.selected_line is None:
            told = ACTIVE if self.is_active else INACTIVE
            return [(f" {told}{OTHER if self.is_alone else ''}", WORDS)]
        number = self._points.record[sheet.selected]
        record = self._view.history.records[number]
        stamps = f"event {number + 1:,}, stamp {record.lamport:,}"
        far = "" if sheet.is_lit else "; too far away to light up what is in sight"
        return [(f" ▸ {words(record)}", ""), (f"  · {stamps}{far}", WORDS)]
