"""The tracker and threads that do not answer: suspected, probed, cleared or gone."""

from core.detector import NOBODY
from core.events import (
    BarrierOpened,
    ClientFinished,
    ShutdownGiven,
    StartGiven,
    ThreadCleared,
    ThreadGone,
    ThreadReturned,
    ThreadSuspected,
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
from core.model import TRACKER_RANK, Address, Limits, download_thread, upload_thread
from core.timers import PatienceTimer, ProbeTimer
from core.tracker import ACCUSED, OTHER_GONE
from tests.core.benches import Tracking, tracking
from tests.worlds import file

DOWN, UP = download_thread(2), upload_thread(2)


def suspects(track: Tracking) -> list[tuple[Address, int]]:
    """Return which thread was suspected, and by whom, so far."""
    return [(event.thread, event.accuser) for event in track.told_of(ThreadSuspected)]


def gone(track: Tracking) -> list[Address]:
    """Return which threads were listed as gone so far."""
    return [event.thread for event in track.told_of(ThreadGone)]


def loses_download(track: Tracking, rank: int) -> None:
    """Let patience with a client's download thread end, which does not answer the probe."""
    while ProbeTimer(download_thread(rank)) not in track.timers:
        track.waits(PatienceTimer())
    track.waits(ProbeTimer(download_thread(rank)))


# ---- complaint and probe ------------------------------------------------------------------------


def test_of_who_is_complained_of_the_upload_thread_is_probed() -> None:
    track = tracking(3, limits=Limits(probe_timeout_s=4.0))
    step = track.hears_of(1, Complaint(2))
    assert step.sends == [(UP, Probe())]
    assert step.events == [ThreadSuspected(UP, accuser=1, reason=ACCUSED)]
    assert track.timers[ProbeTimer(UP)] == 4.0


def test_who_is_probed_already_is_not_probed_again() -> None:
    track = tracking(3)
    track.hears_of(1, Complaint(2))
    step = track.hears_of(3, Complaint(2))
    assert (step.sends, step.events, step.alarms) == ([], [], [])


def test_who_answers_the_probe_is_cleared() -> None:
    track = tracking(2)
    track.hears_of(1, Complaint(2))
    step = track.hears(UP, Alive())
    assert step.events == [ThreadCleared(UP)]
    assert list(track.timers) == [PatienceTimer()]


def test_a_word_of_the_download_thread_does_not_clear_the_upload_thread() -> None:
    track = tracking(2, owners={1: [file()]})
    track.hears_of(1, Complaint(2))
    track.hears_of(2, SwarmRequest("file1"))
    track.hears_of(2, Alive())
    assert track.told_of(ThreadCleared) == []
    assert track.waits(ProbeTimer(UP)).events[0] == ThreadGone(UP)


def test_a_word_of_the_upload_thread_does_not_clear_the_download_thread() -> None:
    track = Tracking(2)
    track.waits(PatienceTimer())
    track.hears(UP, Alive())
    assert track.told_of(ThreadCleared) == []
    assert track.waits(ProbeTimer(DOWN)).events[0] == ThreadGone(DOWN)


def test_any_word_of_a_probed_thread_clears_it() -> None:
    track = Tracking(2)
    track.waits(PatienceTimer())
    step = track.hears_of(2, Register(()))
    assert step.events[0] == ThreadCleared(DOWN)
    assert ProbeTimer(DOWN) not in track.timers
    assert ProbeTimer(download_thread(1)) in track.timers


def test_who_was_cleared_may_be_complained_of_again() -> None:
    track = tracking(2)
    for _ in range(2):
        track.hears_of(1, Complaint(2))
        track.hears(UP, Alive())
    assert suspects(track) == [(UP, 1), (UP, 1)]


def test_an_upload_thread_that_does_not_answer_the_probe_is_gone() -> None:
    track = tracking(3)
    track.loses_upload(2)
    assert track.step.events[0] == ThreadGone(UP)
    assert gone(track) == [UP]


def test_when_an_upload_thread_is_gone_the_download_thread_is_probed() -> None:
    track = tracking(3, limits=Limits(probe_timeout_s=4.0))
    step = track.loses_upload(2)
    assert step.events == [ThreadGone(UP), ThreadSuspected(DOWN, TRACKER_RANK, OTHER_GONE)]
    assert step.sends == [(DOWN, Probe())]
    assert track.timers[ProbeTimer(DOWN)] == 4.0


def test_when_a_download_thread_is_gone_the_upload_thread_is_probed() -> None:
    track = Tracking(3)
    track.hears_of(1, Register(()))
    track.hears_of(3, Register(()))
    track.waits(PatienceTimer())
    step = track.waits(ProbeTimer(DOWN))
    assert step.events[:2] == [ThreadGone(DOWN), ThreadSuspected(UP, TRACKER_RANK, OTHER_GONE)]
    assert step.sends[0] == (UP, Probe())


def test_the_download_thread_of_one_who_is_finished_is_not_probed() -> None:
    track = tracking(3)
    track.hears_of(2, AllComplete())
    step = track.loses_upload(2)
    assert step.events == [ThreadGone(UP)]
    assert (step.sends, list(track.timers)) == ([], [PatienceTimer()])


def test_when_both_threads_are_gone_nobody_is_probed_any_more() -> None:
    track = tracking(3)
    step = track.loses(2)
    assert step.events == [ThreadGone(DOWN)]
    assert (step.sends, list(track.timers)) == ([], [PatienceTimer()])


def test_a_living_download_thread_leaves_its_upload_thread_gone() -> None:
    track = tracking(3, owners={2: [file()]})
    track.loses_upload(2)
    step = track.hears_of(2, Alive())
    assert step.events == [ThreadCleared(DOWN)]
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(), peers=(3,))


