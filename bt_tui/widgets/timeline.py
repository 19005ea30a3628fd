"""The timeline: the run so far as a bar, with marks where files completed, something failed, a
fault struck or a rule was broken.

The head stands at the moment that is looked at; the mouse takes it elsewhere.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from textual import events
from textual.message import Message

from bt_tui.history import MarkKind
from bt_tui.view import View
from bt_tui.widgets.lines import Lines, Piece, Pieces

SHAPES = {
    MarkKind.COMPLETE: "◆",
    MarkKind.TROUBLE: "✗",
    MarkKind.FAULT: "▼",
    MarkKind.BROKEN: "!",
}
LOOKS = {kind: f"mark--{kind.name.lower()}" for kind in MarkKind}
RANK = {kind: rank for rank, kind in enumerate(MarkKind)}
"""Where marks share a place, the one that ranks higher is seen."""
BAR, AHEAD, HEAD = "━", "─", "●"
LEFT = 1
"""Cells before the bar."""


class Timeline(Lines):
    """All events from left to right."""

    COMPONENT_CLASSES = {"timeline--bar", "timeline--ahead", "timeline--head", *LOOKS.values()}

    class Sought(Message):
        """The mouse points to a moment, in events; at the right end, to the newest."""

        def __init__(self, moment: int) -> None:
            super().__init__()
            self.moment = moment

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._marks: dict[int, MarkKind] = {}
        """What marks each place."""
        self._marks_of = (0, 0, 0)
        """How many marks, how much room and how many events that was worked out for."""

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the bar, with the number of events by now and in all behind it."""
        count = self._count()
        room = self._room(width)
        head = room if self._view.is_live else self._place(self._view.state.events, room)
        pieces = list(self._bar(room, head))
        drawn = [
            Piece("".join(piece.text for piece in run), look)
            for look, run in groupby(pieces, key=lambda piece: piece.look)
        ]
        return [[Piece(" " * LEFT), *drawn, Piece(count)]]

    def _count(self) -> str:
        """Return the numbers, as wide live as in the past, so that the bar does not move."""
        events, now = self._view.state.events, f"{self._view.history.now.events:,}"
        return f" {events:>{len(now)},}/{now} "

    def _room(self, width: int) -> int:
        return max(1, width - len(self._count()) - LEFT - 1)

    def _place(self, events: int, room: int) -> int:
        """Return where a moment stands in the bar, from 0 to `room`."""
        return min(room, events * room // max(1, self._view.history.now.events))

    def _bar(self, room: int, head: int) -> Iterator[Piece]:
        marks = self._marked(room)
        for place in range(room + 1):
            if place == head:
                yield Piece(HEAD, "timeline--head")
            elif place in marks:
                yield Piece(SHAPES[marks[place]], LOOKS[marks[place]])
            else:
                is_over = place < head
                yield Piece(BAR, "timeline--bar") if is_over else Piece(AHEAD, "timeline--ahead")

    def _marked(self, room: int) -> dict[int, MarkKind]:
        history = self._view.history
        marks_of = (len(history.marks), room, history.now.events)
        if marks_of != self._marks_of:
            self._marks_of, self._marks = marks_of, {}
            for mark in sorted(history.marks, key=lambda mark: RANK[mark.kind]):
                place = min(room - 1, (mark.event - 1) * room // max(1, history.now.events))
                self._marks[place] = mark.kind
        return self._marks

    # ---- the mouse ------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take the head along from here on."""
        self.capture_mouse()
        self._seek(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Take the head along."""
        if self.app.mouse_captured is self:
            self._seek(event)

    def on_mouse_up(self) -> None:
        """Leave the head where it is."""
        self.release_mouse()

    def _seek(self, event: events.MouseEvent) -> None:
        room = self._room(self.size.width)
        place = min(room, max(0, event.x - LEFT))
        self.post_message(self.Sought(place * self._view.history.now.events // room))
