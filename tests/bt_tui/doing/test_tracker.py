"""What the tracker is doing, in words."""

from bt_tui.doing import Kind, Wait
from core.events import (
    AllCompleted,
    BarrierOpened,
    ShutdownGiven,
    StartGiven,
    ThreadGone,
    TimerFired,
)
from core.model import TRACKER, download_thread, upload_thread
from core.timers import ProbeTimer
from tests.bt_tui.doing.tales import begun, gets, here, said, sends, sets, tracker_doing
from tests.bt_tui.test_state import Tale

ONE, TWO = download_thread(1), download_thread(2)


def test_before_anybody_has_spoken_it_waits_for_clients() -> None:
    assert tracker_doing(Tale()) == (Kind.WAITS, "waits for clients", "", ())


def test_it_waits_for_those_who_have_not_registered() -> None:
    tale = here(1, 2).tell(1, sends("Register", TRACKER)).tell(2, sends("Register", TRACKER))
    told = "waits for C1, C2 to register — is to handle 2 messages from C1, C2"
    assert said(tracker_doing(tale)) == told
    tale.tell(TRACKER, gets("Register", ONE))
    told = "waits for C2 to register — is to handle a registration from C2"
    assert said(tracker_doing(tale)) == told
    assert tracker_doing(tale).kind is Kind.BUSY
    assert tracker_doing(tale).waits == (Wait("to register", (TWO,)),)


def test_where_there_is_a_barrier_it_waits_for_those_who_have_not_come_there() -> None:
    tale = here(1, 2).tell(TRACKER, StartGiven("ACK"), sends("Start", ONE), sends("Start", TWO, 2))
    assert tracker_doing(tale) == (
        Kind.WAITS,
        "waits for C1, C2 to begin",
        "",
        (Wait("to begin", (ONE, TWO)),),
    )
    tale.tell(1, gets("Start", TRACKER), sends("Ready", TRACKER))
    assert tracker_doing(tale).told == "waits for C1, C2 to come to the barrier"
    tale.tell(TRACKER, gets("Ready", ONE))
    assert tracker_doing(tale).told == "waits for C2 to come to the barrier"
    tale.tell(TRACKER, ThreadGone(TWO), BarrierOpened(), sends("Go", ONE, 3))
    assert tracker_doing(tale).told == "waits for C1 to finish"


def test_it_waits_for_those_of_whose_end_it_has_not_heard() -> None:
    tale = begun(1, 2).tell(1, AllCompleted(), sends("AllComplete", TRACKER))
    told = "waits for C1, C2 to finish"
    assert (
        said(tracker_doing(tale))
        == f"{told} — is to handle the report that it has finished from C1"
    )
    tale.tell(TRACKER, gets("AllComplete", ONE))
    assert tracker_doing(tale) == (
        Kind.WAITS,
        "waits for C2 to finish",
        "",
        (Wait("to finish", (TWO,)),),
    )


def test_it_tells_whom_it_probes_and_waits_no_longer_for_the_gone() -> None:
    up, probe = upload_thread(1), ProbeTimer(upload_thread(1))
    tale = begun(1, 2).tell(TRACKER, sets(probe))
    assert tracker_doing(tale).told == "waits for C1, C2 to finish; waits for C1 to answer a probe"
    assert tracker_doing(tale).waits[1] == Wait("to answer a probe", (up,))
    tale.tell(TRACKER, TimerFired(probe), ThreadGone(up), ThreadGone(ONE))
    assert tracker_doing(tale).told == "waits for C2 to finish"


def test_at_the_end_it_has_ended() -> None:
    tale = begun(1).tell(TRACKER, ShutdownGiven("E"))
    assert tracker_doing(tale) == (Kind.ENDED, "ended: everyone is done or gone", "", ())
