"""In which order points stand below each other: as they happened, or by causal layers.

Both orders keep to cause and effect: a message is sent above its receipt.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from bt_tui.spacetime.points import Points, Scene
from core.causality import Causality
from core.events import Record

LAYERED_EVENTS = 2_048
"""So many events, up to the moment that is looked at, are put into layers: some milliseconds."""


class Order(Protocol):
    """Points up to some moment, one in each line."""

    count: int
    """How many points there are up to the moment."""

    def __len__(self) -> int:
        """How many lines there are."""
        ...

    def between(self, start: int, stop: int) -> Sequence[int]:
        """Return the points in these lines, as far as there are so many."""
        ...

    def line_of(self, point: int) -> int | None:
        """Return the line of a point, if it has one."""
        ...

    def above(self, line: int) -> Scene:
        """Return what is in flight, and who is dead, right above this line."""
        ...

    def layer(self, point: int) -> int | None:
        """Return the causal layer of a point, from 1 for the first; `None` where there are none."""
        ...


class Arrival:
    """All points, as they happened."""

    def __init__(self, points: Points, count: int) -> None:
        self.count = count
        self._points = points

    def __len__(self) -> int:
        return self.count

    def between(self, start: int, stop: int) -> Sequence[int]:
        """Return the points in these lines."""
        return range(start, min(stop, self.count))

    def line_of(self, point: int) -> int | None:
        """Return the line of a point."""
        return point if point < self.count else None

    def above(self, line: int) -> Scene:
        """Return what is in flight, and who is dead, right above this line."""
        return self._points.before(line)

    def layer(self, point: int) -> int | None:
        """Return nothing."""
        return None


class Layers:
    """The latest points by the longest chain of points that leads to each.

    What stands in one layer is concurrent. `records` are those from number `first` on, up to the
    moment.
    """

    def __init__(self, points: Points, records: Iterable[Record], first: int) -> None:
        self.causality = Causality(records)
        self.first = first
        self.count = points.by(first + len(self.causality))
        self._points = points
        self._begin = points.by(first)
        latest = range(self._begin, self.count)
        places = [points.record[point] - first for point in latest]
        layers = self.causality.layers(frozenset(places))
        self._layers = [layers[place] for place in places]
        self._lines = sorted(latest, key=lambda point: self._layers[point - self._begin])
        self._line_of = {point: line for line, point in enumerate(self._lines)}

    def __len__(self) -> int:
        return len(self._lines)

    def between(self, start: int, stop: int) -> Sequence[int]:
        """Return the points in these lines."""
        return self._lines[start:stop]

    def line_of(self, point: int) -> int | None:
        """Return the line of a point, if it is among the latest."""
        return self._line_of.get(point)

    def above(self, line: int) -> Scene:
        """Return what is in flight, and who is dead, right above this line."""
        scene = self._points.before(self._begin)
        scene.pass_through(self._lines[:line])
        return scene

    def layer(self, point: int) -> int | None:
        """Return the causal layer of a point that has a line."""
        return self._layers[point - self._begin]
