"""What the screen shows: a fold over events, without any screen in it.

Live or replayed, at full speed or step by step, the same events give the same state. What changed
since it was last asked is kept apart, so that a frame need only draw that.
"""

from collections.abc import Iterable
from enum import IntEnum, StrEnum

import msgspec

from core.events import (
    AllCompleted,
    ClientStarted,
    FileCompleted,
    FileIncomplete,
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
    SwarmLearned,
    ThreadGone,
    ThreadReturned,
    ThreadStopped,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.model import Address, Role
from core.narration import Sentence, narrate
from core.waiting import Waiting

MARKED_STEPS = 10
"""For so many steps a client that changed its role stays marked."""


class Cell(IntEnum):
    """How one client stands to one segment."""

    MISSING = 0
    REQUESTED = 1
    OWNED = 2
    """Held from the start."""
    DOWNLOADED = 3
    REJECTED = 4
    """What came for it did not match its hash."""


class Row(msgspec.Struct, eq=False):
    """One client in the swarm of one file: its true role, and a `Cell` for each segment."""

    client: int
    file: str
    role: Role
    wanted: bool
    cells: bytearray
    held: int = 0
    role_changed: int | None = None
    """The step in which the role changed, while that is still marked."""
    given_up: bool = False


class Swarm(msgspec.Struct, eq=False):
    """One file and its clients; `segments` is `None` where nobody has told yet."""

    file: str
    segments: int | None = None
    rows: dict[int, Row] = {}


class Client(msgspec.Struct, eq=False):
    """What one client has and wants, did so far, in segments, and what became of it."""

    rank: int
    owned: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    served: int = 0
    downloaded: int = 0
    missing: int = 0
    done: bool = False
    gone: tuple[Address, ...] = ()
    shares: bool = True


class MarkKind(StrEnum):
    """What a mark on the timeline stands for."""

    COMPLETE = "a file completes"
    TROUBLE = "something fails"


class Mark(msgspec.Struct, frozen=True):
    """A moment worth finding again: the number of an event in the merged order, from 1."""

    event: int
    kind: MarkKind


class Line(msgspec.Struct, frozen=True):
    """One line of the narration; `step` is the number of the step that it belongs to."""

    step: int
    sentence: Sentence


class Changes(msgspec.Struct):
    """What changed: whole rows, and whether there are new rows or sizes at all."""

    rows: dict[Row, None] = {}
    layout: bool = False


class State:
    """Everything that the lenses show, as of the last event."""

    def __init__(self) -> None:
        self.events = 0
        self.steps = 0
        """How many messages were handled and timers rang."""
        self.time = 0.0
        """Protocol time of the latest event, in seconds."""
        self.waiting = Waiting()
        self.swarms: dict[str, Swarm] = {}
        self.clients: dict[int, Client] = {}
        self.lines: list[Line] = []
        self.marks: list[Mark] = []
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
        self.waiting.observe(record)
        match record.event:
            case MessageSent() | TimerSet() | TimerCancelled():
                pass  # most events are of these, and they change nothing else
            case MessageReceived() | MessageUnheeded() | TimerFired():
                self._begin_step()
            case _:
                self._observe_segments(record)
        if (sentence := narrate(record)) is not None:
            self.lines.append(Line(self.steps, sentence))

    def _begin_step(self) -> None:
        self.steps += 1
        if self.fresh:
            self._changes.rows.update(dict.fromkeys(self.fresh))
            self.fresh = {}
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

    def _observe_segments(self, record: Record) -> None:
        rank = record.at.rank
        match record.event:
            case SegmentRequested(file=file, segments=segments):
                self._set(rank, file, segments, Cell.REQUESTED)
            case SegmentStored(file=file, segment=segment):
                self._store(rank, file, segment)
            case SegmentsServed(segments=segments):
                self.clients[rank].served += len(segments)
            case RequestDenied(file=file, segments=segments):
                self._set(rank, file, segments, Cell.MISSING)
            case RequestChoked(file=file, segments=segments):
                self._set(rank, file, segments, Cell.MISSING)
            case SegmentsLeft(file=file, segments=segments):
                self._set(rank, file, segments, Cell.MISSING)
            case RequestTimedOut(file=file, segments=segments):
                self._set(rank, file, segments, Cell.MISSING)
                self._mark(MarkKind.TROUBLE)
            case SegmentRejected(file=file, segment=segment):
                self._set(rank, file, (segment,), Cell.REJECTED)
                self._mark(MarkKind.TROUBLE)
            case RoleChanged(file=file, new=role):
                self._change_role(self._row(rank, file), role)
            case _:
                self._observe_clients(record)

    def _observe_clients(self, record: Record) -> None:
        rank = record.at.rank
        match record.event:
            case ClientStarted() as started:
                self._start_client(rank, started)
            case SwarmLearned(file=file, segments=segments):
                self._learn_size(file, segments)
            case FileCompleted():
                self._mark(MarkKind.COMPLETE)
            case FileIncomplete(file=file, missing=missing):
                self._give_up(rank, file, missing)
            case AllCompleted() | ThreadStopped():
                if rank in self.clients:
                    self.clients[rank].done = True
            case ThreadGone(thread=thread):
                self._client(thread.rank).gone += (thread,)
                self._mark(MarkKind.TROUBLE)
            case ThreadReturned(thread=thread):
                client = self._client(thread.rank)
                client.gone = tuple(other for other in client.gone if other != thread)
            case _:
                pass

    def _row(self, rank: int, file: str) -> Row:
        return self.swarms[file].rows[rank]

    def _mark(self, kind: MarkKind) -> None:
        self.marks.append(Mark(self.events, kind))

    def _set(self, rank: int, file: str, segments: tuple[int, ...], cell: Cell) -> None:
        """Change how a client stands to segments; what it holds, it holds."""
        row = self._row(rank, file)
        for segment in segments:
            if row.cells[segment] not in {Cell.OWNED, Cell.DOWNLOADED, cell}:
                row.cells[segment] = cell
                self._note(row, segment)

    def _note(self, row: Row, segment: int) -> None:
        self.fresh.setdefault(row, []).append(segment)
        self._changes.rows[row] = None

    def _store(self, rank: int, file: str, segment: int) -> None:
        row = self._row(rank, file)
        row.cells[segment] = Cell.DOWNLOADED
        row.held += 1
        self.clients[rank].downloaded += 1
        self.clients[rank].missing -= 1
        self._note(row, segment)

    def _change_role(self, row: Row, role: Role) -> None:
        row.role = role
        row.role_changed = self.steps
        self._marked[row] = None
        self._changes.rows[row] = None

    def _give_up(self, rank: int, file: str, missing: tuple[int, ...]) -> None:
        self._set(rank, file, missing, Cell.MISSING)
        row = self._row(rank, file)
        row.given_up = True
        self._changes.layout = True
        self._mark(MarkKind.TROUBLE)

    # ---- who is here ----------------------------------------------------------------------------

    def _start_client(self, rank: int, started: ClientStarted) -> None:
        client = self._client(rank)
        client.owned = tuple(own.name for own in started.owned)
        client.wanted = started.wanted
        client.shares = started.shares
        for own in started.owned:
            wanted = own.name in started.wanted
            role = Role.SEED if started.shares else Role.LEECHER
            row = Row(rank, own.name, role, wanted, bytearray([Cell.OWNED] * own.segments))
            row.held = own.segments
            self._swarm(own.name).rows[rank] = row
            self._learn_size(own.name, own.segments)
        for name in started.wanted:
            rows = self._swarm(name).rows
            if rank not in rows:
                rows[rank] = Row(rank, name, Role.LEECHER, True, bytearray())
                self._size(rows[rank], self.swarms[name].segments or 0)
        self._changes.layout = True

    def _client(self, rank: int) -> Client:
        """Return a client, also one that never said a word."""
        return self.clients.setdefault(rank, Client(rank))

    def _swarm(self, file: str) -> Swarm:
        return self.swarms.setdefault(file, Swarm(file))

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
