"""An upload thread with slots: turns, choking, what an answer carries, cancellations."""

from collections.abc import Sequence

import msgspec
import pytest

from core import bitmap
from core.events import (
    AskerChoked,
    AskerUnchoked,
    CancelLate,
    RequestDropped,
    RequestQueued,
    SegmentsRefused,
    SegmentsServed,
)
from core.holdings import Holdings
from core.machine import Step
from core.messages import (
    Alive,
    Cancel,
    Choked,
    ClientSegments,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    SegmentRequest,
    Unchoked,
)
from core.model import TRACKER, Manifest, download_thread, upload_thread
from core.profiles import PROFILES
from core.slot_uploader import SlotUploader
from core.timers import ServeTimer, SwarmTimer
from tests.core.benches import Bench
from tests.worlds import file

PROFILE = msgspec.structs.replace(PROFILES["bittorrent"], segments_max=4)


class Serving(Bench):
    """The upload thread of client 1, which owns these files and has two slots."""

    def __init__(self, *owns: Manifest, shared: bool = True, slots: int = 2) -> None:
        self.holdings = Holdings(owns, shared=shared)
        super().__init__(upload_thread(1), SlotUploader(1, self.holdings, PROFILE, slots))

    def is_asked(
        self, by: int, *segments: int, only_you: int = 0, wanting: int = 1, file: str = "file1"
    ) -> Step:
        request = SegmentRequest(file, segments, only_you, wanting)
        return self.hears(download_thread(by), request)

    def takes_turns(self) -> None:
        """Let nothing else be to do until nobody waits."""
        while ServeTimer() in self.timers:
            self.waits(ServeTimer())

    def answer_to(self, asker: int) -> SegmentReply:
        return self.said_to(download_thread(asker), SegmentReply)[-1]


def contents(manifest: Manifest, segments: Sequence[int]) -> tuple[bytes, ...]:
    return tuple(manifest.hashes[segment].encode() for segment in segments)


# ---- turns --------------------------------------------------------------------------------------


def test_a_request_waits_for_its_turn() -> None:
    serving = Serving(file())
    step = serving.is_asked(2, 0)
    assert (step.sends, step.events) == ([], [RequestQueued("file1", (0,), 2, (2,))])
    assert serving.timers == {ServeTimer(): 0.0}
    step = serving.waits(ServeTimer())
    loads = ((1, 1),)
    reply = SegmentReply("file1", (0,), contents(file(), [0]), "pieces", (), loads)
    assert step.sends == [(download_thread(2), reply)]
    assert step.events == [SegmentsServed("file1", (0,), 2, "pieces")]
    assert serving.timers == {}


def test_whoever_gave_most_is_served_first() -> None:
    serving = Serving(file())
    serving.holdings.ledger.got[3] = 5
    serving.is_asked(2, 0)
    serving.is_asked(3, 1)
    serving.takes_turns()
    assert [event.to for event in serving.told_of(SegmentsServed)] == [3, 2]


def test_what_was_given_is_in_the_ledger() -> None:
    serving = Serving(file())
    serving.is_asked(2, 0, 1)
    serving.takes_turns()
    assert serving.holdings.ledger.given == {2: 2}


# ---- choking ------------------------------------------------------------------------------------


def test_where_all_slots_are_taken_the_last_one_is_choked() -> None:
    serving = Serving(file())
    serving.holdings.ledger.got.update({3: 1, 4: 2})
    serving.is_asked(2, 0)
    serving.is_asked(3, 0)
    step = serving.is_asked(4, 1)
    assert step.sends == [(download_thread(2), Choked("file1", (0,), loads=((1, 0),)))]
    choked, queued = step.events
    assert isinstance(choked, AskerChoked)
    assert (choked.asker, choked.segments) == (2, (0,))
    assert queued == RequestQueued("file1", (1,), 4, (4, 3))


