"""The comparison as bar charts side by side, one for each measure, as SVG or as an HTML page.

Drawn by matplotlib, which is an extra and is loaded only here. Text stays text, so that the file is
small and can be read aloud and searched; the same numbers give the same bytes.
"""

import math
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bt_tui.compare.columns import COLUMNS, Column, shown
from bt_tui.compare.comparison import Comparison
from bt_tui.compare.table import caption
from bt_tui.outputs import write_whole
from core.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
"""Told apart by colour-blind people as well (Okabe and Ito 2008); names stand beside all bars."""
INK = "#222222"
FAINT = "#DDDDDD"
DRAWN = tuple(measure for measure in COLUMNS if measure != "balance_bound")
"""The bound is a mark at the bars of the balance."""
ACROSS = 5
INCHES_ACROSS = 15.0
INCHES_A_BAR = 0.34
INCHES_AROUND = 1.25
ROOM = 1.35
"""How much longer than the longest bar an axis is, so that its number fits behind it."""
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "bt-tui",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.edgecolor": FAINT,
}


def check_library() -> None:
    """Raise `UsageError` where there is nothing to draw with."""
    try:
        import matplotlib  # noqa: F401, PLC0415
    except ImportError:
        raise UsageError(
            "found no matplotlib; expected it for --chart: pip install 'bt-tui[chart]'"
        ) from None


def write_chart(comparison: Comparison, path: Path) -> None:
    """Write the chart, in the format that the name's ending says."""
    svg = as_svg(comparison)
    text = as_html(comparison, svg) if path.suffix.lower() == ".html" else svg
    write_whole(path, text.encode())


def as_svg(comparison: Comparison) -> str:
    """Return the chart as one SVG document."""
    import matplotlib as mpl  # noqa: PLC0415 - an extra, and slow

    with mpl.rc_context(STYLE):
        figure = _figure(comparison)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Title": _title(comparison)})
    return out.getvalue()


def as_html(comparison: Comparison, svg: str) -> str:
    """Return a page that holds the chart and needs nothing else."""
    title = escape(_title(comparison))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        f"<title>{title}</title>\n"
        "<style>body { margin: 1em } svg { width: 100%; height: auto }</style>\n"
        f"</head>\n<body>\n{svg[svg.index('<svg') :]}</body>\n</html>\n"
    )


def _title(comparison: Comparison) -> str:
    facts = (comparison.scenario, f"{comparison.ranks} ranks", comparison.transport)
    return " · ".join(("bt-tui compare", *facts))


def _figure(comparison: Comparison) -> "Figure":
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    down = math.ceil(len(DRAWN) / ACROSS)
    inches = INCHES_AROUND + INCHES_A_BAR * len(comparison.profiles)
    layout = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.12)
    figure = Figure(figsize=(INCHES_ACROSS, down * inches + 1), layout=layout)
    spread = "" if len(comparison.seeds) == 1 else "; whiskers: lowest and highest"
    figure.suptitle(
        f"{_literal(_title(comparison))}\n{caption(comparison)}{spread}; shorter is better",
        fontsize=12,
    )
    panels = figure.subplots(down, ACROSS, sharey=True, squeeze=False).flat
    for measure, axes in zip(DRAWN, panels, strict=False):
        _draw(comparison, measure, axes)
    return figure


def _draw(comparison: Comparison, measure: str, axes: "Axes") -> None:
    """Draw one measure: a bar for each profile, the first on top."""
    column, names = COLUMNS[measure], list(comparison.profiles)
    medians = [comparison.medians(name)[measure] for name in names]
    lengths = [(value or 0.0) * column.scale for value in medians]
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(names))]
    axes.barh(names, lengths, color=colours, height=0.7)
    ends = [_whisker(comparison, name, measure, axes, place) for place, name in enumerate(names)]
    for place, (value, end) in enumerate(zip(medians, ends, strict=True)):
        axes.annotate(
            shown(measure, value),
            (max(end, lengths[place]), place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
        )
    if measure == "balance":
        ends += _bounds(comparison, axes)
    _arrange(axes, column, max([*lengths, *ends]))


def _whisker(comparison: Comparison, name: str, measure: str, axes: "Axes", place: int) -> float:
    """Draw from the lowest to the highest value of a profile's runs; return where it ends."""
    values = [value * COLUMNS[measure].scale for value in comparison.values(name, measure)]
    if not values or min(values) == max(values):
        return 0.0
    axes.plot([min(values), max(values)], [place, place], color=INK, linewidth=1.2, marker="|")
    return max(values)


def _bounds(comparison: Comparison, axes: "Axes") -> list[float]:
    """Mark at each bar what the balance is at least."""
    bounds = [comparison.medians(name)["balance_bound"] or 0.0 for name in comparison.profiles]
    for place, bound in enumerate(bounds):
        axes.plot([bound, bound], [place - 0.45, place + 0.45], color=INK, linewidth=2)
    return bounds


def _arrange(axes: "Axes", column: Column, longest: float) -> None:
    axes.set_title(column.title, fontweight="bold")
    axes.set_xlabel(column.unit)
    axes.set_xlim(0, longest * ROOM or 1)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="x", color=FAINT)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="both", length=0)
    if not axes.yaxis_inverted():  # they share it
        axes.invert_yaxis()


def _literal(text: str) -> str:
    """Return text in which a dollar sign begins no formula."""
    return text.replace("$", r"\$")
