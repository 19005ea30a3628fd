"""The Measures lens: charts of what a run costs, beside the figures in plain words.

Wide screens show all charts at once, others one at a time, small ones the figures alone. A chart
takes some 20 ms to draw, so while time goes they are drawn a few times a second only.
"""

import time
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.message import Message

from bt_tui.board import Changes
from bt_tui.curves import Axis, Drawing, kinds, progress, samples, troubles, uploads
from bt_tui.figures import Bound, Figures, figures_at
from bt_tui.view import View
from bt_tui.widgets.figures import FiguresColumn
from bt_tui.widgets.later import call_after
from bt_tui.widgets.lens import Lens, selecting
from bt_tui.widgets.lines import Lines, Piece, Pieces

if TYPE_CHECKING:
    from bt_tui.widgets.charts import Chart

REDRAW_S = 0.2
"""So long at least lies between two drawings that nobody asked for by a key."""
CHART_CELLS, CHART_LINES = 26, 7
"""What a chart needs to be of any use."""
FIGURES_CELLS = 33
ALL_CELLS, ALL_LINES = 100, 22
"""From here on there is room for all charts at once."""


class Topic(StrEnum):
    """What is to be seen: one of the charts, or all of them."""

    ALL = "all"
    PROGRESS = "progress"
    UPLOADS = "uploads"
    KINDS = "kinds of messages"
    TROUBLES = "troubles"


CHARTS = tuple(topic for topic in Topic if topic is not Topic.ALL)


class Tabs(Lines):
    """One line above the charts: which there are, and which is shown."""

    COMPONENT_CLASSES = {"measure--shown", "measure--aside"}

    class Chosen(Message):
        """This is to be shown."""

        def __init__(self, topic: Topic) -> None:
            super().__init__()
            self.topic = topic

    def __init__(self) -> None:
        super().__init__()
        self.topics: tuple[Topic, ...] = CHARTS
        self.shown = Topic.PROGRESS

    def lines(self, width: int, height: int) -> list[Pieces]:
        """Return the names, the shown one marked by more than its colour."""
        return [[self._tab(topic) for topic in self.topics]]

    def _tab(self, topic: Topic) -> Piece:
        if topic is self.shown:
            return Piece(f"▸{topic} ", "measure--shown")
        return Piece(f" {topic} ", "measure--aside")

    def on_click(self, event: events.Click) -> None:
        """Show what was clicked."""
        left = 0
        for topic in self.topics:
            right = left + len(self._tab(topic).text)
            if left <= event.x < right:
                self.post_message(self.Chosen(topic))
            left = right


