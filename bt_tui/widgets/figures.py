"""The figures beside the charts, in words that say what would be good."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from bt_tui.figures import Figures
from bt_tui.series import Trouble
from bt_tui.widgets.lines import Lines, Piece, Pieces, clipped

MEANINGS = {
    Trouble.DENIED: "they asked who lacks it",
    Trouble.CHOKED: "no room to serve now",
    Trouble.TIMED_OUT: "no answer in time",
    Trouble.REJECTED: "what came was wrong",
    Trouble.LATE: "nobody waited for it",
    Trouble.TWICE: "it had come before",
    Trouble.LOST: "a fault ate the message",
}
"""What is counted there; of all these, none is best."""
NAME_CELLS, VALUE_CELLS = 11, 7
BETWEEN = " · "
NO_CHARTS = "charts need more room"
REMARK = "measure--aside"


class Row(NamedTuple):
    """A figure, and remarks that say what it means."""

    name: str
    value: str
    remarks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The figure among others in a line."""
        return f"{self.name} {self.value}"


class FiguresColumn(Lines):
    """Each figure on a line where there is room for that; else one after another."""

    COMPONENT_CLASSES = {"measure--figure", REMARK}

    def __init__(self) -> None:
        super().__init__()
        self._main: list[Row] = []
        self._troubles: list[Row] = []
        self._last: list[str] = []

    def tell(self, figures: Figures, bound: float | None, *, fits: bool) -> None:
        """Tell of these; `fits` says whether charts fit beside them."""
        self._main = list(_main(figures, bound))
        self._troubles = [
            Row(trouble, f"{count:,}", (MEANINGS[trouble],))
            for trouble, count in figures.troubles.items()
        ]
        self._last = [] if fits else [NO_CHARTS]
        self.update_lines()

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return all figures, in the most spacious way for which there is room."""
        room = max(1, width - 1)
        main = [line for row in self._main for line in _explained(row, room)]
        each = [line for row in self._troubles for line in _listed(row, room)]
        together = _flow((row.words for row in self._troubles), room)
        for lines in ([*main, *each], [*main, *together]):
            if len(lines) <= height:
                return lines
        rows = [*self._main, *self._troubles]
        lines = _flow((*self._last, *(row.words for row in rows)), room)
        if len(lines) > height > 0:
            lines[height - 1] = [Piece(f" … {clipped(NO_CHARTS, room - 3)}")]
        return lines


def _main(figures: Figures, bound: float | None) -> Iterator[Row]:
    held, wanted = sum(figures.held.values()), sum(figures.wanted.values())
    yield Row("held", f"{held:,} of {wanted:,} wanted")
    yield Row("messages", f"{figures.messages:,}")
    yield Row("a segment", _told(figures.per_segment, 1), ("2 if one is asked at a time",))
    best = () if bound is None else (f"in the end {bound:.2f} at best",)
    alone = f"1: all alike, {len(figures.served)}: one alone"
    yield Row("balance", _told(figures.balance, 2), (alone, *best))
    yield Row("time", f"{figures.time:.3f} s")


def _told(number: float | None, digits: int) -> str:
    return "–" if number is None else f"{number:.{digits}f}"


def _explained(row: Row, room: int) -> Iterator[Pieces]:
    """Yield a figure, and its remarks below."""
    yield [_name(row), Piece(row.value, "measure--figure")]
    for remark in row.remarks:
        yield from ([Piece(f"   {line}", REMARK)] for line in wrap(remark, max(1, room - 3)))


def _listed(row: Row, room: int) -> Iterator[Pieces]:
    """Yield a figure on one line, with its remark where that fits."""
    (remark,) = row.remarks
    value = Piece(f"{row.value:>{VALUE_CELLS}}", "measure--figure")
    fits = 1 + NAME_CELLS + VALUE_CELLS + 2 + len(remark) <= room
    yield [_name(row), value, Piece(f"  {remark}" if fits else "", REMARK)]


def _name(row: Row) -> Piece:
    return Piece(f" {row.name:<{NAME_CELLS}}")


def _flow(facts: Iterator[str] | Sequence[str], room: int) -> list[Pieces]:
    """Return facts one after another, none of them broken between two lines."""
    lines: list[str] = []
    for fact in facts:
        if lines and len(lines[-1] + BETWEEN + fact) <= room:
            lines[-1] += BETWEEN + fact
        else:
            lines.append(fact)
    return [[Piece(f" {line}")] for line in lines]
