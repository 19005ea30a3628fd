"""A driver whose thread is struck, and what may reach it out of order then."""

import pytest

from core.errors import RunError
from core.events import MessageReceived, ThreadCrashed
from core.faults import CrashNow, Delay, MessageFault, Overtake
from core.machine import Step
from core.messages import Alive, Poison
from core.model import TRACKER
from core.runtime.faulty import FaultyPerformer
from core.runtime.outbox import Outbox
from core.runtime.telemetry import Batch, Befall, Close, Permit, Struck
from core.timers import NetworkTimer
from tests.core.runtime.conftest import Time
from tests.core.runtime.lots import Lots
from tests.core.runtime.stages import ASKER, HERE, Stage, mail, posts
from tests.machines import Scripted
from tests.worlds import sent

CRASH = Befall(CrashNow(1), 0.5)


def faulty(machine: Scripted, *faults: MessageFault) -> tuple[FaultyPerformer, Outbox]:
    """Return a performer to which faults may happen, and its outbox."""
    outbox = Outbox(1, telling=True)
    return FaultyPerformer(HERE, machine, outbox, faults=faults, rng=Lots()), outbox


def staged(machine: Scripted, *faults: MessageFault, **how: object) -> Stage:
    """Return a stage on which faults may happen."""
    performer, outbox = faulty(machine, *faults)
    stage = Stage(machine, outbox=outbox, **how)  # type: ignore[arg-type]
    stage.driver.performer = performer
    return stage


def test_a_strike_is_acknowledged_after_all_that_it_brought(frozen: Time) -> None:
    stage = staged(
        Scripted(),
        held=True,
        mail=[sent(TRACKER, HERE, Poison(), 1)],
        control=[CRASH, Permit(TRACKER, 1, 0.5), Close([(TRACKER, 1)])],
    ).play()
    place = stage.reports.index(Struck(HERE))
    before = [one for one in stage.reports[:place] if isinstance(one, Batch)]
    struck = [record for batch in before for record in batch.records]
    assert (struck[-1].event, struck[-1].time) == (ThreadCrashed(), 0.5)
    assert stage.reports.count(Struck(HERE)) == 1


def test_what_is_delayed_goes_out_when_its_time_has_come(frozen: Time) -> None:
    machine = Scripted(first=Step().send(ASKER, Alive()))
    machine.ends_after = 1
    stage = staged(machine, Delay(by=2.0), mail=[mail(1)], ends_when_drained=False)
    out: list[int] = []

    def rest() -> None:
        out.extend(posts(stage.asker))
        assert not out or frozen.now >= 1002.0
        if out:
            stage.driver._over = True
        frozen.pass_by(0.5)

    frozen.on_rest = rest
    stage.play()
    assert out == [1]
    assert NetworkTimer(ASKER) not in stage.driver.performer.timers


def overtaken(*faults: MessageFault) -> Stage:
    """Return a driver to which message 2 came before message 1."""
    machine = Scripted()
    machine.ends_after = 2
    return staged(machine, *faults, mail=[mail(2), mail(1)], control=[Close([(TRACKER, 2)])])


def test_where_a_fault_may_let_messages_overtake_each_other_they_may(frozen: Time) -> None:
    stage = overtaken(Overtake(source=0)).play()
    numbers = [one.number for one in stage.told() if isinstance(one, MessageReceived)]
    assert numbers == [2, 1]


def test_where_none_may_it_is_an_error(frozen: Time) -> None:
    with pytest.raises(RunError, match="got message 1 of tracker after message 2"):
        overtaken(Delay()).play()
