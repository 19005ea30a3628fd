"""What the tracker believes beside what is true, and since when they differ."""

from collections.abc import Sequence
from copy import copy

from hypothesis import given, settings

from bt_tui.belief import Standing, those
from bt_tui.board import Row
from bt_tui.state import State
from core import bitmap
from core.checks.facts import Truth
from core.events import (
    ClientStarted,
    HoldingsNoted,
    PeerListed,
    Record,
    SeedListed,
    SegmentStored,
    SwarmTold,
)
from core.faults.reading import parse_fault
from core.messages import Bitfields, SeedsAndPeers
from core.model import Role
from core.profiles import PROFILES
from core.sim.world import World
from tests.bt_tui.test_app_sizes import worlds
from tests.worlds import client, file, scenario

UPDATE_EVERY = 10


def told(profile: str, *faults: str, segments: int = 25) -> Sequence[Record]:
    """Return how one client gets a file of so many segments from another."""
    one = file("f", segments)
    here = scenario(client(1, owns=[one]), client(2, wants=[one]))
    world = World(here, profile=PROFILES[profile], faults=map(parse_fault, faults))
    return world.run().records


def row_of(state: State, rank: int = 2) -> Row:
    """Return the row of a client."""
    return state.swarms["f"].rows[rank]


def counts(state: State, rank: int = 2) -> tuple[int, int, int]:
    """Return how many segments of a client are known, not told, and wrongly believed."""
    standings = state.belief.standings(row_of(state, rank))
    kinds = (Standing.KNOWN, Standing.UNTOLD, Standing.WRONG)
    known, untold, wrong = map(standings.count, kinds)
    return known, untold, wrong


def untold_since(state: State, row: Row) -> int | None:
    """Return the step of the oldest news that the tracker lacks."""
    untold = those(state.belief.standings(row), Standing.UNTOLD)
    return state.belief.oldest(row, untold) if untold else None


# ---- segments -----------------------------------------------------------------------------------


def test_a_seed_is_not_known_before_it_registers_and_then_all_of_it_is() -> None:
    state, seen = State(), list[tuple[int, int, int]]()
    for record in told("client-table"):
        state.observe(record)
        if state.clients.get(1) is not None and counts(state, 1) not in seen:
            seen.append(counts(state, 1))
    assert seen == [(0, 25, 0), (25, 0, 0)]


def test_the_lag_grows_to_ten_segments_and_vanishes_with_the_update() -> None:
    for profile in ("client-table", "segment-index", "random-owner"):
        state, lags = State(), list[int]()
        for record in told(profile):
            state.observe(record)
            if isinstance(record.event, SegmentStored):
                lags.append(counts(state)[1])
            elif isinstance(record.event, HoldingsNoted):
                assert counts(state)[1] < UPDATE_EVERY
        assert max(lags) >= UPDATE_EVERY
        assert counts(state) == (25, 0, 0)


def test_where_each_segment_is_reported_the_lag_is_shorter() -> None:
    state, longest = State(), 0
    for record in told("first-missing"):
        state.observe(record)
        if isinstance(record.event, SegmentStored):
            longest = max(longest, counts(state)[1])
    assert 0 < longest < UPDATE_EVERY


def test_the_age_is_counted_from_the_step_that_stored_the_oldest_segment() -> None:
    state, stored = State(), list[int]()
    for record in told("client-table"):
        state.observe(record)
        match record.event:
            case SegmentStored():
                stored.append(state.steps)
                assert untold_since(state, row_of(state)) == stored[0]
            case HoldingsNoted(segments=segments):
                known = len(segments)
                left = stored[known:] if len(stored) > known else []
                assert untold_since(state, row_of(state)) == (left[0] if left else None)
                stored = left
                break
            case _:
                pass


def test_what_a_crash_lost_is_believed_wrongly_until_it_is_there_again() -> None:
    records = told("client-table", "crash client=2 at=stored:2:f:14", "revive client=2 at=time:1")
    state, wrong = State(), set[int]()
    for record in records:
        state.observe(record)
        wrong |= {counts(state)[2]} if 2 in state.clients else set()
    assert wrong == {0}
    lost = "revive client=2 at=time:1 keeps=false"
    state, wrong = State(), set()
    for record in told("client-table", "crash client=2 at=stored:2:f:14", lost):
        state.observe(record)
        if 2 in state.clients and counts(state)[2]:
            wrong.add(counts(state)[2])
            step = state.belief.lost_in(2)
            assert step is not None
            assert step <= state.steps
    assert max(wrong) == UPDATE_EVERY
    assert counts(state) == (25, 0, 0)


