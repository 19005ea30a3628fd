"""What the screen shows, as a fold over events."""

import subprocess
import sys
from itertools import count
from typing import Self

import pytest

from bt_tui.board import Cell, Phase, Row
from bt_tui.state import MARKED_STEPS, State
from core.events import (
    AllCompleted,
    AnswerLate,
    AnyEvent,
    BarrierOpened,
    ClientStarted,
    FileBegun,
    FileCompleted,
    FileIncomplete,
    FileOwned,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    RequestChoked,
    RequestDenied,
    RequestTimedOut,
    RoleChanged,
    SegmentRejected,
    SegmentRequested,
    SegmentsLeft,
    SegmentsServed,
    SegmentStored,
    ShutdownGiven,
    StartGiven,
    SwarmLearned,
    SwarmTold,
    ThreadEnded,
    ThreadGone,
    ThreadReturned,
    ThreadStopped,
    TimerFired,
    TimerSet,
)
from core.messages import SeedsAndPeers
from core.model import TRACKER, Address, Role, download_thread, upload_thread
from core.timers import RoundTimer

MISSING, REQUESTED, OWNED, DOWNLOADED, REJECTED = Cell
NOBODY = SeedsAndPeers((), ())


class Tale:
    """A state, and a readable way to tell it of what happens in the download threads."""

    def __init__(self) -> None:
        self.state = State()
        self.records: list[Record] = []
        self._numbers = count(1)

    def tell(self, at: int | Address, *events: AnyEvent) -> Self:
        """Let this happen to a client, or in a thread; each event takes a second."""
        thread = at if isinstance(at, Address) else download_thread(at)
        for event in events:
            number = next(self._numbers)
            self.records.append(Record(thread, number, number, float(number), event))
            self.state.observe(self.records[-1])
        return self

    def step(self, rank: int, *events: AnyEvent) -> Self:
        """Let a timer of this client ring, and cause this."""
        timer = RoundTimer("any")
        self.tell(rank, TimerSet(timer, 0.0, "because"))
        return self.tell(rank, TimerFired(timer), *events)

    def row(self, rank: int, file: str = "f") -> Row:
        """Return a client in the swarm of a file."""
        return self.state.swarms[file].rows[rank]

    def cells(self, rank: int, file: str = "f") -> list[Cell]:
        """Return how a client stands to the segments of a file."""
        return list(map(Cell, self.row(rank, file).cells))

    def forget_changes(self) -> Self:
        """Take the changes so far."""
        self.state.take_changes()
        return self


def starts(*wanted: str, **owned: int) -> ClientStarted:
    """Return the start of a client that wants files, and owns files of so many segments."""
    return ClientStarted(tuple(FileOwned(name, size) for name, size in owned.items()), wanted)


def requests(segment: int) -> SegmentRequested:
    return SegmentRequested("f", (segment,), 1, (1,), "because")


def stores(segment: int, held: int = 1) -> SegmentStored:
    return SegmentStored("f", segment, 1, held)


def promoted(new: Role = Role.PEER) -> RoleChanged:
    return RoleChanged("f", Role.LEECHER, new)


def tale() -> Tale:
    """Return a tale with C1, which owns a file of three segments, and C2 and C3, which want it."""
    return Tale().tell(1, starts(f=3)).tell(2, starts("f")).tell(3, starts("f"))


# ---- who is here --------------------------------------------------------------------------------


def test_at_first_nobody_is_there() -> None:
    state = State()
    assert (state.events, state.steps, state.time) == (0, 0, 0.0)
    assert [state.clients, state.swarms, state.fresh] == [{}, {}, {}]
    assert not state.waiting
    assert not state.take_changes().layout


def test_an_owner_is_a_seed_and_holds_everything_from_the_start() -> None:
    here = tale()
    assert here.row(1).role is Role.SEED
    assert (here.row(1).held, here.row(1).wanted) == (3, False)
    assert here.cells(1) == [OWNED] * 3


def test_an_owner_that_shares_nothing_is_a_leecher_that_holds_everything() -> None:
    here = Tale().tell(1, ClientStarted((FileOwned("f", 3),), (), shares=False))
    assert here.row(1).role is Role.LEECHER
    assert here.cells(1) == [OWNED] * 3


def test_who_has_a_part_from_an_earlier_run_is_a_peer_at_once() -> None:
    begun = ClientStarted((), ("f",), partial=(FileBegun("f", 3, (0, 2)),))
    here = Tale().tell(1, starts(f=3)).tell(2, begun).tell(2, stores(1, held=3))
    assert here.row(2).role is Role.PEER
    assert here.row(2).wanted
    assert here.cells(2) == [OWNED, DOWNLOADED, OWNED]
    assert here.row(2).held == 3
    assert (here.state.clients[2].missing, here.state.clients[2].downloaded) == (0, 1)


