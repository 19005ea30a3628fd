"""What is in flight, in words."""

import pytest

from bt_tui.history import History
from bt_tui.view import View
from bt_tui.widgets.waiting import NextLine, WaitingList, told
from core.events import AnyEvent, MessageSent, Record, TimerFired, TimerSet
from core.messages import About
from core.model import TRACKER, Address, download_thread, upload_thread
from core.timers import PatienceTimer, RoundTimer

REQUEST = MessageSent(upload_thread(1), 1, "SegmentRequest", 9, About("f", (2,)))
PROBE = MessageSent(upload_thread(2), 1, "Probe", 9)
DOWN = download_thread(2)


def view(*told: tuple[Address, AnyEvent]) -> View:
    """Return the view of these events."""
    here = View(History())
    here.history.take([Record(at, n, n, 0.0, event) for n, (at, event) in enumerate(told, 1)])
    return here


def next_line(here: View, *, held: bool = True, ended: bool = False) -> str:
    line = NextLine(here, "everything has happened")
    line.show(held=held, ended=ended)
    [pieces] = line.lines(80, 1)
    return "".join(piece.text for piece in pieces)


def listed(here: View, height: int = 20) -> list[str]:
    rows = WaitingList(here).lines(40, height)
    return ["".join(piece.text for piece in pieces) for pieces in rows]


def test_a_message_is_told_by_who_sends_what_to_whom() -> None:
    assert told(next(iter(view((DOWN, REQUEST)).state.waiting.messages.values()))) == (
        "C2↓ → C1↑  a request for f #3"
    )


def test_a_timer_is_told_by_whose_it_is_and_why() -> None:
    [timer] = view((DOWN, TimerSet(RoundTimer("f"), 1.0, "to wait"))).state.waiting.timers.values()
    assert told(timer) == "C2↓  timer: to wait"


# ---- what goes next -----------------------------------------------------------------------------


def test_where_nothing_waits_that_is_what_is_told() -> None:
    assert next_line(view()) == " next  nothing waits"


def test_held_tells_which_message_goes_next_and_how_many_more_there_are() -> None:
    assert next_line(view((DOWN, REQUEST))) == " next  C2↓ → C1↑  a request for f #3"
    here = view((TRACKER, PROBE), (DOWN, REQUEST))
    assert next_line(here) == " next  tracker → C2↑  a probe (and 1 more in flight)"


def test_held_tells_which_timer_rings_next_where_no_message_waits() -> None:
    alarms = [TimerSet(PatienceTimer(), 9.0, "later"), TimerSet(RoundTimer("f"), 1.0, "sooner")]
    assert next_line(view(*[(DOWN, alarm) for alarm in alarms])) == " next  C2↓  timer: sooner"


@pytest.mark.parametrize(("count", "words"), [(0, "0 messages"), (1, "1 message")])
def test_going_on_tells_only_how_much_is_in_flight(count: int, words: str) -> None:
    assert next_line(view(*[(DOWN, REQUEST)] * count), held=False) == f" in flight  {words}"


def test_over_is_over_whatever_still_waits() -> None:
    words = " over  everything has happened"
    for held in (True, False):
        assert next_line(view((DOWN, REQUEST)), held=held, ended=True) == words


def test_looking_back_tells_where_and_how_to_go_on_whatever_the_run_does() -> None:
    here = view((DOWN, REQUEST))
    for number in range(2, 5):
        here.history.take([Record(DOWN, number, number, 0.0, TimerSet(RoundTimer("f"), 1.0, ""))])
        here.history.take([Record(DOWN, number, number, 0.0, TimerFired(RoundTimer("f")))])
    here.show_step(2)
    words = " past  after step 2 of 3; s goes forward, End to the newest"
    for held in (True, False):
        for ended in (True, False):
            assert next_line(here, held=held, ended=ended) == words


# ---- the whole list -----------------------------------------------------------------------------


def test_the_list_has_messages_in_the_order_of_their_sending_and_then_timers_as_they_are_due() -> (
    None
):
    here = view(
        (DOWN, TimerSet(PatienceTimer(), 9.0, "later")),
        (DOWN, TimerSet(RoundTimer("f"), 1.0, "sooner")),
        (DOWN, REQUEST),
        (TRACKER, PROBE),
    )
    assert listed(here) == [
        " in flight: 2, timers: 2",
        " C2↓ → C1↑  a request for f #3",
        " tracker → C2↑  a probe",
        " C2↓  timer: sooner",
        " C2↓  timer: later",
    ]


@pytest.mark.parametrize(("height", "left"), [(3, 4), (4, 3), (5, 2)])
def test_what_does_not_fit_is_counted(height: int, left: int) -> None:
    sent = [MessageSent(upload_thread(1), number, "Probe", 9) for number in range(5)]
    rows = listed(view(*[(TRACKER, one) for one in sent]), height)
    assert len(rows) == height
    assert rows[-1] == f" … and {left} more"


def test_what_just_fits_is_listed() -> None:
    sent = [MessageSent(upload_thread(1), number, "Probe", 9) for number in range(5)]
    assert listed(view(*[(TRACKER, one) for one in sent]), 6)[-1] == " tracker → C1↑  a probe"


@pytest.mark.parametrize("height", [0, 1])
def test_without_room_nothing_fails(height: int) -> None:
    assert listed(view((DOWN, REQUEST), (TRACKER, PROBE)), height)[0].startswith(" in flight")
