"""A world in memory does as it is told, and reports, as the drivers of a run would."""

from typing import TypeVar

from core.events import MessageReceived, ThreadCrashed, ThreadStopped
from core.faults import CrashNow
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.ports import TAG_OF
from core.runtime.reports import decode_report
from core.runtime.telemetry import (
    Batch,
    Befall,
    Close,
    Control,
    Drained,
    End,
    Fire,
    GateShut,
    MachineEnded,
    Open,
    Permit,
    RankClosed,
    Report,
    Shut,
    Stop,
    Struck,
)
from core.sim.backstage import Backstage
from core.sim.world import World
from core.timers import PatienceTimer
from core.wire import encode
from tests.worlds import client, file, scenario

R = TypeVar("R", bound=Report)
DOWN, UP = download_thread(1), upload_thread(1)
THREADS = [TRACKER, DOWN, UP]


class Stage:
    """A run of one client, which has started, and what it reported."""

    def __init__(self) -> None:
        self.world = World(scenario(client(1, owns=[file()])))
        self.world.start()
        self.backstage = Backstage(self.world)
        self.reports: list[Report] = []
        self.hear()

    def tell(self, control: Control, *threads: Address) -> list[Report]:
        """Tell threads, or all of them, the same thing; return what they report."""
        for at in threads or THREADS:
            self.backstage.send(at.rank, TAG_OF[at.thread], encode(control))
        return self.hear()

    def hear(self) -> list[Report]:
        """Return all that is reported now."""
        told = []
        while (data := self.backstage.poll()) is not None:
            told.append(decode_report(data))
        self.reports += told
        return told

    def reported(self, kind: type[R]) -> list[R]:
        """Return all reports of one kind so far."""
        return [report for report in self.reports if isinstance(report, kind)]


def test_it_is_born_held_and_reports_what_it_started_with() -> None:
    stage = Stage()
    [batch] = stage.reports
    assert isinstance(batch, Batch)
    assert batch.records == stage.world.records
    assert stage.hear() == []
    assert stage.backstage.settle() == 0


def test_a_permit_lets_one_message_be_handled_at_its_time() -> None:
    stage = Stage()
    [batch] = stage.tell(Permit(DOWN, 1, 0.001), TRACKER)
    assert isinstance(batch, Batch)
    assert (batch.records[0].at, batch.records[0].time) == (TRACKER, 0.001)
    assert isinstance(batch.records[0].event, MessageReceived)
    assert stage.hear() == []


def test_a_timer_rings_when_it_is_told_to() -> None:
    stage = Stage()
    due = stage.world.performers[TRACKER].timers[PatienceTimer()]
    stage.tell(Fire(PatienceTimer(), due), TRACKER)
    assert stage.world.now == due


def test_a_strike_is_acknowledged_after_all_that_it_brought() -> None:
    batch, struck = Stage().tell(Befall(CrashNow(1), 0.5), DOWN)
    assert isinstance(batch, Batch)
    assert (batch.records[0].event, batch.records[0].time) == (ThreadCrashed(), 0.5)
    assert struck == Struck(DOWN)


def test_it_goes_on_by_itself_while_no_gate_is_shut() -> None:
    stage = Stage()
    assert stage.tell(Open(0.0), TRACKER, DOWN) == []
    assert stage.tell(Open(0.0), UP)
    assert sorted(ended.at for ended in stage.reported(MachineEnded)) == sorted(THREADS)


def test_one_shut_gate_holds_all_and_is_acknowledged_by_number() -> None:
    stage = Stage()
    stage.tell(Open(0.5))
    now = stage.world.now
    assert stage.tell(Shut(3), UP) == [GateShut(UP, 3, now)]
    assert stage.hear() == []


def test_it_is_over_when_all_are_drained_and_told_so() -> None:
    stage = Stage()
    stage.tell(Open(0.0))
    sent = {ended.at: dict(ended.sent) for ended in stage.reported(MachineEnded)}
    for at in THREADS:
        expected = [(source, counts[at]) for source, counts in sent.items() if at in counts]
        assert stage.tell(Close(expected), at) == [Drained(at)]
    assert stage.tell(End(), DOWN) == []
    told = stage.tell(End(), UP, TRACKER)
    assert [one.counts.rank for one in told if isinstance(one, RankClosed)] == [1, 0]


def test_who_lacks_a_message_is_not_drained() -> None:
    stage = Stage()
    stage.tell(Open(0.0))
    assert stage.tell(Close([(TRACKER, 99)]), UP) == []


def test_what_is_stopped_ends_and_is_held_no_longer() -> None:
    stage = Stage()
    stage.tell(Stop())
    stopped = [
        record.at
        for batch in stage.reported(Batch)
        for record in batch.records
        if record.event == ThreadStopped()
    ]
    assert stopped == THREADS
    assert len(stage.reported(MachineEnded)) == len(THREADS)