def test_a_part_tells_how_large_the_file_is() -> None:
    begun = ClientStarted((), ("f",), shares=False, partial=(FileBegun("f", 3, (1,)),))
    here = Tale().tell(3, starts("f")).tell(2, begun)
    assert here.row(2).role is Role.LEECHER
    assert here.cells(3) == [MISSING] * 3
    assert [here.state.clients[rank].missing for rank in (2, 3)] == [2, 3]


def test_who_wants_a_file_is_a_leecher_and_misses_everything() -> None:
    here = tale()
    assert here.row(2).role is Role.LEECHER
    assert (here.row(2).held, here.row(2).wanted) == (0, True)
    assert here.cells(2) == [MISSING] * 3
    assert here.state.clients[2].missing == 3


def test_who_wants_a_file_before_its_owner_spoke_learns_the_size_from_it() -> None:
    here = Tale().tell(2, starts("f"))
    assert here.state.swarms["f"].segments is None
    assert here.cells(2) == []
    here.tell(1, starts(f=3))
    assert here.cells(2) == [MISSING] * 3
    assert here.state.clients[2].missing == 3


def test_a_size_that_the_tracker_tells_is_learnt_once() -> None:
    here = Tale().tell(2, starts("f")).forget_changes()
    here.tell(2, SwarmLearned("f", 4, NOBODY))
    assert here.state.take_changes().layout
    here.tell(2, stores(0), SwarmLearned("f", 4, NOBODY))
    assert not here.state.take_changes().layout
    assert here.cells(2) == [DOWNLOADED, MISSING, MISSING, MISSING]
    assert here.state.clients[2].missing == 3


def test_a_client_that_wants_what_it_owns_is_a_seed_that_misses_nothing() -> None:
    here = Tale().tell(1, starts("f", f=3), FileCompleted("f", 3))
    assert (here.row(1).role, here.row(1).wanted, here.row(1).held) == (Role.SEED, True, 3)
    assert here.state.clients[1].missing == 0


def test_a_file_without_segments_has_rows_without_cells() -> None:
    here = Tale().tell(1, starts(f=0)).tell(2, starts("f"), SwarmLearned("f", 0, NOBODY))
    here.tell(2, promoted(Role.SEED), FileCompleted("f", 0))
    assert here.state.swarms["f"].segments == 0
    assert here.cells(1) == here.cells(2) == []
    assert here.row(2).role is Role.SEED


def test_a_file_that_nobody_owns_has_no_size_and_is_given_up() -> None:
    here = Tale().tell(2, starts("f"), FileIncomplete("f", None, (), "nobody has registered it"))
    assert here.state.swarms["f"].segments is None
    assert here.row(2).given_up


# ---- segments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "cell"),
    [
        ((requests(1),), REQUESTED),
        ((requests(1), stores(1)), DOWNLOADED),
        ((stores(1),), DOWNLOADED),
        ((requests(1), RequestDenied("f", (1,), 1)), MISSING),
        ((requests(1), RequestChoked("f", (1,), 1, ())), MISSING),
        ((requests(1), SegmentsLeft("f", (1,), 1)), MISSING),
        ((requests(1), RequestTimedOut("f", (1,), 1)), MISSING),
        ((requests(1), SegmentRejected("f", 1, 1)), REJECTED),
        ((SegmentRejected("f", 1, 1), requests(1)), REQUESTED),
        ((SegmentRejected("f", 1, 1), FileIncomplete("f", 3, (0, 1, 2), "so")), MISSING),
        ((requests(1), FileIncomplete("f", 3, (0, 1, 2), "so")), MISSING),
        ((RequestTimedOut("f", (1,), 1), AnswerLate("x", "f", (1,), 1), stores(1)), DOWNLOADED),
        ((stores(1), requests(1)), DOWNLOADED),
        ((stores(1), SegmentRejected("f", 1, 1)), DOWNLOADED),
        ((stores(1), RequestDenied("f", (1,), 1)), DOWNLOADED),
        ((stores(1), RequestTimedOut("f", (1,), 1)), DOWNLOADED),
    ],
    ids=lambda value: (
        "+".join(type(one).__name__ for one in value) if isinstance(value, tuple) else value.name
    ),
)
def test_a_cell_says_how_a_client_stands_to_a_segment(
    events: tuple[AnyEvent, ...], cell: Cell
) -> None:
    here = tale().tell(2, *events)
    assert here.cells(2) == [MISSING, cell, MISSING]
    assert here.cells(1) == [OWNED] * 3
    assert here.cells(3) == [MISSING] * 3


def test_what_is_stored_is_counted_for_the_client_and_for_the_file() -> None:
    here = tale().tell(2, stores(0, 1), stores(2, 2))
    client = here.state.clients[2]
    assert here.row(2).held == 2
    assert (client.downloaded, client.missing) == (2, 1)


def test_what_is_served_is_counted_for_the_one_who_serves() -> None:
    here = tale().tell(upload_thread(1), SegmentsServed("f", (0, 2), 2, word="yes"))
    assert [one.served for one in here.state.clients.values()] == [2, 0, 0]


# ---- what became of a client --------------------------------------------------------------------


