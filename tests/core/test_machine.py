"""What a machine wants done, in the order in which it wants it."""

from core.events import AllCompleted, StartGiven
from core.machine import Alarm, Cancel, Send, Step, Tell
from core.messages import Alive, Probe
from core.model import TRACKER, upload_thread
from core.timers import PatienceTimer, RoundTimer

UP = upload_thread(1)
PATIENCE, ROUND = PatienceTimer(), RoundTimer("f")


def step() -> Step:
    """Return a step that does everything twice, in turns."""
    return (
        Step()
        .tell(AllCompleted())
        .send(TRACKER, Alive())
        .set(PATIENCE, 1.0, "a")
        .cancel(PATIENCE)
        .cancel(ROUND)
        .set(ROUND, 2.0, "b")
        .send(UP, Probe())
        .tell(StartGiven("ACK"))
    )


def test_a_step_keeps_its_acts_in_the_order_in_which_they_were_wanted() -> None:
    assert step().acts == [
        Tell(AllCompleted()),
        Send(TRACKER, Alive()),
        Alarm(PATIENCE, 1.0, "a"),
        Cancel(PATIENCE),
        Cancel(ROUND),
        Alarm(ROUND, 2.0, "b"),
        Send(UP, Probe()),
        Tell(StartGiven("ACK")),
    ]


def test_acts_of_one_kind_can_be_looked_at_by_themselves() -> None:
    one = step()
    assert one.sends == [(TRACKER, Alive()), (UP, Probe())]
    assert one.alarms == [Alarm(PATIENCE, 1.0, "a"), Alarm(ROUND, 2.0, "b")]
    assert one.cancels == [PATIENCE, ROUND]
    assert one.events == [AllCompleted(), StartGiven("ACK")]


def test_a_step_wants_nothing_at_first() -> None:
    assert Step().acts == []


def test_two_steps_share_nothing() -> None:
    one = Step().tell(AllCompleted())
    assert (one.acts, Step().acts) == ([Tell(AllCompleted())], [])
