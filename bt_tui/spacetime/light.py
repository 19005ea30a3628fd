"""What led to an event, and what it led to: its past and its future are lit, the rest is dimmed."""

from enum import StrEnum

from bt_tui.records import Records
from core.causality import Causality

LIT_EVENTS_MAX = 4_096
"""So far away, in events, the past and the future are still told: it takes some milliseconds."""


class Relation(StrEnum):
    """How an event stands to the one that is selected."""

    SELECTED = "selected"
    PAST = "past"
    FUTURE = "future"
    CONCURRENT = "concurrent"


class Light:
    """Falls from one event on others, all known by the numbers of their records, from 0.

    Whether one event happened before another depends on nothing but what lies between them: so
    those records will do that include all that is asked for.
    """

    def __init__(self, causality: Causality, first: int, selected: int) -> None:
        self._first = first
        self._selected = selected
        self._past = causality.past(selected - first)
        self._future = causality.future(selected - first)

    def on(self, number: int) -> Relation:
        """Return how the event with this number stands to the selected one."""
        if number == self._selected:
            return Relation.SELECTED
        if number - self._first in self._past:
            return Relation.PAST
        if number - self._first in self._future:
            return Relation.FUTURE
        return Relation.CONCURRENT


class Lamp:
    """Lights up stretches of records; the last one is kept, for often it is asked for again."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._kept_for: tuple[int, int, int] | None = None
        self._kept: Light | None = None

    def light(self, first: int, last: int, selected: int) -> Light | None:
        """Return the light that falls on these records; `None` where they are too many."""
        first, last = min(first, selected), max(last, selected)
        if last - first >= LIT_EVENTS_MAX:
            return None
        if self._kept_for != (first, last, selected):
            self._kept_for = first, last, selected
            causality = Causality(self._records.between(first, last + 1))
            self._kept = Light(causality, first, selected)
        return self._kept
