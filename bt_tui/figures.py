"""What the counts of a run come to at a moment: figures, beside what would be good."""

from typing import NamedTuple

from bt_tui.series import Series, Trouble
from core.balance import Balance
from core.events import Record


class Figures(NamedTuple):
    """What was counted by a moment; `time` is protocol time in seconds."""

    steps: int
    time: float
    sent: dict[str, int]
    """Messages by kind, in the order in which kinds were first sent."""
    stored: int
    held: dict[int, int]
    wanted: dict[int, int]
    served: dict[int, int]
    troubles: dict[Trouble, int]

    @property
    def messages(self) -> int:
        """How many messages were sent."""
        return sum(self.sent.values())

    @property
    def per_segment(self) -> float | None:
        """How many messages there were for each segment that was stored."""
        return self.messages / self.stored if self.stored else None

    @property
    def mean(self) -> float:
        """How many segments the clients served in the mean."""
        return sum(self.served.values()) / max(1, len(self.served))

    @property
    def balance(self) -> float | None:
        """What the busiest client served over the mean of all."""
        return max(self.served.values()) / self.mean if self.mean else None


def figures_at(series: Series, moment: int, steps: int) -> Figures:
    """Return what was counted by this moment, so many steps after the start."""
    sent = {kind: track.at(moment) for kind, track in series.sent.items()}
    clients = {start.at.rank for start in series.starts_by(moment)}
    return Figures(
        steps=steps,
        time=series.times[steps - 1] if steps else 0.0,
        sent={kind: count for kind, count in sent.items() if count},
        stored=series.stored.at(moment),
        held={rank: series.held[rank].at(moment) for rank in sorted(clients)},
        wanted={rank: series.wanted[rank].at(moment) for rank in sorted(clients)},
        served={rank: series.served[rank].at(moment) for rank in sorted(clients)},
        troubles={trouble: track.at(moment) for trouble, track in series.troubles.items()},
    )


class Bound:
    """How low the balance can be once everybody has what it wants; found anew as clients start."""

    def __init__(self, series: Series) -> None:
        self._series = series
        self._starts = -1
        self._densest = self._mean = 0.0

    def at(self, figures: Figures, moment: int) -> float | None:
        """Return it as it was known at this moment; `None` where nobody has served yet.

        By then all clients have started, as a rule, so that it need not be found many times.
        """
        if not figures.mean:
            return None
        starts = self._series.starts_by(moment)
        if len(starts) != self._starts:
            self._starts = len(starts)
            self._take_in(starts)
        return max(1.0, self._densest / max(figures.mean, self._mean))

    def _take_in(self, starts: list[Record]) -> None:
        """Take what each client had and wanted at first; what comes after a crash is no matter."""
        firsts: dict[int, Record] = {}
        balance = Balance()
        for start in starts:
            if firsts.setdefault(start.at.rank, start) is start:
                balance.observe(start)
        self._densest = balance.densest
        self._mean = balance.lacking / max(1, len(firsts))
