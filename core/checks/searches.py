"""What checks keep of every search: its present round, and the requests that are under way."""

from collections import defaultdict
from typing import get_args

from core import bitmap
from core.checks.facts import ClientFile, begins_anew, forget
from core.checks.hearsay import Knowledge
from core.checks.sights import Sights
from core.checks.steps import STEP_ENDS
from core.events import (
    ChokeEnded,
    EndgameBegun,
    FileCompleted,
    FileIncomplete,
    MessageReceived,
    Record,
    RequestCancelled,
    RequestChoked,
    RequestDenied,
    RequestTimedOut,
    RoundEnded,
    SegmentRequested,
    SegmentsLeft,
    SwarmLearned,
    ThreadCrashed,
    ThreadRevived,
    TimerFired,
)
from core.listing import Listing
from core.model import Address, Thread
from core.timers import RoundTimer

Refusal = RequestDenied | RequestTimedOut | RequestChoked | SegmentsLeft | RequestCancelled
"""What ends a request for its asker, besides an answer that brings something."""


class Round:
    """One round of one client's search: who was asked for what, by which lists."""

    def __init__(self, lists: list[Listing]) -> None:
        self.lists = lists
        """The lists that it went by, the latest last."""
        self.tried: dict[int, int] = {}
        """Who was asked for each segment in this round, as a bitmap of ranks."""
        self.asked: dict[int, int] = {}
        """The same, since what stood aside was last looked at again."""
        self.choked = 0
        """Who said "not now", and has not said since that there is room, as a bitmap of ranks."""
        self.silent = 0
        """Who gave no answer in time, to whatever they were asked, as a bitmap of ranks."""

    def untried(self, segment: int, myself: int) -> tuple[int, ...]:
        """Return who may hold the segment by the latest list, and was not asked for it."""
        if not self.lists:
            return ()
        tried = self.asked.get(segment, 0) | 1 << myself
        return bitmap.without(self.lists[-1].holders(segment), tried)

    def is_over_for(
        self, segment: int, myself: int, tries_max: int | None, *, latest: bool = False
    ) -> bool:
        """Tell whether all were tried for the segment that a list of the round names.

        That is any list, unless only the `latest` counts: a segment that was put aside is not
        looked at again with the next list.
        """
        asked = self.tried.get(segment, 0)
        if tries_max is not None and asked.bit_count() >= tries_max:
            return True
        tried = asked | self.silent | 1 << myself
        lists = self.lists[-1:] if latest else self.lists
        return any(not bitmap.without(one.holders(segment), tried) for one in lists)

    def ask(self, segments: tuple[int, ...], client: int) -> None:
        """Note that a client is asked for these segments."""
        for segment in segments:
            for noted in (self.asked, self.tried):
                noted[segment] = noted.get(segment, 0) | 1 << client

    def untry(self, segments: tuple[int, ...], client: int) -> None:
        """Note that a client may be asked for these segments again."""
        for segment in segments:
            for noted in (self.asked, self.tried):
                noted[segment] = noted.get(segment, 0) & ~(1 << client)

    def choke(self, segments: tuple[int, ...], client: int) -> None:
        """Note that a client has no room."""
        self.choked |= 1 << client
        self.untry(segments, client)

    def look_anew(self) -> None:
        """Note that what stood aside is looked at again."""
        self.asked.clear()