def test_nobody_probes_the_gone() -> None:
    track = tracking(3)
    track.loses(2)
    step = track.hears_of(3, Complaint(2))
    assert (step.sends, step.events, step.alarms) == ([], [], [])


# ---- what a gone upload thread means ------------------------------------------------------------


def test_clients_whose_upload_thread_is_gone_leave_all_swarms() -> None:
    track = tracking(4, owners={2: [file("one"), file("two")], 3: [file("one")]})
    track.loses_upload(2)
    assert track.swarm_told_to(4, "one") == SeedsAndPeers(seeds=(3,), peers=(4,))
    assert track.swarm_told_to(4, "two") == SeedsAndPeers(seeds=(), peers=(4,))


def test_a_peer_whose_upload_thread_is_gone_leaves_too() -> None:
    track = tracking(4, owners={1: [file()]})
    track.hears_of(2, SwarmRequest("file1"))
    track.loses_upload(2)
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(1,), peers=(3,))


def test_the_segments_of_a_file_stay_known_when_its_last_owner_is_gone() -> None:
    track = tracking(3, owners={2: [file()]})
    track.loses(2)
    track.hears_of(3, SwarmRequest("file1"))
    reply = track.step.sends[0][1]
    assert getattr(reply, "hashes", None) == file().hashes


def test_a_client_whose_upload_thread_is_gone_still_gets_its_answers() -> None:
    track = tracking(3, owners={1: [file()]})
    track.loses_upload(2)
    assert track.swarm_told_to(2, "file1") == SeedsAndPeers(seeds=(1,), peers=())


def test_a_client_whose_upload_thread_is_gone_is_still_waited_for() -> None:
    track = tracking(3)
    track.loses_upload(2)
    track.hears_of(2, Alive())
    for rank in (1, 3):
        track.hears_of(rank, AllComplete())
    early = track.told_of(ShutdownGiven)
    track.hears_of(2, AllComplete())
    assert (early, track.told_of(ShutdownGiven)) == ([], [ShutdownGiven("E")])


# ---- what a gone download thread means ----------------------------------------------------------


def test_a_client_whose_download_thread_is_gone_stays_in_its_swarms() -> None:
    track = tracking(3, owners={2: [file()]})
    loses_download(track, 2)
    assert gone(track) == [DOWN]
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(2,), peers=(3,))


def test_the_gone_count_as_finished() -> None:
    track = tracking(3)
    for rank in (1, 3):
        track.hears_of(rank, AllComplete())
    assert track.told_of(ShutdownGiven) == []
    loses_download(track, 2)
    assert track.told_of(ThreadGone) == [ThreadGone(DOWN)]
    assert track.told_of(ShutdownGiven) == []
    track.waits(ProbeTimer(UP))
    assert track.told[-2:] == [ThreadGone(UP), ShutdownGiven("E")]
    assert (UP, Poison()) in track.step.sends
    assert track.machine.done