def test_who_was_choked_is_told_when_there_is_room() -> None:
    serving = Serving(file())
    for asker in (2, 3, 4):
        serving.is_asked(asker, 0)
    assert [event.asker for event in serving.told_of(AskerChoked)] == [4]
    step = serving.waits(ServeTimer())
    assert step.sends[-1] == (download_thread(4), Unchoked("file1"))
    assert serving.told_of(AskerUnchoked) == [AskerUnchoked("file1", 4)]
    serving.takes_turns()
    assert len(serving.said_to(download_thread(4), Unchoked)) == 1


def test_when_nobody_waits_any_more_all_who_were_choked_are_told() -> None:
    serving = Serving(file(), slots=1)
    for asker in (2, 3, 4, 5):
        serving.is_asked(asker, 0)
    serving.takes_turns()
    assert [event.asker for event in serving.told_of(AskerUnchoked)] == [3, 4, 5]


def test_a_dropped_request_makes_room() -> None:
    serving = Serving(file(), slots=1)
    serving.is_asked(2, 0)
    serving.is_asked(3, 0)
    step = serving.hears(download_thread(2), Cancel("file1", (0,)))
    assert step.sends == [(download_thread(3), Unchoked("file1"))]


def test_who_is_choked_does_not_wait_though_an_older_request_of_its_does() -> None:
    serving = Serving(file(), slots=1)
    serving.is_asked(2, 0)
    step = serving.is_asked(2, 1, file="file2")
    assert [type(event) for event in step.events] == [AskerChoked]


def test_a_new_request_for_a_file_takes_the_place_of_the_older_one() -> None:
    serving = Serving(file(), slots=1)
    serving.is_asked(2, 0)
    serving.is_asked(2, 1)
    serving.is_asked(2, 1)
    serving.takes_turns()
    assert [event.segments for event in serving.told_of(SegmentsServed)] == [(1,)]


def test_who_asks_again_by_itself_is_not_told_of_room() -> None:
    serving = Serving(file())
    for asker in (2, 3, 4):
        serving.is_asked(asker, 0)
    serving.holdings.ledger.got[4] = 9
    serving.is_asked(4, 0)
    serving.takes_turns()
    assert serving.said_to(download_thread(4), Unchoked) == []
    assert serving.said_to(download_thread(3), Unchoked) == [Unchoked("file1")]


# ---- what an answer carries ---------------------------------------------------------------------


def test_an_answer_carries_no_more_than_so_many_and_names_what_it_leaves() -> None:
    serving = Serving(file(segments=10))
    serving.is_asked(2, *range(10))
    serving.takes_turns()
    assert serving.answer_to(2).segments == (0, 1, 2, 3)
    assert serving.answer_to(2).left == (4, 5, 6, 7, 8, 9)


def test_what_nobody_got_yet_goes_first() -> None:
    serving = Serving(file(segments=8))
    serving.is_asked(2, 0, 1, 2, 3)
    serving.takes_turns()
    serving.is_asked(3, 0, 1, 2, 3, 4, 5)
    serving.takes_turns()
    assert serving.answer_to(3).segments == (4, 5, 0, 1)


def test_of_what_nobody_got_yet_each_gets_its_share_and_then_a_few_at_a_time() -> None:
    serving = Serving(file(segments=12))
    sizes = []
    for _ in range(4):
        given = bitmap.of(n for event in serving.told_of(SegmentsServed) for n in event.segments)
        serving.is_asked(2, *(n for n in range(12) if not given >> n & 1), wanting=3)
        serving.takes_turns()
        sizes.append(len(serving.answer_to(2).segments))
    assert sizes == [4, 3, 3, 2]


def test_what_only_this_client_is_known_to_hold_but_others_got_is_referred_to_them_once() -> None:
    serving = Serving(file(segments=4))
    serving.is_asked(2, 0, 1)
    serving.takes_turns()
    serving.is_asked(3, 0, 1, only_you=2)
    serving.takes_turns()
    elsewhere = (ClientSegments(2, (0, 1)),)
    choked = Choked("file1", (0, 1), elsewhere, ((1, 2),))
    assert serving.said_to(download_thread(3), Choked) == [choked]
    serving.is_asked(3, 0, 1, only_you=2)
    serving.takes_turns()
    assert serving.answer_to(3).segments == (0, 1)


