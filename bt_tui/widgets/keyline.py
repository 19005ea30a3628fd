"""The last line: the keys that one needs most, each of which can be clicked as well.

Textual's own footer makes its widgets anew whenever another widget gets the keys, and keeps the
former ones for ever.
"""

from collections.abc import Iterable, Iterator, Sequence

from textual import events
from textual.binding import Binding

from bt_tui.widgets.lines import CUT, Lines, Piece, Pieces, length


class KeyLine(Lines):
    """As many of the bindings that are to be shown as there is room for, the first ones first."""

    COMPONENT_CLASSES = {"keys--key", "keys--told"}

    def __init__(self, bindings: Iterable[Binding]) -> None:
        super().__init__()
        self._shown = [binding for binding in bindings if binding.show]

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the line, with a mark where keys are left out."""
        fitting = list(self._fitting(width))
        pieces = [piece for binding in fitting for piece in _told(binding)]
        return [[*pieces, Piece(CUT)] if len(fitting) < len(self._shown) else pieces]

    def _fitting(self, width: int) -> Iterator[Binding]:
        """Yield those that there is room for, and for the mark, where one is needed."""
        room = width
        for place, binding in enumerate(self._shown):
            room -= length(_told(binding))
            is_last = place + 1 == len(self._shown)
            if room < (0 if is_last else len(CUT)):
                return
            yield binding

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does that was clicked."""
        x = 0
        for binding in self._fitting(self.size.width):
            x += length(_told(binding))
            if event.x < x:
                await self.app.run_action(binding.action)
                return


def _told(binding: Binding) -> Pieces:
    """Return a key, and what it is for."""
    key = binding.key_display or binding.key
    return [Piece(key, "keys--key"), Piece(f" {binding.description} ", "keys--told")]
