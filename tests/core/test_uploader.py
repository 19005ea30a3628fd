"""A client's upload thread."""

import pytest

from core.errors import ProtocolError
from core.events import SegmentsRefused, SegmentsServed
from core.holdings import Holdings
from core.messages import (
    Alive,
    AnyMessage,
    Go,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    SegmentRequest,
    Start,
)
from core.model import TRACKER, Manifest, download_thread, upload_thread
from core.timers import PatienceTimer
from core.uploader import Uploader
from tests.core.benches import Bench
from tests.worlds import file

ASKER = download_thread(2)


def upload(manifest: Manifest, *held: int) -> Bench:
    """Return the upload thread of client 1, which holds these segments of the file."""
    holdings = Holdings()
    for segment in held:
        holdings.open(manifest).store(segment)
    return Bench(upload_thread(1), Uploader(1, holdings))


def contents(manifest: Manifest, *segments: int) -> tuple[bytes, ...]:
    return tuple(manifest.hashes[segment].encode() for segment in segments)


def test_it_says_nothing_before_somebody_asks() -> None:
    serving = upload(file(), 0)
    assert (serving.said, serving.told, serving.timers) == ([], [], {})


def test_a_held_segment_is_served() -> None:
    serving = upload(file(), 1)
    step = serving.hears(ASKER, SegmentRequest("file1", (1,)))
    assert step.sends == [(ASKER, SegmentReply("file1", (1,), contents(file(), 1)))]
    assert step.events == [SegmentsServed("file1", (1,), to=2, word="yes")]


def test_a_lacking_segment_is_denied() -> None:
    serving = upload(file(), 1)
    step = serving.hears(ASKER, SegmentRequest("file1", (0,)))
    assert step.sends == [(ASKER, SegmentDenial("file1", (0,)))]
    assert step.events == [SegmentsRefused("file1", (0,), to=2)]


def test_of_several_segments_those_held_are_served_and_the_others_denied() -> None:
    serving = upload(file(segments=4), 0, 3)
    step = serving.hears(ASKER, SegmentRequest("file1", (3, 2, 0, 1)))
    assert step.sends == [
        (ASKER, SegmentReply("file1", (3, 0), contents(file(segments=4), 3, 0))),
        (ASKER, SegmentDenial("file1", (2, 1))),
    ]


def test_a_file_that_is_not_known_here_is_denied() -> None:
    step = upload(file(), 0).hears(ASKER, SegmentRequest("other", (0, 1)))
    assert step.sends == [(ASKER, SegmentDenial("other", (0, 1)))]


def test_a_segment_beyond_the_end_is_denied() -> None:
    step = upload(file(segments=1), 0).hears(ASKER, SegmentRequest("file1", (1, 2**64 - 1)))
    assert step.sends == [(ASKER, SegmentDenial("file1", (1, 2**64 - 1)))]


def test_a_segment_is_served_as_soon_as_the_download_thread_stored_it() -> None:
    holdings = Holdings()
    serving = Bench(upload_thread(1), Uploader(1, holdings))
    serving.hears(ASKER, SegmentRequest("file1", (0,)))
    holdings.open(file()).store(0)
    serving.hears(ASKER, SegmentRequest("file1", (0,)))
    assert [message.kind for _, message in serving.said] == ["SegmentDenial", "SegmentReply"]


def test_an_owned_file_is_served_whole() -> None:
    serving = Bench(upload_thread(1), Uploader(1, Holdings([file(segments=2)])))
    serving.hears(ASKER, SegmentRequest("file1", (0, 1)))
    assert serving.told_of(SegmentsServed) == [SegmentsServed("file1", (0, 1), to=2, word="yes")]


def test_every_asker_gets_its_own_answer() -> None:
    serving = upload(file(), 0)
    for asker in (2, 3):
        serving.hears(download_thread(asker), SegmentRequest("file1", (0,)))
    assert [to for to, _ in serving.said] == [download_thread(2), download_thread(3)]


def test_a_probe_is_answered() -> None:
    step = upload(file()).hears(TRACKER, Probe())
    assert step.sends == [(TRACKER, Alive())]


def test_the_answer_says_whether_the_client_is_finished() -> None:
    holdings = Holdings()
    holdings.finished = True
    step = Bench(upload_thread(1), Uploader(1, holdings)).hears(TRACKER, Probe())
    assert step.sends == [(TRACKER, Alive(finished=True))]


def test_it_serves_until_the_poison_value_and_then_ends() -> None:
    serving = upload(file(), 0)
    done = []
    for source, message in ((ASKER, SegmentRequest("file1", (0,))), (TRACKER, Poison())):
        serving.hears(source, message)
        done.append(serving.machine.done)
    assert done == [False, True]
    assert serving.step.sends == []


@pytest.mark.parametrize("message", [Start(), Go(), SegmentDenial("file1", (0,))], ids=str)
def test_what_is_not_for_an_upload_thread_is_refused(message: AnyMessage) -> None:
    error = upload(file()).refusal_of(TRACKER, message)
    assert "C1↑" in error
    assert "serving" in error
    assert str(message) in error


@pytest.mark.parametrize("message", [Poison(), Probe(), SegmentRequest("file1", (0,))], ids=str)
def test_after_the_poison_value_nothing_is_legal(message: AnyMessage) -> None:
    serving = upload(file(), 0)
    serving.hears(TRACKER, Poison())
    error = serving.refusal_of(TRACKER, message)
    assert "ended" in error
    assert str(message) in error


def test_no_timer_is_its_own() -> None:
    with pytest.raises(ProtocolError, match=r"PatienceTimer.*serving"):
        upload(file()).machine.fire(PatienceTimer(), 0.0)
