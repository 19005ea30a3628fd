"""What is told of choices by hand, word by word."""

import pytest

from core.events import MessageChosen, Record, SwarmLearned, TimerChosen
from core.messages import About, SeedsAndPeers
from core.model import CONDUCTOR, TRACKER, download_thread, upload_thread
from core.narration import narrate, plain
from core.timers import (
    EndgameTimer,
    PatienceTimer,
    ProbeTimer,
    RequestTimer,
    RoundTimer,
    ServeTimer,
    SilenceTimer,
    SwarmTimer,
    TimerKey,
)

DOWN, UP = download_thread(2), upload_thread(2)


def told(event: MessageChosen | TimerChosen) -> str:
    sentence = narrate(Record(CONDUCTOR, 1, 1, 0.0, event))
    assert sentence is not None
    return plain(sentence)


@pytest.mark.parametrize(
    ("older", "why"),
    [(0, "it is the oldest"), (1, "1 older message waits"), (3, "3 older messages wait")],
)
def test_a_chosen_message_is_told_with_those_that_it_goes_before(older: int, why: str) -> None:
    about = About("atlas", tuple(range(10)))
    words = f"by hand  a report of atlas #1–#10 from C2 to the tracker goes next — {why}"
    assert told(MessageChosen(DOWN, TRACKER, 4, "Update", older, about)) == words


@pytest.mark.parametrize(
    ("timer", "what"),
    [
        (RequestTimer("atlas", 3, 5), "C2's wait for C5's answer about atlas #4 ends now"),
        (SwarmTimer("atlas"), "C2's wait for the tracker's answer about atlas ends now"),
        (RoundTimer("atlas"), "C2's wait before another round for atlas ends now"),
        (EndgameTimer("atlas"), "C2's wait for the last segments of atlas ends now"),
        (ServeTimer(), "C2's wait before it serves the next request ends now"),
        (SilenceTimer(), "C2's wait for anybody to speak ends now"),
    ],
)
def test_a_chosen_timer_is_told_by_what_it_waits_for(timer: TimerKey, what: str) -> None:
    words = f"by hand  {what} — it was to last until 3.004 s, and 2 messages wait"
    assert told(TimerChosen(DOWN, timer, 3.004, messages=2, sooner=0)) == words


@pytest.mark.parametrize(
    ("timer", "what"),
    [
        (ProbeTimer(UP), "the tracker's wait for a sign of life from C2↑ ends now"),
        (PatienceTimer(), "the tracker's wait for silent clients ends now"),
    ],
)
def test_a_chosen_timer_of_the_tracker_is_told_where_no_message_waits(
    timer: TimerKey, what: str
) -> None:
    words = f"by hand  {what} — it was to last until 10.000 s"
    assert told(TimerChosen(TRACKER, timer, 10.0, messages=0, sooner=1)) == words


def test_a_swarm_that_is_learned_again_is_called_new() -> None:
    learned = SwarmLearned("atlas", 24, SeedsAndPeers((1,), ()), again=True)
    sentence = narrate(Record(DOWN, 1, 1, 0.0, learned))
    assert sentence is not None
    assert sentence.what == "learns the new swarm of atlas, 24 segments: seed C1"
