"""What may happen next in a held run."""

from itertools import count

from core.events import (
    AnyEvent,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    ThreadStarted,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.conductor import STEP_S, Conductor
from core.runtime.telemetry import Fire, Permit
from core.timers import PatienceTimer, RoundTimer, TimerKey

DOWN, UP = download_thread(1), upload_thread(1)
PATIENCE, ROUND = PatienceTimer(), RoundTimer("f")


class Stand:
    """A conductor, told of events in the order in which they are given."""

    def __init__(self, *threads: Address) -> None:
        self.conductor = Conductor()
        self._numbers = count(1)
        for at in threads:
            self.tell(at, ThreadStarted())

    def tell(self, at: Address, event: AnyEvent, time: float = 0.0) -> "Stand":
        """Tell it of one event."""
        number = next(self._numbers)
        self.conductor.observe(Record(at, number, number, time, event))
        return self

    def sends(self, source: Address, to: Address, number: int = 1) -> "Stand":
        """Tell it of a sending."""
        return self.tell(source, MessageSent(to, number, "Probe", 9))

    def sets(self, at: Address, timer: TimerKey, due: float) -> "Stand":
        """Tell it of a timer."""
        return self.tell(at, TimerSet(timer, due, "because"))

    def receives(self, at: Address, source: Address, number: int = 1) -> "Stand":
        """Tell it of a receipt."""
        return self.tell(at, MessageReceived(source, number, "Probe"))


def test_nothing_is_to_be_done_where_nothing_waits() -> None:
    assert Stand(TRACKER).conductor.next_step() is None


def test_a_waiting_message_is_permitted_at_its_receiver_one_millisecond_on() -> None:
    stand = Stand(TRACKER, UP).sends(TRACKER, UP)
    assert stand.conductor.next_step() == (UP, Permit(TRACKER, 1, STEP_S))


def test_one_permit_is_out_at_a_time() -> None:
    stand = Stand(TRACKER, UP).sends(TRACKER, UP, 1).sends(TRACKER, UP, 2)
    stand.conductor.next_step()
    assert stand.conductor.next_step() is None
    stand.receives(UP, TRACKER, 1)
    assert stand.conductor.next_step() == (UP, Permit(TRACKER, 2, 2 * STEP_S))


def test_an_unheeded_message_ends_its_step_as_well() -> None:
    stand = Stand(TRACKER, UP).sends(TRACKER, UP)
    stand.conductor.next_step()
    stand.tell(UP, MessageUnheeded(TRACKER, 1, "Probe"))
    stand.sets(TRACKER, PATIENCE, 1.0)
    assert stand.conductor.next_step() == (TRACKER, Fire(PATIENCE, 1.0))


def test_the_oldest_message_goes_first() -> None:
    stand = Stand(TRACKER, DOWN, UP).sends(TRACKER, UP)
    stand.conductor.next_step()
    stand.sends(UP, TRACKER).receives(UP, TRACKER).sends(DOWN, TRACKER)
    assert stand.conductor.next_step() == (TRACKER, Permit(UP, 1, 2 * STEP_S))


def test_a_timer_is_fired_only_where_no_message_waits() -> None:
    stand = Stand(TRACKER, UP).sets(TRACKER, PATIENCE, 0.0).sends(TRACKER, UP)
    assert stand.conductor.next_step() == (UP, Permit(TRACKER, 1, STEP_S))
    stand.receives(UP, TRACKER)
    assert stand.conductor.next_step() == (TRACKER, Fire(PATIENCE, STEP_S))


def test_the_timer_that_is_due_first_is_fired_at_its_deadline() -> None:
    stand = Stand(TRACKER, DOWN).sets(TRACKER, PATIENCE, 11.0).sets(DOWN, ROUND, 5.0)
    assert stand.conductor.next_step() == (DOWN, Fire(ROUND, 5.0))
    assert stand.conductor.next_step() is None
    stand.tell(DOWN, TimerFired(ROUND), 5.0)
    assert stand.conductor.next_step() == (TRACKER, Fire(PATIENCE, 11.0))


def test_a_long_run_of_steps_keeps_to_whole_milliseconds() -> None:
    stand = Stand(TRACKER, UP)
    for number in range(1, 1001):
        stand.sends(TRACKER, UP, number)
        assert stand.conductor.next_step() == (UP, Permit(TRACKER, number, number / 1000))
        stand.receives(UP, TRACKER, number)


def test_time_goes_on_from_a_fired_timer() -> None:
    stand = Stand(TRACKER, DOWN).sets(DOWN, ROUND, 5.0)
    stand.conductor.next_step()
    stand.tell(DOWN, TimerFired(ROUND), 5.0).sends(DOWN, TRACKER)
    assert stand.conductor.next_step() == (TRACKER, Permit(DOWN, 1, 5.0 + STEP_S))


def test_a_cancelled_timer_is_not_fired() -> None:
    stand = Stand(TRACKER, DOWN).sets(DOWN, ROUND, 5.0).tell(DOWN, TimerCancelled(ROUND))
    assert stand.conductor.next_step() is None


def test_a_timer_that_is_set_again_is_due_anew() -> None:
    stand = Stand(TRACKER, DOWN).sets(DOWN, ROUND, 5.0).sets(DOWN, ROUND, 7.0)
    assert stand.conductor.next_step() == (DOWN, Fire(ROUND, 7.0))


def test_the_same_timer_of_two_threads_are_two_timers() -> None:
    other = download_thread(2)
    stand = Stand(DOWN, other).sets(DOWN, ROUND, 5.0).sets(other, ROUND, 4.0)
    assert stand.conductor.next_step() == (other, Fire(ROUND, 4.0))
    stand.tell(other, TimerFired(ROUND), 4.0)
    assert stand.conductor.next_step() == (DOWN, Fire(ROUND, 5.0))
