"""What is counted while a run goes on, and what each count was at any moment.

A moment is a number of events. Counts grow at their end only, so the past needs no copies: what one
was is found by bisection. A change takes 12 bytes and a step 8.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from core.events import (
    AnswerLate,
    ClientStarted,
    Event,
    MessageLost,
    MessageSent,
    Record,
    RequestChoked,
    RequestDenied,
    RequestTimedOut,
    SegmentRejected,
    SegmentsServed,
    SegmentStored,
    SwarmLearned,
)
from core.messages import SegmentReply


class Trouble(StrEnum):
    """What keeps a run from going as smoothly as it could."""

    DENIED = "denied"
    CHOKED = "choked"
    TIMED_OUT = "timed out"
    REJECTED = "rejected"
    LATE = "late"
    TWICE = "twice"
    LOST = "lost"


class Track:
    """A number that changes now and then, and what it was at any moment; it begins with 0."""

    __slots__ = ("_moments", "_values")

    def __init__(self) -> None:
        self._moments = array("Q")
        self._values = array("I")

    def add(self, moment: int, more: int = 1) -> None:
        """Let it be so much more from this moment on."""
        self._values.append((self._values[-1] if self._values else 0) + more)
        self._moments.append(moment)

    def at(self, moment: int) -> int:
        """Return what it was at this moment."""
        place = bisect_right(self._moments, moment)
        return self._values[place - 1] if place else 0


class Series:
    """All that is counted; who takes in an event is for a table to say."""

    def __init__(self) -> None:
        self.times = array("d")
        """Protocol time at the beginning of each step, in seconds; it never goes back."""
        self.sent: dict[str, Track] = {}
        """Messages, by kind."""
        self.served: dict[int, Track] = {}
        """Segments, by client."""
        self.stored = Track()
        """Segments, by all clients."""
        self.held: dict[int, Track] = {}
        """How many segments each client holds of the files that it wants."""
        self.wanted: dict[int, Track] = {}
        """How many segments these files have, as far as that is known."""
        self.troubles = {trouble: Track() for trouble in Trouble}
        self._starts: list[tuple[int, Record]] = []
        self._sizes: dict[str, int] = {}
        self._wants: dict[int, tuple[str, ...]] = {}
        self._has: dict[int, dict[str, int]] = {}
        """How many segments each client holds of each file."""

    def begin_step(self, time: float) -> None:
        """Note when the next step begins."""
        times = self.times
        times.append(times[-1] if times and times[-1] > time else time)

    def starts_by(self, moment: int) -> list[Record]:
        """Return how clients started, up to this moment."""
        starts = bisect_right(self._starts, moment, key=lambda start: start[0])
        return [record for _, record in self._starts[:starts]]

    # ---- events ---------------------------------------------------------------------------------

    def _send(self, moment: int, record: Record, event: MessageSent) -> None:
        track = self.sent.get(event.kind)
        if track is None:
            track = self.sent[event.kind] = Track()
        track.add(moment)

    def _serve(self, moment: int, record: Record, event: SegmentsServed) -> None:
        self.served.setdefault(record.at.rank, Track()).add(moment, len(event.segments))

    def _store(self, moment: int, record: Record, event: SegmentStored) -> None:
        self.stored.add(moment)
        rank = record.at.rank
        has = self._has.setdefault(rank, {})
        more = event.held - has.get(event.file, 0)
        has[event.file] = event.held
        if event.file in self._wants.get(rank, ()):
            self.held[rank].add(moment, more)

    def _learn(self, moment: int, record: Record, event: SwarmLearned) -> None:
        self._learn_size(moment, event.file, event.segments)

    def _learn_size(self, moment: int, file: str, segments: int) -> None:
        """Note how many segments a file has, for all who want it."""
        before = self._sizes.get(file, 0)
        self._sizes[file] = segments
        if segments != before:
            for rank, names in self._wants.items():
                if file in names:
                    self.wanted[rank].add(moment, segments - before)

    def _start(self, moment: int, record: Record, started: ClientStarted) -> None:
        """Begin with a client, or once more after a crash."""
        rank = record.at.rank
        self._starts.append((moment, record))
        self._has[rank] = {own.name: own.segments for own in started.owned}
        self._has[rank] |= {part.name: len(part.held) for part in started.partial}
        for own in started.owned:
            self._learn_size(moment, own.name, own.segments)
        for part in started.partial:
            self._learn_size(moment, part.name, part.segments)
        self._wants[rank] = started.wanted
        self.served.setdefault(rank, Track())
        for tracks, counts in ((self.held, self._has[rank]), (self.wanted, self._sizes)):
            track = tracks.setdefault(rank, Track())
            now = sum(counts.get(name, 0) for name in set(started.wanted))
            track.add(moment, now - track.at(moment))

    # ---- troubles -------------------------------------------------------------------------------

    def _deny(self, moment: int, record: Record, event: RequestDenied) -> None:
        self.troubles[Trouble.DENIED].add(moment, len(event.segments))

    def _choke(self, moment: int, record: Record, event: RequestChoked) -> None:
        self.troubles[Trouble.CHOKED].add(moment)

    def _time_out(self, moment: int, record: Record, event: RequestTimedOut) -> None:
        self.troubles[Trouble.TIMED_OUT].add(moment, len(event.segments))

    def _reject(self, moment: int, record: Record, event: SegmentRejected) -> None:
        self.troubles[Trouble.REJECTED].add(moment)

    def _be_late(self, moment: int, record: Record, event: AnswerLate) -> None:
        """Count a late answer; segments that it brings were given up, or came from elsewhere."""
        self.troubles[Trouble.LATE].add(moment)
        if event.kind == SegmentReply.__name__:
            self.troubles[Trouble.TWICE].add(moment, len(event.segments))

    def _lose(self, moment: int, record: Record, event: MessageLost) -> None:
        self.troubles[Trouble.LOST].add(moment)


COUNTED: dict[type[Event], Callable[[Series, int, Record, Any], None]] = {
    MessageSent: Series._send,
    SegmentsServed: Series._serve,
    SegmentStored: Series._store,
    SwarmLearned: Series._learn,
    ClientStarted: Series._start,
    RequestDenied: Series._deny,
    RequestChoked: Series._choke,
    RequestTimedOut: Series._time_out,
    SegmentRejected: Series._reject,
    AnswerLate: Series._be_late,
    MessageLost: Series._lose,
}
"""Who counts an event."""