@given(world=worlds)
@settings(max_examples=12, deadline=None, derandomize=True, database=None)
def test_at_any_moment_of_any_run_each_segment_stands_as_was_noted_and_as_is_true(
    world: World,
) -> None:
    state, truth, since = State(), Truth(), dict[tuple[str, int, int], int]()
    blind = False  # such a tracker has no ages of segments
    for record in world.records:
        state.observe(record)
        truth.observe(record)
        note_stores(since, record, state.steps)
        if isinstance(record.event, SwarmTold):
            blind = isinstance(record.event.swarm, SeedsAndPeers)
        if not isinstance(record.event, SegmentStored | HoldingsNoted | SeedListed | ClientStarted):
            continue
        for file_rows in state.swarms.values():
            for row in file_rows.rows.values():
                assert_stands(state, row, truth)
                if not blind and (oldest := untold_since(state, row)) is not None:
                    untold = those(state.belief.standings(row), Standing.UNTOLD)
                    steps = [since[row.file, row.client, n] for n in bitmap.members(untold)]
                    assert oldest == min(steps)


def note_stores(since: dict[tuple[str, int, int], int], record: Record, step: int) -> None:
    """Keep the step since which each client holds each segment."""
    rank = record.at.rank
    match record.event:
        case ClientStarted(owned=owned, partial=partial):
            for own in owned:
                for segment in range(own.segments):
                    since.setdefault((own.name, rank, segment), step)
            for part in partial:
                for segment in part.held:
                    since.setdefault((part.name, rank, segment), step)
        case SegmentStored(file=name, segment=segment):
            since[name, rank, segment] = step
        case _:
            pass


def assert_stands(state: State, row: Row, truth: Truth) -> None:
    """See that what is shown of a row is what is true, and what was noted."""
    standings = state.belief.standings(row)
    held = those(standings, Standing.KNOWN) | those(standings, Standing.UNTOLD)
    believed = those(standings, Standing.KNOWN) | those(standings, Standing.WRONG)
    entry = state.belief.listed(row)
    assert held == truth.held(row.client, row.file)
    assert believed == (0 if entry is None else entry.holds(len(row.cells)))


# ---- lists --------------------------------------------------------------------------------------


def test_a_client_is_listed_as_a_peer_before_it_holds_anything() -> None:
    state, listed_in = State(), None
    for record in told("peers-then-seeds"):
        state.observe(record)
        if isinstance(record.event, PeerListed):
            listed_in = state.steps
            assert state.belief.differs(row_of(state))
        if isinstance(record.event, SegmentStored) and record.event.held == 1:
            break
        if listed_in is not None:
            assert state.belief.since(row_of(state)) == listed_in
    assert listed_in is not None


def test_a_client_that_is_complete_is_listed_otherwise_until_the_tracker_hears_of_it() -> None:
    state, complete_in, differed = State(), None, False
    for record in told("peers-then-seeds"):
        state.observe(record)
        if complete_in is None and 2 in state.clients and row_of(state).role is Role.SEED:
            complete_in = state.steps
        if complete_in is not None and state.belief.differs(row_of(state)):
            differed = True
            assert state.belief.since(row_of(state)) == complete_in
    assert differed
    assert not state.belief.differs(row_of(state))


def test_a_blind_tracker_keeps_nothing_of_segments() -> None:
    state = State()
    state.fold(told("peers-then-seeds"))
    assert all(entry.held == 0 for entry in state.belief.swarm("f").values())


# ---- loads, states, copies ----------------------------------------------------------------------


def test_loads_are_those_that_were_told_last() -> None:
    one = file("f", 40)
    others = [client(rank, wants=[one]) for rank in (2, 3, 4)]
    here = scenario(client(1, owns=[one]), *others)
    state, last = State(), dict[int, int]()
    for record in World(here, profile=PROFILES["bittorrent"]).run().records:
        state.observe(record)
        if isinstance(record.event, SwarmTold) and isinstance(record.event.swarm, Bitfields):
            last |= {row.client: row.served for row in record.event.swarm.rows}
            assert state.belief.served == last
    assert any(last.values())
    assert all(told <= state.clients[rank].served for rank, told in last.items())


def test_a_copy_stays_as_it_is() -> None:
    records = told("first-missing")
    state = State()
    state.fold(records[: len(records) // 2])
    twin = copy(state)
    before = (counts(twin), dict(twin.belief.states), untold_since(twin, row_of(twin)))
    state.fold(records[len(records) // 2 :])
    assert (counts(twin), twin.belief.states, untold_since(twin, row_of(twin))) == before
    assert counts(state) != before[0]
