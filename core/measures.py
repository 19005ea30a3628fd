"""Counting: a fold over the events of one rank, and what the ranks' counts come to together.

Every rank counts its own events, so that a summary needs no event to travel; the same fold over a
recording gives the same counts. A table tells for each kind of event who counts it: most are of no
account, and every event of a run comes by.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from core.events import (
    AnswerLate,
    AnyEvent,
    ClientFinished,
    ClientStarted,
    Event,
    FileCompleted,
    FileIncomplete,
    MessageSent,
    MessageUnheeded,
    Record,
    RequestChoked,
    RequestDenied,
    RequestTimedOut,
    RoleChanged,
    SegmentRejected,
    SegmentsServed,
    SegmentStored,
    ShutdownGiven,
    StartGiven,
    SwarmLearned,
    ThreadGone,
    ThreadReturned,
    ThreadStopped,
)
from core.model import TRACKER, Address, Role, Thread


class Traffic(msgspec.Struct):
    """How many messages, and how many bytes they were on the wire."""

    messages: int = 0
    bytes: int = 0

    def add(self, other: "Traffic") -> None:
        """Add the other's messages and bytes."""
        self.messages += other.messages
        self.bytes += other.bytes


class FileCount(msgspec.Struct):
    """How one client fared with one file.

    `complete` says that it holds all of it, from the start or by now; `segments` is the file's size
    in segments, `None` where nobody ever told; `sources` counts, for each client, the segments that
    came from it; `reason` says why a file is incomplete.
    """

    name: str
    wanted: bool
    role: Role
    segments: int | None = None
    held: int = 0
    complete: bool = False
    sources: dict[int, int] = {}
    missing: tuple[int, ...] = ()
    reason: str = ""


class Counts(msgspec.Struct):
    """What happened at one rank; what people choose by hand counts for none.

    `gone` and `finished` are what the tracker's rank knows of the clients: which threads do not
    answer any more, and which clients said that they have nothing more to fetch.
    """

    rank: int
    events: int = 0
    files: dict[str, FileCount] = {}
    sent: dict[str, Traffic] = {}
    served: int = 0
    denials: int = 0
    chokes: int = 0
    timeouts: int = 0
    rejected: int = 0
    late: int = 0
    unheeded: int = 0
    gone: tuple[Address, ...] = ()
    finished: tuple[int, ...] = ()
    started_at: float = 0.0
    ended_at: float = 0.0

    def observe(self, record: Record) -> None:
        """Count one event."""
        if record.at.thread is not Thread.CONDUCTOR:
            self.note(record.at, record.event, record.time)

    def note(self, at: Address, event: AnyEvent, now: float) -> None:
        """Count that this happened in a thread of this rank."""
        self.events += 1
        count = COUNTERS.get(type(event))
        if count is not None:
            count(self, event, at, now)

    def count_message(self, kind: str, size: int) -> None:
        """Count that a message of this kind was sent, of so many bytes."""
        traffic = self.sent.get(kind)
        if traffic is None:
            traffic = self.sent[kind] = Traffic()
        traffic.messages += 1
        traffic.bytes += size

    def _send(self, event: MessageSent, *_: object) -> None:
        self.count_message(event.kind, event.size)

    def _serve(self, event: SegmentsServed, *_: object) -> None:
        self.served += len(event.segments)

    def _deny(self, event: RequestDenied, *_: object) -> None:
        self.denials += len(event.segments)

    def _choke(self, event: RequestChoked, *_: object) -> None:
        self.chokes += 1

    def _time_out(self, event: RequestTimedOut, *_: object) -> None:
        self.timeouts += len(event.segments)

    def _reject(self, event: SegmentRejected, *_: object) -> None:
        self.rejected += 1

    def _be_late(self, event: AnswerLate, *_: object) -> None:
        self.late += 1

    def _leave_unheeded(self, event: MessageUnheeded, *_: object) -> None:
        self.unheeded += 1

    # ---- the tracker ----------------------------------------------------------------------------

    def _lose(self, event: ThreadGone, *_: object) -> None:
        self.gone += (event.thread,)

    def _welcome_back(self, event: ThreadReturned, *_: object) -> None:
        self.gone = tuple(other for other in self.gone if other != event.thread)

    def _finish(self, event: ClientFinished, *_: object) -> None:
        self.finished += (event.client,)

    def _start(self, _: StartGiven, __: Address, now: float) -> None:
        self.started_at = now

    def _end(self, _: ShutdownGiven | ThreadStopped, at: Address, now: float) -> None:
        if at == TRACKER:
            self.ended_at = now

    # ---- files ----------------------------------------------------------------------------------

    def _begin(self, started: ClientStarted, *_: object) -> None:
        """Take down what there is of each file; whoever begins anew keeps count of its sources."""
        whole, part = (Role.SEED, Role.PEER) if started.shares else (Role.LEECHER, Role.LEECHER)
        for own in started.owned:
            wanted = own.name in started.wanted
            file = self._take_down(own.name, wanted, whole, own.segments, own.segments)
            file.complete = True
        for some in started.partial:
            self._take_down(some.name, True, part, some.segments, len(some.held))
        held = {own.name for own in started.owned} | {some.name for some in started.partial}
        for name in started.wanted:
            if name not in held:
                self._take_down(name, True, Role.LEECHER)

    def _take_down(
        self, name: str, wanted: bool, role: Role, segments: int | None = None, held: int = 0
    ) -> FileCount:
        file = self.files.setdefault(name, FileCount(name, wanted, role))
        file.role, file.held = role, held
        file.segments = segments if segments is not None else file.segments
        file.complete, file.missing, file.reason = False, (), ""
        return file

    def _learn(self, event: SwarmLearned, *_: object) -> None:
        self.files[event.file].segments = event.segments

    def _store(self, event: SegmentStored, *_: object) -> None:
        file = self.files[event.file]
        file.held = event.held
        file.sources[event.source] = file.sources.get(event.source, 0) + 1

    def _change_role(self, event: RoleChanged, *_: object) -> None:
        self.files[event.file].role = event.new

    def _complete(self, event: FileCompleted, *_: object) -> None:
        self.files[event.file].complete = True

    def _give_up(self, event: FileIncomplete, *_: object) -> None:
        self.files[event.file].missing = event.missing
        self.files[event.file].reason = event.reason


