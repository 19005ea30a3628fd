"""Judging a run bit by bit, of which nobody says beforehand whether it will be faultless."""

from collections.abc import Iterable

import msgspec

from core.checks.catalogue import checks_for, checks_if_faultless
from core.checks.check import Judgement, Panel, Verdict
from core.checks.places import Places
from core.checks.trouble import is_trouble
from core.events import Record
from core.profiles import Profile

NOT_FAULTLESS = "decided only of runs in which all goes well"


class Finding(msgspec.Struct, frozen=True):
    """What came of a rule; where it is broken, by event number `event`, counted from 1."""

    judgement: Judgement
    event: int | None = None

    @property
    def is_broken(self) -> bool:
        """Whether the rule is broken."""
        return self.judgement.verdict is Verdict.BROKEN


class Jury:
    """Holds one record after another against all rules of a profile.

    The rules of faultless runs are held against a run until something goes wrong in it; then they
    are undecided, whatever was found before.
    """

    def __init__(self, profile: Profile) -> None:
        self.trouble: Record | None = None
        """What first went wrong, if anything did."""
        self._always = checks_for(profile, faultless=False)
        self._if_faultless = checks_if_faultless(profile)
        self._panel = Panel([*self._always, *self._if_faultless])
        self._places = Places()

    @property
    def events(self) -> int:
        """How many records were judged."""
        return self._places.events

    def observe(self, records: Iterable[Record]) -> None:
        """Judge what happened next."""
        for record in records:
            self._places.observe(record)
            if self.trouble is None and is_trouble(record):
                self.trouble = record
                self._panel.drop(self._if_faultless)
            self._panel.observe(record)

    def close(self) -> None:
        """Take notice that the run is over, and that these were all of its records."""
        self._panel.close()

    @property
    def findings(self) -> list[Finding]:
        """What can be said of the records so far, broken rules first."""
        found = {check.name: check.judgement for check in self._always}
        for one in (check.judgement for check in self._if_faultless):
            if self.trouble is None:
                found[one.name] = one
            elif one.name not in found:
                found[one.name] = Judgement(
                    one.name, one.rule, Verdict.UNDECIDED, None, NOT_FAULTLESS
                )
        return sorted(map(self._placed, found.values()), key=lambda one: not one.is_broken)

    def _placed(self, judgement: Judgement) -> Finding:
        record = judgement.record
        return Finding(judgement, None if record is None else self._places.of(record))
