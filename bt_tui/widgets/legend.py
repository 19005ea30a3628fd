"""The legends: what the shapes and colours of each lens mean; always one line on screen."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from bt_tui.board import Cell
from bt_tui.spacetime import shapes
from bt_tui.widgets import checks, choosing, clients, meanings
from bt_tui.widgets.cells import LOOKS, NAMES, SHAPES
from bt_tui.widgets.grid import PROMOTED
from bt_tui.widgets.lines import Lines, Piece, Pieces, length
from bt_tui.widgets.meanings import Meaning
from bt_tui.widgets.messages import MessagesLens
from bt_tui.widgets.swarms import SwarmsLens
from bt_tui.widgets.tracker_profiles import known_by, shape_of
from bt_tui.widgets.tracker_shapes import AWAY, GONE, MEANINGS, OTHER, OTHERWISE
from bt_tui.widgets.tracker_shapes import LOOKS as STANDINGS


class Legend(Lines):
    """One line below a lens."""

    DEFAULT_CLASSES = "legend"


class SwarmsLegend(Legend):
    """What cells mean at present; roles need no legend: their names stand beside their shapes."""

    COMPONENT_CLASSES = {*LOOKS.values(), *meanings.SOURCE_LOOKS}
    COMPONENT_CLASSES |= {meanings.HOLDS, meanings.LACKS, meanings.RARE}

    def __init__(self, lens: SwarmsLens) -> None:
        super().__init__()
        self._lens = lens

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the legend, and the key to another meaning where there is room."""
        hints = (Piece(f" v: {self._lens.meaning.following}"), Piece(" v: more"))
        wide, close = ([*self._pieces(gap)] for gap in (" ", ""))
        variants = ([Piece(" "), *told, hint] for told in (wide, close) for hint in hints)
        fitting = (pieces for pieces in variants if length(pieces) <= width)
        return [next(fitting, [Piece(" "), *close])]

    def _pieces(self, gap: str) -> Iterator[Piece]:
        """Yield what each shape means, and some more of a gap behind each."""
        is_grouped = self._lens.is_grouped
        match self._lens.meaning:
            case Meaning.STATE:
                yield from _cells(gap, *Cell)
                yield Piece("▁…█ share held" if is_grouped else f"{PROMOTED} new role")
            case Meaning.SOURCE:
                yield Piece(meanings.signs(self._lens.clients), LOOKS[Cell.DOWNLOADED])
                yield Piece(f" who sent it {gap}")
                if is_grouped:
                    yield Piece(meanings.MIXED, LOOKS[Cell.DOWNLOADED])
                    yield Piece(f" several {gap}")
                yield from _cells(gap, Cell.OWNED, Cell.MISSING, Cell.REQUESTED, Cell.REJECTED)
            case Meaning.HOLDERS:
                yield Piece("2", meanings.HOLDS)
                yield Piece(f" hold it, this client too {gap}")
                yield Piece("₂", meanings.LACKS)
                yield Piece(f" others do {gap}")
                if self._lens.clients >= len(meanings.COUNTS) - 1:
                    yield Piece(f"+ 10 or more {gap}")
                yield Piece("1₁", meanings.RARE)
                yield Piece(f" the rarest{' in a cell' * is_grouped} {gap}")
            case other:
                assert_never(other)


def _cells(gap: str, *cells: Cell) -> Iterator[Piece]:
    for cell in cells:
        yield Piece(SHAPES[cell], LOOKS[cell])
        yield Piece(f" {NAMES[cell]} {gap}")


class MessagesLegend(Legend):
    """What shapes mean in the diagram and before what waits; first in the panel with the keys."""

    COMPONENT_CLASSES = {*shapes.LOOKS}

    def __init__(self, lens: MessagesLens) -> None:
        super().__init__()
        self._lens = lens

    def on_mount(self) -> None:
        """Go along with the keys."""
        self.watch(self._lens, "is_in_diagram", self.update_lines)

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the legend."""
        waiting = [Piece(f" {shape} {meaning} ") for shape, meaning in choosing.LEGEND]
        drawn = [
            piece
            for shape, meaning, look in shapes.LEGEND
            for piece in (Piece(f" {shape} ", look), Piece(f"{meaning} "))
        ]
        return [[*drawn, *waiting] if self._lens.is_in_diagram else [*waiting, *drawn]]


class TrackerLegend(Legend):
    """What marks mean in the shape that the tracker's records have."""

    COMPONENT_CLASSES = {*STANDINGS.values()}

    def __init__(self, profile: str) -> None:
        super().__init__()
        self._profile = known_by(profile)

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the legend."""
        key = shape_of(self._profile).KEY
        pieces = [
            piece
            for standing, meaning in MEANINGS.items()
            if standing in key
            for piece in (Piece(f" {key[standing]} ", STANDINGS[standing]), Piece(f"{meaning} "))
        ]
        if self._profile.knows_states or not key:
            meaning = "not so" if key else "in truth another"
            pieces += [Piece(f" {OTHERWISE} ", OTHER), Piece(f"{meaning} ")]
        return [[*pieces, Piece(f" {GONE} ", AWAY), Piece("gone")]]


class ClientsLegend(Legend):
    """What the shape before each thread's doing means, and what can go wrong."""

    COMPONENT_CLASSES = {*clients.LOOKS.values()}

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the legend, and the keys that let something go wrong, where there is room."""
        shapes = [
            piece
            for kind, shape in clients.SHAPES.items()
            for piece in (Piece(f" {shape} ", clients.LOOKS[kind]), Piece(f"{kind} "))
        ]
        told = ([*shapes, Piece(f"  faults: {keys}")] for keys in clients.FAULT_KEYS)
        return [next((pieces for pieces in told if length(pieces) <= width), shapes)]


class MeasuresLegend(Legend):
    """How to read the charts: the names of curves stand on them, so colours say nothing more."""

    COMPONENT_CLASSES = {"chart--blue", "chart--mean", "chart--yellow"}

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the legend, and the keys that change the charts, where there is room."""
        told = [
            Piece(" ⠒⠒ ", "chart--blue"),
            Piece("curves bear their names  "),
            Piece("─ ", "chart--mean"),
            Piece("mean of all  "),
            Piece("▸ ", "chart--yellow"),
            Piece("selected"),
        ]
        keys = Piece("   v next chart  t over time")
        return [[*told, keys] if length([*told, keys]) <= width else told]


class ChecksLegend(Legend):
    """What the shape before each rule means."""

    COMPONENT_CLASSES = {*checks.LOOKS.values()}

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the legend."""
        return [
            [
                piece
                for verdict, shape in checks.SHAPES.items()
                for piece in (
                    Piece(f" {shape} ", checks.LOOKS[verdict]),
                    Piece(f"{checks.MEANINGS[verdict]} "),
                )
            ]
        ]
