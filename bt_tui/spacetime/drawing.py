"""Drawing points: a line for each, with the threads, the messages under way, and what happens.

What was sent goes along the line to the receiver's column, and down beside it until it is received:
left of the thread what comes from the left, right of it what comes from the right.

    tracker    C1↓    C1↑
       │        ●─────╮│       a message is sent,
       │        │     ┊│       waits to be handled,
       │        │     ╰▶●      and is received
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from bt_tui.spacetime.columns import Columns
from bt_tui.spacetime.light import Relation
from bt_tui.spacetime.order import Order
from bt_tui.spacetime.points import NONE, Kind, Points
from bt_tui.spacetime.shapes import (
    ALONG,
    ALONG_OPEN,
    DIMMED,
    DOWN,
    FUTURE,
    HEADS,
    HIDDEN,
    LIFE,
    LOST,
    MARKS,
    OPEN,
    OPEN_HEAD,
    PAST,
    THREAD,
    WAY,
)

Run = tuple[str, str]
"""Some text, and the name of how it looks."""
LightOn = Callable[[int], Relation | None]
"""Tells how a point stands to the one that is selected; `None` where none is."""


class Cells:
    """A line to draw on, as wide as it is to be."""

    def __init__(self, width: int) -> None:
        self._chars = [" "] * width
        self._looks = [""] * width

    def put(self, x: int, text: str, look: str) -> None:
        """Draw over what is there."""
        self._chars[x : x + len(text)] = text
        self._looks[x : x + len(text)] = [look] * len(text)

    def put_behind(self, x: int, char: str, look: str) -> None:
        """Draw where nothing was drawn before."""
        if self._chars[x] == " ":
            self.put(x, char, look)

    def runs(self, start: int) -> list[Run]:
        """Return what was drawn, from here on."""
        cells = zip(self._chars[start:], self._looks[start:], strict=True)
        groups = groupby(cells, key=lambda cell: cell[1])
        return [("".join(char for char, _ in group), look) for look, group in groups]


class Lane(NamedTuple):
    """Beside a thread, where messages wait that come from one side."""

    place: int
    """Of the receiver's column."""
    from_right: bool


