"""Whole runs with real threads whose segments have bytes, which travel beside the messages."""

import pytest

from core.events import MessageSent, SegmentStored
from core.faults import Corrupt
from core.messages import SegmentReply
from core.payloads.made_up import making_up
from core.profiles import PROFILES
from core.runtime.roles import Plan
from tests import judging
from tests.core.payloads.sizing import assert_bytes_are_right, sizes_for
from tests.nets import Troupe
from tests.worlds import client, file, scenario

FILE, OTHER = file("file1", 30), file("file2", 8)
LAB = scenario(
    client(1, owns=[FILE]),
    client(2, owns=[FILE, OTHER]),
    client(3, wants=[FILE, OTHER]),
    client(4, wants=[OTHER, FILE]),
)
SIZES = sizes_for(LAB, 5000, last=1)


@pytest.mark.parametrize("profile", PROFILES)
def test_everyone_gets_all_bytes(profile: str) -> None:
    plan = Plan(1, PROFILES[profile], telling=True, sizes=SIZES)
    troupe = Troupe(LAB, plan, payloads=making_up(SIZES)).play()
    assert troupe.totals.complete
    judging.assert_everyone_got_what_it_wanted(LAB, troupe.records, troupe.holdings)
    assert assert_bytes_are_right(troupe.payloads, troupe.holdings, SIZES) == 4 * 38 - 8
    assert troupe.totals.sent[SegmentReply.__name__].bytes > 2 * (29 * 5000 + 7 * 5000)


def test_falsified_bytes_are_fetched_elsewhere() -> None:
    corrupt = Corrupt(client=1, at="time:0")
    plan = Plan(1, conducted=True, sizes=SIZES, faults=(corrupt,))
    troupe = Troupe(LAB, plan, payloads=making_up(SIZES)).play()
    assert troupe.totals.complete
    assert_bytes_are_right(troupe.payloads, troupe.holdings, SIZES)
    sources = {event.source for _, event in judging.of_kind(troupe.records, SegmentStored)}
    assert 1 not in sources
    assert sum(counts.rejected for counts in troupe.totals.ranks)


def test_a_message_is_as_large_as_all_that_travels() -> None:
    plan = Plan(1, telling=True, sizes=SIZES)
    troupe = Troupe(LAB, plan, payloads=making_up(SIZES)).play()
    for _, sent in judging.of_kind(troupe.records, MessageSent):
        if sent.kind == SegmentReply.__name__:
            beside = sum(SIZES.of(sent.about.file or "", n) for n in sent.about.segments)
            assert beside < sent.size < beside + 100
