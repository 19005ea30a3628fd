"""Counting: a fold over the events of one rank, and what the ranks' counts come to together.

Every rank counts its own events, so that a summary needs no event to travel; the same fold over a
recording gives the same counts.
"""

import msgspec

from core.events import (
    AnswerLate,
    ClientFinished,
    ClientStarted,
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
        if record.at.thread is Thread.CONDUCTOR:
            return
        self.events += 1
        match record.event:
            case MessageSent(kind=kind, size=size):
                self.sent.setdefault(kind, Traffic()).add(Traffic(1, size))
            case SegmentsServed(segments=segments):
                self.served += len(segments)
            case RequestDenied(segments=segments):
                self.denials += len(segments)
            case RequestChoked():
                self.chokes += 1
            case RequestTimedOut(segments=segments):
                self.timeouts += len(segments)
            case SegmentRejected():
                self.rejected += 1
            case AnswerLate():
                self.late += 1
            case MessageUnheeded():
                self.unheeded += 1
            case _:
                self._observe_tracker(record)

    def _observe_tracker(self, record: Record) -> None:
        match record.event:
            case ThreadGone(thread=thread):
                self.gone += (thread,)
            case ThreadReturned(thread=thread):
                self.gone = tuple(other for other in self.gone if other != thread)
            case ClientFinished(client=client):
                self.finished += (client,)
            case StartGiven():
                self.started_at = record.time
            case ShutdownGiven():
                self.ended_at = record.time
            case ThreadStopped() if record.at == TRACKER:
                self.ended_at = record.time
            case _:
                self._observe_file(record)

    def _observe_file(self, record: Record) -> None:
        match record.event:
            case ClientStarted() as started:
                self._start(started)
            case SwarmLearned(file=name, segments=segments):
                self.files[name].segments = segments
            case SegmentStored(file=name, source=source, held=held):
                file = self.files[name]
                file.held = held
                file.sources[source] = file.sources.get(source, 0) + 1
            case RoleChanged(file=name, new=new):
                self.files[name].role = new
            case FileCompleted(file=name):
                self.files[name].complete = True
            case FileIncomplete(file=name, missing=missing, reason=reason):
                self.files[name].missing = missing
                self.files[name].reason = reason
            case _:
                pass

    def _start(self, started: ClientStarted) -> None:
        shares, wanted = started.shares, started.wanted
        seed, peer = (Role.SEED, Role.PEER) if shares else (Role.LEECHER, Role.LEECHER)
        for own in started.owned:
            name, size = own.name, own.segments
            self.files[name] = FileCount(name, name in wanted, seed, size, size, True)
        for part in started.partial:
            name, size = part.name, part.segments
            self.files[name] = FileCount(name, name in wanted, peer, size, len(part.held))
        for name in wanted:
            self.files.setdefault(name, FileCount(name, True, Role.LEECHER))


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
