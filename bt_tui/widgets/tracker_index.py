"""The tracker's records as an index: for each segment of a file, who owns it."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from bt_tui.belief import Standing
from bt_tui.board import Swarm
from bt_tui.state import State
from bt_tui.widgets.lines import CUT, Piece, Pieces
from bt_tui.widgets.tracker_shapes import ASIDE, AWAY, GONE, LOOKS, MARKS, NAMED, Shape

GAP = 2
"""Between two entries of a line."""


class Index(Shape):
    """An entry for each segment, with a place for each client; several stand in a line."""

    KEY: ClassVar[dict[Standing, str]] = {
        Standing.KNOWN: "3",
        **{standing: f"{mark}3" for standing, mark in MARKS.items()},
        Standing.NEITHER: "·",
    }

    def __init__(self, state: State, width: int) -> None:
        super().__init__(state, width)
        self._kept: dict[tuple[int, int], Sequence[Piece]] = {}

    def titles(self) -> str:
        """Return what stands above all columns."""
        return "each segment, and its owners in brackets: the clients' numbers"

    def height(self, swarm: Swarm) -> int:
        """Return how many lines its segments take."""
        return -(-(swarm.segments or 0) // self._across(swarm))

    def line(self, swarm: Swarm, y: int) -> Pieces:
        """Return a line of entries; they are read downwards first."""
        pieces: Pieces = []
        for segment in self._in_line(swarm, y):
            pieces += self._entry(swarm, segment)
            pieces.append(Piece(" " * GAP))
        return pieces

    def told(self, swarm: Swarm, y: int) -> str:
        """Return what differs from the truth in a line."""
        among = sum(1 << segment for segment in self._in_line(swarm, y))
        rows = (swarm.rows[rank] for rank in sorted(swarm.rows))
        told = "; ".join(one for row in rows for one in self.differences(row, among))
        return told or "the tracker knows all owners of these segments"

    def _in_line(self, swarm: Swarm, y: int) -> range:
        return range(y, swarm.segments or 0, self.height(swarm))

    def _across(self, swarm: Swarm) -> int:
        """Return how many entries stand in a line."""
        width = self._head(swarm) + len(swarm.rows) * self._slot(swarm) + len("[]") + GAP
        return max(1, (self.width + GAP) // width)

    def _head(self, swarm: Swarm) -> int:
        """Return the width of a segment's number with its sign and a gap."""
        return len(f"#{swarm.segments or 0} ")

    def _slot(self, swarm: Swarm) -> int:
        """Return the width of a client's number with its mark and a gap."""
        return len(f" {max(swarm.rows, default=0)} ")

    def _entry(self, swarm: Swarm, segment: int) -> Iterator[Piece]:
        width = self._head(swarm)
        yield Piece(f"{f'#{segment + 1}':<{width}}", NAMED)
        yield Piece("[", ASIDE)
        ranks, slot = sorted(swarm.rows), self._slot(swarm)
        room = self.width - width - len("[]")
        if len(ranks) * slot <= room:
            yield from self._owners(swarm, ranks, segment)
        else:
            counts = self._counts(swarm, ranks, segment)
            shown = max(0, room - len(counts)) // slot
            yield from self._owners(swarm, ranks[:shown], segment)
            yield Piece(counts, ASIDE)
        yield Piece("]", ASIDE)

    def _owners(self, swarm: Swarm, ranks: Sequence[int], segment: int) -> Iterator[Piece]:
        slot = self._slot(swarm)
        for rank in ranks:
            cells = self.standings(swarm.rows[rank])
            standing = cells[segment] if segment < len(cells) else Standing.NEITHER
            yield self._places(rank, slot)[standing]

    def _places(self, rank: int, slot: int) -> Sequence[Piece]:
        """Return what stands in the place of a client, by how a segment stands with it."""
        kept = self._kept.get((rank, slot))
        if kept is None:
            marks = {**MARKS, Standing.KNOWN: GONE if self.is_gone(rank) else ""}
            texts = [f"{marks[one]}{rank}" if one in marks else "·" for one in Standing]
            looks = dict(LOOKS) | ({Standing.KNOWN: AWAY} if self.is_gone(rank) else {})
            kept = self._kept[rank, slot] = [
                Piece(f"{text:>{slot - 1}} ", looks[one])
                for one, text in zip(Standing, texts, strict=True)
            ]
        return kept

    def _counts(self, swarm: Swarm, ranks: Sequence[int], segment: int) -> str:
        """Return how many own it in all, where not all have room."""
        cells = (self.standings(swarm.rows[rank]) for rank in ranks)
        column = [one[segment] for one in cells if segment < len(one)]
        digits = len(str(len(ranks)))
        parts = [f"{column.count(Standing.KNOWN):>{digits}} known"]
        for standing, mark in MARKS.items():
            many = column.count(standing)
            parts.append(f"{f'{mark}{many}' if many else '':<{digits + 1}}")
        return f"{CUT} {' '.join(parts)}"
