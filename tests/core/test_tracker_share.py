"""The tracker's share of all bytes."""

from core.events import MessageSent
from core.model import TRACKER, Address, download_thread, upload_thread
from core.tracker_share import TrackerShare
from tests.core.recorded import Happening, records, started


def sent(source: Address, to: Address, size: int) -> Happening:
    return source, MessageSent(to, 1, "Anything", size)


def share(*happenings: Happening) -> float | None:
    folded = TrackerShare()
    for record in records(happenings):
        folded.observe(record)
    return folded.share


def test_what_the_tracker_sends_and_what_it_is_sent_counts() -> None:
    down, up = download_thread(1), upload_thread(2)
    assert share(sent(down, TRACKER, 10), sent(TRACKER, down, 20), sent(down, up, 70)) == 0.3


def test_a_run_without_messages_has_no_share() -> None:
    assert share(started(1, {})) is None
