"""The legend: what the shapes and colours of the Swarms lens mean."""

from collections.abc import Sequence

from bt_tui.widgets.cells import LOOKS, NAMES, SHAPES
from bt_tui.widgets.lines import Lines, Piece, Pieces
from bt_tui.widgets.swarms import PROMOTED


class Legend(Lines):
    """One line, always on screen; roles need none, for their names stand beside their shapes."""

    COMPONENT_CLASSES = {*LOOKS.values()}

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the legend of the cells, and of the mark beside a role."""
        cells = [
            piece
            for cell, shape in SHAPES.items()
            for piece in (Piece(f" {shape} ", LOOKS[cell]), Piece(f"{NAMES[cell]} "))
        ]
        return [[*cells, Piece(f" {PROMOTED} new role")]]
