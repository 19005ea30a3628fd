"""How each measure is headed, explained and shown, in the table and on the chart."""

from collections.abc import Callable
from typing import NamedTuple

from bt_tui.compare.measured import MEASURES

KILO = 1000


class Column(NamedTuple):
    """One measure as people see it; `lower_is_better` where one value is better than another."""

    head: str
    meaning: str
    title: str
    """What stands over its bars, on two lines."""
    unit: str
    show: Callable[[float], str]
    scale: float = 1.0
    """A bar is as long as the value times this."""
    lower_is_better: bool = True


def _plain(value: float) -> str:
    """Return a count; the median of two may lie half-way between."""
    return f"{value:.1f}".removesuffix(".0")


def _ratio(value: float) -> str:
    return f"{value:.2f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def _fine_percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def _kilobytes(value: float) -> str:
    return f"{value / KILO:.1f}"


def _seconds(value: float) -> str:
    return f"{value:.3f}"


COLUMNS = {
    "messages": Column(
        "mes-\nsages", "messages sent, by all threads", "messages", "messages", _plain
    ),
    "messages_per_segment": Column(
        "per\nseg.",
        "messages for each segment downloaded",
        "messages\nper segment downloaded",
        "messages",
        _ratio,
    ),
    "bytes": Column(
        "kB", "bytes of these messages, in thousands", "bytes sent", "kB", _kilobytes, 1 / KILO
    ),
    "tracker_share": Column(
        "trac-\nker",
        "share of all bytes that the tracker sends or receives",
        "bytes to or from\nthe tracker",
        "% of all bytes",
        _percent,
        100,
    ),
    "denials": Column(
        "de-\nnied",
        "segments requested from a client that did not have them",
        "requests denied",
        "segments",
        _plain,
    ),
    "timeouts": Column(
        "timed\nout",
        "segments requested and not answered in time",
        "requests timed out",
        "segments",
        _plain,
    ),
    "balance": Column(
        "bal-\nance",
        "what the busiest client uploads ÷ the mean of all clients",
        "upload balance\n(mark: lower bound)",
        "busiest ÷ mean",
        _ratio,
    ),
    "balance_bound": Column(
        "min",
        "what the balance cannot be below, given who owns what at first",
        "lower bound of the balance",
        "busiest ÷ mean",
        _ratio,
        lower_is_better=False,
    ),
    "largest_share": Column(
        "main\nsrc.",
        "largest share of a download from one source; mean of all downloads",
        "largest share of a\nfile from one client",
        "% of its segments",
        _percent,
        100,
    ),
    "staleness": Column(
        "lag",
        "share of what others hold that the tracker's answers do not tell",
        "staleness of what\nthe tracker tells",
        "% untold or misplaced",
        _fine_percent,
        100,
    ),
    "protocol_s": Column(
        "time\n(s)",
        "protocol time from the start signal to the shutdown",
        "time",
        "s of protocol time",
        _seconds,
    ),
}
"""For each measure, in the order of the table, how it is shown."""

if set(COLUMNS) != set(MEASURES):
    raise AssertionError("every measure has a column")


def shown(measure: str, value: float | None) -> str:
    """Return a value as the table shows it."""
    return "-" if value is None else COLUMNS[measure].show(value)
