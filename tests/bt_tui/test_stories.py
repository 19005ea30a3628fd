"""Which events tell of a segment."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.history import History
from bt_tui.stories import SUBJECTS, Stories, Story
from core.events import (
    AnyEvent,
    HoldingsNoted,
    MessageDelayed,
    MessageLost,
    Record,
    RequestDenied,
    SegmentRejected,
    SegmentRequested,
    SegmentsCorrupted,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
    ThreadCrashed,
    ThreadRevived,
)
from core.messages import About
from core.model import TRACKER, Address, download_thread, upload_thread
from core.sim.world import World
from tests.bt_tui.screens import sad_story, story
from tests.bt_tui.test_state_runs import worlds

few = settings(max_examples=12, deadline=None, derandomize=True, database=None)


def stories(*told: tuple[Address, AnyEvent]) -> Stories:
    """Return what is known after these events."""
    here = Stories()
    for number, (at, event) in enumerate(told):
        here.take(number, Record(at, number + 1, number + 1, 0.0, event))
    return here


def kinds(records: tuple[Record, ...], one: Story) -> list[type[AnyEvent]]:
    """Return which kinds of events tell of a segment."""
    history = History()
    history.take(records)
    return [type(records[number].event) for number in history.stories.numbers(one)]


def test_a_story_goes_from_who_is_asked_to_whom_it_is_served() -> None:
    assert kinds(story(), Story(2, "file1", 0)) == [
        SegmentRequested,
        SegmentsRefused,
        RequestDenied,
        SegmentRequested,
        SegmentsServed,
        SegmentStored,
    ]
    told = kinds(story(), Story(1, "file1", 0))
    assert set(told) == {SegmentsServed}


def test_what_was_wrong_is_part_of_the_story() -> None:
    assert SegmentRejected in kinds(sad_story(), Story(2, "file1", 0))


def test_of_what_nobody_told_there_is_no_story() -> None:
    assert kinds(story(), Story(2, "nobodys", 0)) == []
    assert Stories().numbers(Story(1, "f", 0)) == []
    assert Stories().length(Story(1, "f", 0)) == 0


def test_a_request_for_several_segments_is_told_of_each_and_no_other() -> None:
    asked = SegmentRequested("f", (2, 4), 1, (1,), "drawn")
    here = stories((download_thread(2), asked))
    assert [here.numbers(Story(2, "f", n)) for n in range(5)] == [[], [], [0], [], [0]]
    assert here.numbers(Story(1, "f", 2)) == []


def test_what_happens_to_a_message_belongs_to_who_asked() -> None:
    about, one = About("f", (2,)), Story(2, "f", 2)
    down, up = download_thread(2), upload_thread(1)
    here = stories(
        (down, MessageLost(up, 1, "SegmentRequest", "by chance", about)),
        (up, MessageDelayed(down, 1, "SegmentReply", "by chance", about)),
        (up, SegmentsCorrupted("f", (2,), 2)),
        (down, MessageLost(TRACKER, 2, "Update", "by chance", about)),
    )
    assert here.numbers(one) == [0, 1, 2]
    assert here.numbers(Story(1, "f", 2)) == []


def test_a_crash_is_part_of_every_story_that_had_begun() -> None:
    down = download_thread(2)
    here = stories(
        (down, ThreadCrashed()),
        (down, SegmentStored("f", 0, 1, 1)),
        (down, ThreadCrashed()),
        (upload_thread(2), ThreadCrashed()),
        (down, ThreadRevived(1, False)),
        (down, SegmentStored("f", 1, 1, 1)),
    )
    assert here.numbers(Story(2, "f", 0)) == [1, 2, 4]
    assert here.numbers(Story(2, "f", 1)) == [5]


def test_every_event_of_a_segment_between_clients_belongs_to_a_story() -> None:
    of_segments = {
        kind
        for kind in get_args(AnyEvent)
        if {"segment", "missing"} & set(kind.__struct_fields__)
        or ("file" in kind.__struct_fields__ and "segments" in kind.__struct_fields__)
    }
    sizes = {kind for kind in of_segments if _type(kind, "segments") is int}
    told_by_size = {kind for kind in sizes if kind not in SUBJECTS}
    assert of_segments - set(SUBJECTS) - {HoldingsNoted} - told_by_size == set()


def _type(kind: type[AnyEvent], field: str) -> object:
    types = {one.name: one.type for one in msgspec.structs.fields(kind)}
    return types.get(field)


@given(world=worlds, data=st.data())
@few
def test_the_story_of_any_segment_that_is_held_tells_from_whom_it_came(
    world: World, data: st.DataObject
) -> None:
    records = world.records
    history = History()
    history.take(records)
    stored = [
        (number, Story(one.at.rank, one.event.file, one.event.segment))
        for number, one in enumerate(records)
        if isinstance(one.event, SegmentStored)
    ]
    for number, one in stored:
        numbers = history.stories.numbers(one)
        assert number in numbers
        assert numbers == sorted(set(numbers))
        assert isinstance(records[numbers[0]].event, SegmentRequested)
        assert len(numbers) <= history.stories.length(one)


@pytest.mark.parametrize("segments", [1_000_000])
def test_a_long_story_is_found_among_many(segments: int) -> None:
    here = Stories()
    asked = SegmentRequested("f", tuple(range(segments)), 1, (1,), "drawn")
    here.take(0, Record(download_thread(2), 1, 1, 0.0, asked))
    assert here.numbers(Story(2, "f", segments - 1)) == [0]
