"""What is told of faults, word by word."""

from typing import get_args

import pytest

from core.events import (
    AfflictionBegun,
    AfflictionEnded,
    AnyEvent,
    FaultChosen,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    MessageReleased,
    MessageUnheeded,
    Record,
    SegmentsCorrupted,
    ThreadCrashed,
    ThreadRevived,
    TimerChosen,
    TimerFired,
)
from core.messages import About
from core.model import CONDUCTOR, TRACKER, Address, Affliction, download_thread, upload_thread
from core.narration import Sentence, Tone, narrate, plain, tells
from core.narration.faults import BEGINS, ENDS, FaultEvent
from core.timers import NetworkTimer

DOWN, UP = download_thread(2), upload_thread(2)
ABOUT = About("atlas", (2,), word="yes")
TOLD: list[tuple[Address, AnyEvent, str]] = [
    (
        UP,
        MessageLost(DOWN, 4, "SegmentReply", "it is lost", ABOUT),
        "C2↑ → C2↓  atlas #3 is lost — it is lost",
    ),
    (
        TRACKER,
        MessageDelayed(UP, 4, "Probe", "it is slow"),
        "tracker → C2↑  a probe takes longer — it is slow",
    ),
    (
        TRACKER,
        MessageReleased(UP, 4, "Probe"),
        "tracker → C2↑  a probe goes on — it was delayed",
    ),
    (
        TRACKER,
        MessageDuplicated(UP, 4, "Probe", 5),
        "tracker → C2↑  a probe goes out twice — a fault",
    ),
    (
        UP,
        SegmentsCorrupted("atlas", (2,), 3),
        "C2↑ → C3  falsifies atlas #3 — a fault",
    ),
    (DOWN, ThreadCrashed(), "C2↓  crashes — a fault"),
    (
        DOWN,
        ThreadRevived(1, kept=True),
        "C2↓  begins anew after its crash — it kept what it held",
    ),
    (
        DOWN,
        ThreadRevived(1, kept=False),
        "C2↓  begins anew after its crash — it lost what it had downloaded",
    ),
    (
        DOWN,
        AfflictionBegun(Affliction.SLOW, 0.25),
        "C2↓  gets slow: what it sends takes 0.25 s longer — a fault",
    ),
    (
        UP,
        AfflictionBegun(Affliction.MUTE),
        "C2  goes mute: its answers to requests are lost — a fault",
    ),
    (
        TRACKER,
        AfflictionBegun(Affliction.CUT_OFF),
        "tracker  is cut off: nothing comes through — a fault",
    ),
    (
        TRACKER,
        AfflictionEnded(Affliction.CUT_OFF),
        "tracker  can be reached again — the fault is over",
    ),
]


def told(at: Address, event: AnyEvent) -> Sentence:
    """Return the sentence that tells of an event, which `tells` must know of."""
    sentence = narrate(Record(at, 1, 1, 0.0, event))
    assert sentence is not None
    assert tells(event)
    return sentence


def test_every_event_of_a_fault_is_tried() -> None:
    assert {type(event) for _, event, _ in TOLD} == set(get_args(FaultEvent))


@pytest.mark.parametrize(("at", "event", "words"), TOLD)
def test_a_fault_is_told_with_its_reason(at: Address, event: AnyEvent, words: str) -> None:
    assert plain(told(at, event)) == words


@pytest.mark.parametrize(("at", "event", "words"), TOLD)
def test_a_fault_is_trouble_and_its_end_is_not(at: Address, event: AnyEvent, words: str) -> None:
    tone = Tone.PLAIN if isinstance(event, AfflictionEnded) else Tone.TROUBLE
    assert told(at, event).tone is tone, words


@pytest.mark.parametrize("affliction", Affliction)
def test_whatever_is_wrong_is_told_when_it_begins_and_when_it_ends(affliction: Affliction) -> None:
    begun, ended = told(UP, AfflictionBegun(affliction)), told(UP, AfflictionEnded(affliction))
    assert begun.what == BEGINS[affliction].format(delay_s=0.0)
    assert ended.what == ENDS[affliction]


def test_a_fault_by_hand_is_told_by_whom_it_strikes() -> None:
    assert plain(told(CONDUCTOR, FaultChosen(2, "crashes"))) == "by hand  C2 crashes"
    cut = "is cut off: nothing comes through"
    assert plain(told(CONDUCTOR, FaultChosen(0, cut))) == f"by hand  the tracker {cut}"


def test_a_release_by_hand_is_told_by_what_is_on_its_way() -> None:
    chosen = TimerChosen(UP, NetworkTimer(DOWN), 3.0, messages=0, sooner=0)
    assert "for what is on its way to C2↓ ends now" in plain(told(CONDUCTOR, chosen))


def test_a_release_is_told_by_what_is_released_alone() -> None:
    assert narrate(Record(UP, 1, 1, 0.0, TimerFired(NetworkTimer(DOWN)))) is None


def test_what_a_fault_keeps_from_a_thread_is_told_with_the_fault() -> None:
    event = MessageUnheeded(TRACKER, 3, "Probe", why="it has crashed")
    words = "C2↓  leaves a probe from the tracker unheeded — it has crashed"
    assert plain(told(DOWN, event)) == words
