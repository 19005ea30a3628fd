"""Lines of a screen: pieces of text, each with a look, that fit a width or say that they do not."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from bt_tui.widgets.looks import Looks

CUT = "…"


class Piece(NamedTuple):
    """Some text, and the name of how it looks; without one it looks like its widget."""

    text: str
    look: str = ""


Pieces = list[Piece]


def strip_of(segments: Iterable[Segment], width: int, style: Style) -> Strip:
    """Return a line of exactly `width` cells; what does not fit is cut off, with a mark."""
    strip = Strip(segments)
    if strip.cell_length > width > 0:
        strip = Strip([*strip.crop(0, width - 1), Segment(CUT, style)])
    return strip.extend_cell_length(width, style).crop(0, width)


def clipped(text: str, width: int) -> str:
    """Return the text in at most `width` cells, with a mark where something is missing."""
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) > width - 1:
        text = text[:-1]
    return text + CUT if width > 0 else ""


def padded(text: str, width: int) -> str:
    """Return the text in exactly `width` cells."""
    text = clipped(text, width)
    return text + " " * (width - cell_len(text))


def length(pieces: Iterable[Piece]) -> int:
    """Return how many cells the pieces take."""
    return sum(cell_len(piece.text) for piece in pieces)


class Lines(Looks):
    """Shows a few lines, and draws those that changed; what they say is for subclasses."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Pieces] = ()

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return what to show at this size, from the top."""
        raise NotImplementedError

    def update_lines(self) -> None:
        """Draw anew what is not as it was."""
        width, height = self.size
        before, self._lines = self._lines, self.lines(width, height)
        for y in range(height):
            if before[y : y + 1] != self._lines[y : y + 1]:
                self.refresh(Region(0, y, width, 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are to show, for a height that is left to the widget."""
        return len(self.lines(width, container.height))

    def on_resize(self) -> None:
        """Fill the new size."""
        self._lines = ()
        self.update_lines()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        pieces = self._lines[y] if y < len(self._lines) else ()
        segments = [Segment(text, self.look(look)) for text, look in pieces]
        return strip_of(segments, self.size.width, self.look())
