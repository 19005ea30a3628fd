"""The timeline: the run so far as a bar, with marks where files completed or something failed."""

from collections.abc import Sequence
from itertools import groupby

from bt_tui.state import MarkKind, State
from bt_tui.widgets.lines import Lines, Piece, Pieces

SHAPES = {MarkKind.COMPLETE: "◆", MarkKind.TROUBLE: "✗"}
LOOKS = {kind: f"mark--{kind.name.lower()}" for kind in MarkKind}
RANK = {MarkKind.COMPLETE: 0, MarkKind.TROUBLE: 1}
"""Where marks share a place, the one that ranks higher is seen."""
BAR, HEAD = "━", "●"


class Timeline(Lines):
    """All events from left to right; the head stands at the latest."""

    COMPONENT_CLASSES = {"timeline--bar", *LOOKS.values()}

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the bar, with the number of events behind it."""
        count = f" {self._state.events:,} "
        room = max(1, width - len(count) - 2)
        looks: list[Piece] = [Piece(BAR, "timeline--bar")] * room
        for mark in sorted(self._state.marks, key=lambda mark: RANK[mark.kind]):
            place = min(room - 1, (mark.event - 1) * room // max(1, self._state.events))
            looks[place] = Piece(SHAPES[mark.kind], LOOKS[mark.kind])
        drawn = [
            Piece("".join(piece.text for piece in run), look)
            for look, run in groupby(looks, key=lambda piece: piece.look)
        ]
        return [[Piece(" "), *drawn, Piece(HEAD), Piece(count)]]
