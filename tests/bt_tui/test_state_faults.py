"""What the screen shows of clients that crash and come back."""

from collections.abc import Sequence

from bt_tui.board import Cell
from bt_tui.state import State
from core.events import ClientStarted, Record, ThreadCrashed, ThreadRevived
from core.faults import Afflict
from core.faults.reading import parse_fault
from core.model import TRACKER_RANK, Affliction, Role
from core.sim.world import World
from tests.bt_tui.screens import classroom, steps, story

CRASH = "crash client=2 at=stored:2:file1:4"


def told(*faults: str) -> list[Record]:
    """Return what happens in the classroom with these faults."""
    return World(classroom(), faults=map(parse_fault, faults)).run().records


def state_after(records: list[Record], kind: type[ThreadCrashed | ThreadRevived]) -> State:
    """Return the state once both threads were struck."""
    places = [place for place, one in enumerate(records) if isinstance(one.event, kind)]
    state = State()
    state.fold(records[: places[1] + 1])
    return state


def test_what_a_crashed_client_had_requested_is_missing() -> None:
    state = state_after(told(CRASH), ThreadCrashed)
    row = state.swarms["file1"].rows[2]
    assert Cell.REQUESTED not in row.cells
    assert row.cells.count(Cell.DOWNLOADED) == row.held > 0
    assert state.ailing.words(2) == "crashed"


def test_rows_that_others_take_the_place_of_are_no_longer_among_the_changes() -> None:
    records = told(CRASH, "revive client=2 at=time:1")
    state = State()
    for record in records:
        state.observe(record)
        rows = [row for swarm in state.swarms.values() for row in swarm.rows.values()]
        assert set(state.fresh) <= set(rows)
        if isinstance(record.event, ClientStarted):
            assert set(state.take_changes().rows) <= set(rows)


def test_it_comes_back_with_what_it_held() -> None:
    records = told(CRASH, "revive client=2 at=time:1")
    state = state_after(records, ThreadRevived)
    row = state.swarms["file1"].rows[2]
    assert row.cells.count(Cell.DOWNLOADED) == row.held > 0
    assert state.ailing.words(2) == ""


def test_or_without_what_it_had_downloaded() -> None:
    records = told(CRASH, "revive client=2 at=time:1 keeps=false")
    state = state_after(records, ThreadRevived)
    row, client = state.swarms["file1"].rows[2], state.clients[2]
    assert (row.held, row.role) == (0, Role.LEECHER)
    assert set(row.cells) <= {Cell.MISSING}
    assert client.downloaded == 0
    assert client.missing == len(row.cells)
    own = state.swarms["file2"].rows[2]
    assert (own.role, own.held) == (Role.SEED, 5)


def test_where_the_tracker_is_cut_off_for_good_by_hand_the_run_is_stuck_in_the_end() -> None:
    world = World(classroom(), seed=1)
    world.start()
    for _ in range(50):
        world.advance()
    world.strike(Afflict(TRACKER_RANK, Affliction.CUT_OFF, 0.0))
    assert not state_of(world.records).is_stuck
    while world.advance():
        pass
    assert state_of(world.records).is_stuck


def test_no_run_of_which_all_threads_end_is_stuck_after_any_step() -> None:
    state = State()
    for part in steps(story(1)):
        state.fold(part)
        assert not state.is_stuck


def state_of(records: Sequence[Record]) -> State:
    state = State()
    state.fold(records)
    return state
