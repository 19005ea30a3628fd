"""The tracker and those who do not answer: suspected, probed, gone, and perhaps back."""

from core.events import (
    BarrierOpened,
    ClientCleared,
    ClientGone,
    ClientSuspected,
    ShutdownGiven,
    StartGiven,
)
from core.messages import (
    Alive,
    AllComplete,
    Complaint,
    Poison,
    Probe,
    Ready,
    Register,
    SeedsAndPeers,
    Start,
    SwarmRequest,
)
from core.model import Limits, download_thread, upload_thread
from core.timers import PatienceTimer, ProbeTimer
from tests.core.benches import Tracking, tracking
from tests.worlds import file


def suspects(track: Tracking) -> list[tuple[int, int]]:
    """Return who was suspected, and by whom, so far."""
    return [(event.client, event.accuser) for event in track.told_of(ClientSuspected)]


# ---- complaint and probe ------------------------------------------------------------------------


def test_who_is_complained_of_is_probed() -> None:
    track = tracking(3, limits=Limits(probe_timeout_s=4.0))
    step = track.hears_of(1, Complaint(2))
    assert step.sends == [(upload_thread(2), Probe())]
    assert step.events == [ClientSuspected(2, accuser=1)]
    assert track.timers[ProbeTimer(2)] == 4.0


def test_who_is_probed_already_is_not_probed_again() -> None:
    track = tracking(3)
    track.hears_of(1, Complaint(2))
    step = track.hears_of(3, Complaint(2))
    assert (step.sends, step.events, step.alarms) == ([], [], [])


def test_who_answers_the_probe_is_cleared() -> None:
    track = tracking(2)
    track.hears_of(1, Complaint(2))
    step = track.hears(upload_thread(2), Alive())
    assert step.events == [ClientCleared(2)]
    assert list(track.timers) == [PatienceTimer()]


def test_any_word_of_a_probed_client_clears_it() -> None:
    track = tracking(2, owners={1: [file()]})
    track.hears_of(1, Complaint(2))
    track.hears_of(2, SwarmRequest("file1"))
    assert track.told_of(ClientCleared) == [ClientCleared(2)]
    assert ProbeTimer(2) not in track.timers


def test_who_was_cleared_may_be_complained_of_again() -> None:
    track = tracking(2)
    for _ in range(2):
        track.hears_of(1, Complaint(2))
        track.hears(upload_thread(2), Alive())
    assert suspects(track) == [(2, 1), (2, 1)]


def test_who_does_not_answer_the_probe_is_gone() -> None:
    track = tracking(3)
    track.loses(2)
    assert track.step.events == [ClientGone(2)]
    assert track.step.sends == []


def test_nobody_probes_the_gone() -> None:
    track = tracking(3)
    track.loses(2)
    assert track.hears_of(3, Complaint(2)).sends == []


# ---- what being gone means ----------------------------------------------------------------------


def test_the_gone_leave_all_swarms() -> None:
    track = tracking(4, owners={2: [file("one"), file("two")], 3: [file("one")]})
    track.loses(2)
    assert track.swarm_told_to(4, "one") == SeedsAndPeers(seeds=(3,), peers=(4,))
    assert track.swarm_told_to(4, "two") == SeedsAndPeers(seeds=(), peers=(4,))


def test_a_gone_peer_leaves_too() -> None:
    track = tracking(4, owners={1: [file()]})
    track.hears_of(2, SwarmRequest("file1"))
    track.loses(2)
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(1,), peers=(3,))


def test_the_segments_of_a_file_stay_known_when_its_last_owner_is_gone() -> None:
    track = tracking(3, owners={2: [file()]})
    track.loses(2)
    track.hears_of(3, SwarmRequest("file1"))
    reply = track.step.sends[0][1]
    assert getattr(reply, "hashes", None) == file().hashes


def test_the_gone_count_as_finished() -> None:
    track = tracking(3)
    for rank in (1, 3):
        track.hears_of(rank, AllComplete())
    assert track.told_of(ShutdownGiven) == []
    track.waits(PatienceTimer())
    track.waits(PatienceTimer())
    track.waits(ProbeTimer(2))
    assert track.told[-2:] == [ClientGone(2), ShutdownGiven()]
    assert (upload_thread(2), Poison()) in track.step.sends
    assert track.timers == {}


def test_the_gone_count_as_registered() -> None:
    track = Tracking(2)
    track.hears_of(1, Register(()))
    track.waits(PatienceTimer())
    step = track.waits(ProbeTimer(2))
    assert step.events == [ClientGone(2), StartGiven()]
    assert step.sends == [(download_thread(rank), Start()) for rank in (1, 2)]


def test_the_gone_count_as_ready() -> None:
    track = Tracking(2)
    for rank in (1, 2):
        track.hears_of(rank, Register(()))
    track.hears_of(1, Ready())
    for timer in (PatienceTimer(), PatienceTimer(), ProbeTimer(2)):
        track.waits(timer)
    assert track.told[-2:] == [ClientGone(2), BarrierOpened()]


def test_when_everyone_is_gone_the_tracker_ends() -> None:
    track = Tracking(2)
    track.waits(PatienceTimer())
    track.waits(ProbeTimer(1))
    track.waits(ProbeTimer(2))
    assert track.told[-3:] == [StartGiven(), BarrierOpened(), ShutdownGiven()]
    assert track.machine.done
    assert track.timers == {}


def test_the_end_does_not_wait_for_a_probe_of_one_who_is_finished() -> None:
    track = tracking(2)
    track.hears_of(2, AllComplete())
    track.hears_of(1, Complaint(2))
    track.hears_of(1, AllComplete())
    assert track.machine.done
    assert track.timers == {}


# ---- patience -----------------------------------------------------------------------------------


def test_the_tracker_is_patient_for_as_long_as_the_limit_says() -> None:
    assert Tracking(2, Limits(patience_s=6.0)).timers == {PatienceTimer(): 6.0}


def test_those_who_were_waited_for_in_vain_are_probed() -> None:
    track = Tracking(3)
    track.hears_of(2, Register(()))
    step = track.waits(PatienceTimer())
    assert suspects(track) == [(1, 0), (3, 0)]
    assert step.sends == [(upload_thread(rank), Probe()) for rank in (1, 3)]


def test_whoever_was_heard_since_patience_was_last_tried_is_not_probed() -> None:
    track = tracking(2)
    track.waits(PatienceTimer())
    track.hears_of(1, SwarmRequest("ghost"))
    track.waits(PatienceTimer())
    assert suspects(track) == [(2, 0)]


def test_whoever_was_heard_only_before_is_probed_the_next_time() -> None:
    track = tracking(1)
    track.waits(PatienceTimer())
    early = suspects(track)
    track.waits(PatienceTimer())
    assert (early, suspects(track)) == ([], [(1, 0)])


def test_whoever_is_finished_is_not_waited_for() -> None:
    track = tracking(2)
    track.hears_of(2, AllComplete())
    track.waits(PatienceTimer())
    track.waits(PatienceTimer())
    assert suspects(track) == [(1, 0)]


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
