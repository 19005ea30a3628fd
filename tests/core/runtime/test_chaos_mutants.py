"""What breaks the promises of holding and stepping is caught, by the judge or by the run itself."""

import re
from collections.abc import Callable
from functools import partial

import pytest

from core.errors import RunError
from core.events import Record
from core.messages import Envelope
from core.model import DEFAULT_LIMITS, Limits
from core.runtime import roles
from core.runtime.clock import Clock
from core.runtime.conductor import Command, Conductor
from core.runtime.driver import Driver
from core.runtime.gate import Gate
from core.runtime.outbox import Outbox, Shipper
from core.runtime.pace import Choice
from core.runtime.ports import Tag
from core.runtime.roles import Net, Plan
from core.runtime.telemetry import GateShut, Report
from core.waiting import Waiting, WaitingMessage, WaitingTimer
from tests.chaos import MANY_AT_ONCE, UNTIL_THE_END, Bystander, Chaos, Ways, swarm
from tests.chaos_judge import Violation
from tests.mutants import Defect, DefectiveNet
from tests.nets import Troupe

FEW, MANY = 300, 2000
"""Segments: for runs that are to go to their end, and for those that fail before."""
NTH = 100
HASTY = Limits(request_timeout_s=0.2, swarm_timeout_s=0.2)


def play(
    chaos: Chaos,
    seed: int,
    *,
    net_of: Callable[[Net], Net] = lambda net: net,
    segments: int = MANY,
    limits: Limits = HASTY,
) -> tuple[str, BaseException]:
    """Play a run that must fail; return which thread failed, and why."""
    plan = Plan(seed, MANY_AT_ONCE, limits, conducted=True)
    troupe = Troupe(swarm(segments), plan, audience=chaos, net_of=net_of).play()
    if not troupe.failures:
        chaos.judge.judge_end(ranks=4)
    [(_, thread, error)] = troupe.failures
    return thread, error


# ---- mutants of the net -------------------------------------------------------------------------


def defective(defect: Defect) -> Callable[[Net], Net]:
    """Return what gives the upload thread of rank 1 a defective net."""
    return lambda net: DefectiveNet(net, Tag.UPLOAD, defect, NTH) if net.rank == 1 else net


@pytest.mark.parametrize("seed", range(3))
def test_a_lost_message_is_named_by_the_close(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "Driver", partial(Driver, close_timeout_s=0.5))
    chaos = Chaos(seed, ways=Ways.HOLDS, holds=3, judge=Bystander)
    thread, error = play(chaos, seed, net_of=defective(Defect.LOST), segments=FEW)
    assert thread == "C1↑"
    assert isinstance(error, RunError)
    told = re.fullmatch(r"C1↑ was closed, but handled (\d+) of (\d+) from C[23]↓", str(error))
    assert told is not None
    assert int(told[1]) == int(told[2]) - 1


@pytest.mark.parametrize("seed", range(3))
def test_a_lost_message_is_noticed_by_the_judge(seed: int) -> None:
    chaos = Chaos(seed, ways=Ways.HOLDS, holds=3)
    # noticed by the next message from the same thread: on a busy machine the hasty ask elsewhere
    thread, error = play(chaos, seed, net_of=defective(Defect.LOST), limits=DEFAULT_LIMITS)
    assert thread == "collector"
    assert isinstance(error, Violation)


@pytest.mark.parametrize("ways", [Ways.HOLDS, Ways.ALL])
@pytest.mark.parametrize("seed", range(3))
def test_a_doubled_message_is_named_where_it_arrives(seed: int, ways: Ways) -> None:
    chaos = Chaos(seed, ways=ways, holds=UNTIL_THE_END)
    thread, error = play(chaos, seed, net_of=defective(Defect.DOUBLED))
    assert thread == "C1↑"
    assert isinstance(error, RunError)
    told = re.fullmatch(r"C1↑ got message (\d+) of C[23]↓ after message (\d+)", str(error))
    assert told is not None
    assert told[1] == told[2]


@pytest.mark.parametrize("seed", range(3))
def test_an_overtaken_message_is_named_where_it_arrives(seed: int) -> None:
    chaos = Chaos(seed, ways=Ways.HOLDS, holds=UNTIL_THE_END, judge=Bystander)
    thread, error = play(chaos, seed, net_of=defective(Defect.OVERTAKEN))
    assert thread == "C1↑"
    assert isinstance(error, RunError)
    told = re.fullmatch(r"C1↑ got message (\d+) of C[23]↓ after message (\d+)", str(error))
    assert told is not None
    assert int(told[1]) < int(told[2])


# ---- mutants of the mechanism -------------------------------------------------------------------


def caught(seed: int, words: str, ways: Ways = Ways.ALL) -> None:
    """See that the judge says so of a run."""
    thread, error = play(Chaos(seed, ways=ways, holds=UNTIL_THE_END), seed)
    assert thread == "collector", error
    assert isinstance(error, Violation)
    assert re.search(words, str(error)), error


STILL = (
    "moved while held|one move too many|went before an older message|another thread than the step"
    "|a step went back in time|was to come next|in the place of what was chosen|held, but not at"
)
seeds = pytest.mark.parametrize("seed", range(3))


