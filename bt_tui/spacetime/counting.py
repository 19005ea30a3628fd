"""Vector clocks: how many events of each thread led to an event.

They count from the beginning of a run, which is gone through once, a little at a time, and only
when somebody asks.
"""

import time
from collections.abc import Callable

from bt_tui.records import Records
from core.causality import Causality
from core.model import Address

RECORDS_AT_ONCE = 256
"""So many records are gone through before time is looked at again."""


class Counting:
    """Counts along the records of a run."""

    def __init__(self, records: Records, clock: Callable[[], float] = time.monotonic) -> None:
        self._records = records
        self._clock = clock
        self._causality = Causality()
        self._kept: tuple[int, dict[Address, int]] = (-1, {})
        """What was asked for last."""

    @property
    def events(self) -> int:
        """How many events were gone through."""
        return len(self._causality)

    def go_on(self, number: int, seconds: float) -> bool:
        """Go on for about so long; tell whether the record with this number, from 0, is reached."""
        until = self._clock() + seconds
        while self.events <= number:
            stop = min(number + 1, self.events + RECORDS_AT_ONCE)
            for record in self._records.between(self.events, stop):
                self._causality.observe(record)
            if self._clock() >= until:
                break
        return self.events > number

    def vector_clock(self, number: int) -> dict[Address, int]:
        """Return the vector clock of the record with this number, which was reached."""
        if self._kept[0] != number:
            self._kept = number, self._causality.vector_clock(number)
        return self._kept[1]
