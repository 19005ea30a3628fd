"""Performing one machine's steps."""

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest

from core.events import (
    AllCompleted,
    AnyEvent,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    ThreadEnded,
    ThreadStarted,
    ThreadStopped,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.machine import Step
from core.messages import About, Alive, Complaint, Envelope, Poison, Probe, SegmentRequest, decode
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.outbox import Outbox
from core.runtime.performer import Outcome, Performer
from core.runtime.telemetry import Batch
from core.timers import RoundTimer, SwarmTimer
from tests.machines import Answer, Scripted, silence
from tests.worlds import sent

HERE = upload_thread(1)
ASKER = download_thread(2)
ROUND, SWARM = RoundTimer("f"), SwarmTimer("f")


class Stage:
    """A performer with its outbox."""

    def __init__(self, first: Step | None = None, answer: Answer = silence) -> None:
        self.outbox = Outbox(1, telling=True)
        self.machine = Scripted(first=first, answer=answer)
        self.performer = Performer(HERE, self.machine, self.outbox)

    def told(self) -> list[AnyEvent]:
        """Return the events since it was last asked."""
        batches = [one for one in self.outbox.take() if isinstance(one, Batch)]
        return [record.event for batch in batches for record in batch.records]


def mail(number: int = 1, source: Address = TRACKER) -> Envelope:
    """Return message `number` of `source`."""
    return sent(source, HERE, Probe(), number)


def test_starting_is_told_before_what_the_machine_tells() -> None:
    stage = Stage(Step().tell(AllCompleted()))
    outcome = stage.performer.start(0.0)
    assert outcome.events == [AllCompleted()]
    assert stage.told() == [ThreadStarted(), AllCompleted()]


ACTS: dict[type[AnyEvent], Callable[[Step], Step]] = {
    MessageSent: lambda step: step.send(TRACKER, Alive()),
    AllCompleted: lambda step: step.tell(AllCompleted()),
    TimerSet: lambda step: step.set(SWARM, 2.0, "b"),
    TimerCancelled: lambda step: step.cancel(ROUND),
}


@pytest.mark.parametrize("order", list(permutations(ACTS)))
def test_a_step_is_performed_and_told_in_its_own_order(order: Sequence[type[AnyEvent]]) -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a"))
    stage.performer.start(0.0)
    stage.told()
    step = Step()
    for kind in order:
        ACTS[kind](step)
    stage.machine.answer = lambda _: step
    stage.performer.receive(mail(), 0.5)
    assert [type(event) for event in stage.told()] == [MessageReceived, *order]
    assert stage.performer.timers == {SWARM: 2.5}


def test_a_timer_that_is_set_and_then_cancelled_in_one_step_is_not_set() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a").cancel(ROUND))
    stage.performer.start(0.0)
    assert stage.performer.timers == {}
    assert stage.told() == [ThreadStarted(), TimerSet(ROUND, 1.0, "a"), TimerCancelled(ROUND)]


def test_a_timer_that_is_cancelled_and_then_set_in_one_step_is_set_anew() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a").cancel(ROUND).set(ROUND, 3.0, "b"))
    stage.performer.start(0.0)
    assert stage.performer.timers == {ROUND: 3.0}


def test_a_timer_is_told_with_the_time_at_which_it_is_due_in_microseconds() -> None:
    assert 0.1 + 0.2 != 0.3
    stage = Stage(Step().set(ROUND, 0.2, "a"))
    stage.performer.start(0.1)
    assert stage.performer.timers == {ROUND: 0.3}
    assert stage.told()[-1] == TimerSet(ROUND, 0.3, "a")


def test_messages_are_numbered_and_counted_for_the_whole_thread() -> None:
    stage = Stage(Step().send(TRACKER, Alive()).send(ASKER, Probe()).send(TRACKER, Alive()))
    posts = stage.performer.start(0.0).posts
    envelopes = [decode(post.data) for post in posts]
    assert [post.envelope.destination for post in posts] == [TRACKER, ASKER, TRACKER]
    assert [one.number for one in envelopes] == [1, 2, 3]
    assert [(one.source, one.destination) for one in envelopes] == [
        (HERE, TRACKER),
        (HERE, ASKER),
        (HERE, TRACKER),
    ]
    assert stage.performer.sent == {TRACKER: 2, ASKER: 1}


def test_a_message_bears_the_stamp_of_its_sending() -> None:
    stage = Stage(Step().send(TRACKER, Alive()))
    [post] = stage.performer.start(0.0).posts
    [batch] = stage.outbox.take()
    assert isinstance(batch, Batch)
    assert decode(post.data).lamport == batch.records[-1].lamport


def test_a_receipt_is_stamped_after_its_sending() -> None:
    stage = Stage()
    stage.performer.start(0.0)
    stage.performer.receive(sent(TRACKER, HERE, Probe(), number=41), 0.0)
    [batch] = stage.outbox.take()
    assert isinstance(batch, Batch)
    assert [record.lamport for record in batch.records] == [1, 42]


def test_what_is_sent_is_told_with_its_size_and_what_it_is_about() -> None:
    stage = Stage(Step().send(ASKER, SegmentRequest("f", (2, 3))))
    [post] = stage.performer.start(0.0).posts
    size = len(post.data)
    assert stage.told()[-1] == MessageSent(ASKER, 1, "SegmentRequest", size, About("f", (2, 3)))


def test_mail_for_a_machine_that_is_done_is_unheeded_and_counted() -> None:
    stage = Stage()
    stage.performer.start(0.0)
    stage.machine.ends_after = 1
    stage.performer.receive(mail(1), 0.0)
    assert stage.performer.ended
    stage.told()
    assert stage.performer.receive(mail(2), 0.0) == Outcome()
    assert stage.told() == [MessageUnheeded(TRACKER, 2, "Probe")]
    assert stage.performer.handled == {TRACKER: 2}
    assert len(stage.machine.received) == 1


def test_a_receipt_is_told_with_what_the_message_is_about() -> None:
    stage = Stage()
    stage.performer.start(0.0)
    stage.machine.ends_after = 1
    stage.performer.receive(sent(ASKER, HERE, SegmentRequest("f", (2, 3)), 4), 0.0)
    stage.performer.receive(sent(ASKER, HERE, Complaint(7), 5), 0.0)
    assert [event for event in stage.told() if not isinstance(event, ThreadStarted)] == [
        MessageReceived(ASKER, 4, "SegmentRequest", About("f", (2, 3))),
        ThreadEnded(),
        MessageUnheeded(ASKER, 5, "Complaint", About(client=7)),
    ]


def test_the_end_is_told_once_and_after_everything() -> None:
    stage = Stage(answer=lambda _: Step().send(TRACKER, Alive()))
    stage.performer.start(0.0)
    stage.machine.ends_after = 1
    stage.performer.receive(mail(1), 0.0)
    stage.performer.receive(mail(2), 0.0)
    told = stage.told()
    assert isinstance(told[-2], ThreadEnded)
    assert told.count(ThreadEnded()) == 1


def test_a_timer_is_due_when_its_delay_is_over() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a").set(SWARM, 0.5, "b"))
    stage.performer.start(10.0)
    assert stage.performer.timers == {ROUND: 11.0, SWARM: 10.5}
    assert stage.performer.next_due(10.4) is None
    assert stage.performer.next_due(10.5) == SWARM
    assert stage.performer.next_due(20.0) == SWARM


def test_a_fired_timer_is_set_no_longer() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a"))
    stage.performer.start(0.0)
    stage.performer.fire(ROUND, 1.0)
    assert stage.machine.fired == [ROUND]
    assert stage.performer.next_due(9.0) is None
    assert stage.told()[-1] == TimerFired(ROUND)


def test_setting_a_timer_again_replaces_it() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a").set(ROUND, 3.0, "b"))
    stage.performer.start(0.0)
    assert stage.performer.next_due(2.0) is None
    assert stage.performer.next_due(3.0) == ROUND


def test_cancelling_a_timer_that_is_not_set_is_not_told() -> None:
    stage = Stage(Step().cancel(ROUND))
    stage.performer.start(0.0)
    assert stage.told() == [ThreadStarted()]


def test_a_machine_that_is_done_from_the_start_has_ended() -> None:
    stage = Stage()
    stage.machine.done = True
    stage.performer.start(0.0)
    assert stage.performer.ended
    assert stage.told() == [ThreadStarted(), ThreadEnded()]


def test_the_timers_of_a_machine_that_is_done_are_cancelled_and_told_before_its_end() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a").set(SWARM, 2.0, "b"))
    stage.performer.start(0.0)
    stage.told()
    stage.machine.ends_after = 1
    stage.performer.receive(mail(), 0.5)
    assert stage.performer.timers == {}
    assert stage.performer.next_due(9.0) is None
    cancelled = [TimerCancelled(ROUND), TimerCancelled(SWARM), ThreadEnded()]
    assert stage.told()[-3:] == cancelled


def test_a_timer_that_is_set_with_the_last_step_is_cancelled_as_well() -> None:
    stage = Stage(answer=lambda _: Step().cancel(ROUND).set(ROUND, 1.0, "too late"))
    stage.performer.start(0.0)
    stage.machine.ends_after = 1
    stage.performer.receive(mail(), 0.5)
    assert stage.performer.timers == {}
    kinds = [type(event) for event in stage.told()[-3:]]
    assert kinds == [TimerSet, TimerCancelled, ThreadEnded]


def test_a_timer_that_ends_its_machine_takes_the_others_with_it() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a").set(SWARM, 2.0, "b"))
    stage.performer.start(0.0)
    stage.machine.ends_after = 1
    stage.performer.fire(ROUND, 1.0)
    assert stage.performer.timers == {}
    assert stage.told()[-3:] == [TimerFired(ROUND), TimerCancelled(SWARM), ThreadEnded()]


def test_a_machine_that_is_stopped_ends_with_its_timers_and_says_that_it_was_stopped() -> None:
    stage = Stage(Step().set(ROUND, 1.0, "a").set(SWARM, 2.0, "b"))
    stage.performer.start(0.0)
    stage.told()
    assert stage.performer.stop(0.5) == Outcome(events=[ThreadStopped()])
    assert stage.performer.ended
    assert stage.performer.next_due(9.0) is None
    cancelled = [TimerCancelled(ROUND), TimerCancelled(SWARM)]
    assert stage.told() == [ThreadStopped(), *cancelled, ThreadEnded()]


def test_mail_for_a_machine_that_was_stopped_is_unheeded_and_counted() -> None:
    stage = Stage()
    stage.performer.start(0.0)
    stage.performer.stop(0.5)
    assert stage.performer.receive(mail(1), 1.0) == Outcome()
    assert stage.told()[-1] == MessageUnheeded(TRACKER, 1, "Probe")
    assert stage.performer.handled == {TRACKER: 1}
    assert stage.machine.received == []


def test_a_machine_that_is_done_is_not_stopped() -> None:
    stage = Stage()
    stage.machine.done = True
    stage.performer.start(0.0)
    stage.told()
    assert stage.performer.stop(0.5) == Outcome()
    assert stage.told() == []


def test_a_machine_is_stopped_once() -> None:
    stage = Stage()
    stage.performer.start(0.0)
    stage.performer.stop(0.5)
    assert stage.performer.stop(0.6) == Outcome()
    assert stage.told() == [ThreadStarted(), ThreadStopped(), ThreadEnded()]


def test_what_a_stopped_machine_sent_is_still_counted() -> None:
    stage = Stage(Step().send(TRACKER, Alive()))
    stage.performer.start(0.0)
    stage.performer.stop(0.5)
    assert stage.performer.sent == {TRACKER: 1}


def test_an_error_of_the_machine_leaves_the_lock_free() -> None:
    def explode(envelope: Envelope) -> Step:
        raise ZeroDivisionError

    stage = Stage(answer=explode)
    stage.performer.start(0.0)
    with pytest.raises(ZeroDivisionError):
        stage.performer.receive(sent(TRACKER, HERE, Poison()), 0.0)
    assert not stage.outbox.lock.locked()