def test_nobody_is_referred_to_who_has_more_to_do_or_to_itself() -> None:
    serving = Serving(file(segments=4))
    serving.holdings.ledger.loads.update({2: 99, 3: 99})
    for asker in (2, 3, 2):
        serving.is_asked(asker, 0, only_you=1)
        serving.takes_turns()
    assert serving.told_of(AskerChoked) == []
    assert [event.to for event in serving.told_of(SegmentsServed)] == [2, 3, 2]


def test_a_denial_tells_what_is_held_instead() -> None:
    serving = Serving(file(segments=3))
    serving.is_asked(2, 0, file="other")
    serving.takes_turns()
    assert serving.said_to(download_thread(2), SegmentDenial) == [SegmentDenial("other", (0,), b"")]
    partial = serving.holdings.open(file("part", 20))
    partial.store(9)
    serving.is_asked(2, 3, 4, file="part")
    serving.takes_turns()
    held = bitmap.packed(1 << 9)
    assert serving.said_to(download_thread(2), SegmentDenial)[-1] == SegmentDenial(
        "part", (3, 4), held
    )


def test_a_free_rider_denies_everything_and_shows_empty_hands() -> None:
    serving = Serving(file(), shared=False)
    serving.is_asked(2, 0)
    serving.takes_turns()
    assert serving.told_of(SegmentsRefused) == [SegmentsRefused("file1", (0,), 2)]
    assert serving.said_to(download_thread(2), SegmentDenial)[-1].held == b""


# ---- cancellations ------------------------------------------------------------------------------


def test_a_cancelled_request_is_dropped_while_it_waits() -> None:
    serving = Serving(file())
    serving.is_asked(2, 0)
    step = serving.hears(download_thread(2), Cancel("file1", (0,)))
    assert step.events == [RequestDropped("file1", (0,), 2)]
    assert serving.timers == {}
    serving.is_asked(3, 0)
    serving.takes_turns()
    assert [event.to for event in serving.told_of(SegmentsServed)] == [3]


def test_a_cancellation_may_come_too_late() -> None:
    serving = Serving(file())
    serving.is_asked(2, 0)
    serving.takes_turns()
    step = serving.hears(download_thread(2), Cancel("file1", (0,)))
    assert step.events == [CancelLate("file1", (0,), 2)]


# ---- all the rest -------------------------------------------------------------------------------


def test_it_answers_probes_and_ends_with_the_last_signal_though_somebody_waits() -> None:
    serving = Serving(file())
    serving.is_asked(2, 0)
    assert serving.hears(TRACKER, Probe()).sends == [(TRACKER, Alive())]
    serving.hears(TRACKER, Poison())
    assert serving.machine.done
    assert "SegmentRequest" in serving.refusal_of(download_thread(2), SegmentRequest("file1", (0,)))
    assert "Cancel" in serving.refusal_of(download_thread(2), Cancel("file1", (0,)))


def test_it_knows_no_other_timer() -> None:
    serving = Serving(file())
    serving.timers[SwarmTimer("file1")] = 0.0
    with pytest.raises(Exception, match="SwarmTimer"):
        serving.waits(SwarmTimer("file1"))


# ---- the stingy ---------------------------------------------------------------------------------


def test_of_a_stingy_client_every_fourth_request_waits_and_the_others_are_choked() -> None:
    serving = Serving(file())
    serving.is_asked(3, 0)
    serving.takes_turns()
    serving.hears(download_thread(3), SegmentRequest("file1", (1,), stingy=(2,)))
    serving.takes_turns()
    for _ in range(4):
        serving.is_asked(2, 0)
        serving.takes_turns()
    assert [event.asker for event in serving.told_of(AskerChoked)] == [2, 2, 2]
    assert len(serving.said_to(download_thread(2), Unchoked)) == 3
    assert serving.answer_to(2).segments == (0,)


def test_what_is_said_of_oneself_is_not_believed() -> None:
    serving = Serving(file())
    serving.hears(download_thread(3), SegmentRequest("file1", (1,), stingy=(1,)))
    assert serving.holdings.ledger.stingy == 0
