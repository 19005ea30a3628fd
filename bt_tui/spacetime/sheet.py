"""The space-time diagram as lines of text: what stands above, beside and in it.

Only lines that are asked for are made, so a long run costs no more than a short one.
"""

from collections.abc import Callable, Iterator, Mapping

from bt_tui.records import Records
from bt_tui.spacetime.columns import lay_out
from bt_tui.spacetime.drawing import Cells, Drawing, LightOn, Run
from bt_tui.spacetime.light import Lamp, Light
from bt_tui.spacetime.order import LAYERED_EVENTS, Arrival, Layers, Order
from bt_tui.spacetime.points import Points
from bt_tui.spacetime.shapes import DIMMED, GAP, LIFE, NAMES, OPEN, RELATIONS
from bt_tui.spacetime.telling import ends, label
from core.model import Address
from core.narration.wording import counted

NUMBER_WIDTH = 5
GUTTER = 1 + NUMBER_WIDTH + 1
"""Before the first column: how a line stands to the selected one, and a number."""


class Sheet:
    """What is looked at of the points of a run, and how."""

    def __init__(self, points: Points, records: Records, step_at: Callable[[int], int]) -> None:
        self.points = points
        self.order: Order = Arrival(points, 0)
        self.columns = lay_out(0, GUTTER, 0, 0, ())
        self.is_layered = False
        self.is_stamped = False
        """Whether Lamport stamps stand before the lines, in place of steps or layers."""
        self.first = 1
        """The place of the first thread beside the tracker that is shown."""
        self.selected: int | None = None
        self.is_lit = False
        """Whether the past and the future of what is selected are lit in the lines made last."""
        self._records = records
        self._step_at = step_at
        self._lamp = Lamp(records)
        self._made_for: tuple[int, bool] | None = None
        self._threads: list[Address] = []
        """All threads, from the left."""
        self._places: list[int] = []

    def look_at(self, moment: int, width: int) -> None:
        """Show what happened up to this moment, in a sheet so wide."""
        if len(self._places) < len(self.points.threads):
            self._threads = sorted(self.points.threads)
            place_of = {thread: place for place, thread in enumerate(self._threads)}
            self._places = [place_of[thread] for thread in self.points.threads]
        if self._made_for != (moment, self.is_layered):
            self._made_for = moment, self.is_layered
            self.order = self._ordered(moment)
        threads = len(self._threads)
        self.first = max(1, self.first)
        pinned = {*range(min(1, threads)), *self._selected_places()}
        self.columns = lay_out(threads, GUTTER, width, self.first, pinned)
        self.first = min(self.first, threads - len(self.columns.shown) + 1)

    def _ordered(self, moment: int) -> Order:
        if not self.is_layered:
            return Arrival(self.points, self.points.by(moment))
        first = max(0, moment - LAYERED_EVENTS)
        return Layers(self.points, self._records.between(first, moment), first)

    @property
    def selected_line(self) -> int | None:
        """The line of what is selected, where it has one at the moment that is looked at."""
        return None if self.selected is None else self.order.line_of(self.selected)

    def _selected_places(self) -> Iterator[int]:
        if self.selected is not None and self.selected_line is not None:
            yield self._places[self.points.at[self.selected]]
            yield self._places[self.points.other[self.selected]]

    # ---- above ----------------------------------------------------------------------------------

    def heading(self) -> list[Run]:
        """Return what numbers the lines, the name of each thread, and how many have no room."""
        what = "layer" if self.is_layered else "step"
        number = f" {'stamp' if self.is_stamped else what:>{NUMBER_WIDTH}} "
        names = self._above({place: str(name) for place, name in enumerate(self._threads)})
        return [(number, NAMES), *names, (self._beside_names(), LIFE)]

    def _beside_names(self) -> str:
        if not self.columns.all_fit:
            hidden = self.columns.threads - len(self.columns.shown)
            return f" {counted(hidden, 'more thread')}: h l"
        if isinstance(self.order, Layers) and self.order.first:
            return f" of the latest {LAYERED_EVENTS:,} events"
        return ""

    def clock(self, clock: Mapping[Address, int]) -> list[Run]:
        """Return a vector clock, each number below the name of its thread."""
        numbers = {place: str(clock.get(name, 0)) for place, name in enumerate(self._threads)}
        return [(" " * GUTTER, ""), *self._above(numbers)]

    def _above(self, texts: Mapping[int, str]) -> list[Run]:
        """Return texts, each above the column in its place."""
        cells = Cells(self.columns.end + 1)
        for place in self.columns.shown:
            cells.put(self.columns.x(place) - len(texts[place]) // 2, texts[place], NAMES)
        for x in self.columns.gaps:
            cells.put_behind(x, GAP, LIFE)
        return cells.runs(GUTTER)

    # ---- lines ----------------------------------------------------------------------------------

    @property
    def height(self) -> int:
        """How many lines there are: one for each point, and one for what is in flight."""
        return len(self.order) + 1

    def lines(self, start: int, stop: int) -> Iterator[list[Run]]:
        """Yield these lines."""
        shown = self.order.between(start, stop)
        drawing = Drawing(
            self.points, self.order, self.columns, self._places, self._light_on(start, stop)
        )
        drawn = drawing.lines(start, stop)
        before = None
        for point in shown:
            look, number = drawing.look(point), self._number(point)
            told = "" if number == before else f"{number:>{NUMBER_WIDTH}}"
            before = number
            relation = drawing.relation(point)
            mark = " " if relation is None else RELATIONS[relation]
            yield [
                (f"{mark}{told:{NUMBER_WIDTH}} ", look or LIFE),
                *next(drawn),
                (f" {self._label(point)}", look),
            ]
        for line in drawn:
            flying = len(drawing.flying)
            told = f" {flying} in flight" if flying else ""
            yield [(" " * GUTTER, LIFE), *line, (told, DIMMED if self.is_lit else OPEN)]

    def _number(self, point: int) -> int:
        number = self.points.record[point]
        if self.is_stamped:
            return self._records[number].lamport
        layer = self.order.layer(point)
        return self._step_at(number + 1) if layer is None else layer

    def _label(self, point: int) -> str:
        record = self._records[self.points.record[point]]
        source, to = ends(record)
        at, other = self.points.at[point], self.points.other[point]
        if all(self.columns.shows(self._places[thread]) for thread in (at, other)):
            return label(record)
        who = str(source) if source == to else f"{source} → {to}"
        return f"{who} {label(record)}"

    # ---- light ----------------------------------------------------------------------------------

    def _light_on(self, start: int, stop: int) -> LightOn:
        """Return what tells how points in these lines stand to the selected one."""
        light = self._light(start, stop)
        self.is_lit = light is not None
        if light is None:
            return lambda _: None
        return lambda point: light.on(self.points.record[point])

    def _light(self, start: int, stop: int) -> Light | None:
        if self.selected is None or self.selected_line is None:
            return None
        number = self.points.record[self.selected]
        if isinstance(self.order, Layers):
            return Light(self.order.causality, self.order.first, number)
        shown = self.order.between(start, stop)
        if not shown:
            return None
        return self._lamp.light(self.points.record[shown[0]], self.points.record[shown[-1]], number)
