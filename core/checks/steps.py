"""Checks of what must come in the same step as its occasion.

A step is all that one thread does upon one message or one timer; it is over when the thread begins
its next one, ends, or crashes.
"""

from abc import abstractmethod
from collections.abc import Hashable

from core.checks.check import Check
from core.checks.sights import Sights
from core.events import (
    MessageReceived,
    MessageUnheeded,
    Record,
    ThreadCrashed,
    ThreadEnded,
    ThreadRevived,
    ThreadStopped,
    TimerFired,
)
from core.model import Address

STEP_ENDS: Sights = frozenset(
    {
        MessageReceived,
        MessageUnheeded,
        TimerFired,
        ThreadStopped,
        ThreadCrashed,
        ThreadRevived,
        ThreadEnded,
    }
)


class StepCheck(Check):
    """Keeps what each thread owes in its present step."""

    sees = STEP_ENDS

    def __init__(self) -> None:
        super().__init__()
        self._owed: dict[Address, dict[Hashable, tuple[Record, str]]] = {}

    @property
    def pending(self) -> bool:
        """Whether a step is not over in which something is owed."""
        return any(self._owed.values())

    def look(self, record: Record) -> None:
        """See that nothing is left owing when a step is over."""
        if type(record.event) in STEP_ENDS and record.at in self._owed:
            for occasion, expected in self._owed.pop(record.at).values():
                self.expect(False, occasion, "none by the end of its step", expected)
        self.follow(record)

    @abstractmethod
    def follow(self, record: Record) -> None:
        """Take notice of a record, calling `owe` and `pay`."""

    def owe(self, record: Record, what: Hashable, expected: str) -> None:
        """Note that the thread of this record owes something by the end of its step."""
        self._owed.setdefault(record.at, {})[what] = record, expected

    def pay(self, record: Record, what: Hashable) -> bool:
        """Note that it came; tell whether it was owed."""
        paid = self._owed.get(record.at, {}).pop(what, None) is not None
        self._decided |= paid
        return paid
