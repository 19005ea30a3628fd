"""What checks keep of the requests that wait at every upload thread, by what it tells of them.

Whose turn it is: who gave most to this client, then who got least from it, then who came first; and
every so many answers, who has waited longest.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from core.checks.facts import begins_anew
from core.checks.sights import Sights
from core.checks.steps import STEP_ENDS
from core.events import (
    AskerChoked,
    MessageReceived,
    Record,
    RequestDropped,
    RequestQueued,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
    ThreadRevived,
    TimerFired,
)
from core.model import Thread
from core.timers import ServeTimer

OPTIMISTIC_EVERY = 4


@dataclass(frozen=True)
class Waiting:
    """A request that waits; `number` counts all that ever did, as they came."""

    asker: int
    file: str
    segments: frozenset[int]
    number: int


class Queue:
    """The requests that wait at one client, and its account with the others.

    The account may be that of a former life.
    """

    def __init__(self, former: "Queue | None" = None) -> None:
        self.waiting: list[Waiting] = []
        """In the order in which they came."""
        self.serving = False
        """Whether its thread is just answering the next one."""
        self.got: Counter[int] = Counter() if former is None else former.got
        self.given: Counter[int] = Counter() if former is None else former.given
        self._answered = 0
        self._arrived = 0
        self._refused: AskerChoked | None = None

    def standing(self, asker: int) -> tuple[int, int]:
        """Return how a client stands here, less being better: what it gave, then what it got."""
        return -self.got[asker], self.given[asker]

    @property
    def ranked(self) -> list[Waiting]:
        """All that wait, whose turn comes first being first."""
        return sorted(self.waiting, key=lambda one: (*self.standing(one.asker), one.number))

    @property
    def next(self) -> Waiting | None:
        """Whose turn it is."""
        optimistic = (self._answered + 1) % OPTIMISTIC_EVERY == 0
        return next(iter(self.waiting if optimistic else self.ranked), None)

    def with_newcomer(self, queued: RequestQueued) -> list[int]:
        """Return who waits, best first, when this request does, too."""
        askers = [one.asker for one in self.waiting]
        askers += [] if self.was_choked(queued) else [queued.asker]
        return sorted(askers, key=self.standing)

    # ---- what happens ---------------------------------------------------------------------------

    def begin_step(self, *, serving: bool) -> None:
        """Note that the thread begins its next step."""
        self.serving = serving
        self._refused = None

    def add(self, queued: RequestQueued) -> None:
        """Let a request wait."""
        if self.was_choked(queued):
            return
        self._arrived += 1
        segments = frozenset(queued.segments)
        self.waiting.append(Waiting(queued.asker, queued.file, segments, self._arrived))

    def was_choked(self, queued: RequestQueued) -> bool:
        """Tell whether this request was choked, so that only an older one of its asker waits."""
        no = self._refused
        mine = queued.asker, queued.file, queued.segments
        return no is not None and (no.asker, no.file, no.segments) == mine

    def replace(self, asker: int, file: str) -> None:
        """Note that a client asks anew, and waits no longer for what it asked before."""
        self._remove(self._find(asker, file))

    def answer(self, asker: int, file: str) -> None:
        """Note that the request whose turn it was is answered."""
        turn = self.next
        if turn is None or (turn.asker, turn.file) != (asker, file):
            turn = self._find(asker, file)
        self._answered += 1
        self._remove(turn)

    def choke(self, choked: AskerChoked) -> None:
        """Note that a request waits no longer, or that a new one never will."""
        if self.serving:
            self.answer(choked.asker, choked.file)
            return
        one = self._find(choked.asker, choked.file, choked.segments)
        self._refused = choked if one is None else None
        self._remove(one)

    def drop(self, dropped: RequestDropped) -> None:
        """Take cancelled segments out of a request."""
        one = self._find(dropped.asker, dropped.file)
        if one is not None:
            rest = one.segments.difference(dropped.segments)
            place = self.waiting.index(one)
            some = [Waiting(one.asker, one.file, rest, one.number)] if rest else []
            self.waiting[place : place + 1] = some

    def _find(self, asker: int, file: str, segments: tuple[int, ...] = ()) -> Waiting | None:
        """Return the client's oldest request for the file, or for exactly these segments of it."""
        wanted = frozenset(segments)
        mine = (one for one in self.waiting if (one.asker, one.file) == (asker, file))
        return next((one for one in mine if not wanted or one.segments == wanted), None)

    def _remove(self, one: Waiting | None) -> None:
        self.waiting = [other for other in self.waiting if other is not one]


class Queues:
    """The queue of every client."""

    sees: Sights = STEP_ENDS | {
        SegmentStored,
        SegmentsServed,
        SegmentsRefused,
        AskerChoked,
        RequestQueued,
        RequestDropped,
    }

    def __init__(self) -> None:
        self._queues = defaultdict[int, Queue](Queue)

    def of(self, rank: int) -> Queue:
        """Return the queue of this client."""
        return self._queues[rank]

    def observe(self, record: Record) -> None:
        """Take notice of who begins to wait, and of whose waiting ends."""
        here = self.of(record.at.rank)
        match record.event:
            case ThreadRevived(kept=kept) if begins_anew(record, Thread.UPLOAD):
                self._queues[record.at.rank] = Queue(here if kept else None)
            case TimerFired(timer=ServeTimer()):
                here.begin_step(serving=True)
            case SegmentStored(source=source):
                here.got[source] += 1
            case SegmentsServed(file=file, segments=segments, to=to):
                here.answer(to, file)
                here.given[to] += len(segments)
            case SegmentsRefused(file=file, to=to):
                here.answer(to, file)
            case AskerChoked() as choked:
                here.choke(choked)
            case RequestQueued() as queued:
                here.add(queued)
            case RequestDropped() as dropped:
                here.drop(dropped)
            case event if type(event) in STEP_ENDS and record.at.thread is Thread.UPLOAD:
                here.begin_step(serving=False)
                if isinstance(event, MessageReceived) and event.kind == "SegmentRequest":
                    here.replace(event.source.rank, str(event.about.file))
            case _:
                pass
