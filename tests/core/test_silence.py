"""What an upload thread does about silence when its client is finished and messages are lost."""

from core.events import TrackerSilent
from core.holdings import Holdings
from core.messages import Alive, Probe, SegmentRequest
from core.model import TRACKER, Limits, download_thread, upload_thread
from core.timers import SilenceTimer
from core.uploader import Uploader
from tests.core.benches import Bench
from tests.worlds import file

LOSSY = Limits(silence_s=7.0, rounds_max=2)
SILENCE = SilenceTimer()


def upload(*, finished: bool = True) -> Bench:
    """Return the upload thread of client 1, which may be finished."""
    holdings = Holdings([file()])
    holdings.finished = finished
    return Bench(upload_thread(1), Uploader(1, holdings, limits=LOSSY))


def test_where_nothing_is_lost_nobody_looks_for_silence() -> None:
    assert Bench(upload_thread(1), Uploader(1, Holdings())).timers == {}


def test_an_upload_thread_asks_when_its_client_is_finished() -> None:
    for finished, asked in ((False, []), (True, [(TRACKER, Probe())])):
        serving = upload(finished=finished)
        assert serving.waits(SILENCE).sends == asked
        assert serving.timers == {SILENCE: 7.0}


def test_while_anybody_speaks_to_it_it_does_not_ask() -> None:
    serving = upload()
    serving.hears(download_thread(2), SegmentRequest("file1", (0,)))
    assert serving.waits(SILENCE).sends == []


def test_it_ends_where_nobody_answers() -> None:
    serving = upload()
    for _ in range(2):
        serving.waits(SILENCE)
        assert not serving.machine.done
    assert serving.waits(SILENCE).events == [TrackerSilent(2)]
    assert serving.machine.done


def test_it_stays_where_the_tracker_answers() -> None:
    serving = upload()
    for _ in range(3):
        serving.waits(SILENCE)
        serving.hears(TRACKER, Alive())
        serving.waits(SILENCE)
    assert not serving.machine.done