@pytest.mark.parametrize("event", [AllCompleted(), ThreadStopped()])
def test_a_client_is_done_when_it_finished_or_was_stopped(event: AnyEvent) -> None:
    here = tale().tell(2, event).tell(TRACKER, ThreadStopped())
    assert [one.done for one in here.state.clients.values()] == [False, True, False]


def test_a_thread_is_gone_until_it_returns() -> None:
    up, down = upload_thread(2), download_thread(2)
    here = tale().tell(TRACKER, ThreadGone(up), ThreadGone(down))
    assert list(here.state.clients[2].gone) == [up, down]
    here.tell(TRACKER, ThreadReturned(up))
    assert list(here.state.clients[2].gone) == [down]


def test_a_client_may_be_gone_before_it_said_a_word() -> None:
    down = download_thread(3)
    here = Tale().tell(1, starts(f=3)).tell(TRACKER, ThreadGone(down), ThreadReturned(down))
    here.tell(TRACKER, ThreadGone(down)).tell(3, starts("f"))
    assert here.cells(3) == [MISSING] * 3
    assert here.state.clients[3].gone == (down,)


def test_a_thread_has_ended_whether_or_not_its_client_is_done() -> None:
    up, down = upload_thread(2), download_thread(2)
    here = tale().tell(up, ThreadEnded()).tell(TRACKER, ThreadEnded())
    assert here.state.clients[2].ended == (up,)
    assert not here.state.clients[2].done
    assert here.tell(down, ThreadEnded()).state.clients[2].ended == (up, down)


def test_the_tracker_brings_everyone_from_phase_to_phase() -> None:
    here, told = tale(), SwarmTold("f", 2, NOBODY)
    phases = [here.state.phase]
    for event in (StartGiven("ACK"), BarrierOpened(), told, ShutdownGiven("E")):
        phases.append(here.tell(TRACKER, event).state.phase)
    assert phases == [Phase.REGISTERING, Phase.STARTED, Phase.RUNNING, Phase.RUNNING, Phase.ENDED]
    assert tale().tell(TRACKER, StartGiven("ACK"), told).state.phase is Phase.RUNNING


# ---- steps --------------------------------------------------------------------------------------


def test_a_step_is_a_message_that_is_handled_or_a_timer_that_rings() -> None:
    to = download_thread(2)
    sent = [MessageSent(to, number, "Go", 9) for number in (1, 2)]
    here = tale().tell(TRACKER, *sent).step(2)
    here.tell(2, MessageReceived(TRACKER, 1, "Go"), MessageUnheeded(TRACKER, 2, "Go"))
    assert here.state.steps == 3


def test_time_is_that_of_the_latest_event_and_never_goes_back() -> None:
    state = State()
    for time in (1.0, 3.0, 2.0):
        state.observe(Record(TRACKER, 1, 1, time, ThreadStopped()))
    assert state.time == 3.0


def test_fresh_cells_are_those_of_the_last_step() -> None:
    here = tale().step(2, stores(0), requests(1))
    assert here.state.fresh == {here.row(2): [0, 1]}
    here.step(3, requests(2))
    assert here.state.fresh == {here.row(3): [2]}
    here.step(1)
    assert here.state.fresh == {}


def test_a_role_stays_marked_for_some_steps() -> None:
    here = tale().step(2, promoted())
    for _ in range(MARKED_STEPS):
        assert here.row(2).role_changed == 1
        here.step(3)
    assert here.row(2).role_changed == 1
    here.forget_changes().step(3)
    assert here.row(2).role_changed is None
    assert here.row(2) in here.state.take_changes().rows


def test_a_mark_goes_in_time_though_an_older_one_was_renewed() -> None:
    here = tale().step(2, promoted()).step(3, promoted())
    for _ in range(MARKED_STEPS - 3):
        here.step(1)
    here.step(2, promoted(Role.SEED))
    for _ in range(4):
        here.step(1)
    assert here.state.steps - 2 > MARKED_STEPS
    assert here.row(3).role_changed is None
    assert here.row(2).role_changed is not None


# ---- what changed -------------------------------------------------------------------------------


def test_changes_are_told_once() -> None:
    here = tale()
    assert here.state.take_changes().layout
    changes = here.state.take_changes()
    assert not changes.layout
    assert not changes.rows


def test_a_row_changes_when_a_step_touches_it_and_when_the_next_step_does_not() -> None:
    here = tale().forget_changes().step(2, requests(1))
    assert set(here.state.take_changes().rows) == {here.row(2)}
    here.step(3, requests(1))
    assert set(here.state.take_changes().rows) == {here.row(2), here.row(3)}


def test_a_new_role_looks_new_for_one_step_even_where_no_cell_changed() -> None:
    here = Tale().tell(1, starts(f=0)).tell(2, starts("f"))
    here.step(2, promoted(Role.SEED)).forget_changes().step(1)
    assert set(here.state.take_changes().rows) == {here.row(2)}


def test_the_state_knows_nothing_of_any_screen() -> None:
    code = "import sys, bt_tui.state; sys.exit({'textual', 'rich'} & set(sys.modules) != set())"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
