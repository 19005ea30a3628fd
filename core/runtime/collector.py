"""Rank 0's end of the telemetry: takes in what all ranks report, and closes their drivers.

It receives always, whatever becomes of the events; it merges them into one causal order and hands
them on. When every machine has ended, their counts of sent messages tell each driver how many it
must have handled. When every rank has closed, the run is over.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import assert_never

from core.causality import Merger
from core.errors import RunError
from core.events import Record, ThreadStarted
from core.measures import Counts, Totals
from core.model import TRACKER, Address
from core.runtime.conductor import Conductor
from core.runtime.ports import TAG_OF, Port
from core.runtime.rest import Rest
from core.runtime.telemetry import (
    Batch,
    Close,
    Control,
    MachineEnded,
    RankClosed,
    decode_report,
)
from core.wire import encode

END_TIMEOUT_S = 30.0
"""How long the last threads may take to end, one after another, once the tracker has ended."""


class Collector:
    """Takes in reports until every rank has closed.

    `take` gets the merged records, as they come; `telling` says whether any are to be expected;
    `speed`, in messages a second, makes the collector conduct drivers that were born held.
    """

    def __init__(
        self,
        threads: Sequence[Address],
        *,
        telemetry: Port,
        control: Port,
        take: Callable[[list[Record]], None],
        telling: bool = True,
        speed: float | None = None,
    ) -> None:
        self._threads = threads
        self._ranks = {at.rank for at in threads}
        self._telemetry = telemetry
        self._control = control
        self._take = take
        self._telling = telling
        self._merger = Merger()
        self._merged: Counter[int] = Counter()
        self._sent: dict[Address, list[tuple[Address, int]]] = {}
        self._counts: dict[int, Counts] = {}
        self._rest = Rest()
        self._unstarted = len(threads)
        self._early: list[Record] = []
        self._conductor = Conductor() if speed is not None else None
        self._interval_s = 1 / speed if speed is not None else 0.0
        self._next_step_at = time.monotonic()
        self._end_by = math.inf

    def run(self) -> Totals:
        """Return what all ranks counted; raise `RunError` where events are missing."""
        while len(self._counts) < len(self._ranks):
            if self._turn():
                self._rest.reset()
            else:
                self._check_ending()
                self._rest.pause()
        while self._control.settle():
            self._rest.pause()
        self._merger.close()
        self._check_complete()
        return Totals(tuple(self._counts[rank] for rank in sorted(self._counts)))

    def _turn(self) -> bool:
        data = self._telemetry.poll()
        if data is not None:
            self._handle(data)
        self._control.settle()
        return self._conduct() or data is not None

    def _handle(self, data: bytearray) -> None:
        match decode_report(data):
            case Batch(records):
                self._hand_on(records)
            case MachineEnded(at, sent):
                self._sent[at] = sent
                self._put_off_end()
                if len(self._sent) == len(self._threads):
                    self._close_drivers()
            case RankClosed(counts):
                self._counts[counts.rank] = counts
            case other:
                assert_never(other)

    def _hand_on(self, records: list[Record]) -> None:
        merged = list(self._merger.add(self._once_started(records)))
        self._merged.update(record.at.rank for record in merged)
        if self._conductor is not None:
            for record in merged:
                self._conductor.observe(record)
        if merged:
            self._take(merged)

    def _once_started(self, records: list[Record]) -> list[Record]:
        """Hold back what a conducted run begins with until every rank has begun, and sort it.

        The ranks start at once, in any order; what follows is conducted. So a recording of such a
        run is the same each time.
        """
        if self._conductor is None or not self._unstarted:
            return records
        self._early.extend(records)
        self._unstarted -= sum(isinstance(record.event, ThreadStarted) for record in records)
        if self._unstarted:
            return []
        return sorted(self._early, key=lambda record: (record.at.rank, record.number))

    def _conduct(self) -> bool:
        if self._conductor is None or time.monotonic() < self._next_step_at:
            return False
        step = self._conductor.next_step()
        if step is None:
            return False
        self._next_step_at = max(self._next_step_at + self._interval_s, time.monotonic() - 1)
        self._put_off_end()
        self._tell(*step)
        return True

    def _put_off_end(self) -> None:
        """Give the last threads time anew, from the next step on where the run is a slow one."""
        self._end_by = max(time.monotonic(), self._next_step_at) + END_TIMEOUT_S

    def _close_drivers(self) -> None:
        expected: dict[Address, list[tuple[Address, int]]] = {at: [] for at in self._threads}
        for source, sent in self._sent.items():
            for to, count in sent:
                expected[to].append((source, count))
        for at, counts in expected.items():
            self._tell(at, Close(counts))

    def _tell(self, at: Address, control: Control) -> None:
        self._control.send(at.rank, TAG_OF[at.thread], encode(control))

    def _check_ending(self) -> None:
        """Once the tracker has ended, nobody may take for ever; name those who do."""
        if TRACKER not in self._sent or time.monotonic() < self._end_by:
            return
        unended = [str(at) for at in self._threads if at not in self._sent]
        unclosed = [f"rank {rank}" for rank in sorted(self._ranks - self._counts.keys())]
        raise RunError(f"the run is over, but did not end: {', '.join(unended or unclosed)}")

    def _check_complete(self) -> None:
        """Where events travel, all of every rank must have been merged."""
        for rank, counts in self._counts.items():
            if self._telling and self._merged[rank] != counts.events:
                raise RunError(
                    f"{self._merged[rank]} of {counts.events} events of rank {rank} came"
                )
