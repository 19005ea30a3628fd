"""The curves and bars of the charts: what is drawn, as numbers and words, without any plotting.

A curve has a sample for each place that can be drawn: a long run costs no more than a short one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from bt_tui.figures import Figures
from bt_tui.history import History

CURVES_MAX = 6
"""More curves than these cannot be told apart."""
HUES = ("blue", "yellow", "green", "orange", "plain", "red")
POINTER = "▸"
TRIES = 24
"""So many places on a curve are looked at for its name."""


class Axis(StrEnum):
    """What the horizontal axis counts."""

    STEPS = "messages and timers handled"
    TIME = "seconds of protocol time"


class Sample(NamedTuple):
    """A place on the horizontal axis, and the moment that belongs to it."""

    x: float
    moment: int


class Curve(NamedTuple):
    """A value for each sample, with a name that stands at one of them."""

    name: str
    hue: str
    values: tuple[float, ...]
    named_at: int = 0


class Curves(NamedTuple):
    """Curves over the same samples; without any, `words` say why."""

    xs: tuple[float, ...]
    curves: tuple[Curve, ...]
    top: float
    """The highest value that can be."""
    unit: str = ""
    words: str = ""


class Bars(NamedTuple):
    """A bar for each name; `selected` is the place of one that stands out."""

    names: tuple[str, ...]
    values: tuple[int, ...]
    level: bool = False
    """Whether the bars lie, rather than stand."""
    selected: int | None = None
    mean: float | None = None
    words: str = ""


Drawing = Curves | Bars


# ---- where -----------------------------------------------------------------------------------


def samples(history: History, moment: int, axis: Axis, places: int) -> list[Sample]:
    """Return the samples from the start to this moment, one for each place."""
    steps, times = history.step_at(moment), history.series.times
    end = times[steps - 1] if axis is Axis.TIME and steps else float(steps)
    found = []
    for place in range(places + 1):
        x = end * place / places
        step = int(x) if axis is Axis.STEPS else bisect_right(times, x, hi=steps)
        found.append(Sample(x, min(moment, history.moment_after(step))))
    found[-1] = Sample(end, moment)
    return found


def ticks(top: float, most: int) -> list[float]:
    """Return at most so many round numbers from 0 to `top`, equally far apart."""
    step = 1e-6
    while True:
        for factor in (1, 2, 5):
            if top / (step * factor) <= max(1, most - 1):
                return [step * factor * n for n in range(int(top / (step * factor) + 1e-9) + 1)]
        step *= 10


# ---- progress --------------------------------------------------------------------------------


def progress(
    history: History, figures: Figures, selected: int | None, at: Sequence[Sample], height: int
) -> Curves:
    """Return how much each client holds of what it wants, in percent; of many clients, some.

    `height` is how many lines there are to draw on.
    """
    ranks = [rank for rank, wanted in figures.wanted.items() if wanted]
    if not ranks:
        return Curves((), (), 100, words="nobody is known to want anything yet")
    shares = {rank: _shares(history, rank, at) for rank in ranks}
    if len(ranks) <= CURVES_MAX:
        pairs = zip(ranks, HUES, strict=False)
        curves = [Curve(f"C{rank}", hue, shares[rank]) for rank, hue in pairs if rank != selected]
    else:
        curves = list(_band(shares.values()))
    if selected in shares:
        hue = HUES[ranks.index(selected) if len(ranks) <= CURVES_MAX else 1]
        curves.append(Curve(f"{POINTER}C{selected}", hue, shares[selected]))
    return Curves(tuple(one.x for one in at), named(curves, 100, height), 100, "%")


def _shares(history: History, rank: int, at: Sequence[Sample]) -> tuple[float, ...]:
    held, wanted = history.series.held[rank], history.series.wanted[rank]
    return tuple(
        100 * held.at(moment) / size if (size := wanted.at(moment)) else 0.0 for _, moment in at
    )


def _band(shares: Iterable[tuple[float, ...]]) -> Iterable[Curve]:
    """Yield what stands for many clients: the ends and the middle of the field at each sample."""
    field = list(zip(*shares, strict=True))
    yield Curve("last", "orange", tuple(map(min, field)))
    yield Curve("first", "green", tuple(map(max, field)))
    yield Curve("median", "blue", tuple(map(median, field)))


# ---- what hinders ----------------------------------------------------------------------------


def troubles(history: History, figures: Figures, at: Sequence[Sample], height: int) -> Curves:
    """Return how often anything that hinders had happened."""
    happened = [trouble for trouble, count in figures.troubles.items() if count]
    tracks = history.series.troubles
    curves = [
        Curve(trouble, HUES[place % len(HUES)], tuple(tracks[trouble].at(one.moment) for one in at))
        for place, trouble in enumerate(figures.troubles)
        if trouble in happened
    ]
    if not curves:
        return Curves((), (), 0, words="no request was denied, choked or lost so far")
    top = max(figures.troubles.values())
    return Curves(tuple(one.x for one in at), named(curves, top, height), top)


# ---- bars ------------------------------------------------------------------------------------


def uploads(figures: Figures, selected: int | None) -> Bars:
    """Return what each client served, beside the mean of all."""
    ranks = list(figures.served)
    return Bars(
        tuple(f"C{rank}" for rank in ranks),
        tuple(figures.served.values()),
        selected=ranks.index(selected) if selected in ranks else None,
        mean=figures.mean,
        words="" if ranks else "no client has started yet",
    )


def kinds(figures: Figures, lines: int) -> Bars:
    """Return how many messages there were of each kind; the rarest share a bar if they must."""
    sent = dict(figures.sent)
    if len(sent) > max(1, lines):
        kept = sorted(sent, key=lambda kind: -sent[kind])[: max(0, lines - 1)]
        others = sum(count for kind, count in sent.items() if kind not in kept)
        sent = {kind: count for kind, count in sent.items() if kind in kept} | {"others": others}
    digits = len(str(max(sent.values(), default=0)))
    names = tuple(f"{kind} {count:>{digits}}" for kind, count in sent.items())
    words = "" if sent else "no message was sent yet"
    return Bars(names, tuple(sent.values()), level=True, words=words)


# ---- names -----------------------------------------------------------------------------------


def named(curves: Sequence[Curve], top: float, height: int) -> tuple[Curve, ...]:
    """Return the curves, each with its name where it is most by itself."""
    done: list[Curve] = []
    for curve in curves:
        count, room = len(curve.values), _room(curve)
        inside = range(room, count - room) or range(count)
        tries = inside[:: max(1, len(inside) // TRIES)]
        best = min(tries, key=lambda place: _crowd(curve, place, curves, done, top / height))
        done.append(curve._replace(named_at=best))
    return tuple(done)


def _room(curve: Curve) -> int:
    """Return how many samples the name takes to either side: a cell has two, and a cell is free."""
    return len(curve.name) + 2


def _crowd(
    curve: Curve, place: int, curves: Sequence[Curve], done: Sequence[Curve], line: float
) -> tuple[int, int, float]:
    """Return how many names and curves a name at this place would cover, and how far out it is."""
    own = curve.values[place]
    names = sum(
        abs(other.values[other.named_at] - own) <= line
        and abs(other.named_at - place) < _room(curve) + _room(other)
        for other in done
    )
    beneath = sum(
        other.name != curve.name and abs(other.values[place] - own) <= line for other in curves
    )
    return names, beneath, abs(place - len(curve.values) / 2)
