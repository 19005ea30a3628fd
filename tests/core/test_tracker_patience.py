"""The tracker and clients that it waits for in vain."""

from core.events import (
    StartGiven,
    ThreadCleared,
    ThreadSuspected,
)
from core.messages import (
    Alive,
    AllComplete,
    Complaint,
    Probe,
    Register,
    SwarmRequest,
)
from core.model import TRACKER_RANK, Address, Limits, download_thread, upload_thread
from core.timers import PatienceTimer
from core.tracker import WAITED
from tests.core.benches import Tracking, tracking

DOWN, UP = download_thread(2), upload_thread(2)


def suspects(track: Tracking) -> list[tuple[Address, int]]:
    """Return which thread was suspected, and by whom, so far."""
    return [(event.thread, event.accuser) for event in track.told_of(ThreadSuspected)]


def test_the_tracker_is_patient_for_as_long_as_the_limit_says() -> None:
    assert Tracking(2, Limits(patience_s=6.0)).timers == {PatienceTimer(): 6.0}


def test_those_who_were_waited_for_in_vain_are_probed() -> None:
    track = Tracking(3)
    track.hears_of(2, Register(()))
    step = track.waits(PatienceTimer())
    assert step.events == [
        ThreadSuspected(download_thread(rank), TRACKER_RANK, WAITED) for rank in (1, 3)
    ]
    assert step.sends == [(download_thread(rank), Probe()) for rank in (1, 3)]


def test_whoever_was_heard_since_patience_was_last_tried_is_not_probed() -> None:
    track = tracking(2)
    track.waits(PatienceTimer())
    track.hears_of(1, SwarmRequest("ghost"))
    track.waits(PatienceTimer())
    assert suspects(track) == [(DOWN, TRACKER_RANK)]


def test_whoever_was_heard_only_before_is_probed_the_next_time() -> None:
    track = tracking(1)
    track.waits(PatienceTimer())
    early = suspects(track)
    track.waits(PatienceTimer())
    assert (early, suspects(track)) == ([], [(download_thread(1), TRACKER_RANK)])


def test_whoever_is_finished_is_not_waited_for() -> None:
    track = tracking(2)
    track.hears_of(2, AllComplete())
    track.waits(PatienceTimer())
    track.waits(PatienceTimer())
    assert suspects(track) == [(download_thread(1), TRACKER_RANK)]


def test_patience_is_tried_again_and_again() -> None:
    track = tracking(2)
    for _ in range(3):
        track.waits(PatienceTimer())
        assert PatienceTimer() in track.timers


def test_patience_does_not_probe_whoever_is_probed_or_gone() -> None:
    track = tracking(3)
    track.loses(2)
    track.hears_of(1, Complaint(3))
    before = suspects(track)
    track.hears_of(1, SwarmRequest("ghost"))
    track.waits(PatienceTimer())
    assert suspects(track) == before


def test_a_word_of_the_upload_thread_is_none_of_the_client_that_is_waited_for() -> None:
    track = tracking(2)
    track.waits(PatienceTimer())
    track.hears_of(1, SwarmRequest("ghost"))
    track.hears(UP, Alive())
    track.waits(PatienceTimer())
    assert suspects(track) == [(DOWN, TRACKER_RANK)]


def test_whoever_answers_the_probe_of_patience_is_cleared_and_waited_for_on() -> None:
    track = Tracking(2)
    track.hears_of(1, Register(()))
    track.waits(PatienceTimer())
    step = track.hears_of(2, Alive())
    assert step.events == [ThreadCleared(DOWN)]
    assert track.told_of(StartGiven) == []
    track.hears_of(2, Register(()))
    assert track.told_of(StartGiven) == [StartGiven("ACK")]