def test_the_upload_thread_of_one_whose_download_thread_is_gone_may_say_that_it_is_finished() -> (
    None
):
    track = tracking(2)
    track.hears_of(1, AllComplete())
    loses_download(track, 2)
    step = track.hears(UP, Alive(finished=True))
    assert step.events == [ThreadCleared(UP), ClientFinished(2), ShutdownGiven("E")]


def test_where_it_says_only_that_it_is_there_the_gone_count_as_finished() -> None:
    track = tracking(2)
    track.hears_of(1, AllComplete())
    loses_download(track, 2)
    step = track.hears(UP, Alive())
    assert step.events == [ThreadCleared(UP), ShutdownGiven("E")]


def test_a_client_that_says_twice_that_it_is_finished_counts_once() -> None:
    track = tracking(2)
    track.hears(UP, Alive(finished=True))
    track.hears_of(2, AllComplete())
    assert track.told_of(ClientFinished) == [ClientFinished(2)]


def test_those_who_are_gone_are_asked_now_and_then() -> None:
    track = tracking(3)
    track.loses(2)
    before = suspects(track)
    track.hears_of(1, SwarmRequest("ghost"))
    track.hears_of(3, SwarmRequest("ghost"))
    step = track.waits(PatienceTimer())
    assert step.sends == [(DOWN, Probe()), (UP, Probe())]
    assert (step.events, suspects(track)) == ([], before)
    assert track.hears(UP, Alive()).events == [ThreadReturned(UP)]


def test_where_nobody_at_all_speaks_they_are_probed_again_before_they_are_gone() -> None:
    track = Tracking(2, Limits(rounds_max=3))
    track.now = 10.0
    track.waits(PatienceTimer())
    for _ in range(2):
        track.now += 2.0
        step = track.waits(ProbeTimer(DOWN))
        assert step.events == [ThreadSuspected(DOWN, TRACKER_RANK, NOBODY)]
        assert step.sends == [(DOWN, Probe())]
    assert track.waits(ProbeTimer(DOWN)).events == [
        ThreadGone(DOWN),
        ThreadSuspected(UP, TRACKER_RANK, OTHER_GONE),
    ]


def test_where_anybody_spoke_meanwhile_they_are_gone_at_once() -> None:
    track = Tracking(2)
    track.now = 10.0
    track.waits(PatienceTimer())
    track.now = 11.0
    track.hears_of(1, Register(()))
    track.waits(ProbeTimer(DOWN))
    assert gone(track) == [DOWN]


def test_the_gone_count_as_registered() -> None:
    track = Tracking(2)
    track.hears_of(1, Register(()))
    track.waits(PatienceTimer())
    step = track.waits(ProbeTimer(DOWN))
    assert (step.events[0], step.events[-1]) == (ThreadGone(DOWN), StartGiven("ACK"))
    assert step.sends[-2:] == [(download_thread(rank), Start()) for rank in (1, 2)]


def test_the_gone_count_as_ready() -> None:
    track = Tracking(2)
    for rank in (1, 2):
        track.hears_of(rank, Register(()))
    track.hears_of(1, Ready())
    loses_download(track, 2)
    assert track.step.events[0] == ThreadGone(DOWN)
    assert track.step.events[-1] == BarrierOpened()


def test_when_everyone_is_gone_the_tracker_ends() -> None:
    track = Tracking(2)
    track.waits(PatienceTimer())
    track.waits(ProbeTimer(download_thread(1)))
    assert not track.machine.done
    track.waits(ProbeTimer(DOWN))
    for rank in (1, 2):
        assert not track.machine.done
        track.waits(ProbeTimer(upload_thread(rank)))
    assert track.told[-1:] == [ShutdownGiven("E")]
    assert track.told_of(BarrierOpened) == [BarrierOpened()]
    assert track.machine.done


def test_the_end_does_not_wait_for_a_probe_of_one_who_is_finished() -> None:
    track = tracking(2)
    track.hears_of(2, AllComplete())
    track.hears_of(1, Complaint(2))
    track.hears_of(1, AllComplete())
    assert track.machine.done
    assert gone(track) == []


def test_a_tracker_without_clients_ends_at_once() -> None:
    track = Tracking(0)
    assert track.told == [StartGiven("ACK"), BarrierOpened(), ShutdownGiven("E")]
    assert track.machine.done
    assert track.said == []
