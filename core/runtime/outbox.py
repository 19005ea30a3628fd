"""A rank's events on their way to the collector, in the order of truth.

There is one outbox per *rank*. A machine's step and the recording of what it did happen under one
lock, which is also what lets the two threads of a client share their holdings: a segment is stored
before it is served. Sending happens outside that lock.

Where nobody looks, events are counted and dropped; only reports travel.
"""

import threading
import time
from collections.abc import Callable

from core.events import AnyEvent, Record
from core.measures import Counts
from core.model import Address
from core.runtime.telemetry import Batch, RankClosed, Report

BATCH_EVENTS = 64
BATCH_AGE_S = 0.02
BACKLOG_MAX = 4096
"""Events that may wait here; beyond it the rank waits for the collector."""
UNDER_WAY_MAX = 4
"""Reports that may be sent and not yet received before the next ones wait."""


class Outbox:
    """Stamps, counts and keeps the events of one rank until they are taken.

    With `into` they go there instead, for good.
    """

    def __init__(self, rank: int, *, telling: bool, into: list[Record] | None = None) -> None:
        self.lock = threading.Lock()
        self.counts = Counts(rank)
        self.telling = telling
        """Whether anybody is told of events; else they are only counted."""
        self._lamport = 0
        self._records: list[Record] = [] if into is None else into
        self._reports: list[Report] = []

    # ---- with the lock held ---------------------------------------------------------------------

    def hear(self, lamport: int) -> None:
        """Stamp the arrival of a message, which has this stamp (Lamport 1978, rule IR2)."""
        self._lamport = max(self._lamport, lamport) + 1

    def stamp(self) -> int:
        """Return the Lamport stamp of the next event."""
        self._lamport += 1
        return self._lamport

    def record(self, at: Address, event: AnyEvent, now: float, *, stamped: bool = False) -> None:
        """Record that `event` happened in thread `at`; it may have the last stamp already."""
        if not stamped:
            self._lamport += 1
        self.counts.note(at, event, now)
        if self.telling:
            self._records.append(Record(at, self.counts.events, self._lamport, now, event))

    # ---- taking it away -------------------------------------------------------------------------

    @property
    def backlog(self) -> int:
        """How many events wait."""
        return len(self._records)

    @property
    def has_reports(self) -> bool:
        """Whether a report waits."""
        return bool(self._reports)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._records and not self._reports

    def add(self, report: Report) -> None:
        """Put a report behind the events so far."""
        with self.lock:
            self._pack()
            self._reports.append(report)

    def close(self) -> None:
        """Put the last report behind everything: what was counted here."""
        self.add(RankClosed(self.counts))

    def take(self) -> list[Report]:
        """Return all that waits, in order."""
        with self.lock:
            self._pack()
            reports, self._reports = self._reports, []
        return reports

    def _pack(self) -> None:
        if self._records:
            self._reports.append(Batch(self._records))
            self._records = []


class Shipper:
    """Sends what waits in an outbox when it is worth it; shared by the threads of a rank.

    `send` hands one report on and `settle` says how many are still under way. One thread ships at
    a time, so that the reports leave in order; the other goes on with its work meanwhile.
    """

    def __init__(
        self, outbox: Outbox, send: Callable[[Report], None], settle: Callable[[], int]
    ) -> None:
        self._outbox = outbox
        self._send = send
        self._settle = settle
        self._shipping = threading.Lock()
        self._shipped_at = time.monotonic()

    @property
    def is_behind(self) -> bool:
        """Whether so much waits that the rank should wait too."""
        return self._outbox.backlog > BACKLOG_MAX

    def ship_if_due(self, *, at_once: bool) -> None:
        """Send what waits if it is much, or old, or if it is to go at once."""
        if self._outbox.is_empty:
            return
        age_s = time.monotonic() - self._shipped_at
        at_once = at_once or self._outbox.has_reports
        if at_once or self._outbox.backlog >= BATCH_EVENTS or age_s >= BATCH_AGE_S:
            self.ship()

    def ship(self) -> None:
        """Send what waits, unless enough is under way or another thread is at it."""
        if not self._shipping.acquire(blocking=False):
            return
        try:
            if self._settle() < UNDER_WAY_MAX:
                for report in self._outbox.take():
                    self._send(report)
                self._shipped_at = time.monotonic()
        finally:
            self._shipping.release()

    def finish(self, pause: Callable[[], None]) -> None:
        """Send everything and wait until it is received, resting with `pause` in between."""
        while not self._outbox.is_empty or self._settle():
            self.ship()
            pause()
