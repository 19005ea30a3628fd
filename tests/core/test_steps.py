"""Where steps begin, with and without choices by hand."""

from itertools import chain, pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.events import (
    AnyEvent,
    FaultChosen,
    MessageChosen,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    ThreadStarted,
    TimerChosen,
    TimerFired,
)
from core.model import TRACKER, download_thread
from core.steps import BEGINNINGS, Steps
from core.timers import PatienceTimer

C1 = download_thread(1)
STARTED, SENT = ThreadStarted(), MessageSent(C1, 1, "Start", 9)
RECEIVED, UNHEEDED = MessageReceived(TRACKER, 1, "Start"), MessageUnheeded(TRACKER, 1, "Start")
FIRED = TimerFired(PatienceTimer())
CHOSEN = MessageChosen(TRACKER, C1, 1, "Start", older=1)
TIMER_CHOSEN = TimerChosen(C1, PatienceTimer(), 5.0, messages=1, sooner=0)

beginnings = st.one_of(
    st.sampled_from([(RECEIVED,), (UNHEEDED,), (FIRED,)]),
    st.sampled_from([(CHOSEN, RECEIVED), (CHOSEN, UNHEEDED), (TIMER_CHOSEN, FIRED)]),
)
some_steps = st.lists(
    st.tuples(beginnings, st.lists(st.sampled_from([STARTED, SENT]), max_size=3)), max_size=12
)


def begun(*events: AnyEvent) -> list[int]:
    """Return the places of the events that a step begins with."""
    steps = Steps()
    return [place for place, event in enumerate(events) if steps.begins_with(event)]


def test_what_happens_before_any_message_is_handled_belongs_to_no_step() -> None:
    assert begun(STARTED, SENT, SENT) == []


def test_a_step_begins_with_a_message_that_is_handled_or_a_timer_that_rings() -> None:
    assert begun(SENT, RECEIVED, SENT, UNHEEDED, FIRED, STARTED, RECEIVED) == [1, 3, 4, 6]


def test_a_step_that_was_chosen_begins_with_the_choice() -> None:
    assert begun(RECEIVED, CHOSEN, RECEIVED, SENT, TIMER_CHOSEN, FIRED, SENT, FIRED) == [0, 1, 4, 7]


def test_a_choice_begins_one_step_and_not_the_one_after() -> None:
    assert begun(CHOSEN, RECEIVED, RECEIVED) == [0, 2]


def test_choices_one_after_another_begin_a_step_each() -> None:
    assert begun(CHOSEN, RECEIVED, CHOSEN, UNHEEDED, TIMER_CHOSEN, FIRED) == [0, 2, 4]


@given(some_steps)
def test_there_are_as_many_steps_as_messages_handled_and_timers_rung(
    told: list[tuple[tuple[AnyEvent, ...], list[AnyEvent]]],
) -> None:
    parts = [[*beginning, *rest] for beginning, rest in told]
    events = list(chain.from_iterable(parts))
    places = begun(*events)
    assert len(places) == sum(type(event) in BEGINNINGS for event in events)
    assert [events[start:stop] for start, stop in pairwise([*places, None])] == parts


def test_a_fault_by_hand_is_a_step_of_its_own() -> None:
    assert begun(RECEIVED, FaultChosen(1, "crashes"), STARTED, RECEIVED) == [0, 1, 3]
