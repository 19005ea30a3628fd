"""What the screen shows: a fold over events, without any screen in it.

Live or replayed, at full speed or step by step, the same events give the same state. What changed
since it was last asked is kept apart, so that a frame need only draw that.

Many events come each second, and most change little: a table tells for each kind who takes it.
"""

from collections.abc import Callable, Collection, Iterable
from copy import copy
from typing import Any

from bt_tui.belief import AgedBelief, TrackerEvent
from bt_tui.board import Cell, Changes, Client, Phase, Row, Swarm
from core.ailing import Ailing
from core.events import (
    AllCompleted,
    BarrierOpened,
    ClientStarted,
    Event,
    FileIncomplete,
    MessageDelayed,
    MessageLost,
    MessageReceived,
    MessageReleased,
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
    ThreadCrashed,
    ThreadEnded,
    ThreadGone,
    ThreadReturned,
    ThreadRevived,
    ThreadStopped,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.model import Address, Role, Thread
from core.steps import BEGINNINGS
from core.waiting import Waiting

MARKED_STEPS = 10
"""For so many steps a client that changed its role stays marked."""
THREADS = 2
"""A client has so many."""
HELD = {Cell.OWNED, Cell.DOWNLOADED}


class State:
    """Everything that the lenses show, as of the last event."""

    def __init__(self) -> None:
        self.events = 0
        self.steps = 0
        """How many messages were handled and timers rang."""
        self.time = 0.0
        """Protocol time of the latest event, in seconds."""
        self.phase = Phase.REGISTERING
        self.waiting = Waiting()
        self.swarms: dict[str, Swarm] = {}
        self.clients: dict[int, Client] = {}
        self.ailing = Ailing()
        self.belief = AgedBelief()
        """What the tracker believes."""
        self.fresh: dict[Row, list[int]] = {}
        """The segments that the last step changed."""
        self._marked: dict[Row, None] = {}
        """The rows whose role changed lately, in the order in which it did."""
        self._changes = Changes()

    def take_changes(self) -> Changes:
        """Return what changed since this was last called."""
        changes, self._changes = self._changes, Changes()
        return changes

    def fold(self, records: Iterable[Record]) -> None:
        """Take in what happened next, in causal order."""
        for record in records:
            self.observe(record)

    def observe(self, record: Record) -> None:
        """Take in one event."""
        self.events += 1
        self.time = max(self.time, record.time)
        kind = type(record.event)
        if kind in WAITED_FOR:
            self.waiting.observe(record)
        if kind in Ailing.sees:
            self._ail(record)
        elif kind in BEGINNINGS:
            self._begin_step()
        elif (take := TAKERS.get(kind)) is not None:
            take(self, record.at.rank, record.event)
        elif kind is ThreadEnded:
            self._end(record.at)

    def __copy__(self) -> "State":
        """Return a state of its own, all of which counts as changed."""
        twin = State()
        twin.events, twin.steps, twin.time = self.events, self.steps, self.time
        twin.phase = self.phase
        twin.waiting = copy(self.waiting)
        twin.swarms = {file: copy(swarm) for file, swarm in self.swarms.items()}
        twin.clients = {rank: copy(client) for rank, client in self.clients.items()}
        twin.ailing = copy(self.ailing)
        twin.belief = copy(self.belief)
        twin.fresh = {twin.row_like(row): list(cells) for row, cells in self.fresh.items()}
        twin._marked = dict.fromkeys(map(twin.row_like, self._marked))
        twin.draw_anew()
        return twin

    @property
    def is_stuck(self) -> bool:
        """Whether the tracker has ended, somebody has not, and nothing waits any more.

        So it is where the tracker was cut off by hand, and its last words were lost.
        """
        if self.phase is not Phase.ENDED or self.waiting.messages or self.waiting.timers:
            return False
        return any(len(client.ended) < THREADS for client in self.clients.values())

    def draw_anew(self) -> None:
        """Let everything count as changed."""
        self._changes.layout = True

    def row_like(self, row: Row) -> Row:
        """Return the row here of the same client and file as a row of another state."""
        return self.swarms[row.file].rows[row.client]

    def highlight(self, fresh: dict[Row, list[int]]) -> None:
        """Let these segments, and no others, look as if they had just changed."""
        self._changes.rows.update(dict.fromkeys(self.fresh))
        self.fresh = fresh
        self._changes.rows.update(dict.fromkeys(self.fresh))

    def _begin_step(self) -> None:
        self.steps += 1
        if self.fresh:
            self._changes.rows.update(dict.fromkeys(self.fresh))
            self.fresh = {}
        if self._marked:
            for row in list(self._marked):
                self._age(row)

    def _age(self, row: Row) -> None:
        """Let a changed role look new for one step, and marked for some more."""
        age = 0 if row.role_changed is None else self.steps - row.role_changed
        if age == 1:
            self._changes.rows[row] = None
        elif age > MARKED_STEPS:
            row.role_changed = None
            del self._marked[row]
            self._changes.rows[row] = None

    # ---- segments -------------------------------------------------------------------------------

    def _request(self, rank: int, event: SegmentRequested) -> None:
        self._set(rank, event.file, event.segments, Cell.REQUESTED)

    def _miss(
        self, rank: int, event: RequestDenied | RequestChoked | SegmentsLeft | RequestTimedOut
    ) -> None:
        self._set(rank, event.file, event.segments, Cell.MISSING)

    def _reject(self, rank: int, event: SegmentRejected) -> None:
        self._set(rank, event.file, (event.segment,), Cell.REJECTED)

    def _set(self, rank: int, file: str, segments: tuple[int, ...], cell: Cell) -> None:
        """Change how a client stands to segments; what it holds, it holds."""
        row = self.swarms[file].rows[rank]
        for segment in segments:
            if row.cells[segment] not in HELD and row.cells[segment] != cell:
                row.cells[segment] = cell
                self._note(row, segment)

    def _note(self, row: Row, segment: int) -> None:
        self.fresh.setdefault(row, []).append(segment)
        self._changes.rows[row] = None

    def _store(self, rank: int, event: SegmentStored) -> None:
        row = self.swarms[event.file].rows[rank]
        row.cells[event.segment] = Cell.DOWNLOADED
        row.held += 1
        client = self.clients[rank]
        client.downloaded += 1
        client.missing -= 1
        self.belief.store(row, event.segment, self.steps)
        self._note(row, event.segment)

    def _serve(self, rank: int, event: SegmentsServed) -> None:
        self.clients[rank].served += len(event.segments)

    def _change_role(self, rank: int, event: RoleChanged) -> None:
        row = self.swarms[event.file].rows[rank]
        row.role = event.new
        row.role_changed = self.steps
        self.belief.change_role(row, self.steps)
        self._marked[row] = None
        self._changes.rows[row] = None

    def _give_up(self, rank: int, event: FileIncomplete) -> None:
        self._set(rank, event.file, event.missing, Cell.MISSING)
        self.swarms[event.file].rows[rank].given_up = True
        self._changes.layout = True

    # ---- faults ---------------------------------------------------------------------------------

    def _ail(self, record: Record) -> None:
        self.ailing.observe(record)
        rows = (swarm.rows.get(record.at.rank) for swarm in self.swarms.values())
        self._changes.rows.update(dict.fromkeys(row for row in rows if row is not None))
        if record.at.thread is not Thread.DOWNLOAD:
            return
        match record.event:
            case ThreadCrashed():
                self._forget(record.at.rank, Cell.REQUESTED)
            case ThreadRevived(kept=kept):
                self._begin_anew(record.at.rank, kept=kept)
            case _:
                pass

    def _forget(self, rank: int, cell: Cell) -> None:
        """Let the cells of a client that are like this be missing."""
        for swarm in self.swarms.values():
            row = swarm.rows.get(rank)
            for segment in range(0 if row is None else len(row.cells)):
                if row is not None and row.cells[segment] == cell:
                    row.cells[segment] = Cell.MISSING
                    self._note(row, segment)

    def _begin_anew(self, rank: int, *, kept: bool) -> None:
        """Let a client be as it is after a crash."""
        client = self._client(rank)
        client.done = False
        for swarm in self.swarms.values():
            if (row := swarm.rows.get(rank)) is not None:
                row.given_up = False
        if not kept:
            self._lose_downloads(client)

    def _lose_downloads(self, client: Client) -> None:
        client.missing += client.downloaded
        client.downloaded = 0
        self._forget(client.rank, Cell.DOWNLOADED)
        for swarm in self.swarms.values():
            row = swarm.rows.get(client.rank)
            if row is not None and row.file not in client.owned:
                if row.held:
                    self.belief.lose(row, self.steps)
                row.held, row.role = 0, Role.LEECHER

    # ---- who is here ----------------------------------------------------------------------------

    def _start_client(self, rank: int, started: ClientStarted) -> None:
        client = self._client(rank)
        client.owned = client.owned or tuple(own.name for own in started.owned)
        client.wanted = started.wanted
        client.shares = started.shares
        for own in started.owned:
            self._begin(rank, started, own.name, own.segments, range(own.segments))
        for part in started.partial:
            self._begin(rank, started, part.name, part.segments, part.held)
        for name in started.wanted:
            rows = self._swarm(name).rows
            if rank not in rows:
                rows[rank] = Row(rank, name, Role.LEECHER, True, bytearray())
                self._size(rows[rank], self.swarms[name].segments or 0)
                self.belief.begin(rows[rank], self.steps)
        self._changes.layout = True

    def _begin(
        self, rank: int, started: ClientStarted, name: str, segments: int, held: Collection[int]
    ) -> None:
        """Show a client with what it holds from the start, or again after a crash."""
        some = Role.SEED if len(held) == segments else Role.PEER
        role = some if started.shares else Role.LEECHER
        row = Row(rank, name, role, name in started.wanted, bytearray(segments), len(held))
        before = self._swarm(name).rows.get(rank)
        for segment in held:
            again = before is not None and before.cells[segment] == Cell.DOWNLOADED
            row.cells[segment] = Cell.DOWNLOADED if again else Cell.OWNED
        self.clients[rank].missing += _lacking(row) - (0 if before is None else _lacking(before))
        if before is not None:
            self._drop(before)
        self._swarm(name).rows[rank] = row
        self.belief.begin(row, self.steps)
        self._learn_size(name, segments)

    def _drop(self, row: Row) -> None:
        """Keep nothing of a row any more that another takes the place of."""
        for kept in (self.fresh, self._marked, self._changes.rows):
            kept.pop(row, None)

    def _finish(self, rank: int, _: AllCompleted | ThreadStopped) -> None:
        if rank in self.clients:
            self.clients[rank].done = True
            self.belief.finish(rank, self.steps)

    def _end(self, thread: Address) -> None:
        if thread.rank in self.clients:
            self.clients[thread.rank].ended += (thread,)

    def _believe(self, _: int, event: TrackerEvent) -> None:
        for file, rank in self.belief.take(event, self.steps):
            if file in self.swarms and (row := self.swarms[file].rows.get(rank)) is not None:
                self._changes.rows[row] = None

    def _tell(self, rank: int, event: SwarmTold) -> None:
        self._enter(rank, event)
        self.belief.tell(event)

    def _enter(self, _: int, event: StartGiven | BarrierOpened | SwarmTold | ShutdownGiven) -> None:
        """Note how far everyone is: nobody is told of a swarm before the barrier is open."""
        self.phase = PHASES[type(event)]

    def _lose(self, _: int, event: ThreadGone) -> None:
        self._client(event.thread.rank).gone += (event.thread,)

    def _welcome_back(self, _: int, event: ThreadReturned) -> None:
        client = self._client(event.thread.rank)
        client.gone = tuple(other for other in client.gone if other != event.thread)

    def _client(self, rank: int) -> Client:
        """Return a client, also one that never said a word."""
        return self.clients.setdefault(rank, Client(rank))

    def _swarm(self, file: str) -> Swarm:
        return self.swarms.setdefault(file, Swarm(file))

    def _learn(self, _: int, event: SwarmLearned) -> None:
        self._learn_size(event.file, event.segments)

    def _learn_size(self, file: str, segments: int) -> None:
        swarm = self.swarms[file]
        if swarm.segments == segments:
            return
        swarm.segments = segments
        for row in swarm.rows.values():
            self._size(row, segments)
        self._changes.layout = True

    def _size(self, row: Row, segments: int) -> None:
        """Give a row that had none its cells, all of them missing."""
        if len(row.cells) < segments:
            self.clients[row.client].missing += segments - len(row.cells)
            row.cells.extend(bytes(segments - len(row.cells)))


def _lacking(row: Row) -> int:
    """Return how many segments a client lacks of a file, as far as its size is known."""
    return len(row.cells) - row.held


WAITED_FOR: frozenset[type[Event]] = frozenset(
    {
        MessageSent,
        MessageReceived,
        MessageUnheeded,
        MessageLost,
        MessageDelayed,
        MessageReleased,
        TimerSet,
        TimerCancelled,
        TimerFired,
    }
)
"""What tells of messages and timers that wait."""
PHASES: dict[type[Event], Phase] = {
    StartGiven: Phase.STARTED,
    BarrierOpened: Phase.RUNNING,
    SwarmTold: Phase.RUNNING,
    ShutdownGiven: Phase.ENDED,
}
TAKERS: dict[type[Event], Callable[[State, int, Any], None]] = {
    SegmentRequested: State._request,
    SegmentStored: State._store,
    SegmentRejected: State._reject,
    SegmentsServed: State._serve,
    SegmentsLeft: State._miss,
    RequestDenied: State._miss,
    RequestChoked: State._miss,
    RequestTimedOut: State._miss,
    RoleChanged: State._change_role,
    FileIncomplete: State._give_up,
    ClientStarted: State._start_client,
    SwarmLearned: State._learn,
    AllCompleted: State._finish,
    ThreadStopped: State._finish,
    ThreadGone: State._lose,
    ThreadReturned: State._welcome_back,
    **dict.fromkeys(PHASES, State._enter),
    **dict.fromkeys(AgedBelief.sees, State._believe),
    SwarmTold: State._tell,
}
"""Who takes in an event that changes what is shown."""
