"""The lower panel of the Messages lens: all that waits, and which of it is to go next.

The oldest message is chosen unless somebody chooses another. A message that waits behind an older
one between the same two threads cannot go, for MPI lets none overtake another there.
"""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from bt_tui.view import View
from bt_tui.widgets.lines import padded, strip_of
from bt_tui.widgets.panel import Panel
from core.narration.threads import noun
from core.runtime.pace import Choice, MessageChoice, TimerChoice
from core.waiting import WaitingMessage, WaitingTimer

HEADING = 1
"""Lines above the list."""
POINTER, TIMER, MESSAGE, BEHIND = "▸", "◷", "→", "⋮"
LEGEND = (
    (MESSAGE, "may go next"),
    (BEHIND, "behind an older one"),
    (TIMER, "may ring early"),
)
WHAT_WAITS = "what waits, and why; Enter lets it go"
ALONE = "Tab: diagram; Enter lets it go"
CHOOSE = "Tab: choose what goes next"
"""What the heading says: with the keys, with the keys and alone, and without them."""
WHO_WIDTH = 17
SINCE_WIDTH = 8


class Choosing(Panel):
    """A line for each; one of them is selected."""

    COMPONENT_CLASSES = {
        "panel--active",
        *(f"waiting--{look}" for look in ("heading", "timer", "behind", "selected", "why")),
    }
    OVERLAYS = frozenset({"waiting--selected"})

    class Chosen(Message):
        """What is selected is to go next."""

    class Selected(Message):
        """Something else is selected now."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._items: list[WaitingMessage | WaitingTimer] = []
        self._selected: Choice | None = None
        """What somebody selected; else it is what goes next by default."""

    # ---- what is selected -----------------------------------------------------------------------

    def take_choice(self) -> Choice | None:
        """Return what was selected by hand, and select by default from now on."""
        choice, self._selected = self._selected, None
        if choice is not None:
            self.refresh()
        return choice

    @property
    def selected(self) -> WaitingMessage | WaitingTimer | None:
        """What was selected by hand."""
        return None if self._selected is None else self._items[self._place]

    @property
    def _place(self) -> int:
        """The place of what is selected in the list."""
        chosen = self._selected or _choice_of(self._view.state.waiting.next)
        places = (place for place, item in enumerate(self._items) if _choice_of(item) == chosen)
        return next(places, 0)

    def select(self, steps: int) -> None:
        """Select another."""
        self._select(self._place + steps)

    def enter(self) -> None:
        """Let what is selected go next."""
        if self._items:
            self._selected = _choice_of(self._items[self._place])
            self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        """Select what was clicked; a second click lets it go."""
        self.post_message(self.Pointed(self))
        place = event.y + self.scroll_offset.y - HEADING
        if event.y >= HEADING and place < len(self._items):
            self._select(place)
            if event.chain > 1:
                self.enter()

    def _select(self, place: int) -> None:
        if self._items:
            place = max(0, min(place, len(self._items) - 1))
            self._selected = _choice_of(self._items[place])
            self.scroll_to_region(Region(0, place, 1, 1 + HEADING), animate=False)
            self.refresh()
            self.post_message(self.Selected())

    # ---- drawing --------------------------------------------------------------------------------

    def show(self) -> None:
        """Show what waits now."""
        waiting = self._view.state.waiting
        timers = sorted(waiting.timers.values(), key=lambda timer: timer.set.due)
        items: list[WaitingMessage | WaitingTimer] = [*waiting.messages.values(), *timers]
        if (filtered := self._view.filtered) is not None:
            items = [item for item in items if filtered.fits("  ".join(self._told(item)))]
        if items == self._items:
            return
        self._items = items
        if self._selected not in map(_choice_of, items):
            self._selected = None
        self.virtual_size = Size(self.scrollable_content_region.width, len(items) + HEADING)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible; the heading stays."""
        width = self.scrollable_content_region.width
        place = y + self.scroll_offset.y - HEADING
        if y < HEADING:
            return strip_of(self._heading(), width, self.look())
        if place >= len(self._items):
            return Strip.blank(width, self.look())
        return strip_of(self._line(place), width, self.look())

    def _heading(self) -> Iterator[Segment]:
        waiting = self._view.state.waiting
        counts = f" in flight: {len(waiting.messages)}, timers: {len(waiting.timers)}"
        if self._view.filtered is not None:
            counts += f"; / {self._view.filtered.words}: {len(self._items)} "
        style = self.look("panel--active" if self.is_active else "waiting--heading")
        width = max(WHO_WIDTH + SINCE_WIDTH + 6, cell_len(counts))
        yield Segment(padded(counts, width), style)
        told = ALONE if self.is_alone else WHAT_WAITS
        yield Segment(f" {told if self.is_active else CHOOSE}", style)

    def _line(self, place: int) -> Iterator[Segment]:
        item, selected = self._items[place], place == self._place
        base = self.look()
        if selected and self.is_active:
            base += self.look("waiting--selected")
        shape, who, what, why = self._told(item)
        look = {TIMER: "waiting--timer", BEHIND: "waiting--behind"}.get(shape, "")
        style = base + self.look(look) if look else base
        yield Segment(f"{POINTER if selected else ' '}{shape} ", style)
        yield Segment(padded(who, WHO_WIDTH) + f"{item.since:{SINCE_WIDTH}.3f} s", style)
        yield Segment(f" {what}", style)
        yield Segment(f" — {why}", base + self.look("waiting--why"))

    def _told(self, item: WaitingMessage | WaitingTimer) -> tuple[str, str, str, str]:
        """Return the shape, whose it is, what it is, and why it waits."""
        waiting = self._view.state.waiting
        if isinstance(item, WaitingTimer):
            return TIMER, str(item.at), "timer", f"{item.set.reason}; due at {item.set.due:.3f} s"
        who = f"{item.source} → {item.sent.to}"
        what = noun(item.sent.kind, item.sent.about)
        if (first := waiting.behind(item)) is not None:
            return BEHIND, who, what, f"behind {noun(first.sent.kind, first.sent.about)}"
        return MESSAGE, who, what, "the oldest" if item is waiting.next else "may go next"


def _choice_of(item: WaitingMessage | WaitingTimer | None) -> Choice | None:
    """Return what names this among all that waits."""
    match item:
        case None:
            return None
        case WaitingMessage(source, sent):
            return MessageChoice(source, sent.number)
        case WaitingTimer(at, alarm):
            return TimerChoice(at, alarm.timer)
