"""What a download thread refuses."""

import pytest

from core.downloader import DownloadState
from core.errors import ProtocolError
from core.messages import (
    AnyMessage,
    Go,
    Ready,
    SegmentReply,
    Start,
    SwarmRequest,
)
from core.model import TRACKER, upload_thread
from core.profiles import PROFILES
from core.timers import PatienceTimer, RoundTimer, TimerKey
from tests.core.benches import Download, fetching
from tests.worlds import file


@pytest.mark.parametrize("message", [Ready(), SwarmRequest("file1")], ids=str)
def test_before_the_start_signal_nothing_else_is_legal(message: AnyMessage) -> None:
    error = Download(file(), started=False).refusal_of(TRACKER, message)
    assert "C1↓" in error
    assert DownloadState.REGISTERED.value in error
    assert str(message) in error


@pytest.mark.parametrize("message", [Ready(), SwarmRequest("file1")], ids=str)
def test_at_the_barrier_no_word_of_a_client_is_legal(message: AnyMessage) -> None:
    download = Download(file(), started=False)
    download.hears(TRACKER, Start())
    error = download.refusal_of(TRACKER, message)
    assert DownloadState.READY.value in error
    assert str(message) in error


@pytest.mark.parametrize("message", [Ready(), SwarmRequest("file1")], ids=str)
def test_nor_while_fetching(message: AnyMessage) -> None:
    error = fetching(file(), seeds=(2,)).refusal_of(TRACKER, message)
    assert DownloadState.FETCHING.value in error
    assert str(message) in error


def test_without_a_barrier_there_is_no_signal_to_go() -> None:
    download = Download(file(), profile=PROFILES["client-table"], started=False)
    for state in (DownloadState.REGISTERED, DownloadState.ASKING):
        assert state.value in download.refusal_of(TRACKER, Go())
        download.hears(TRACKER, Start())


def test_a_reply_with_more_segments_than_contents_is_refused() -> None:
    download = fetching(file(), seeds=(2,))
    with pytest.raises(ProtocolError, match="segments and contents differ"):
        download.hears(upload_thread(2), SegmentReply("file1", (0, 1), (b"one content",)))


@pytest.mark.parametrize("timer", [PatienceTimer(), RoundTimer("file1")], ids=str)
def test_a_timer_that_it_never_set_is_refused(timer: TimerKey) -> None:
    download = Download(started=False)
    with pytest.raises(ProtocolError, match="C1↓"):
        download.downloader.fire(timer, 0.0)
