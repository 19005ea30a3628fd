"""All that happened: how things stood at any moment, and what is found by number."""

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import accumulate
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.history import History, Line, Mark, MarkKind, UnfittingError
from core.events import (
    AnyEvent,
    ClientStarted,
    FileCompleted,
    FileIncomplete,
    MessageChosen,
    MessageReceived,
    MessageSent,
    Record,
    RequestTimedOut,
    SegmentRejected,
    SegmentStored,
    ThreadGone,
    TimerChosen,
)
from core.model import TRACKER, Address, download_thread, upload_thread
from core.narration import narrate
from core.sim.world import World
from tests import judging
from tests.bt_tui.archives import Written
from tests.bt_tui.screens import chosen_story, sad_story, steps, story
from tests.bt_tui.test_state_runs import everything, folded, worlds

CHECKPOINT_EVENTS, CHUNK = 40, 16

few = settings(max_examples=12, deadline=None, derandomize=True, database=None)


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    with (
        patch("bt_tui.history.CHECKPOINT_EVENTS", CHECKPOINT_EVENTS),
        patch("bt_tui.records.CHUNK", CHUNK),
    ):
        yield


def history(records: Sequence[Record], batch: int = 7) -> History:
    """Return the history of these records, which came in batches of so many."""
    here = History()
    for start in range(0, len(records), batch):
        here.take(records[start : start + batch])
    return here


def happened(*told: tuple[Address, AnyEvent]) -> History:
    """Return the history of these events."""
    return history([Record(at, n, n, 0.0, event) for n, (at, event) in enumerate(told, 1)])


# ---- states -------------------------------------------------------------------------------------


def test_at_first_nothing_happened() -> None:
    here = History()
    assert (here.steps, here.sentences, here.marks) == (0, 0, [])
    assert everything(here.state_at(0)) == everything(here.now) == everything(folded([]))


@given(world=worlds, batch=st.sampled_from([1, 7, 10_000]), data=st.data())
@few
def test_the_state_at_any_moment_is_the_fold_of_what_happened_before(
    world: World, batch: int, data: st.DataObject
) -> None:
    records = world.records
    here = history(records, batch)
    moments = st.lists(st.integers(0, len(records)), min_size=1, max_size=8)
    for moment in [*data.draw(moments), len(records)]:
        assert everything(here.state_at(moment)) == everything(folded(records[:moment]))
    assert everything(here.now) == everything(folded(records))


def test_the_state_at_a_moment_is_the_same_where_its_records_were_forgotten() -> None:
    records, archive = story(), Written()
    archive.write(list(records))
    here = History(archive)
    with patch.object(here.records, "_kept_max", 2 * CHUNK):
        here.take(records)
    for moment in range(0, len(records), 5):
        assert everything(here.state_at(moment)) == everything(folded(records[:moment]))
    assert archive.reads


@pytest.mark.parametrize("batch", [1, 100, 100_000])
def test_no_moment_is_far_from_its_checkpoint_however_records_come(batch: int) -> None:
    here = history(story(), batch)
    assert len(story()) > 5 * CHECKPOINT_EVENTS
    for moment in range(len(story()) + 1):
        assert 0 <= moment - here.checkpoint_before(moment) < 2 * CHECKPOINT_EVENTS


@given(world=worlds, data=st.data())
@few
def test_a_copy_shares_nothing_that_changes(world: World, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(world.records)))
    for twin_goes_on in (True, False):
        state = folded(world.records[:cut])
        goes, stays = (copy(state), state) if twin_goes_on else (state, copy(state))
        assert everything(goes) == everything(stays)
        goes.fold(world.records[cut:])
        goes.highlight({row: [0] for row in goes.fresh})
        assert everything(stays) == everything(folded(world.records[:cut]))


@pytest.mark.parametrize("records", [story(), sad_story()], ids=["good", "sad"])
def test_a_copy_in_the_midst_of_a_step_shares_nothing(records: tuple[Record, ...]) -> None:
    state = folded([])
    for record in records:
        twin, other, before = copy(state), copy(state), everything(state)
        other.observe(record)
        assert everything(state) == before
        state.observe(record)
        assert everything(twin) == before
        assert everything(other) == everything(state)


def test_of_a_copy_everything_counts_as_changed() -> None:
    assert copy(folded(story())).take_changes().layout


def test_where_copies_are_large_there_are_fewer_and_every_moment_is_found_all_the_same() -> None:
    records = story()
    all_of_them = {history(records).checkpoint_before(n) for n in range(len(records))}
    with patch("bt_tui.history.CHECKPOINT_CELLS_MAX", 10_000):
        here = history(records)
    fewer = {here.checkpoint_before(n) for n in range(len(records))}
    assert fewer < all_of_them
    assert len(fewer) <= 10_000 // (6 * 300)  # six rows
    for moment in range(0, len(records), 20):
        assert everything(here.state_at(moment)) == everything(folded(records[:moment]))


