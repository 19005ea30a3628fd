"""What waits and what goes next, as a fold over events."""

from copy import copy
from itertools import count

import pytest

from core.events import (
    AnyEvent,
    MessageDelayed,
    MessageLost,
    MessageReceived,
    MessageReleased,
    MessageSent,
    MessageUnheeded,
    Record,
    ThreadStarted,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.model import TRACKER, Address, download_thread, upload_thread
from core.timers import PatienceTimer, RoundTimer
from core.waiting import Waiting, WaitingMessage, WaitingTimer

DOWN, UP = download_thread(1), upload_thread(1)
PATIENCE, ROUND = PatienceTimer(), RoundTimer("f")


def waiting(*told: tuple[Address, AnyEvent]) -> Waiting:
    """Return what waits after these events, of which each comes a second after the one before."""
    here, numbers = Waiting(), count(1)
    for at, event in told:
        number = next(numbers)
        here.observe(Record(at, number, number, float(number), event))
    return here


def sends(number: int, to: Address = UP) -> MessageSent:
    """Return the sending of a message."""
    return MessageSent(to, number, "Probe", 9)


def sets(due: float) -> TimerSet:
    """Return the setting of a timer."""
    return TimerSet(ROUND, due, "because")


# ---- what waits ---------------------------------------------------------------------------------


def test_where_nothing_happened_nothing_waits() -> None:
    assert not waiting()
    assert waiting().next is None


def test_a_thread_that_started_waits_for_nothing() -> None:
    assert not waiting((TRACKER, ThreadStarted()))


def test_a_message_waits_from_its_sending_on() -> None:
    here = waiting((TRACKER, sends(1)), (DOWN, sends(1)))
    assert here.messages == {
        (TRACKER, 1): WaitingMessage(TRACKER, sends(1), 1.0),
        (DOWN, 1): WaitingMessage(DOWN, sends(1), 2.0),
    }
    assert here


@pytest.mark.parametrize("kind", [MessageReceived, MessageUnheeded])
def test_a_message_waits_until_it_is_received_whether_or_not_it_is_heeded(
    kind: type[MessageReceived | MessageUnheeded],
) -> None:
    here = waiting((TRACKER, sends(1)), (TRACKER, sends(2)), (UP, kind(TRACKER, 1, "Probe")))
    assert list(here.messages) == [(TRACKER, 2)]


def test_a_receipt_of_what_was_never_sent_is_an_error() -> None:
    with pytest.raises(KeyError):
        waiting((UP, MessageReceived(TRACKER, 1, "Probe")))


def test_a_timer_waits_from_its_setting_on() -> None:
    here = waiting((DOWN, sets(5.0)))
    assert here.timers == {(DOWN, ROUND): WaitingTimer(DOWN, sets(5.0), 1.0)}
    assert here


@pytest.mark.parametrize("event", [TimerFired(ROUND), TimerCancelled(ROUND)])
def test_a_timer_waits_until_it_rings_or_is_cancelled(event: AnyEvent) -> None:
    assert not waiting((DOWN, sets(5.0)), (DOWN, event))


def test_a_timer_that_is_set_again_waits_anew_and_once() -> None:
    here = waiting((DOWN, sets(5.0)), (DOWN, sets(7.0)))
    assert here.timers == {(DOWN, ROUND): WaitingTimer(DOWN, sets(7.0), 2.0)}


# ---- what may go next ---------------------------------------------------------------------------


def test_between_the_same_two_threads_a_message_waits_behind_the_first() -> None:
    here = waiting((TRACKER, sends(1)), (TRACKER, sends(2, to=DOWN)), (TRACKER, sends(3)))
    first, other, second = here.messages.values()
    assert here.behind(first) is None
    assert here.behind(other) is None
    assert here.behind(second) == first


def test_a_message_may_go_next_once_the_one_before_it_was_received() -> None:
    here = waiting((TRACKER, sends(1)), (TRACKER, sends(2)))
    second = here.messages[TRACKER, 2]
    assert here.behind(second) is not None
    here.observe(Record(UP, 3, 3, 3.0, MessageReceived(TRACKER, 1, "Probe")))
    assert here.behind(second) is None


def test_a_message_that_was_just_sent_waits_behind_those_before_it() -> None:
    here = waiting((TRACKER, sends(1)))
    assert here.behind(here.messages[TRACKER, 1]) is None
    here.observe(Record(TRACKER, 2, 2, 2.0, sends(2)))
    assert here.behind(here.messages[TRACKER, 2]) == here.messages[TRACKER, 1]


def test_what_would_have_gone_before_is_counted() -> None:
    late = TimerSet(PATIENCE, 9.0, "because")
    here = waiting((TRACKER, sends(1)), (DOWN, sends(1)), (UP, late), (DOWN, sets(5.0)))
    assert [here.older(one) for one in here.messages.values()] == [0, 1]
    assert [here.sooner(one) for one in here.timers.values()] == [1, 0]


def test_a_copy_goes_its_own_way() -> None:
    here = waiting((TRACKER, sends(1)), (DOWN, sets(5.0)))
    twin = copy(here)
    assert (twin.messages, twin.timers) == (here.messages, here.timers)
    twin.observe(Record(UP, 9, 9, 9.0, MessageReceived(TRACKER, 1, "Probe")))
    twin.observe(Record(DOWN, 9, 9, 9.0, TimerFired(ROUND)))
    assert not twin
    assert (len(here.messages), len(here.timers)) == (1, 1)


# ---- what goes next -----------------------------------------------------------------------------


def test_the_oldest_message_goes_next_whoever_sent_it() -> None:
    here = waiting((TRACKER, sends(1)), (DOWN, sends(1)), (TRACKER, sends(2)))
    assert here.next == WaitingMessage(TRACKER, sends(1), 1.0)
    received = MessageReceived(TRACKER, 1, "Probe")
    here.observe(Record(UP, 4, 4, 4.0, received))
    assert here.next == WaitingMessage(DOWN, sends(1), 2.0)


def test_a_message_goes_before_a_timer_that_is_older_and_overdue() -> None:
    here = waiting((DOWN, sets(0.0)), (TRACKER, sends(1)))
    assert here.next == WaitingMessage(TRACKER, sends(1), 2.0)


def test_of_timers_the_one_that_is_due_first_goes_next() -> None:
    late = TimerSet(PATIENCE, 9.0, "because")
    here = waiting((TRACKER, late), (DOWN, sets(5.0)), (UP, sets(7.0)))
    assert here.next == WaitingTimer(DOWN, sets(5.0), 2.0)


def test_of_timers_that_are_due_at_once_the_one_that_was_set_first_goes_next() -> None:
    assert waiting((UP, sets(5.0)), (DOWN, sets(5.0))).next == WaitingTimer(UP, sets(5.0), 1.0)


# ---- what faults do to it -----------------------------------------------------------------------


def test_a_lost_message_waits_no_longer() -> None:
    here = waiting((TRACKER, sends(1)), (TRACKER, MessageLost(UP, 1, "Probe", "because")))
    assert not here


def test_a_delayed_message_waits_aside_until_it_is_released_and_is_the_youngest_then() -> None:
    delayed = (TRACKER, MessageDelayed(UP, 1, "Probe", "because"))
    told: list[tuple[Address, AnyEvent]] = [(TRACKER, sends(1)), delayed, (DOWN, sends(1))]
    here = waiting(*told)
    assert (list(here.messages), list(here.delayed)) == ([(DOWN, 1)], [(TRACKER, 1)])
    here = waiting(*told, (TRACKER, MessageReleased(UP, 1, "Probe")))
    assert (list(here.messages), list(here.delayed)) == ([(DOWN, 1), (TRACKER, 1)], [])


def test_what_overtakes_a_delayed_message_may_go_next() -> None:
    delayed = (TRACKER, MessageDelayed(UP, 1, "Probe", "because"))
    here = waiting((TRACKER, sends(1)), delayed, (TRACKER, sends(2)))
    assert here.behind(here.messages[TRACKER, 2]) is None


def test_a_copy_keeps_what_is_delayed() -> None:
    here = waiting((TRACKER, sends(1)), (TRACKER, MessageDelayed(UP, 1, "Probe", "because")))
    assert copy(here).delayed == here.delayed
