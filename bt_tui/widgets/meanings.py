"""What the cells of the Swarms lens can mean.

How a client stands to a segment, from whom it got it, or how many hold it.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from bt_tui.board import Cell, Row, Swarm
from bt_tui.widgets.cells import HELD, LOOKS, NAMES, SINGLE, Shape


class Meaning(StrEnum):
    """What cells mean, in the words of the legend."""

    STATE = "state"
    SOURCE = "from whom"
    HOLDERS = "how many hold it"

    @property
    def following(self) -> "Meaning":
        """The one that comes after this one, round and round."""
        order = list(Meaning)
        return order[(order.index(self) + 1) % len(order)]


# ---- from whom ----------------------------------------------------------------------------------

SIGNS = "123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZαβγδεζηθικλμνξοπρστυφχψω"
"""The clients, in the order of their ranks."""
BEYOND = "+"
"""A client whose rank is beyond all signs."""
MIXED = "*"
"""Several sources, in a cell that stands for several segments."""
SOURCE_LOOKS = tuple(f"source--{number}" for number in range(4))
"""Neighbours differ; the sign says who it is."""


ALPHABETS = (0, 9, 35, 61, len(SIGNS))
"""Where digits and each kind of letters begin among the signs, and where the last ends."""


def signs(clients: int) -> str:
    """Return the signs of so many clients, as "1–9 a–c"."""
    ends = ((first, min(last, clients)) for first, last in pairwise(ALPHABETS) if first < clients)
    return " ".join(
        SIGNS[first] if last == first + 1 else f"{SIGNS[first]}–{SIGNS[last - 1]}"
        for first, last in ends
    )


def sign(client: int) -> str:
    """Return the sign of a client."""
    return SIGNS[client - 1] if client <= len(SIGNS) else BEYOND


def _groups(segments: int, size: int) -> Iterator[range]:
    """Yield the segments of each cell."""
    yield from (range(start, min(start + size, segments)) for start in range(0, segments, size))


def source_shapes(cells: bytearray, sources: Sequence[int], size: int) -> list[Shape]:
    """Return from whom each segment came, so many segments in each shape."""
    return [_source(cells, sources, group) for group in _groups(len(cells), size)]


def _source(cells: bytearray, sources: Sequence[int], group: range) -> Shape:
    """Return the shape of some segments; what is held counts, and else what is asked for."""
    begun = any(cells[n] == Cell.OWNED for n in group)
    whom = {sources[n] for n in group if cells[n] == Cell.DOWNLOADED}
    if begun and not whom:
        return SINGLE[Cell.OWNED]
    if len(whom) + begun > 1:
        return Shape(MIXED, LOOKS[Cell.DOWNLOADED])
    if whom:
        (source,) = whom
        return Shape(sign(source), SOURCE_LOOKS[(source - 1) % len(SOURCE_LOOKS)])
    return SINGLE[max((cells[n] for n in group), default=Cell.MISSING)]


# ---- how many hold it ---------------------------------------------------------------------------

COUNTS = "0123456789+"
SMALL_COUNTS = "₀₁₂₃₄₅₆₇₈₉₊"
"""For segments that the client itself lacks."""
HOLDS, LACKS, RARE = "holders--holds", "holders--lacks", "holders--rare"
_ONES = bytes(cell in HELD for cell in range(256))
"""Turns cells into ones where they are held, and zeros."""


def holders(swarm: Swarm) -> list[int]:
    """Return how many clients hold each segment of a file."""
    held = [row.cells.translate(_ONES) for row in swarm.rows.values() if row.held]
    return [sum(column) for column in zip(*held, strict=True)] or [0] * (swarm.segments or 0)


def rarest(counts: Sequence[int]) -> int | None:
    """Return how many hold the rarest segments, unless all segments are as rare as these."""
    least = min(counts, default=0)
    return None if least == max(counts, default=0) else least


def holder_shapes(cells: bytearray, counts: Sequence[int], size: int) -> list[Shape]:
    """Return how many hold each segment; of those that share a shape, the rarest counts."""
    rare = rarest(counts)
    return [_holders(cells, counts, rare, group) for group in _groups(len(cells), size)]


def _holders(cells: bytearray, counts: Sequence[int], rare: int | None, group: range) -> Shape:
    least = min(counts[n] for n in group)
    holds = all(cells[n] in HELD for n in group if counts[n] == least)
    look = RARE if least == rare else HOLDS if holds else LACKS
    return Shape((COUNTS if holds else SMALL_COUNTS)[min(least, len(COUNTS) - 1)], look)


# ---- in words -----------------------------------------------------------------------------------


def told_cell(row: Row, segment: int, sources: Sequence[int], counts: Sequence[int]) -> str:
    """Return "C2 #3 downloaded from C1, 2 hold it"."""
    cell = Cell(row.cells[segment])
    source = f" from C{sources[segment]}" if cell is Cell.DOWNLOADED else ""
    count = counts[segment]
    held = "1 holds it" if count == 1 else f"{count} hold it"
    return f"C{row.client} #{segment + 1} {NAMES[cell]}{source}, {held}"
