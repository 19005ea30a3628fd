"""What is counted while a run goes on, at any moment of it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bt_tui.figures import Figures, figures_at
from bt_tui.history import History
from bt_tui.series import COUNTED, Series, Track, Trouble
from core.events import AnswerLate, AnyEvent, MessageLost, Record
from core.faults.reading import parse_fault
from core.measures import Counts
from core.model import CONDUCTOR, TRACKER, Thread, download_thread
from core.sim.world import World
from tests.bt_tui.screens import chosen_story, classroom, sad_story, steps, story
from tests.bt_tui.test_state_runs import few, worlds

CRASH = ("crash client=2 at=stored:2:file1:4", "revive client=2 at=time:1 keeps=false")


def crashed_story() -> list[Record]:
    """Return what happens in the classroom when client 2 crashes, and loses what it had."""
    return World(classroom(), faults=map(parse_fault, CRASH)).run().records


def history(records: Sequence[Record]) -> History:
    """Return the history of these records."""
    here = History()
    here.take(records)
    return here


def series(told: Sequence[Record]) -> Series:
    """Return what is counted of these records."""
    here = Series()
    for moment, record in enumerate(told, 1):
        if (count := COUNTED.get(type(record.event))) is not None:
            count(here, moment, record, record.event)
    return here


def figures(here: History, moment: int) -> Figures:
    """Return what was counted by this moment."""
    return figures_at(here.series, moment, here.step_at(moment))


def counted(records: Sequence[Record]) -> dict[int, Counts]:
    """Return the counts of all ranks, folded as the summary folds them."""
    counts: dict[int, Counts] = {}
    for record in records:
        counts.setdefault(record.at.rank, Counts(record.at.rank)).observe(record)
    return counts


# ---- a number -----------------------------------------------------------------------------------


def test_a_track_is_0_until_it_changes_and_then_what_it_became() -> None:
    track = Track()
    assert track.at(9) == 0
    track.add(3)
    track.add(3, 4)
    track.add(7, -2)
    assert [track.at(moment) for moment in (0, 2, 3, 6, 7, 99)] == [0, 0, 5, 5, 3, 3]


def test_time_never_goes_back() -> None:
    series = Series()
    for time in (1.0, 3.0, 2.0, 4.0):
        series.begin_step(time)
    assert list(series.times) == [1.0, 3.0, 3.0, 4.0]


# ---- a run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [story, sad_story, chosen_story, crashed_story])
def test_the_end_of_a_run_is_what_its_summary_says(make: type[Sequence[Record]]) -> None:
    assert_as_counted(make())


@given(world=worlds)
@few
def test_the_end_of_any_run_is_what_its_summary_says(world: World) -> None:
    assert_as_counted(world.records)


def assert_as_counted(records: Sequence[Record]) -> None:
    """See that the counts of all ranks come to the same."""
    told, ranks = figures(history(records), len(records)), counted(records)
    sent: dict[str, int] = {}
    for counts in ranks.values():
        for kind, traffic in counts.sent.items():
            sent[kind] = sent.get(kind, 0) + traffic.messages
    assert told.sent == sent
    assert told.served == {rank: ranks[rank].served for rank in told.served}
    assert sum(told.served.values()) == sum(counts.served for counts in ranks.values())
    assert told.stored == sum(
        sum(file.sources.values()) for counts in ranks.values() for file in counts.files.values()
    )
    names = ("denials", "chokes", "timeouts", "rejected", "late")
    assert list(told.troubles.values())[: len(names)] == [
        sum(getattr(counts, name) for counts in ranks.values()) for name in names
    ]


@pytest.mark.parametrize("make", [story, sad_story, chosen_story, crashed_story])
def test_after_each_step_clients_hold_and_want_what_the_swarms_show(
    make: type[Sequence[Record]],
) -> None:
    assert_as_shown(make())


@given(world=worlds)
@few
def test_in_any_run_clients_hold_and_want_what_the_swarms_show(world: World) -> None:
    assert_as_shown(world.records)


def assert_as_shown(records: Sequence[Record]) -> None:
    """See that progress is that of the rows of cells, whenever a step is over."""
    whole, now = history(records), History()
    for part in steps(records):
        now.take(part)
        told = figures(whole, now.now.events)
        rows = {rank: [0, 0] for rank in told.wanted}
        for swarm in now.now.swarms.values():
            for row in swarm.rows.values():
                if row.wanted:
                    rows[row.client][0] += row.held
                    rows[row.client][1] += len(row.cells)
        assert {rank: [told.held[rank], told.wanted[rank]] for rank in told.wanted} == rows
        assert told.served == {rank: now.now.clients[rank].served for rank in told.served}
        assert told.steps == now.steps


@given(world=worlds, share=st.floats(0.0, 1.0))
@few
def test_the_past_is_what_it_was_when_it_was_the_newest_moment(world: World, share: float) -> None:
    moment = round(share * len(world.records))
    then = history(world.records[:moment])
    assert figures(history(world.records), moment) == figures(then, moment)


def test_a_client_that_loses_what_it_had_goes_back() -> None:
    here = history(crashed_story())
    held = [here.series.held[2].at(moment) for moment in range(here.now.events + 1)]
    assert 0 in held[held.index(4) :]


# ---- what hinders -------------------------------------------------------------------------------


def happened(*events: AnyEvent) -> dict[Trouble, int]:
    """Return what hindered, where this happened."""
    records = [Record(download_thread(1), n, n, 0.0, one) for n, one in enumerate(events, 1)]
    told = figures_at(series(records), len(records), 0).troubles
    return {trouble: count for trouble, count in told.items() if count}


def test_segments_of_a_late_answer_came_twice_and_a_late_no_is_only_late() -> None:
    assert happened(AnswerLate("SegmentReply", "f", (1, 2), 3)) == {
        Trouble.LATE: 1,
        Trouble.TWICE: 2,
    }
    assert happened(AnswerLate("SegmentDenial", "f", (1, 2), 3)) == {Trouble.LATE: 1}


def test_a_message_that_a_fault_loses_is_counted() -> None:
    assert happened(MessageLost(TRACKER, 1, "Probe", "cut off")) == {Trouble.LOST: 1}


def test_what_is_chosen_by_hand_is_no_message() -> None:
    assert any(record.at == CONDUCTOR for record in chosen_story())
    assert CONDUCTOR.thread is Thread.CONDUCTOR
    here = history(chosen_story())
    assert figures(here, here.now.events).sent == figures(history(story()), 10**6).sent