@seeds
def test_a_gate_that_leaks_is_caught(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    take = Gate.take
    asked = 0

    def leak(self: Gate) -> Envelope | None:
        nonlocal asked
        asked += 1
        if asked % 50 == 0 and self._arrived:
            return self._arrived.pop(next(iter(self._arrived)))
        return take(self)

    monkeypatch.setattr(Gate, "take", leak)
    caught(seed, STILL)


@seeds
def test_a_permit_that_lets_two_messages_through_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Gate.take
    generous: set[Gate] = set()

    def let_two(self: Gate) -> Envelope | None:
        if self in generous and not self.is_open and self._arrived:
            generous.discard(self)
            return self._arrived.pop(next(iter(self._arrived)))
        envelope = take(self)
        if envelope is not None and not self.is_open:
            generous.add(self)
        return envelope

    monkeypatch.setattr(Gate, "take", let_two)
    caught(seed, STILL)


@seeds
def test_a_hold_that_is_acknowledged_before_the_last_step_is_told_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The acknowledgement goes ahead, and what came before it follows when it is old enough."""
    add, take, ship_if_due = Outbox.add, Outbox.take, Shipper.ship_if_due

    def add_ahead(self: Outbox, report: Report) -> None:
        if isinstance(report, GateShut):
            self._reports.append(report)
        else:
            add(self, report)

    def take_ahead(self: Outbox) -> list[Report]:
        with self.lock:
            if any(isinstance(report, GateShut) for report in self._reports):
                reports, self._reports = self._reports, []
                return reports
        return take(self)

    def ship_lazily(self: Shipper, *, at_once: bool) -> None:
        ship_if_due(self, at_once=False)

    monkeypatch.setattr(Outbox, "add", add_ahead)
    monkeypatch.setattr(Outbox, "take", take_ahead)
    monkeypatch.setattr(Shipper, "ship_if_due", ship_lazily)
    caught(seed, STILL)


@seeds
def test_a_driver_that_acknowledges_a_hold_and_does_not_hold_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "shut", lambda self: None)
    caught(seed, STILL)


@seeds
def test_a_conductor_that_waits_for_one_driver_only_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def acknowledge(self: Conductor, shut: GateShut) -> None:
        self._unshut.clear()
        self._now = max(self._now, shut.now)

    monkeypatch.setattr(Conductor, "acknowledge", acknowledge)
    caught(seed, STILL)


@seeds
def test_a_conductor_that_minds_an_earlier_hold_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each acknowledgement counts for the next hold as well."""
    shut_all = Conductor._shut_all

    def shut_but_the_first(self: Conductor) -> list[Command]:
        commands = shut_all(self)
        if self._hold > 1:
            self._unshut = set(sorted(self._unshut)[:1])
        return commands

    monkeypatch.setattr(Conductor, "_shut_all", shut_but_the_first)
    caught(seed, STILL)


@seeds
def test_a_conductor_that_prefers_the_newest_message_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newest(self: Waiting) -> WaitingMessage | None:
        return next(reversed(self.messages.values()), None)

    monkeypatch.setattr(Waiting, "next", property(newest))
    caught(seed, "went before an older message|overtook")


@seeds
def test_a_conductor_that_takes_two_steps_at_once_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_once = Conductor.step_once

    def step_twice(self: Conductor, choice: Choice | None = None) -> None:
        step_once(self, choice)
        step_once(self)

    monkeypatch.setattr(Conductor, "step_once", step_twice)
    caught(seed, "one move too many|in the place of what was chosen")


@seeds
def test_a_conductor_that_lets_a_chosen_message_overtake_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Waiting, "behind", lambda self, message: None)
    caught(seed, "overtook|one move too many|in the place of what was chosen")


@seeds
def test_a_conductor_that_steps_on_where_a_choice_is_stale_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Conductor._find

    def find_anything(self: Conductor, choice: Choice) -> WaitingMessage | WaitingTimer | None:
        return find(self, choice) or self._waiting.next

    monkeypatch.setattr(Conductor, "_find", find_anything)
    caught(seed, "was not chosen|one move too many|in the place of what was chosen")


@seeds
def test_a_conductor_that_minds_no_choice_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_once = Conductor.step_once
    monkeypatch.setattr(Conductor, "step_once", lambda self, choice=None: step_once(self))
    caught(seed, "one move too many|in the place of what was chosen")


@seeds
def test_a_conductor_that_does_not_tell_of_a_choice_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conductor, "take_choices", lambda self: [])
    caught(seed, "in the place of what was chosen|went before an older message")


@seeds
def test_a_conductor_that_stops_a_step_late_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    observe = Conductor.observe

    def observe_and_step(self: Conductor, record: Record) -> None:
        sought = self._until
        observe(self, record)
        if sought is not None and self._until is None:
            self.step_once()

    monkeypatch.setattr(Conductor, "observe", observe_and_step)
    caught(seed, "one move too many|held, but not at")


@seeds
def test_a_gate_that_lets_messages_overtake_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Gate.take

    def take_newest(self: Gate) -> Envelope | None:
        return self._arrived.popitem()[1] if self.is_open and self._arrived else take(self)

    monkeypatch.setattr(Gate, "take", take_newest)
    caught(seed, "overtook", Ways.HOLDS)


@seeds
def test_a_release_that_turns_back_time_is_caught(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clocks of a run that is let go begin anew."""
    monkeypatch.setattr(Clock, "set", lambda self, now: setattr(self, "_held_at", 0.0))
    caught(seed, "back in time")