class Rounds:
    """The present round of every search.

    Where the order `looks_anew` at what stands aside, who was asked counts from the last list only.
    Where the profile is `candid`, the lists are corrected by what denials tell.
    """

    sees: Sights = Knowledge.sees | {
        SegmentRequested,
        RequestTimedOut,
        SegmentsLeft,
        ChokeEnded,
        TimerFired,
        RoundEnded,
        ThreadRevived,
    }

    def __init__(self, *, looks_anew: bool = False, candid: bool = False) -> None:
        self._looks_anew = looks_anew
        self._knowledge = Knowledge(candid=candid)
        self._rounds = defaultdict[ClientFile, Round](lambda: Round([]))

    def of(self, rank: int, file: str) -> Round:
        """Return the round that the client's search for the file is in."""
        return self._rounds[rank, file]

    def observe(self, record: Record) -> None:
        """Take notice of lists, requests and silence; begin anew when a round is over."""
        self._knowledge.observe(record)
        rank = record.at.rank
        match record.event:
            case SwarmLearned(file=file):
                self._add_list(rank, file)
            case SegmentRequested(file=file, segments=segments, asked=asked):
                self.of(rank, file).ask(segments, asked)
            case RequestTimedOut(file=file, asked=asked):
                self.of(rank, file).silent |= 1 << asked
            case SegmentsLeft(file=file, segments=segments, asked=asked):
                self.of(rank, file).untry(segments, asked)
            case RequestChoked(file=file, segments=segments, asked=asked, elsewhere=()):
                self.of(rank, file).choke(segments, asked)
            case ChokeEnded(file=file, asked=asked):
                self._let_ask(self.of(rank, file), 1 << asked)
            case TimerFired(timer=RoundTimer(file=file)):
                self._let_ask(self.of(rank, file), self.of(rank, file).choked)
            case RoundEnded(file=file):
                self._rounds[rank, file] = Round(self.of(rank, file).lists[-1:])
            case _ if begins_anew(record):
                forget(rank, self._rounds)
            case _:
                pass

    def _add_list(self, rank: int, file: str) -> None:
        one = self.of(rank, file)
        one.lists.append(self._knowledge.of(rank, file).sure)
        if self._looks_anew:
            one.look_anew()

    def _let_ask(self, one: Round, clients: int) -> None:
        """Note that these clients, which were choked, may be asked again."""
        one.choked &= ~clients
        one.look_anew()


class Request:
    """Segments of one file that one client was asked for, as far as they are under way."""

    def __init__(self, file: str, asked: int, segments: tuple[int, ...]) -> None:
        self.file = file
        self.asked = asked
        self.segments = set(segments)


class UnderWay:
    """The requests of every client that have not ended."""

    sees: Sights = frozenset(get_args(Refusal)) | {
        SegmentRequested,
        (MessageReceived, "SegmentReply"),
        FileCompleted,
        FileIncomplete,
        ThreadCrashed,
    }

    def __init__(self) -> None:
        self._open: dict[int, list[Request]] = {}

    @property
    def any(self) -> bool:
        """Whether anything is under way."""
        return any(self._open.values())

    def of(self, rank: int) -> list[Request]:
        """Return the client's requests, the oldest first."""
        return self._open.setdefault(rank, [])

    def drop(self, rank: int) -> None:
        """Forget the client's requests."""
        self._open[rank] = []

    def segments(self, rank: int, file: str) -> set[int]:
        """Return which segments of the file the client waits for."""
        return {n for one in self.of(rank) if one.file == file for n in one.segments}

    def asks(self, rank: int, file: str, segment: int, asked: int) -> bool:
        """Tell whether the client waits for this segment from that one."""
        return any(
            one.file == file and one.asked == asked and segment in one.segments
            for one in self.of(rank)
        )

    def observe(self, record: Record) -> None:
        """Take notice of requests, and of what ends them for their asker."""
        rank = record.at.rank
        match record.event:
            case SegmentRequested(file=file, segments=segments, asked=asked):
                self.of(rank).append(Request(file, asked, segments))
            case MessageReceived(kind="SegmentReply", source=source, about=about):
                self._end(rank, about.file, about.segments, source.rank)
            case FileCompleted(file=file) | FileIncomplete(file=file):
                self._open[rank] = [one for one in self.of(rank) if one.file != file]
            case ThreadCrashed() if record.at.thread is Thread.DOWNLOAD:
                self.drop(rank)
            case event if isinstance(event, Refusal):
                self._end(rank, event.file, event.segments, event.asked)
            case _:
                pass

    def _end(self, rank: int, file: str | None, segments: tuple[int, ...], asked: int) -> None:
        for one in self.of(rank):
            if one.file == file and one.asked == asked:
                one.segments.difference_update(segments)
        self._open[rank] = [one for one in self.of(rank) if one.segments]


class Endgame:
    """Whether a thread is just asking others for what is under way already."""

    sees: Sights = STEP_ENDS | {EndgameBegun}

    def __init__(self) -> None:
        self._now: dict[Address, set[int]] = {}

    def of(self, at: Address) -> set[int]:
        """Return the segments that this thread may ask for although they are under way."""
        return self._now.get(at, set())

    def observe(self, record: Record) -> None:
        """Take notice of its beginning; it is over with the step."""
        if isinstance(record.event, EndgameBegun):
            self._now[record.at] = set(record.event.segments)
        elif type(record.event) in STEP_ENDS:
            self._now.pop(record.at, None)
