"""Which events tell of a segment of one client: its story, found by number.

For each client and file it keeps which segments were told of, and where: a dozen bytes for each. A
story is found by one walk over these, however long the run is, and read only where it is told.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from core.events import (
    AnswerLate,
    AskerChoked,
    CancelLate,
    EndgameBegun,
    Event,
    FileIncomplete,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    MessageUnheeded,
    Record,
    RequestCancelled,
    RequestChoked,
    RequestDenied,
    RequestDropped,
    RequestQueued,
    RequestTimedOut,
    RoundEnded,
    SegmentRejected,
    SegmentRequested,
    SegmentsCorrupted,
    SegmentsLeft,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
    ThreadCrashed,
    ThreadRevived,
)
from core.model import TRACKER_RANK, Address, Thread

Subject = tuple[tuple[int, ...], str, Sequence[int]]
"""Whose stories an event belongs to, and of which file and segments."""
NOBODY: Subject = ((), "", ())


class Story(NamedTuple):
    """A segment of a file, as one client came by it, and whom it served with it."""

    client: int
    file: str
    segment: int


class Index:
    """What is told of one client and file: segments, and the number of the record of each."""

    def __init__(self) -> None:
        self.segments = array("I")
        self.numbers = array("Q")

    def add(self, number: int, segments: Sequence[int]) -> None:
        """Take notice of a record that tells of these segments."""
        for segment in segments:
            self.segments.append(segment)
            self.numbers.append(number)

    def of(self, segment: int, start: int) -> Iterator[int]:
        """Yield the numbers of the records that tell of a segment, from this entry on."""
        try:
            while True:
                start = self.segments.index(segment, start) + 1
                yield self.numbers[start - 1]
        except ValueError:
            return


# ---- whose story an event belongs to -------------------------------------------------------------


def _asker(at: Address, event: Any) -> Subject:  # noqa: ANN401 - one of many
    return (at.rank,), event.file, event.segments


def _one(at: Address, event: SegmentStored | SegmentRejected) -> Subject:
    return (at.rank,), event.file, (event.segment,)


def _missing(at: Address, event: FileIncomplete) -> Subject:
    return (at.rank,), event.file, event.missing


def _both(at: Address, event: SegmentsServed | SegmentsRefused) -> Subject:
    return (at.rank, event.to), event.file, event.segments


def _receiver(_: Address, event: SegmentsCorrupted) -> Subject:
    return (event.to,), event.file, event.segments


def _waiting(_: Address, event: Any) -> Subject:  # noqa: ANN401 - one of many
    return (event.asker,), event.file, event.segments


def _message(at: Address, event: MessageLost | MessageDelayed | MessageDuplicated) -> Subject:
    return _between(at, event.to, event.about.file, event.about.segments)


def _unheeded(at: Address, event: MessageUnheeded) -> Subject:
    return _between(at, event.source, event.about.file, event.about.segments)


def _between(one: Address, other: Address, file: str | None, segments: Sequence[int]) -> Subject:
    """Return whose download a message between these threads is about, if it is about one."""
    if file is None or TRACKER_RANK in {one.rank, other.rank}:
        return NOBODY
    return (one.rank if one.thread is Thread.DOWNLOAD else other.rank,), file, segments


SUBJECTS: dict[type[Event], Callable[[Address, Any], Subject]] = {
    **dict.fromkeys(
        (
            SegmentRequested,
            RequestDenied,
            RequestChoked,
            SegmentsLeft,
            EndgameBegun,
            RequestCancelled,
            RequestTimedOut,
            AnswerLate,
            RoundEnded,
        ),
        _asker,
    ),
    **dict.fromkeys((SegmentStored, SegmentRejected), _one),
    FileIncomplete: _missing,
    **dict.fromkeys((SegmentsServed, SegmentsRefused), _both),
    SegmentsCorrupted: _receiver,
    **dict.fromkeys((RequestQueued, AskerChoked, RequestDropped, CancelLate), _waiting),
    **dict.fromkeys((MessageLost, MessageDelayed, MessageDuplicated), _message),
    MessageUnheeded: _unheeded,
}


# ---- all stories ---------------------------------------------------------------------------------


class Stories:
    """Is told of one record after another."""

    sees: frozenset[type[Event]] = frozenset({*SUBJECTS, ThreadCrashed, ThreadRevived})
    """The events that it looks at."""

    def __init__(self) -> None:
        self._indexes: defaultdict[tuple[int, str], Index] = defaultdict(Index)
        self._lives: defaultdict[int, list[int]] = defaultdict(list)
        """When each client crashed and began anew."""

    def take(self, number: int, record: Record) -> None:
        """Take notice of a record that it sees; `number` is its place in the run, from 0."""
        if (subject := SUBJECTS.get(type(record.event))) is not None:
            clients, file, segments = subject(record.at, record.event)
            for client in clients:
                self._indexes[client, file].add(number, segments)
        elif record.at.thread is Thread.DOWNLOAD:
            self._lives[record.at.rank].append(number)

    def length(self, story: Story) -> int:
        """Return a number that grows whenever this story may go on."""
        index = self._indexes.get((story.client, story.file))
        return (0 if index is None else len(index.numbers)) + len(self._lives.get(story.client, ()))

    def numbers(self, story: Story) -> list[int]:
        """Return the numbers of all records that tell of it, in order."""
        index = self._indexes.get((story.client, story.file))
        told = [] if index is None else list(index.of(story.segment, 0))
        lives = self._lives.get(story.client, [])
        return sorted({*told, *(number for number in lives if told and number > told[0])})