COUNTERS: dict[type[Event], Callable[[Counts, Any, Address, float], None]] = {
    MessageSent: Counts._send,
    SegmentsServed: Counts._serve,
    RequestDenied: Counts._deny,
    RequestChoked: Counts._choke,
    RequestTimedOut: Counts._time_out,
    SegmentRejected: Counts._reject,
    AnswerLate: Counts._be_late,
    MessageUnheeded: Counts._leave_unheeded,
    ThreadGone: Counts._lose,
    ThreadReturned: Counts._welcome_back,
    ClientFinished: Counts._finish,
    StartGiven: Counts._start,
    ShutdownGiven: Counts._end,
    ThreadStopped: Counts._end,
    ClientStarted: Counts._begin,
    SwarmLearned: Counts._learn,
    SegmentStored: Counts._store,
    RoleChanged: Counts._change_role,
    FileCompleted: Counts._complete,
    FileIncomplete: Counts._give_up,
}
"""Who counts an event; what is not here counts for nothing but as one more."""


class Totals(msgspec.Struct):
    """The counts of all ranks, in the order of the ranks, and their sums."""

    ranks: tuple[Counts, ...]

    @property
    def complete(self) -> bool:
        """Whether every client got all that it wanted."""
        return not self.incomplete and not self.lost

    @property
    def lost(self) -> tuple[int, ...]:
        """The clients whose download thread was gone before it had finished."""
        tracker = self.ranks[0]
        return tuple(
            at.rank
            for at in tracker.gone
            if at.thread is Thread.DOWNLOAD and at.rank not in tracker.finished
        )

    @property
    def incomplete(self) -> list[tuple[int, FileCount]]:
        """Every wanted file that was not completed, with the client that wanted it."""
        return [
            (counts.rank, file)
            for counts in self.ranks
            for file in counts.files.values()
            if file.wanted and not file.complete
        ]

    @property
    def sent(self) -> dict[str, Traffic]:
        """Messages and bytes by kind of message."""
        total: dict[str, Traffic] = {}
        for counts in self.ranks:
            for kind, traffic in counts.sent.items():
                total.setdefault(kind, Traffic()).add(traffic)
        return total

    @property
    def traffic(self) -> Traffic:
        """All messages and bytes."""
        total = Traffic()
        for traffic in self.sent.values():
            total.add(traffic)
        return total

    @property
    def protocol_s(self) -> float:
        """Seconds from the start signal to the shutdown, or to an earlier stop, at the tracker."""
        return self.ranks[0].ended_at - self.ranks[0].started_at
