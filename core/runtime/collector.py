"""Rank 0's end of the telemetry: takes in what all ranks report, conducts them, closes them.

It receives always, whatever becomes of the events; it merges them into one causal order and hands
them on, and between two batches it does what the audience wishes. When every machine has ended,
their counts of sent messages tell each driver how many it must have handled. When every driver has,
all are told that this is the end. When every rank has closed, the run is over.
"""

import math
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, assert_never

from core.errors import RankFailedError, RunError
from core.events import Record, ThreadStarted
from core.faults import Fates, Fault, Strike
from core.measures import Counts, Totals
from core.merger import Merger
from core.model import CONDUCTOR, TRACKER, Address
from core.runtime.pace import Audience, Inflict, Pace, Play, RunUntil, StepOnce, StopRun
from core.runtime.ports import TAG_OF, Port
from core.runtime.reports import decode_report
from core.runtime.rest import FREE, HELD, Rest
from core.runtime.telemetry import (
    Batch,
    Close,
    Control,
    Drained,
    End,
    GateShut,
    MachineEnded,
    RankClosed,
    RankFailed,
    Stop,
    Struck,
)
from core.wire import encode

if TYPE_CHECKING:
    from core.runtime.conductor import Conductor

END_TIMEOUT_S = 30.0
"""How long the last threads may take to end, one after another, once the tracker has ended."""


