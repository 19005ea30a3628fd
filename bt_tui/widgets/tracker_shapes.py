"""The shapes that the tracker's records have: what all share, and those of a row for each client.

A shape is made for a state and a width, and draws a swarm line by line. All sorts of records mark
in the same way what differs from the truth.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar

from bt_tui.belief import Standing, those
from bt_tui.board import Row, Swarm
from bt_tui.state import State
from bt_tui.widgets.cells import HEIGHTS, cell_width, group_size
from bt_tui.widgets.lines import Piece, Pieces, length, padded
from core import bitmap
from core.model import upload_thread
from core.narration.wording import counted, numbers

MARKS = {Standing.WRONG: "✗", Standing.UNTOLD: "+"}
OTHERWISE, GONE, UPLOADS = "≠", "†", "↑"
MEANINGS = {
    Standing.KNOWN: "known",
    Standing.UNTOLD: "not told yet",
    Standing.WRONG: "told, not held",
    Standing.NEITHER: "not held",
}
LOOKS = {standing: f"belief--{standing.name.lower()}" for standing in Standing}
NAMED, ASIDE, OTHER, AWAY = "belief--name", "belief--aside", "belief--untold", "belief--wrong"
NUMBERS_WIDTH = 24
"""For what is told behind a row: how much is known, and what is not, since when."""


class Shape(ABC):
    """Draws what is believed of a swarm, in lines of this width."""

    KEY: ClassVar[dict[Standing, str]] = {}
    """What stands for a segment, by how it stands with a client; there may be no such thing."""

    def __init__(self, state: State, width: int) -> None:
        self.state = state
        self.width = width
        self._standings: dict[Row, bytes] = {}

    @abstractmethod
    def titles(self) -> str:
        """Return what stands above all columns."""

    @abstractmethod
    def height(self, swarm: Swarm) -> int:
        """Return how many lines a swarm takes."""

    @abstractmethod
    def line(self, swarm: Swarm, y: int) -> Pieces:
        """Return one of them."""

    @abstractmethod
    def told(self, swarm: Swarm, y: int) -> str:
        """Return what a line shows in words: what differs from the truth."""

    def summary(self, swarm: Swarm) -> str:
        """Return in short how much of a swarm differs from the truth."""
        rows = swarm.rows.values()
        wrong = sum(self.standings(row).count(Standing.WRONG) for row in rows)
        untold = sum(self.standings(row).count(Standing.UNTOLD) for row in rows)
        parts = [f"✗{wrong} not held"] if wrong else []
        if untold:
            steps = (step for row in rows if (step := self.untold_since(row)) is not None)
            parts.insert(0, f"+{untold} not told yet, the oldest {self.age(min(steps))}")
        return ", ".join(parts) or ("all is known" if any(row.held for row in rows) else "")

    # ---- what is believed, and true -------------------------------------------------------------

    def standings(self, row: Row) -> bytes:
        """Return how each segment stands with a client."""
        if row not in self._standings:
            self._standings[row] = self.state.belief.standings(row)
        return self._standings[row]

    def untold_since(self, row: Row) -> int | None:
        """Return the step of the oldest news that the tracker lacks of a client, if any."""
        untold = those(self.standings(row), Standing.UNTOLD)
        return self.state.belief.oldest(row, untold) if untold else None

    def age(self, step: int) -> str:
        """Return for how long something has been so."""
        return f"for {counted(self.state.steps - step, 'step')}"

    def is_gone(self, client: int) -> bool:
        """Tell whether the tracker leaves a client out of its answers."""
        return upload_thread(client) in self.state.clients[client].gone

    def differences(self, row: Row, among: int | None = None) -> Iterator[str]:
        """Yield what the tracker does not know of a client, and what it wrongly believes.

        Where a bitmap is given, only those segments count.
        """
        standings = self.standings(row)
        some = bitmap.full(len(row.cells)) if among is None else among
        if untold := those(standings, Standing.UNTOLD) & some:
            age = self.age(self.state.belief.oldest(row, untold))
            yield f"C{row.client} holds {segments(untold)}, not told yet {age}"
        if wrong := those(standings, Standing.WRONG) & some:
            step = self.state.belief.lost_in(row.client)
            age = "" if step is None else f": lost in a crash, {self.age(step)}"
            yield f"C{row.client} does not hold {segments(wrong)}, though it was told{age}"


def segments(those: int) -> str:
    """Return "#3–#5, #9", or "17 segments"."""
    positions = list(bitmap.members(those))
    return numbers(positions) or counted(len(positions), "segment")


class Rows(Shape):
    """A row for each client: its name, its segments, and how many of them are known."""

    def height(self, swarm: Swarm) -> int:
        """Return how many clients there are."""
        return len(swarm.rows)

    def line(self, swarm: Swarm, y: int) -> Pieces:
        """Return the row of a client."""
        row = swarm.rows[sorted(swarm.rows)[y]]
        head = [*self._head(row)]
        room = max(1, self.width - length(head) - NUMBERS_WIDTH)
        return [*head, *self.cells(row, room), *self._numbers(row)]

    def told(self, swarm: Swarm, y: int) -> str:
        """Return what differs from the truth in the row of a client."""
        row = swarm.rows[sorted(swarm.rows)[y]]
        known = f"the tracker knows all that C{row.client} holds"
        return "; ".join(self.differences(row)) or known

    def name(self, row: Row) -> Piece:
        """Return what a client is called, marked where it is gone."""
        width = len(f" C{max(self.state.clients)} ")
        gone = self.is_gone(row.client)
        return Piece(
            padded(f"{GONE if gone else ' '}C{row.client}", width), AWAY if gone else NAMED
        )

    def _head(self, row: Row) -> Iterator[Piece]:
        yield self.name(row)

    def cells(self, row: Row, room: int) -> Iterator[Piece]:
        """Yield what stands for each segment, or for a few, where there are many; then a gap."""
        standings = self.standings(row)
        size, width = group_size(len(standings), room), self.cell_width(len(standings), room)
        groups = (standings[start : start + size] for start in range(0, len(standings), size))
        drawn = 0
        for (shape, look), run in groupby(map(self._shape, groups)):
            many = sum(1 for _ in run)
            drawn += many
            yield Piece((shape + " " * (width - 1)) * many, look)
        yield Piece(" " * (min(room, self._longest * width) - drawn * width))

    def cell_width(self, count: int, room: int) -> int:
        """Return how wide a cell is, with its gap."""
        return cell_width(count, room)

    @property
    def _longest(self) -> int:
        return max((swarm.segments or 0 for swarm in self.state.swarms.values()), default=0)

    def _shape(self, group: bytes) -> tuple[str, str]:
        """Return the shape of some segments drawn as one, and the name of its look."""
        if len(group) == 1:
            standing = Standing(group[0])
            return self.KEY[standing], LOOKS[standing]
        for standing in (Standing.WRONG, Standing.UNTOLD):
            if standing in group:
                return MARKS[standing], LOOKS[standing]
        known = group.count(Standing.KNOWN)
        height = HEIGHTS[-(-known * (len(HEIGHTS) - 1) // len(group))]
        return height, LOOKS[Standing.KNOWN if known else Standing.NEITHER]

    def _numbers(self, row: Row) -> Iterator[Piece]:
        standings = self.standings(row)
        digits = len(str(self._longest))
        known = standings.count(Standing.KNOWN)
        size = str(len(standings)) if standings else "?"
        yield Piece(f" {known:>{digits}}/{size:<{digits}}")
        untold = standings.count(Standing.UNTOLD)
        if (step := self.untold_since(row)) is not None:
            yield Piece(f" +{untold} {self.age(step)}", OTHER)
        if wrong := standings.count(Standing.WRONG):
            yield Piece(f" ✗{wrong}", AWAY)
        if self.is_gone(row.client):
            yield Piece(" gone", AWAY)
        elif self.state.ailing.is_crashed(row.client):
            yield Piece(" crashed", AWAY)


class Table(Rows):
    """What each client is known to hold, client by client."""

    KEY: ClassVar[dict[Standing, str]] = {Standing.KNOWN: "■", **MARKS, Standing.NEITHER: "·"}

    def titles(self) -> str:
        """Return what stands above all columns."""
        return "client, what it holds as the tracker knows it, and how much of it is known"


class Bitmaps(Rows):
    """A bitmap for each client, and how many segments it has uploaded."""

    KEY: ClassVar[dict[Standing, str]] = {Standing.KNOWN: "1", **MARKS, Standing.NEITHER: "0"}

    def titles(self) -> str:
        """Return what stands above all columns."""
        return "client, how many segments it uploaded as told last (+ since), and its bitmap"

    def _head(self, row: Row) -> Iterator[Piece]:
        yield self.name(row)
        told = self.state.belief.served.get(row.client, 0)
        since = max(0, self.state.clients[row.client].served - told)
        digits = len(str(max(one.served for one in self.state.clients.values())))
        yield Piece(f"{UPLOADS}{told:>{digits}}")
        yield Piece(padded(f"+{since}" if since else "", digits + 2), OTHER)

    def cell_width(self, count: int, room: int) -> int:
        """Return how wide a cell is: bits stand side by side."""
        return 1
