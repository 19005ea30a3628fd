"""A chart: what is to be drawn, drawn by plotext, in the colours of the theme.

Loads the plotting library, so it is itself loaded only once charts are to be seen.
"""

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.message import Message
from textual_plotext import PlotextPlot

from bt_tui.curves import POINTER, Bars, Curves, Drawing, ticks
from bt_tui.widgets.looks import Looks

FRAME_LINES, FRAME_CELLS = 3, 3
"""What the frame and the numbers below it take, besides the names at its left."""
CELLS_MIN, LINES_MIN = 20, 5
"""Below that there is nothing to be drawn on."""
AXIS_LINES = 2
"""The numbers below curves, and what they count."""
CELLS_A_TICK = 12
LINES_A_TICK = 3
FINE, BLOCKS, HALVES = "braille", "sd", "hd"
BAR_WIDTH = 0.5


class Chart(PlotextPlot, Looks):
    """One chart; it is drawn anew only where something else is to be seen."""

    COMPONENT_CLASSES = {
        *(f"chart--{hue}" for hue in ("blue", "yellow", "green", "orange", "plain", "red")),
        "chart--mean",
        "chart--words",
    }

    class Picked(Message):
        """The bar of this name was clicked."""

        def __init__(self, bar: str) -> None:
            super().__init__()
            self.bar = bar

    class Resized(Message):
        """There is another number of places to draw on."""

    class AxisClicked(Message):
        """What stands below curves was clicked."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.theme = "clear"  # no colours but ours, so that the widget's own shine through
        self._drawing: Drawing = Curves((), (), 0, words="…")
        self._unit = ""
        self._titled = False

    def entitle(self, *, titled: bool) -> None:
        """Let it bear its name, or not."""
        if titled is not self._titled:
            self._titled = titled
            self.refresh()

    def draw(self, drawing: Drawing, unit: str) -> None:
        """Draw this; the unit is that of the horizontal axis of curves."""
        if (drawing, unit) != (self._drawing, self._unit):
            self._drawing, self._unit = drawing, unit
            self.refresh()

    def notify_style_update(self) -> None:
        """Take the colours of another theme."""
        super().notify_style_update()
        self.refresh()

    def on_resize(self) -> None:
        """Ask for what fills the new size."""
        self.refresh()
        self.post_message(self.Resized())

    def on_click(self, event: events.Click) -> None:
        """Tell which bar was clicked, or that it was the axis."""
        match self._drawing:
            case Curves(words="") if event.y >= self.size.height - AXIS_LINES:
                self.post_message(self.AxisClicked())
            case Bars(level=False, words="") as bars:
                left = 1 + len(str(max((*bars.values, 1))))
                across = self.size.width - left - 1
                place = (event.x - left) * len(bars.names) // max(1, across)
                if 0 <= place < len(bars.names):
                    self.post_message(self.Picked(bars.names[place]))
            case _:
                pass

    def render(self) -> RenderResult:
        """Return what the chart looks like now."""
        if self.size.width < CELLS_MIN or self.size.height < LINES_MIN:
            return Text()
        if self._drawing.words:
            return Text(f"\n  {self._drawing.words}", self.look("chart--words"))
        self.plt.clear_figure()
        self.plt.theme(self.theme)  # text takes its background from what is set by then
        self.plt.title(self.name if self._titled else None)
        match self._drawing:
            case Curves() as curves:
                self._draw_curves(curves)
            case Bars(level=True) as bars:
                self._draw_level(bars)
            case bars:
                self._draw_upright(bars)
        return super().render()

    @property
    def room(self) -> tuple[int, int]:
        """About how many columns and lines there are to draw on."""
        width, height = self.size
        return max(1, width - FRAME_CELLS - len("100%")), max(
            1, height - FRAME_LINES - self._titled
        )

    # ---- curves ---------------------------------------------------------------------------------

    def _draw_curves(self, drawing: Curves) -> None:
        end = drawing.xs[-1] or 1
        top = drawing.top or 1
        for curve in drawing.curves:
            self.plt.plot(drawing.xs, curve.values, marker=FINE, color=self._colour(curve.hue))
        for curve in drawing.curves:
            x, y = drawing.xs[curve.named_at], curve.values[curve.named_at]
            self.plt.text(
                f" {curve.name} ", x, y, color=self._colour(curve.hue), alignment="center"
            )
        self.plt.xlim(0, end)
        self.plt.ylim(0, top)
        self._number("x", ticks(end, self.size.width // CELLS_A_TICK))
        self._number("y", ticks(top, self.size.height // LINES_A_TICK), drawing.unit)
        self.plt.xlabel(self._unit)

    # ---- bars -----------------------------------------------------------------------------------

    def _draw_upright(self, bars: Bars) -> None:
        top = max((*bars.values, 1))
        crowded = 2 * len(bars.names) > self.size.width - FRAME_CELLS - len(str(top))
        for selected, hue in ((False, "blue"), (True, "yellow")):
            places = [n for n in range(len(bars.names)) if (n == bars.selected) is selected]
            if places:
                self.plt.bar(
                    places,
                    [bars.values[place] for place in places],
                    width=BAR_WIDTH,
                    marker=HALVES if crowded else BLOCKS,
                    color=self._colour(hue),
                )
        if bars.mean:
            self.plt.hline(bars.mean, color=self._colour("mean"))
            end, above = len(bars.names) - 0.4, min(top, bars.mean + top / self.room[1])
            told = f"mean {bars.mean:.1f}"
            self.plt.text(told, end, above, color=self._colour("mean"), alignment="right")
        self.plt.xlim(-0.6, len(bars.names) - 0.4)
        self.plt.ylim(0, top)
        self._number("y", ticks(top, self.size.height // LINES_A_TICK))
        self._name_upright(bars)

    def _name_upright(self, bars: Bars) -> None:
        """Name as many bars as have room for that, and the selected one."""
        each = 1 + len(POINTER + bars.names[-1]) * len(bars.names) // max(1, self.size.width)
        chosen = bars.selected
        places = [
            n for n in range(0, len(bars.names), each) if chosen is None or abs(n - chosen) >= each
        ]
        names = [bars.names[n] for n in places]
        if chosen is not None:
            places, names = [*places, chosen], [*names, POINTER + bars.names[chosen]]
        self.plt.xticks([*map(float, places)], names)

    def _draw_level(self, bars: Bars) -> None:
        """Draw bars from the top, each a line high, with gaps where there is room for them."""
        _, lines = self.room
        apart = 2 if lines >= 2 * len(bars.names) else 1
        places = [lines - apart * n for n in range(len(bars.names))]
        top = max(bars.values)
        for place, value in zip(places, bars.values, strict=True):
            ends = ([0, value], [place, place])
            self.plt.plot(*ends, marker=BLOCKS, color=self._colour("blue"))
        self.plt.xlim(0, top)
        self.plt.ylim(1, lines)
        self.plt.yticks([*map(float, places)], [*bars.names])
        self._number("x", ticks(top, (self.size.width - len(bars.names[0])) // CELLS_A_TICK))

    # ---- numbers and colours --------------------------------------------------------------------

    def _number(self, axis: str, numbers: Sequence[float], unit: str = "") -> None:
        told = [f"{number:g}{unit}" for number in numbers]
        (self.plt.xticks if axis == "x" else self.plt.yticks)(list(numbers), told)

    def _colour(self, hue: str) -> tuple[int, int, int]:
        style: Style = self.look(f"chart--{hue}")
        if style.color is None:
            return 128, 128, 128
        red, green, blue = style.color.get_truecolor()
        return red, green, blue
