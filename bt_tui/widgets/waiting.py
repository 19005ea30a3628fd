"""What is in flight: one line on what goes next, and on wide screens the whole list."""

from collections.abc import Sequence
from typing import assert_never

from bt_tui.view import View
from bt_tui.widgets.lines import Lines, Piece, Pieces
from core.narration.threads import noun
from core.narration.wording import counted
from core.waiting import WaitingMessage, WaitingTimer

STUCK = "the end did not reach everyone, and nothing waits: q leaves"


def told(waiting: WaitingMessage | WaitingTimer) -> str:
    """Return what waits, in words."""
    match waiting:
        case WaitingMessage(source, sent):
            return f"{source} → {sent.to}  {noun(sent.kind, sent.about)}"
        case WaitingTimer(at, alarm):
            return f"{at}  timer: {alarm.reason}"
        case other:
            assert_never(other)


class NextLine(Lines):
    """What a step lets happen, and how much else waits."""

    COMPONENT_CLASSES = {"next--label"}

    def __init__(self, view: View, over: str) -> None:
        super().__init__()
        self._view = view
        self._over = over
        self._held = False
        self._ended = False
        self._chosen: WaitingMessage | WaitingTimer | None = None

    def show(
        self, *, held: bool, ended: bool, chosen: WaitingMessage | WaitingTimer | None = None
    ) -> None:
        """Show what waits; only where nothing moves is there one thing that goes next."""
        self._held, self._ended, self._chosen = held, ended, chosen
        self.update_lines()

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the line."""
        label, text = self._told()
        return [[Piece(f" {label} ", "next--label"), Piece(f" {text}")]]

    def _told(self) -> tuple[str, str]:
        count = len(self._view.state.waiting.messages)
        if not self._view.is_live:
            steps = f"after step {self._view.step} of {self._view.history.steps}"
            return "past", f"{steps}; s goes forward, End to the newest"
        if self._ended:
            return "over", self._over
        if self._view.state.is_stuck:
            return "stuck", STUCK
        return self._next() if self._held else ("in flight", counted(count, "message"))

    def _next(self) -> tuple[str, str]:
        """Return what goes next while the run is held."""
        waiting = self._view.state.waiting
        count = len(waiting.messages)
        if waiting.next is None:
            return "next", "nothing waits"
        if self._chosen is not None:
            return "chosen", f"{told(self._chosen)} — Enter or s lets it go"
        rest = f" (and {count - 1} more in flight)" if count > 1 else ""
        return "next", f"{told(waiting.next)}{rest}"


class WaitingList(Lines):
    """Every waiting message, oldest first, then the timers; what does not fit is counted."""

    COMPONENT_CLASSES = {"waiting--heading", "waiting--timer"}

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the list, as far as there is room."""
        waiting = self._view.state.waiting
        heading = f" in flight: {len(waiting.messages)}, timers: {len(waiting.timers)}"
        room = height - 1
        timers = sorted(waiting.timers.values(), key=lambda timer: timer.set.due)
        items = [
            *([Piece(f" {told(message)}")] for message in waiting.messages.values()),
            *([Piece(f" {told(timer)}", "waiting--timer")] for timer in timers),
        ]
        if len(items) > room:
            items[room - 1 :] = [[Piece(f" … and {len(items) - room + 1} more")]]
        return [[Piece(heading, "waiting--heading")], *items]
