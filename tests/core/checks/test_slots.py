"""What is seen of an upload thread with slots that many ask at once."""

from core.checks import Verdict, judge
from core.checks.slots import ChokedAreTold
from core.events import AskerUnchoked, Record
from core.holdings import Holdings
from core.messages import SegmentRequest
from core.model import download_thread, upload_thread
from core.profiles import PROFILES
from core.runtime.outbox import Outbox
from core.runtime.performer import Performer
from core.slot_uploader import SlotUploader
from core.timers import ServeTimer
from tests.worlds import file, sent


def test_however_many_were_choked_all_may_be_told_in_one_step() -> None:
    records: list[Record] = []
    machine = SlotUploader(1, Holdings([file("file1")]), PROFILES["bittorrent"], slots=1)
    asked = Performer(upload_thread(1), machine, Outbox(1, telling=True, into=records))
    asked.start(0.0)
    for asker in range(2, 10):
        request = SegmentRequest("file1", (0,))
        asked.receive(sent(download_thread(asker), asked.at, request), 0.0)
    asked.fire(ServeTimer(), 0.0)
    told = [one.event.asker for one in records if isinstance(one.event, AskerUnchoked)]
    assert told == list(range(3, 10))
    asked.stop(0.0)
    (judgement,) = judge(records, [ChokedAreTold(1)])
    assert judgement.verdict is Verdict.HOLDS, judgement.words