# ---- steps and sentences ------------------------------------------------------------------------


@given(world=worlds)
@few
def test_steps_are_found_by_number_and_by_moment(world: World) -> None:
    here, parts = history(world.records), steps(world.records)
    assert here.steps == len(parts) - 1
    ends = list(accumulate(map(len, parts)))
    assert [here.moment_after(step) for step in range(len(parts))] == ends
    belongs = [step for step, part in enumerate(parts) for _ in part]
    assert [here.step_at(moment + 1) for moment in range(len(belongs))] == belongs
    assert here.step_at(0) == 0


@given(world=worlds)
@few
def test_sentences_are_found_by_number_and_by_moment(world: World) -> None:
    here = history(world.records)
    lines = [
        Line(step, sentence)
        for step, part in enumerate(steps(world.records))
        for record in part
        if (sentence := narrate(record)) is not None
    ]
    assert [here.line(number) for number in range(here.sentences)] == lines
    told = [narrate(record) is not None for record in world.records]
    before = list(accumulate(told, initial=0))
    assert [here.sentences_by(moment) for moment in range(len(told) + 1)] == before


def test_a_step_that_was_chosen_begins_with_the_choice() -> None:
    records, parts = chosen_story(), steps(chosen_story())
    here = history(records)
    assert here.steps == len(steps(story())) - 1
    for step in range(1, len(parts)):
        begin, end = here.moment_after(step - 1), here.moment_after(step)
        assert list(records[begin:end]) == parts[step]
        assert isinstance(records[begin].event, MessageChosen | TimerChosen) == bool(step % 2)
        assert here.step_at(begin + 1) == here.step_at(end) == step


def test_after_a_step_is_before_the_choice_of_the_next() -> None:
    here = history(chosen_story())
    for step, moment in enumerate(map(here.moment_after, range(here.steps))):
        assert here.state_at(moment).steps == step
        assert everything(here.state_at(moment + 1)) != everything(here.state_at(moment))


def test_a_step_that_is_under_way_ends_with_what_happened_so_far() -> None:
    sent, received = (
        MessageSent(TRACKER, 1, "Ready", 9),
        MessageReceived(download_thread(1), 1, "Ready"),
    )
    here = happened((download_thread(1), ClientStarted((), ())), (download_thread(1), sent))
    assert here.moment_after(0) == 2
    here.take([Record(TRACKER, 3, 3, 0.0, received)])
    assert [here.moment_after(step) for step in (0, 1)] == [2, 3]


# ---- marks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "event", "kind"),
    [
        (download_thread(2), FileCompleted("f", 3), MarkKind.COMPLETE),
        (download_thread(2), RequestTimedOut("f", (1,), 1), MarkKind.TROUBLE),
        (download_thread(2), SegmentRejected("f", 1, 1), MarkKind.TROUBLE),
        (download_thread(2), FileIncomplete("f", 3, (0, 1, 2), "because"), MarkKind.TROUBLE),
        (TRACKER, ThreadGone(upload_thread(1)), MarkKind.TROUBLE),
    ],
)
def test_what_completes_and_what_fails_is_marked(
    at: Address, event: AnyEvent, kind: MarkKind
) -> None:
    starts = (download_thread(2), ClientStarted((), ("f",)))
    size = (download_thread(1), ClientStarted((), ()))
    with patch("bt_tui.history.State.fold"):
        assert happened(size, starts, (at, event), size).marks == [Mark(3, kind)]


@pytest.mark.parametrize("records", [story(), sad_story()], ids=["good", "sad"])
def test_every_completed_file_is_marked_and_every_mark_is_an_event_that_happened(
    records: tuple[Record, ...],
) -> None:
    marks = history(records).marks
    complete = [mark for mark in marks if mark.kind is MarkKind.COMPLETE]
    assert len(complete) == len(judging.of_kind(records, FileCompleted))
    assert [mark.event for mark in marks] == sorted(mark.event for mark in marks)
    for mark in complete:
        assert isinstance(records[mark.event - 1].event, FileCompleted)
    assert {mark.event for mark in marks} <= set(range(1, len(records) + 1))


# ---- what cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 7, 100_000])
def test_an_event_that_cannot_follow_is_named_by_its_number(batch: int) -> None:
    for place in (0, 1, CHECKPOINT_EVENTS, CHECKPOINT_EVENTS + 1, 100):
        stored = Record(download_thread(9), 1, 1, 0.0, SegmentStored("file1", 1, 2, 3))
        with pytest.raises(UnfittingError, match=r"SegmentStored\(file='file1'") as refusal:
            history([*story()[:place], stored, *story()[place:]], batch)
        assert refusal.value.number == place + 1