class Drawing:
    """Draws lines of an order on columns; `places` tells the place of each thread."""

    def __init__(
        self,
        points: Points,
        order: Order,
        columns: Columns,
        places: Sequence[int],
        light_on: LightOn,
    ) -> None:
        self._points = points
        self._order = order
        self._columns = columns
        self._places = places
        self.relation = light_on
        """Tells how a point stands to the one that is selected."""
        self.flying: dict[int, None] = {}
        """Where each message was sent that is in flight, at the last line that was drawn."""

    def lines(self, start: int, stop: int) -> Iterator[list[Run]]:
        """Yield these lines; behind the last point, one with all that is in flight."""
        scene = self._order.above(start)
        self.flying = scene.flying
        lanes: dict[Lane, dict[int, None]] = {}
        for sending in scene.flying:
            lanes.setdefault(self._lane(sending), {})[sending] = None
        for point in self._order.between(start, stop):
            self._leave(lanes, point)
            yield self._draw(point, lanes, scene.dead)
            self._enter(lanes, point)
            scene.pass_through((point,))
        if stop > len(self._order):
            yield self._draw_flying(lanes, scene.dead)

    def _lane(self, sending: int) -> Lane:
        source, to = self._ends(sending)
        return Lane(to, source >= to)

    def _ends(self, point: int) -> tuple[int, int]:
        """Return the places of the thread of a point, and of the one at the other end."""
        return self._places[self._points.at[point]], self._places[self._points.other[point]]

    def _leave(self, lanes: dict[Lane, dict[int, None]], point: int) -> None:
        sending = self._points.partner[point]
        if self._points.kind[point] != Kind.SENT and sending != NONE:
            lane = self._lane(sending)
            lanes[lane].pop(sending, None)
            if not lanes[lane]:
                del lanes[lane]

    def _enter(self, lanes: dict[Lane, dict[int, None]], point: int) -> None:
        if self._points.kind[point] == Kind.SENT:
            lanes.setdefault(self._lane(point), {})[point] = None

    # ---- how things look ------------------------------------------------------------------------

    def look(self, point: int) -> str:
        """Return how a point looks, and an arrow that begins or ends in it."""
        relation = self.relation(point)
        if relation is not None:
            return f"time--{relation}"
        return OPEN if self._is_open(point) else ""

    def _is_open(self, point: int) -> bool:
        is_sending = self._points.kind[point] == Kind.SENT
        return is_sending and self._points.is_open(point, self._order.count)

    def _way_look(self, sending: int) -> str:
        """Return how a message looks that is under way: lit if all of its way is."""
        if self.relation(sending) is None:
            return OPEN if self._is_open(sending) else WAY
        arrival = self._points.partner[sending]
        lit_before = {Relation.PAST, Relation.SELECTED}
        if not self._is_open(sending) and self.relation(arrival) in lit_before:
            return PAST
        if self.relation(sending) in {Relation.FUTURE, Relation.SELECTED}:
            return FUTURE
        return DIMMED

    def _lane_look(self, sendings: dict[int, None]) -> str:
        looks = {self._way_look(sending) for sending in sendings}
        return next(look for look in (PAST, FUTURE, OPEN, WAY, DIMMED) if look in looks)

    # ---- one line -------------------------------------------------------------------------------

    def _draw(self, point: int, lanes: dict[Lane, dict[int, None]], dead: set[int]) -> list[Run]:
        cells = self._background(lanes, dead, DOWN)
        kind, (at, other) = Kind(self._points.kind[point]), self._ends(point)
        look, x = self.look(point), self._columns.x(at)
        match kind:
            case Kind.SENT:
                self._draw_sending(cells, point, lanes, look)
            case Kind.RECEIVED | Kind.UNHEEDED if self._columns.shows(at):
                lane = Lane(at, other >= at)
                self._draw_receipt(cells, lane, kind, look, goes_on=lane in lanes)
            case Kind.LOST:
                cells.put(self._lane_x(Lane(other, at >= other)), LOST, look)
            case _:
                pass
        if kind != Kind.LOST:
            cells.put(x, MARKS[kind] if self._columns.shows(at) else HIDDEN, look)
        return cells.runs(self._columns.left)

    def _draw_flying(self, lanes: dict[Lane, dict[int, None]], dead: set[int]) -> list[Run]:
        return self._background(lanes, dead, OPEN_HEAD).runs(self._columns.left)

    def _background(self, lanes: dict[Lane, dict[int, None]], dead: set[int], down: str) -> Cells:
        """Return a line with all threads that live, and all messages under way."""
        columns = self._columns
        cells = Cells(columns.end + 1)
        gone = {self._places[thread] for thread in dead}
        for place in columns.shown:
            if place not in gone:
                cells.put(columns.x(place), THREAD, LIFE)
        for lane, sendings in lanes.items():
            if columns.shows(lane.place):
                cells.put(self._lane_x(lane), down, self._lane_look(sendings))
        return cells

    def _draw_sending(
        self, cells: Cells, point: int, lanes: dict[Lane, dict[int, None]], look: str
    ) -> None:
        """Draw the way along the line, and the corner where it goes down."""
        (at, _), lane = self._ends(point), self._lane(point)
        start, end = self._columns.x(at), self._lane_x(lane)
        along = ALONG_OPEN if self._is_open(point) else ALONG
        left, right = min(start, end), max(start, end)
        cells.put(left, along * (right - left + 1), look)
        corners = "┤├" if lane in lanes else "╮╭"
        corner = corners[start > end] if self._columns.shows(lane.place) else HIDDEN
        cells.put(end, corner, look)

    def _draw_receipt(
        self, cells: Cells, lane: Lane, kind: Kind, look: str, *, goes_on: bool
    ) -> None:
        """Draw the arrow from beside the thread into it."""
        x, way = self._columns.x(lane.place), self._lane_x(lane)
        corner = ("├┤" if goes_on else "╰╯")[lane.from_right]
        cells.put(way, corner, look)
        cells.put((way + x) // 2, HEADS[kind][lane.from_right], look)

    def _lane_x(self, lane: Lane) -> int:
        """Return where a lane is; beside a thread without room, the gap where that would be."""
        x = self._columns.x(lane.place)
        if not self._columns.shows(lane.place):
            return x
        return x + 2 if lane.from_right else x - 2
