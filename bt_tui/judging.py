"""Judging what happened, a little at a time and only when somebody asks for it.

Folds of all rules are too large to be copied into checkpoints, and too slow for a run at full
speed: so they go once over the records, from the first to the newest, behind the screen.
"""

import time
from collections.abc import Callable

from bt_tui.history import History, Mark, MarkKind
from core.checks import Finding, Jury
from core.profiles import PROFILES

RECORDS_AT_ONCE = 100
"""So many records are judged before time is looked at again: a few milliseconds."""


class Judging:
    """Holds a history against the rules of a profile; of one that nobody knows there are none."""

    def __init__(
        self, history: History, profile: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.profile = profile
        self.findings: list[Finding] = []
        """What came of each rule so far, broken ones first."""
        self._history = history
        self._clock = clock
        self._jury = Jury(PROFILES[profile]) if profile in PROFILES else None
        self._closed = False
        self._find()

    @property
    def events(self) -> int:
        """How many events were judged."""
        return 0 if self._jury is None else self._jury.events

    @property
    def is_behind(self) -> bool:
        """Whether there are events that were not judged yet."""
        return self._jury is not None and self._jury.events < len(self._history.records)

    def go_on(self, seconds: float, *, is_over: bool) -> None:
        """Judge for about so long; where the run is over, and all was judged, judge its end too."""
        jury, until = self._jury, self._clock() + seconds
        if jury is None or self._closed:
            return
        while self.is_behind and self._clock() < until:
            first = jury.events
            jury.observe(self._history.records.between(first, first + RECORDS_AT_ONCE))
        if is_over and not self.is_behind:
            jury.close()
            self._closed = True
        self._find()

    def _find(self) -> None:
        """Keep what can be said now, and mark what broke a rule."""
        if self._jury is None:
            return
        before = _broken_by(self.findings)
        self.findings = self._jury.findings
        if (now := _broken_by(self.findings)) != before:
            marks = [mark for mark in self._history.marks if mark.kind is not MarkKind.BROKEN]
            self._history.marks[:] = [*marks, *(Mark(event, MarkKind.BROKEN) for event in now)]


def _broken_by(findings: list[Finding]) -> list[int]:
    """Return the number of each event that broke a rule."""
    return sorted({finding.event for finding in findings if finding.event is not None})