class Collector:
    """Takes in reports until every rank has closed.

    `telling` says whether events are to be expected; `conducted`, whether the drivers are born held
    and the audience may wish for more than the end of the run.
    """

    def __init__(
        self,
        threads: Sequence[Address],
        *,
        telemetry: Port,
        control: Port,
        audience: Audience,
        telling: bool = True,
        conducted: bool = False,
        faults: Iterable[Fault] = (),
    ) -> None:
        self._threads = threads
        self._ranks = {at.rank for at in threads}
        self._telemetry = telemetry
        self._control = control
        self._audience = audience
        self._telling = telling
        self._merger = Merger()
        self._sent: dict[Address, list[tuple[Address, int]]] = {}
        self._undrained = set(threads)
        self._counts: dict[int, Counts] = {}
        self._rest = Rest()
        self._unstarted = len(threads)
        self._early: list[Record] = []
        self._conductor = _conductor(threads, audience.speed) if conducted else None
        self._fates = Fates(faults)
        self._pace: Pace | None = None
        self._stopping = False
        self._end_by = math.inf

    def run(self, begun: Sequence[Record] = ()) -> Totals:
        """Return what all ranks counted.

        What has `begun` before this, in causal order, is handed on first, and strikes nobody again.
        Raise `RunError` where events are missing or a thread does not end, and `RankFailedError`
        where another rank says that it failed.
        """
        self._begin(begun)
        while len(self._counts) < len(self._ranks):
            if self._turn():
                self._rest.reset()
            else:
                self._end_the_dead()
                self._check_ending()
                self._rest.pause(
                    FREE if self._conductor is None or self._conductor.is_open else HELD
                )
        while self._control.settle():
            self._rest.pause()
        self._merger.close()
        self._check_complete()
        return Totals(tuple(self._counts[rank] for rank in sorted(self._counts)))

    def _turn(self) -> bool:
        """Do all that can be done now; tell whether that was anything."""
        data = self._telemetry.poll()
        if data is not None:
            self._handle(data)
        self._control.settle()
        heard = self._hear_wishes() or data is not None
        return self._conduct(heard=heard) or heard

    # ---- what the ranks report ------------------------------------------------------------------

    def _handle(self, data: bytearray) -> None:
        match decode_report(data):
            case Batch(records):
                self._hand_on(records)
            case GateShut() as shut:
                if self._conductor is not None:
                    self._conductor.acknowledge(shut)
            case Struck(at):
                if self._conductor is not None:
                    self._conductor.acknowledge_strike(at)
            case MachineEnded(at, sent):
                self._sent[at] = sent
                self._put_off_end()
                if len(self._sent) == len(self._threads):
                    self._close_drivers()
            case Drained(at):
                self._undrained.remove(at)
                self._put_off_end()
                if not self._undrained:
                    self._end_drivers()
            case RankFailed(words):
                raise RankFailedError(words)
            case RankClosed(counts):
                self._counts[counts.rank] = counts
            case other:
                assert_never(other)

    def _begin(self, begun: Sequence[Record]) -> None:
        if not begun:
            self._strike(self._fates.at_start)
            return
        for record in begun:
            self._fates.observe(record)
            self._unstarted -= isinstance(record.event, ThreadStarted)
        self._tell_all(self._merger.add(begun))
        by_hand = [record.at.rank for record in begun if record.at == CONDUCTOR]
        self._merger.merged.subtract(by_hand)  # which no rank counts
        self._conduct(heard=True)  # nobody may have anything to report before it is told to go on

    def _hand_on(self, records: list[Record]) -> None:
        merged = self._merger.add(self._once_started(records))
        if self._conductor is not None:
            for record in merged:
                self._strike(self._fates.observe(record))
        self._tell_all(merged)

    def _tell_all(self, merged: list[Record]) -> None:
        """Let everybody take notice of what happened next."""
        if self._conductor is not None:
            for record in merged:
                self._conductor.observe(record)
        if merged:
            self._audience.take(merged)

    def _strike(self, strikes: Iterable[Strike]) -> None:
        if self._conductor is not None:
            for strike in strikes:
                self._conductor.strike(strike)

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

    # ---- what the audience wishes ---------------------------------------------------------------

    def _hear_wishes(self) -> bool:
        if self._audience.wishes.empty():
            return False
        wish = self._audience.wishes.get_nowait()
        match wish:
            case StopRun():
                self._stop_drivers()
            case Play(speed):
                if self._conductor is not None:
                    self._conductor.play(speed)
            case StepOnce(choice):
                if self._conductor is not None:
                    self._conductor.step_once(choice)
            case RunUntil(condition, speed):
                if self._conductor is not None:
                    self._conductor.run_until(condition, speed)
            case Inflict(strike):
                if self._conductor is not None:
                    self._conductor.strike(strike, by_hand=True)
            case other:
                assert_never(other)
        return True

    def _conduct(self, *, heard: bool) -> bool:
        """Tell the drivers what comes next, and the audience how the run goes now.

        Where nothing was heard, only time can make a difference.
        """
        if self._conductor is None or self._stopping or not self._undrained:
            return False
        if not heard and not self._conductor.is_clocked:
            return False
        commands = self._conductor.commands(time.monotonic())
        if choices := self._conductor.take_choices():
            self._audience.take(choices)  # they are of no rank: nobody merges or counts them
        for to, control in commands:
            self._tell(to, control)
        if commands:
            self._put_off_end()
        if self._conductor.pace != self._pace:
            self._pace = self._conductor.pace
            self._audience.tell(self._pace)
        return bool(commands)

    # ---- ending ---------------------------------------------------------------------------------

    def _stop_drivers(self) -> None:
        if self._stopping or not self._undrained:
            return
        self._stopping = True
        for at in self._threads:
            self._tell(at, Stop())

    def _close_drivers(self) -> None:
        expected: dict[Address, list[tuple[Address, int]]] = {at: [] for at in self._threads}
        for source, sent in self._sent.items():
            for to, count in sent:
                expected[to].append((source, count))
        for at, counts in expected.items():
            self._tell(at, Close(counts))

    def _end_drivers(self) -> None:
        """Say the last word: after it nothing may be sent to a driver, for it would never come."""
        for at in self._threads:
            self._tell(at, End())

    def _tell(self, at: Address, control: Control) -> None:
        self._control.send(at.rank, TAG_OF[at.thread], encode(control))

    def _put_off_end(self) -> None:
        self._end_by = time.monotonic() + END_TIMEOUT_S

    def _end_the_dead(self) -> None:
        """Where only threads are left that have crashed, and the word of the end is lost, end them.

        It is what they wait for, and nothing more will happen.
        """
        unended = [at for at in self._threads if at not in self._sent]
        if self._conductor is not None and unended and self._conductor.leaves_only_dead(unended):
            self._stop_drivers()

    def _check_ending(self) -> None:
        """Once the tracker has ended, nobody may take for ever; name those who do.

        While something waits for people, the threads have all the time that people take. Where
        faults struck, what would have ended a thread may be lost: it is stopped.
        """
        if self._conductor is not None and self._conductor.holds_back:
            self._put_off_end()
        if TRACKER not in self._sent or time.monotonic() < self._end_by:
            return
        if self._conductor is not None and self._conductor.has_struck and not self._stopping:
            self._stop_drivers()  # somebody may never have heard the end
            self._put_off_end()
            return
        unended = [str(at) for at in self._threads if at not in self._sent]
        unclosed = [f"rank {rank}" for rank in sorted(self._ranks - self._counts.keys())]
        raise RunError(f"the run is over, but did not end: {', '.join(unended or unclosed)}")

    def _check_complete(self) -> None:
        """Where events travel, all of every rank must have been merged."""
        for rank, counts in self._counts.items():
            if self._telling and self._merger.merged[rank] != counts.events:
                raise RunError(
                    f"{self._merger.merged[rank]} of {counts.events} events of rank {rank} came"
                )


def _conductor(threads: Sequence[Address], speed: float) -> "Conductor":
    from core.runtime.conductor import Conductor  # noqa: PLC0415 - else loaded in vain

    return Conductor(threads, speed)
