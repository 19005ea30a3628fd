"""What an upload thread is doing, in words."""

from bt_tui.doing import Kind
from core.events import ClientStarted, ThreadEnded, ThreadGone, TimerCancelled
from core.model import TRACKER, download_thread, upload_thread
from core.timers import RequestTimer, ServeTimer
from tests.bt_tui.doing.tales import FILE, asks, begun, gets, here, said, sends, sets, upload_doing
from tests.bt_tui.test_state import Tale

UP1 = upload_thread(1)


def queueing() -> Tale:
    """Return clients 2 and 3 that wait for their turn at client 1."""
    tale = begun(1, 2, 3).tell(2, *asks(1, 2)).tell(3, *asks(1, 3))
    tale.tell(UP1, gets("SegmentRequest", download_thread(2)), sets(ServeTimer()))
    return tale.tell(UP1, gets("SegmentRequest", download_thread(3)))


def test_while_nobody_asks_it_is_idle() -> None:
    assert upload_doing(here(1, 2), 1) == (Kind.IDLE, "serves; nobody asks", "", ())


def test_a_free_rider_says_so() -> None:
    tale = Tale().tell(1, ClientStarted((), (FILE,), shares=False))
    assert upload_doing(tale, 1) == (Kind.IDLE, "shares nothing; nobody asks", "", ())


def test_one_message_that_waits_is_told_in_full() -> None:
    tale = begun(1, 2).tell(2, *asks(1, 2))
    told = "is to handle a request for f #3 from C2"
    assert upload_doing(tale, 1) == (Kind.BUSY, told, "", ())
    tale = begun(1, 2).tell(TRACKER, sends("Probe", UP1))
    assert upload_doing(tale, 1).told == "is to handle a probe from the tracker"


def test_several_messages_that_wait_are_counted_with_all_who_sent_them() -> None:
    tale = begun(1, 2, 3).tell(2, *asks(1, 2)).tell(3, *asks(1, 3))
    assert upload_doing(tale, 1).told == "is to handle 2 messages from C2, C3"
    tale.tell(TRACKER, sends("Probe", UP1))
    assert upload_doing(tale, 1).told == "is to handle 3 messages from the tracker, C2, C3"


def test_more_senders_than_can_be_listed_are_counted() -> None:
    ranks = range(2, 30, 2)
    tale = begun(1, *ranks)
    for rank in ranks:
        tale.tell(rank, *asks(1, 2))
    assert upload_doing(tale, 1).told == "is to handle 14 messages from 14 clients"


def test_who_waits_for_a_turn_is_told() -> None:
    tale = queueing()
    assert upload_doing(tale, 1) == (Kind.BUSY, "keeps C2, C3 waiting for a turn", "", ())
    tale.tell(UP1, sends("SegmentReply", download_thread(2)))
    assert upload_doing(tale, 1).told == "keeps C3 waiting for a turn"
    tale.tell(2, gets("SegmentReply", UP1), TimerCancelled(RequestTimer(FILE, 2, 1)))
    tale.tell(2, *asks(1, 5, number=2))
    told = "is to handle a request for f #6 from C2; keeps C3 waiting for a turn"
    assert upload_doing(tale, 1).told == told


def test_a_request_that_nobody_waits_for_any_more_has_its_turn_all_the_same() -> None:
    tale = begun(1, 2).tell(UP1, sets(ServeTimer()))
    assert upload_doing(tale, 1).told == "keeps a request waiting for a turn"


def test_one_that_is_gone_or_has_ended_is_called_so() -> None:
    tale = begun(1, 2).tell(TRACKER, ThreadGone(UP1))
    assert upload_doing(tale, 1).kind is Kind.GONE
    assert said(upload_doing(tale, 1)) == "listed as gone — it does not answer the tracker"
    tale.tell(UP1, ThreadEnded())
    assert upload_doing(tale, 1) == (Kind.ENDED, "ended: serves nobody any more", "", ())
