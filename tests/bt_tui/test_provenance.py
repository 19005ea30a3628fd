"""From whom each client got what, at any moment."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.board import Cell
from bt_tui.history import History
from bt_tui.provenance import Provenance
from core.events import SegmentStored
from core.sim.world import World
from tests.bt_tui.test_state_runs import worlds

few = settings(max_examples=12, deadline=None, derandomize=True, database=None)


def test_each_segment_came_from_whom_it_was_stored_from() -> None:
    here = Provenance()
    for number, (segment, source) in enumerate([(2, 1), (0, 300)]):
        here.take(number, 5, SegmentStored("f", segment, source, number + 1))
    sources = here.sources(5, "f", 2)
    assert (sources[2], sources[0]) == (1, 300)
    assert list(here.sources(6, "f", 2)) == list(here.sources(5, "g", 2)) == []


def test_what_came_again_after_a_crash_came_from_another_only_from_then_on() -> None:
    here = Provenance()
    for number, source in ((10, 1), (20, 2), (30, 3)):
        here.take(number, 5, SegmentStored("f", 0, source, 1))
    assert [here.sources(5, "f", moment)[0] for moment in (11, 20, 21, 30, 31)] == [1, 1, 2, 2, 3]


@given(world=worlds, share=st.floats(0.0, 1.0))
@few
def test_at_any_moment_of_any_run_it_is_who_the_last_store_came_from(
    world: World, share: float
) -> None:
    records = world.records
    history, moment = History(), round(share * len(records))
    history.take(records)
    last = {
        (one.at.rank, one.event.file, one.event.segment): one.event.source
        for one in records[:moment]
        if isinstance(one.event, SegmentStored)
    }
    for swarm in history.state_at(moment).swarms.values():
        for row in swarm.rows.values():
            sources = history.provenance.sources(row.client, row.file, moment)
            for segment, cell in enumerate(row.cells):
                if cell == Cell.DOWNLOADED:
                    assert sources[segment] == last[row.client, row.file, segment]
