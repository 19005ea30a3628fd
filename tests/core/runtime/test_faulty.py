"""Performing a machine to which faults happen: what it tells, what it sends, what it handles."""

from collections.abc import Iterable, Sequence

import pytest

from core.events import (
    AfflictionBegun,
    AfflictionEnded,
    AllCompleted,
    AnyEvent,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    MessageReceived,
    MessageReleased,
    MessageSent,
    MessageUnheeded,
    SegmentsCorrupted,
    ThreadCrashed,
    ThreadEnded,
    ThreadRevived,
    ThreadStopped,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.faults import (
    Afflict,
    CrashNow,
    Delay,
    Duplicate,
    Heal,
    Lose,
    MessageFault,
    Overtake,
    ReviveNow,
    Strike,
)
from core.holdings import Holdings
from core.machine import Machine, Step
from core.messages import (
    About,
    Alive,
    AnyMessage,
    Choked,
    Envelope,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    SegmentRequest,
    Unchoked,
    about,
    decode,
)
from core.model import TRACKER, Address, Affliction, download_thread, upload_thread
from core.profiles import DEFAULT_PROFILE
from core.runtime.body import Body
from core.runtime.faulty import CRASHED, CUT_OFF, FORMER, MUTE, SLOW, FaultyPerformer
from core.runtime.mishaps import WORDS
from core.runtime.outbox import Outbox
from core.runtime.performer import Outcome
from core.runtime.telemetry import Batch
from core.timers import NetworkTimer, RoundTimer
from tests.core.runtime.lots import Lots
from tests.machines import Answer, Scripted, silence
from tests.worlds import client, sent

UP, DOWN = upload_thread(1), download_thread(1)
ASKER, OTHER = download_thread(2), download_thread(3)
ROUND = RoundTimer("f")
BEHIND = "it waits behind one that is delayed"
REPLY = SegmentReply("f", (0,), (b"content",))
ABOUT = about(REPLY)
END = about(Poison())


class Lives(Body):
    """Lives of a client whose machines are scripted."""

    def __init__(self, at: Address, *machines: Machine) -> None:
        super().__init__(client(1), Holdings(), DEFAULT_PROFILE, seed=0)
        self._at = at
        self._scripted = machines
        self.asked: list[tuple[int, bool]] = []

    def machines(self, life: int, *, kept: bool = True) -> dict[Address, Machine]:
        """Return the machine of this life, and note how it was asked for."""
        self.asked.append((life, kept))
        return {self._at: self._scripted[life - 1]}


class Stage:
    """A performer that has started, with its outbox."""

    def __init__(
        self,
        *faults: MessageFault,
        at: Address = UP,
        first: Step | None = None,
        answer: Answer = silence,
        lives: Sequence[Machine] = (),
    ) -> None:
        self.outbox = Outbox(at.rank, telling=True)
        self.machine = Scripted(first=first, answer=answer)
        self.body = Lives(at, *lives)
        self.performer = FaultyPerformer(
            at, self.machine, self.outbox, body=self.body, faults=faults, rng=Lots()
        )
        self.started = self.performer.start(0.0)

    def told(self) -> list[AnyEvent]:
        """Return the events since it was last asked."""
        batches = [one for one in self.outbox.take() if isinstance(one, Batch)]
        return [record.event for batch in batches for record in batch.records]

    def strike(self, *strikes: Strike, now: float = 0.0) -> list[AnyEvent]:
        """Let faults happen; return what is told of that."""
        self.told()
        for strike in strikes:
            assert self.performer.strike(strike, now) == Outcome()
        return self.told()

    def send(self, *messages: AnyMessage, to: Address = ASKER, now: float = 0.0) -> list[int]:
        """Let the machine send messages; return the numbers of those that go out."""
        step = Step()
        for message in messages:
            step.send(to, message)
        self.machine.answer = lambda _: step
        return numbers(self.performer.receive(sent(OTHER, self.performer.at, Probe()), now))

    def release(self, now: float, to: Address = ASKER) -> list[int]:
        """Let what is delayed go on; return the numbers of those that do."""
        return numbers(self.performer.fire(NetworkTimer(to), now))


def numbers(outcome: Outcome) -> list[int]:
    """Return which messages go out."""
    return [post.envelope.number for post in outcome.posts]


def kinds(events: Iterable[AnyEvent]) -> list[str]:
    """Return the names of these events, without receipts."""
    return [type(one).__name__ for one in events if not isinstance(one, MessageReceived)]


# ---- nothing goes wrong -------------------------------------------------------------------------


def test_where_nothing_goes_wrong_it_is_as_any_other() -> None:
    stage = Stage(first=Step().send(ASKER, Alive()).set(ROUND, 1.0, "a").tell(AllCompleted()))
    assert numbers(stage.started) == [1]
    assert stage.started.events == [AllCompleted()]
    stage.performer.fire(ROUND, 1.0)
    stage.performer.receive(sent(TRACKER, UP, Probe()), 1.0)
    assert kinds(stage.told()) == [
        *("ThreadStarted", "MessageSent", "TimerSet", "AllCompleted", "TimerFired")
    ]
    assert stage.performer.sent == {ASKER: 1}
    assert stage.performer.handled == {TRACKER: 1}
    assert not stage.performer.lets_overtake


# ---- faults of messages -------------------------------------------------------------------------


def test_a_lost_message_is_sent_and_lost_and_never_arrives() -> None:
    stage = Stage(Lose(nth=1))
    stage.told()
    assert stage.send(REPLY, Probe()) == [2]
    _, out, lost, other = stage.told()
    assert isinstance(out, MessageSent)
    assert lost == MessageLost(ASKER, 1, "SegmentReply", WORDS[Lose], ABOUT)
    assert isinstance(other, MessageSent)
    assert stage.performer.sent == {ASKER: 1}


def test_a_delayed_message_goes_on_when_it_is_due() -> None:
    stage = Stage(Delay(nth=1, by=0.5))
    stage.told()
    assert stage.send(REPLY, now=1.0) == []
    assert stage.told()[2:] == [
        MessageDelayed(ASKER, 1, "SegmentReply", WORDS[Delay], ABOUT),
        TimerSet(NetworkTimer(ASKER), 1.5, "what is on its way there takes longer"),
    ]
    assert stage.performer.sent == {ASKER: 1}
    assert stage.performer.next_due(1.5) == NetworkTimer(ASKER)
    assert stage.release(1.5) == [1]
    assert stage.told() == [
        TimerFired(NetworkTimer(ASKER)),
        MessageReleased(ASKER, 1, "SegmentReply", ABOUT),
    ]
    assert stage.performer.timers == {}
    assert stage.performer.sent == {ASKER: 1}


def test_what_is_sent_behind_a_delayed_message_waits_with_it_but_only_on_the_same_way() -> None:
    stage = Stage(Delay(nth=1, by=0.5))
    assert stage.send(Probe()) == []
    stage.told()
    assert stage.send(Alive()) == []
    assert MessageDelayed(ASKER, 2, "Alive", BEHIND) in stage.told()
    assert stage.send(Alive(), to=OTHER) == [3]
    assert stage.release(0.5) == [1, 2]
    assert stage.send(Alive()) == [4]


def test_what_is_delayed_for_longer_goes_on_with_a_timer_of_its_own() -> None:
    stage = Stage(Delay(message="Probe", by=0.5), Delay(message="Alive", by=2.0))
    assert stage.send(Probe(), Alive()) == []
    assert stage.release(0.5) == [1]
    assert stage.performer.timers == {NetworkTimer(ASKER): 2.0}
    assert stage.release(2.0) == [2]


def test_a_release_that_is_rung_early_lets_go_what_was_due_then() -> None:
    stage = Stage(Delay(message="Probe", by=0.5), Delay(message="Alive", by=2.0))
    stage.send(Probe(), Alive())
    assert stage.release(0.0) == [1]
    assert stage.release(0.0) == [2]


def test_a_doubled_message_goes_out_twice_under_two_numbers() -> None:
    stage = Stage(Duplicate(nth=1))
    stage.told()
    assert stage.send(REPLY, Probe()) == [1, 2, 3]
    told = stage.told()
    assert kinds(told) == ["MessageSent", "MessageDuplicated", "MessageSent", "MessageSent"]
    assert told[2] == MessageDuplicated(ASKER, 1, "SegmentReply", 2, ABOUT)
    assert stage.performer.sent == {ASKER: 3}


def test_an_overtaken_message_goes_on_right_after_the_next_one() -> None:
    stage = Stage(Overtake(nth=1, by=0.5))
    assert stage.performer.lets_overtake
    assert stage.send(Probe(), Alive(), Alive()) == [2, 1, 3]
    assert kinds(stage.told())[1:] == [
        *("MessageSent", "MessageDelayed", "TimerSet"),
        *("MessageSent", "MessageReleased", "TimerCancelled", "MessageSent"),
    ]
    assert stage.performer.sent == {ASKER: 3}


def test_a_message_that_nothing_overtakes_goes_on_by_itself() -> None:
    stage = Stage(Overtake(nth=1, by=0.5))
    assert stage.send(Probe()) == []
    assert stage.send(Alive(), to=OTHER) == [2]
    assert stage.release(0.5) == [1]
    assert stage.performer.timers == {}


def test_a_message_that_is_delayed_overtakes_nothing() -> None:
    stage = Stage(Overtake(nth=1, by=0.5), Delay(nth=2, by=1.0))
    assert stage.send(Probe(), Alive()) == []
    assert stage.release(0.5) == [1]
    assert stage.release(1.0) == [2]


# ---- what is wrong with a thread ----------------------------------------------------------------


@pytest.mark.parametrize("affliction", Affliction)
def test_what_is_wrong_begins_and_ends_once(affliction: Affliction) -> None:
    stage = Stage()
    begin, heal = Afflict(1, affliction, 0.5), Heal(1, affliction)
    assert stage.strike(heal) == []
    assert stage.strike(begin, begin) == [AfflictionBegun(affliction, 0.5)]
    assert stage.strike(heal, heal) == [AfflictionEnded(affliction)]


def test_another_slowness_begins_anew() -> None:
    stage = Stage()
    told = stage.strike(Afflict(1, Affliction.SLOW, 0.5), Afflict(1, Affliction.SLOW, 1.0))
    assert told == [AfflictionBegun(Affliction.SLOW, 0.5), AfflictionBegun(Affliction.SLOW, 1.0)]


def test_a_slow_thread_s_messages_take_longer_and_keep_their_order_when_it_is_over() -> None:
    stage = Stage()
    stage.strike(Afflict(1, Affliction.SLOW, 0.5))
    assert stage.send(Probe(), Alive(), now=1.0) == []
    assert [one.why for one in stage.told() if isinstance(one, MessageDelayed)] == [SLOW, SLOW]
    stage.strike(Heal(1, Affliction.SLOW), now=1.2)
    assert stage.send(Alive(), now=1.2) == []
    assert stage.release(1.5) == [1, 2, 3]
    assert stage.send(Alive(), now=1.6) == [4]


def test_a_slow_thread_s_delayed_message_takes_both() -> None:
    stage = Stage(Delay(by=1.0))
    stage.strike(Afflict(1, Affliction.SLOW, 0.5))
    stage.send(Probe())
    assert stage.performer.timers == {NetworkTimer(ASKER): 1.5}


def test_a_mute_thread_s_answers_are_lost_and_nothing_else() -> None:
    stage = Stage()
    stage.strike(Afflict(1, Affliction.MUTE))
    answers = (REPLY, SegmentDenial("f", (0,)), Choked("f", (0,)), Unchoked("f"))
    assert stage.send(*answers, Alive()) == [5]
    assert [one.why for one in stage.told() if isinstance(one, MessageLost)] == [MUTE] * 4
    assert stage.performer.sent == {ASKER: 1}
    stage.strike(Heal(1, Affliction.MUTE))
    assert stage.send(REPLY) == [6]


def test_a_thread_that_is_cut_off_hears_nothing_and_what_it_says_is_lost() -> None:
    stage = Stage(answer=lambda _: Step().send(ASKER, Alive()))
    stage.strike(Afflict(1, Affliction.CUT_OFF))
    assert stage.performer.receive(sent(ASKER, UP, Probe(), 4), 0.0) == Outcome()
    assert stage.told() == [MessageUnheeded(ASKER, 4, "Probe", why=CUT_OFF)]
    assert stage.machine.received == []
    assert stage.performer.handled == {ASKER: 1}
    stage.strike(Heal(1, Affliction.CUT_OFF))
    assert numbers(stage.performer.receive(sent(ASKER, UP, Probe(), 5), 0.0)) == [1]


def test_what_a_thread_says_while_it_is_cut_off_is_lost() -> None:
    stage = Stage(first=Step().set(ROUND, 1.0, "a"))
    stage.strike(Afflict(1, Affliction.CUT_OFF))
    stage.machine.fire = lambda timer, now: Step().send(ASKER, Alive())  # type: ignore[method-assign]
    assert stage.performer.fire(ROUND, 1.0) == Outcome()
    assert stage.told()[-1] == MessageLost(ASKER, 1, "Alive", CUT_OFF)
    assert stage.performer.sent == {}


def test_falsified_segments_are_told_and_do_not_match() -> None:
    stage = Stage()
    stage.strike(Afflict(1, Affliction.CORRUPT))
    step = Step().send(ASKER, REPLY).send(ASKER, Alive())
    stage.machine.answer = lambda _: step
    posts = stage.performer.receive(sent(ASKER, UP, Probe()), 0.0).posts
    first, second = (decode(post.data).message for post in posts)
    assert isinstance(first, SegmentReply)
    assert (first.file, first.segments) == (REPLY.file, REPLY.segments)
    assert first.contents != REPLY.contents
    assert second == Alive()
    assert [one for one in stage.told() if isinstance(one, SegmentsCorrupted)] == [
        SegmentsCorrupted("f", (0,), 2)
    ]


def test_who_is_to_say_no_says_no_for_the_whole_client() -> None:
    stage = Stage()
    stage.strike(Afflict(1, Affliction.DENYING))
    assert stage.body.holdings.denies
    stage.strike(Heal(1, Affliction.DENYING))
    assert not stage.body.holdings.denies


# ---- crashes ------------------------------------------------------------------------------------


def test_a_crash_is_told_before_the_timers_that_it_takes_along_and_once() -> None:
    stage = Stage(first=Step().set(ROUND, 1.0, "a"))
    assert stage.strike(CrashNow(1), CrashNow(1)) == [ThreadCrashed(), TimerCancelled(ROUND)]
    assert stage.performer.timers == {}
    assert not stage.performer.ended


def test_what_comes_for_a_crashed_thread_is_unheeded_and_counted() -> None:
    stage = Stage()
    stage.strike(CrashNow(1))
    request = sent(ASKER, UP, SegmentRequest("f", (0,)), 7)
    assert stage.performer.receive(request, 0.0) == Outcome()
    assert stage.told() == [MessageUnheeded(ASKER, 7, "SegmentRequest", About("f", (0,)), CRASHED)]
    assert stage.machine.received == []
    assert stage.performer.handled == {ASKER: 1}


def test_the_end_of_the_run_ends_a_crashed_thread() -> None:
    stage = Stage()
    stage.strike(CrashNow(1))
    stage.performer.receive(sent(TRACKER, UP, Poison(), 3), 0.0)
    assert stage.told() == [MessageUnheeded(TRACKER, 3, "Poison", END, CRASHED), ThreadEnded()]
    assert stage.performer.ended
    stage.performer.receive(sent(TRACKER, UP, Poison(), 4), 0.0)
    assert stage.told() == [MessageUnheeded(TRACKER, 4, "Poison", END)]


def test_what_is_on_its_way_outlives_the_crash_of_its_sender() -> None:
    stage = Stage(Delay(by=0.5))
    stage.send(REPLY)
    assert stage.strike(CrashNow(1)) == [ThreadCrashed()]
    assert stage.performer.timers == {NetworkTimer(ASKER): 0.5}
    assert stage.release(0.5) == [1]


def test_what_is_on_its_way_outlives_the_machine_of_its_sender() -> None:
    stage = Stage(Delay(by=0.5))
    stage.machine.ends_after = 1
    assert stage.send(REPLY) == []
    assert stage.performer.ended
    assert stage.performer.timers == {NetworkTimer(ASKER): 0.5}
    assert stage.release(0.5) == [1]
    assert stage.performer.sent == {ASKER: 1}


def test_nothing_strikes_what_has_ended() -> None:
    stage = Stage()
    stage.machine.ends_after = 1
    stage.send()
    assert stage.strike(CrashNow(1), Afflict(1, Affliction.MUTE)) == []


# ---- coming back --------------------------------------------------------------------------------


def revived(at: Address = DOWN, *, keeps: bool = True) -> tuple[Stage, Scripted]:
    """Return a thread in its second life, and its machine."""
    second = Scripted(first=Step().send(TRACKER, Probe()))
    stage = Stage(at=at, lives=[second])
    stage.strike(CrashNow(1))
    stage.performer.strike(ReviveNow(1, keeps), 1.0)
    return stage, second


@pytest.mark.parametrize("keeps", [True, False])
def test_a_revived_thread_begins_another_life(keeps: bool) -> None:
    stage, second = revived(keeps=keeps)
    assert kinds(stage.told()) == ["ThreadRevived", "MessageSent"]
    assert stage.body.asked == [(1, keeps)]
    assert second.times == [1.0]


def test_a_second_life_is_told_and_written_on_what_it_sends() -> None:
    stage = Stage(lives=[Scripted(first=Step().send(TRACKER, Probe()))])
    stage.strike(CrashNow(1))
    [post] = stage.performer.strike(ReviveNow(1, keeps=True), 1.0).posts
    assert decode(post.data).life == 1
    assert stage.told()[0] == ThreadRevived(1, kept=True)


def test_who_has_not_crashed_is_not_revived() -> None:
    stage = Stage(lives=[Scripted()])
    assert stage.strike(ReviveNow(1, keeps=True)) == []
    assert stage.body.asked == []


def test_answers_to_a_former_life_are_left_unheeded_and_others_are_not() -> None:
    stage, second = revived()
    stage.told()
    old = sent(ASKER, DOWN, REPLY, 4)
    assert stage.performer.receive(old, 2.0) == Outcome()
    assert stage.told() == [MessageUnheeded(ASKER, 4, "SegmentReply", ABOUT, FORMER)]
    for number, message in ((5, Probe()), (6, Poison())):
        stage.performer.receive(sent(TRACKER, DOWN, message, number), 2.0)
    stage.performer.receive(answer_to_life(1), 2.0)
    assert [one.number for one in second.received] == [5, 6, 7]
    assert stage.performer.handled == {ASKER: 2, TRACKER: 2}


def answer_to_life(life: int) -> Envelope:
    """Return an answer to what this life of the client asked."""
    return Envelope(ASKER, DOWN, 7, 7, REPLY, known_life=life)


def test_an_upload_thread_answers_whoever_asks_in_any_life() -> None:
    stage, second = revived(UP)
    stage.performer.receive(sent(ASKER, UP, SegmentRequest("f", (0,)), 4), 2.0)
    assert [one.number for one in second.received] == [4]


def test_an_answer_says_in_which_life_its_asker_was_known() -> None:
    stage = Stage(answer=lambda one: Step().send(one.source, REPLY))
    for life in (0, 1):
        request = Envelope(ASKER, UP, life + 1, 1, SegmentRequest("f", (0,)), life=life)
        [post] = stage.performer.receive(request, 0.0).posts
        assert decode(post.data).known_life == life


# ---- the end of the run -------------------------------------------------------------------------


def test_what_is_stopped_lets_go_all_that_is_delayed() -> None:
    stage = Stage(Delay(message="Probe"), Overtake(message="Alive"), Delay(message="Unchoked"))
    stage.send(Probe(), Alive(), Unchoked("f"))
    stage.send(Probe(), to=OTHER)
    stage.told()
    outcome = stage.performer.stop(0.1)
    assert sorted(numbers(outcome)) == [1, 2, 3, 4]
    assert outcome.events == [ThreadStopped()]
    assert stage.performer.timers == {}
    told = stage.told()
    assert kinds(told).count("MessageReleased") == 4
    assert stage.performer.sent == {ASKER: 3, OTHER: 1}


def test_what_has_ended_lets_go_what_is_delayed_when_the_run_is_stopped() -> None:
    stage = Stage(Delay())
    stage.machine.ends_after = 1
    stage.send(Probe())
    outcome = stage.performer.stop(0.1)
    assert (numbers(outcome), outcome.events) == ([1], [])
    assert stage.performer.timers == {}
