"""What holds of the state at any moment of any run in memory."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.belief import Standing, those
from bt_tui.board import Cell, Row
from bt_tui.state import MARKED_STEPS, State
from core import bitmap
from core.events import (
    AllCompleted,
    ClientStarted,
    Record,
    RoleChanged,
    SegmentStored,
)
from core.sim.world import World
from tests import judging
from tests.bt_tui.screens import steps
from tests.core.sim.test_properties import Run, runs
from tests.core.test_narration_runs import companies

HELD = {Cell.OWNED, Cell.DOWNLOADED}

few = settings(max_examples=12, deadline=None, derandomize=True, database=None)
worlds: st.SearchStrategy[World] = st.one_of(
    runs.map(lambda run: run.world), companies().map(lambda company: company.world)
)

RowFacts = tuple[object, ...]


def facts(state: State) -> dict[Row, RowFacts]:
    """Return, for each row, everything that its line on the screen tells."""
    return {
        row: (
            row.role,
            row.role_changed is not None,
            row.role_changed == state.steps,
            bytes(row.cells),
            frozenset(state.fresh.get(row, ())),
            row.held,
            row.given_up,
            swarm.segments,
        )
        for swarm in state.swarms.values()
        for row in swarm.rows.values()
    }


def folded(records: Sequence[Record]) -> State:
    """Return the state after these records."""
    state = State()
    state.fold(records)
    return state


def everything(state: State) -> tuple[object, ...]:
    """Return what there is to compare in two states."""
    rows = [(row.client, row.file, told) for row, told in facts(state).items()]
    clients = [
        (one.rank, one.owned, one.wanted, one.served, one.downloaded, one.missing, one.done)
        for one in state.clients.values()
    ]
    standing = [(one.gone, one.ended, one.shares) for one in state.clients.values()]
    waiting = (list(state.waiting.messages.items()), list(state.waiting.timers.items()))
    counts = (state.events, state.steps, state.time, state.phase)
    return rows, clients, standing, waiting, counts, believed(state)


def believed(state: State) -> tuple[object, ...]:
    """Return what there is to compare in what two states know of the tracker's belief."""
    belief = state.belief
    rows = [row for swarm in state.swarms.values() for row in swarm.rows.values()]
    stand = [(belief.standings(row), belief.differs(row), belief.since(row)) for row in rows]
    ages = [belief.oldest(row, those(belief.standings(row), Standing.UNTOLD)) for row in rows]
    swarms = {file: dict(entries) for file, entries in belief.swarms.items()}
    return stand, ages, swarms, dict(belief.states), dict(belief.served), dict(belief.finished)


@given(world=worlds, data=st.data())
@few
def test_a_row_that_looks_different_is_among_the_changes(world: World, data: st.DataObject) -> None:
    records = world.records
    cuts = st.lists(st.integers(0, len(records)), min_size=1, max_size=30)
    state, before = State(), dict[Row, RowFacts]()
    for start, end in pairwise([0, *sorted(data.draw(cuts)), len(records)]):
        state.fold(records[start:end])
        after, changes = facts(state), state.take_changes()
        differing = {row for row, told in after.items() if before.get(row) != told}
        assert changes.layout or differing <= set(changes.rows)
        before = after


@given(world=worlds)
@few
def test_a_row_that_looks_different_after_a_step_is_among_its_changes(world: World) -> None:
    state, before = State(), dict[Row, RowFacts]()
    for step in steps(world.records):
        state.fold(step)
        after, changes = facts(state), state.take_changes()
        differing = {row for row, told in after.items() if before.get(row) != told}
        assert changes.layout or differing <= set(changes.rows)
        before = after


@given(world=worlds, data=st.data())
@few
def test_folding_in_pieces_is_folding_at_once(world: World, data: st.DataObject) -> None:
    records = world.records
    cut = data.draw(st.integers(0, len(records)))
    state = folded(records[:cut])
    state.take_changes()
    state.fold(records[cut:])
    assert everything(state) == everything(folded(records))


@given(world=worlds)
@few
def test_in_the_end_the_state_agrees_with_what_the_ranks_counted(world: World) -> None:
    state, totals = folded(world.records), world.totals
    started = {rank for rank, _ in judging.of_kind(world.records, ClientStarted)}
    for rank in started:
        counts, client = totals.ranks[rank], state.clients[rank]
        rows = {name: one.rows[rank] for name, one in state.swarms.items() if rank in one.rows}
        assert rows.keys() == counts.files.keys()
        for name, file in counts.files.items():
            row = rows[name]
            assert (row.role, row.wanted) == (file.role, file.wanted)
            assert row.held == file.held == sum(cell in HELD for cell in row.cells)
            assert row.given_up == bool(file.reason)
        assert client.served == counts.served
        assert client.downloaded == sum(sum(one.sources.values()) for one in counts.files.values())
        assert client.missing == sum(len(row.cells) - row.held for row in rows.values())
        assert client.gone == tuple(at for at in totals.ranks[0].gone if at.rank == rank)
    finished = {rank for rank, _ in judging.of_kind(world.records, AllCompleted)}
    assert {rank for rank in started if state.clients[rank].done} == finished
    assert state.events == sum(counts.events for counts in totals.ranks)
    assert not state.waiting.messages


@given(run=runs)
@few
def test_in_the_end_the_cells_are_what_the_clients_hold(run: Run) -> None:
    state = folded(run.world.records)
    for name, swarm in state.swarms.items():
        for rank, row in swarm.rows.items():
            holdings = run.world.holdings[rank].get(name)
            held = [n for n, cell in enumerate(row.cells) if cell in HELD]
            assert held == (list(bitmap.members(holdings.held)) if holdings else [])
            assert holdings is None or row.role is holdings.role
            assert set(row.cells) <= HELD
    assert not state.waiting


@given(world=worlds)
@few
def test_fresh_are_the_last_step_s_cells_and_marked_the_last_steps_roles(world: World) -> None:
    state = State()
    changed: dict[Row, int] = {}
    for number, step in enumerate(steps(world.records)):
        state.fold(step)
        for record in step:
            if isinstance(record.event, RoleChanged):
                changed[state.swarms[record.event.file].rows[record.at.rank]] = number
        marked = {row: at for row, at in changed.items() if number - at <= MARKED_STEPS}
        assert marked == {
            row: row.role_changed for row in facts(state) if row.role_changed is not None
        }
        stored = {
            (one.at.rank, one.event.file, one.event.segment)
            for one in step
            if isinstance(one.event, SegmentStored)
        }
        downloaded = {
            (row.client, row.file, segment)
            for row, segments in state.fresh.items()
            for segment in segments
            if row.cells[segment] == Cell.DOWNLOADED
        }
        assert stored == downloaded
