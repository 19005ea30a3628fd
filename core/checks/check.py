"""What a check is: one rule, held against one event after another.

A check is a fold over the records of a run in causal order. It knows nothing of how the rule is
kept, only what must be seen where it is.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

import msgspec

from core.checks.sights import Key, Sights, covers, key_of
from core.events import MessageDuplicated, MessageSent, Record
from core.model import Address


class Verdict(StrEnum):
    """What came of a check."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNDECIDED = "undecided"
    """The records gave no occasion, or ended before it could be decided."""


class Judgement(msgspec.Struct, frozen=True):
    """A rule and what came of it; where it is broken, by which record, and how."""

    name: str
    rule: str
    verdict: Verdict
    record: Record | None = None
    words: str = ""


class Check(ABC):
    """One rule; it stays broken at its first breach."""

    name: str
    """In kebab-case."""
    rule: str
    """In one sentence of plain English."""
    sees: Sights
    """What it is to be shown: all that it looks at, or keeps for later."""
    sees_copies = False
    """Whether that is also what a fault sends once more, of which its sender knows nothing."""

    def __init__(self) -> None:
        self._decided = False
        self._breach: tuple[Record, str] | None = None

    @property
    def judgement(self) -> Judgement:
        """What can be said of the records so far."""
        if self._breach is not None:
            return Judgement(self.name, self.rule, Verdict.BROKEN, *self._breach)
        decided = self._decided and not self.pending
        verdict = Verdict.HOLDS if decided else Verdict.UNDECIDED
        return Judgement(self.name, self.rule, verdict)

    @property
    def pending(self) -> bool:
        """Whether something is still owed that only further records can show."""
        return False

    def observe(self, record: Record) -> None:
        """Hold the rule against one more record."""
        if self._breach is None:
            self.look(record)

    @abstractmethod
    def look(self, record: Record) -> None:
        """Take notice of a record, calling `expect` where it gives an occasion."""

    def close(self) -> None:  # noqa: B027 - few need to know
        """Take notice that no more records come."""

    def expect(self, met: bool, record: Record, found: str, expected: str) -> None:
        """Note an occasion of the rule, which this record breaks unless it is met."""
        self._decided = True
        if not met and self._breach is None:
            self._breach = record, f"found {found}; expected {expected}"


class Panel:
    """Holds all rules against one record after another, and shows each check what it sees."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = list(checks)
        self._seeing: dict[Key, list[Check]] = {}
        """Who is shown records of which key, as far as there were any."""
        self._copies: set[tuple[Address, int]] = set()
        """What a fault is about to send once more: its sender, and its number."""

    def observe(self, record: Record) -> None:
        """Hold the rules against one more record."""
        key = key_of(record)
        seeing = self._seeing.get(key)
        if seeing is None:
            seeing = [check for check in self._checks if covers(check.sees, key)]
            self._seeing[key] = seeing
        is_copy = self._is_copy(record)
        for check in seeing:
            if check._breach is None and (check.sees_copies or not is_copy):
                check.look(record)

    def _is_copy(self, record: Record) -> bool:
        match record.event:
            case MessageDuplicated(copy=number):
                self._copies.add((record.at, number))
                return False
            case MessageSent(number=number):
                return (record.at, number) in self._copies
            case _:
                return False

    def drop(self, checks: Collection[Check]) -> None:
        """Hold these rules against no further record."""
        self._checks = [check for check in self._checks if check not in checks]
        self._seeing.clear()

    def close(self) -> None:
        """Take notice that no more records come."""
        for check in self._checks:
            check.close()

    @property
    def judgements(self) -> list[Judgement]:
        """What can be said of the records so far, check by check."""
        return [check.judgement for check in self._checks]


def judge(records: Iterable[Record], checks: Sequence[Check]) -> list[Judgement]:
    """Return what comes of each check; the records are all that there are, in causal order."""
    panel = Panel(checks)
    for record in records:
        panel.observe(record)
    panel.close()
    return panel.judgements