class MeasuresLens(Lens, inherit_bindings=False):
    """The charts, and the figures at their right."""

    NAME = "measures"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v,enter",
            "turn",
            "next chart",
            show=False,
            key_display="v",
            tooltip="lens 5: the next chart; so does Enter",
        ),
        Binding(
            "t",
            "swap_axis",
            "time or messages",
            show=False,
            tooltip="lens 5: over messages and timers handled, or over protocol time",
        ),
        *selecting(
            "lens 5: the client before stands out in the charts",
            "lens 5: the next client stands out in the charts",
        ),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._bound = Bound(view.history.series)
        self._tabs = Tabs()
        self._place = Container(id="charts")
        self._charts: dict[Topic, Chart] = {}
        self._column = FiguresColumn()
        self._topic = Topic.ALL
        """What was chosen; where there is no room for all, the first chart stands for them."""
        self._axis = Axis.STEPS
        self._selected: int | None = None
        self._drawn: tuple[object, ...] = ()
        """What the charts were last drawn of."""
        self._drawn_at = 0.0
        self._is_due = False

    @property
    def is_container(self) -> bool:
        """It holds charts and figures, unlike other lenses."""
        return True

    def compose(self) -> ComposeResult:
        """Lay out the tabs, the charts and the figures."""
        yield self._tabs
        with Horizontal():
            yield self._place
            yield self._column

    # ---- what is shown --------------------------------------------------------------------------

    @property
    def _topics(self) -> tuple[Topic, ...]:
        width, height = self.size
        roomy = width >= ALL_CELLS + FIGURES_CELLS and height > ALL_LINES
        return tuple(Topic) if roomy else CHARTS

    @property
    def topic(self) -> Topic:
        """What is shown."""
        return self._topic if self._topic in self._topics else self._topics[0]

    @property
    def selected(self) -> int | None:
        """The rank of the client that stands out, if one was selected."""
        return self._selected if self._selected in self._view.state.clients else None

    def action_turn(self) -> None:
        """Show the next chart."""
        topics = self._topics
        self._choose(topics[(topics.index(self.topic) + 1) % len(topics)])

    def on_tabs_chosen(self, message: Tabs.Chosen) -> None:
        """Show the chart whose name was clicked."""
        self._choose(message.topic)

    def _choose(self, topic: Topic) -> None:
        self._topic = topic
        self._lay_out()

    def action_swap_axis(self) -> None:
        """Draw over time, or over what was handled."""
        self._axis = Axis.TIME if self._axis is Axis.STEPS else Axis.STEPS
        self._draw()

    def on_chart_resized(self) -> None:
        """Fill the new size."""
        self._draw()

    def on_chart_axis_clicked(self) -> None:
        """Draw over time, or over what was handled."""
        self.action_swap_axis()

    def on_chart_picked(self, message: "Chart.Picked") -> None:
        """Let the client whose bar was clicked stand out."""
        self._selected = int(message.bar.removeprefix("C"))
        self._draw()

    def action_select(self, steps: int) -> None:
        """Let another client stand out."""
        ranks = sorted(self._view.state.clients)
        if not ranks:
            return
        here = -1 if steps > 0 else len(ranks)
        if self.selected is not None:
            here = ranks.index(self.selected)
        self._selected = ranks[max(0, min(here + steps, len(ranks) - 1))]
        self._draw()

    # ---- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Fill the new size."""
        self._lay_out()

    def show(self, changes: Changes) -> None:
        """Draw what changed; the charts at once only where the last time was a while ago."""
        if not self._charts:
            self._load()
        wait_s = self._drawn_at + REDRAW_S - time.monotonic()
        if wait_s <= 0:
            self._draw()
        elif not self._is_due:
            self._is_due = True
            call_after(self, wait_s, self._draw_late)

    def _draw_late(self) -> None:
        self._is_due = False
        self._draw()

    def _load(self) -> None:
        """Make the charts, once they are to be seen: the library takes a moment to load."""
        from bt_tui.widgets.charts import Chart  # noqa: PLC0415 - most never look at a chart

        self._charts = {topic: Chart(topic) for topic in CHARTS}
        self._place.mount(*self._charts.values())
        self._lay_out()

    def _lay_out(self) -> None:
        """Give room to what is shown."""
        width, height = self.size
        fits = width >= CHART_CELLS + FIGURES_CELLS and height > CHART_LINES
        self._tabs.display = self._place.display = fits
        self._column.set_class(not fits, "-alone")
        self.set_class(self.topic is Topic.ALL, "-all")
        for topic, chart in self._charts.items():
            chart.display = self.topic in {topic, Topic.ALL}
            chart.entitle(titled=self.topic is Topic.ALL)
        self._tabs.topics, self._tabs.shown = self._topics, self.topic
        self._tabs.update_lines()
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        """Draw the moment that is looked at."""
        moment = self._view.state.events
        figures = figures_at(self._view.history.series, moment, self._view.step)
        self._column.tell(figures, self._bound.at(figures, moment), fits=self._place.display)
        shown = [chart for chart in self._charts.values() if chart.display]
        sizes = tuple(chart.size for chart in shown)
        drawn = (figures, self._axis, self.selected, self.topic, sizes)
        if self._place.display and drawn != self._drawn:
            self._drawn = drawn
            for topic, chart in self._charts.items():
                if chart.display and chart.size:
                    chart.draw(self._drawing(topic, chart, figures), self._axis)
        self._drawn_at = time.monotonic()

    def _drawing(self, topic: Topic, chart: "Chart", figures: Figures) -> Drawing:
        columns, lines = chart.room
        history, moment = self._view.history, self._view.state.events
        match topic:
            case Topic.UPLOADS:
                return uploads(figures, self.selected)
            case Topic.KINDS:
                return kinds(figures, lines)
            case Topic.TROUBLES:
                at = samples(history, moment, self._axis, 2 * columns)
                return troubles(history, figures, at, lines)
            case _:
                at = samples(history, moment, self._axis, 2 * columns)
                return progress(history, figures, self.selected, at, lines)
