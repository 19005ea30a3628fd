"""The tracker and a thread that was listed as gone, and speaks again after all."""

from core.events import (
    BarrierOpened,
    ClientFinished,
    ClientRegistered,
    ShutdownGiven,
    ThreadGone,
    ThreadReturned,
)
from core.messages import (
    Alive,
    AllComplete,
    FileComplete,
    Go,
    Probe,
    Ready,
    Register,
    SeedsAndPeers,
    Start,
)
from core.model import download_thread, upload_thread
from core.timers import PatienceTimer, ProbeTimer
from tests.core.benches import Tracking, tracking
from tests.worlds import file

DOWN, UP = download_thread(2), upload_thread(2)


def test_a_client_whose_upload_thread_speaks_again_is_back_in_its_swarms() -> None:
    track = tracking(3, owners={2: [file()]})
    track.loses(2)
    step = track.hears(UP, Alive())
    assert step.events == [ThreadReturned(UP)]
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(2,), peers=(3,))


def test_a_client_whose_download_thread_alone_speaks_again_stays_out_of_its_swarms() -> None:
    track = tracking(3, owners={2: [file()]})
    track.loses(2)
    step = track.hears(DOWN, Alive())
    assert step.events == [ThreadReturned(DOWN)]
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(), peers=(3,))


def test_a_gone_client_that_asks_is_answered_and_listed_once_its_upload_thread_is_back() -> None:
    track = tracking(3, owners={1: [file()]})
    track.loses(2)
    assert track.swarm_told_to(2, "file1") == SeedsAndPeers(seeds=(1,), peers=())
    track.hears(UP, Alive())
    assert track.swarm_told_to(2, "file1") == SeedsAndPeers(seeds=(1,), peers=(2,))


def test_a_client_whose_upload_thread_alone_is_back_is_not_waited_for() -> None:
    track = tracking(2)
    track.loses(2)
    track.hears(UP, Alive())
    track.hears_of(1, AllComplete())
    assert track.told_of(ShutdownGiven) == [ShutdownGiven("E")]


def test_a_client_whose_download_thread_is_back_is_waited_for_again() -> None:
    track = tracking(2)
    track.loses(2)
    track.hears(DOWN, Alive())
    track.hears_of(1, AllComplete())
    early = track.told_of(ShutdownGiven)
    track.hears_of(2, AllComplete())
    assert (early, track.told_of(ShutdownGiven)) == ([], [ShutdownGiven("E")])


def test_a_thread_that_is_back_may_be_gone_again() -> None:
    track = tracking(2)
    track.loses(2)
    track.hears(UP, Alive())
    track.loses_upload(2)
    assert track.told_of(ThreadGone) == [ThreadGone(UP), ThreadGone(DOWN), ThreadGone(UP)]


def test_what_a_client_completed_before_it_was_gone_counts_when_it_is_back() -> None:
    track = tracking(3, owners={1: [file()]})
    track.hears_of(2, FileComplete("file1"))
    track.loses(2)
    track.hears(UP, Alive())
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(1, 2), peers=(3,))


def without_client_2() -> Tracking:
    """Return a tracker that started without client 2, which never registered and is gone."""
    track = Tracking(3)
    track.hears_of(1, Register(()))
    track.hears_of(3, Register(()))
    track.waits(PatienceTimer())
    track.waits(ProbeTimer(DOWN))
    return track


def test_a_gone_client_may_register_late_while_the_others_stand_at_the_barrier() -> None:
    track = without_client_2()
    for rank in (1, 3):
        if rank == 3:
            track.hears_of(2, Register((file(),)))
        track.hears_of(rank, Ready())
    assert track.told_of(ThreadReturned) == [ThreadReturned(DOWN)]
    assert track.told_of(BarrierOpened) == []
    track.hears_of(2, Ready())
    assert track.told_of(BarrierOpened) == [BarrierOpened()]


def test_a_gone_client_may_register_late_while_the_others_are_served() -> None:
    track = without_client_2()
    for rank in (1, 3):
        track.hears_of(rank, Ready())
    before = track.swarm_told_to(3, "file1")
    step = track.hears_of(2, Register((file(),)))
    assert step.events == [ThreadReturned(DOWN), ClientRegistered(2, ("file1",))]
    assert before == SeedsAndPeers((), ())
    assert track.swarm_told_to(3, "file1") == SeedsAndPeers(seeds=(2,), peers=(3,))


def test_who_registers_late_or_again_gets_the_start_signal_again() -> None:
    track = without_client_2()
    assert track.hears_of(2, Register(())).sends == [(DOWN, Start())]
    assert track.hears_of(1, Register(())).sends == [(download_thread(1), Start())]


def test_who_says_late_or_again_that_it_stands_at_the_barrier_is_let_go_again() -> None:
    track = without_client_2()
    for rank in (1, 3):
        track.hears_of(rank, Ready())
    assert track.hears_of(2, Ready()).sends == [(DOWN, Go())]
    assert track.hears_of(1, Ready()).sends == [(download_thread(1), Go())]


def test_a_client_that_asks_whether_the_tracker_is_there_is_told_so() -> None:
    for at in (DOWN, UP):
        assert tracking(2).hears(at, Probe()).sends == [(at, Alive())]


def test_who_registered_late_has_its_start_signals_already_and_takes_part_to_the_end() -> None:
    track = without_client_2()
    for rank in (1, 3):
        track.hears_of(rank, Ready())
    assert [what.kind for to, what in track.said if to == DOWN] == ["Probe", "Start", "Go"]
    track.hears_of(2, Register(()))
    track.hears_of(2, Ready())
    for rank in (1, 3, 2):
        assert track.told_of(ShutdownGiven) == []
        track.hears_of(rank, AllComplete())
    assert track.told[-2:] == [ClientFinished(2), ShutdownGiven("E")]
