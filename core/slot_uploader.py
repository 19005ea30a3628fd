"""A client's upload thread that has so many slots, and chokes whoever finds none.

Rules (protocol.md, "Beyond the five"):

1. A request waits for its turn, which comes when no message is there to be read; `core.queue` says
   whose it is. Where more wait than there are slots, the last in that order is choked: it is told
   to go elsewhere, and told again when there is room. So no slot is unused while anybody asks. A
   client's new request for a file takes the place of its older one, which it waits for no longer.
2. An answer carries at most `profile.segments_max` of the segments that a request names, what was
   never given before first: copies of everything get out before anything goes out twice. Where an
   asker knows no other holder of segments that were all given before, it is told who got them, once
   for each segment: the load moves to those who have a copy.
3. Of a client that is known to deny what it holds only every fourth request may wait; the others
   are choked at once. Hearsay of that is believed.
4. A denial tells what is held instead.
5. A cancelled request is dropped, unless it was answered already.
"""

from collections import Counter

from core import bitmap
from core.events import (
    AskerChoked,
    AskerUnchoked,
    CancelLate,
    RequestDropped,
    RequestQueued,
)
from core.holdings import Holdings
from core.machine import Step
from core.messages import (
    Cancel,
    Choked,
    ClientSegments,
    Envelope,
    SegmentRequest,
    Unchoked,
)
from core.model import DEFAULT_LIMITS, Address, Limits
from core.profiles import Profile
from core.queue import OPTIMISTIC_EVERY, Queue, Waiting
from core.timers import ServeTimer, TimerKey
from core.uploader import Uploader

NO_ROOM = "all slots are taken by clients that gave more, got less, or came first"
STINGY = "it denies others what it holds itself"
GIVEN = "it gave these to others before, who have them now"
FEW = 3
"""How many segments that nobody got yet an answer may carry beyond its asker's share."""


class SlotUploader(Uploader):
    """Serves what the client holds, those first that gave most."""

    def __init__(
        self,
        rank: int,
        holdings: Holdings,
        profile: Profile,
        slots: int,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(rank, holdings, profile, limits)
        self._slots = slots
        self._queue = Queue(holdings.ledger)
        self._choked: dict[Address, str] = {}
        """Who was choked and not told of room since, and the file that it asked for."""
        self._askers: dict[str, Counter[int]] = {}
        """Who asked for each file, and how many segments of it each got first of all."""
        self._shunned: Counter[int] = Counter()
        """How many requests of each stingy client came."""
        self._takers: dict[tuple[str, int], list[int]] = {}
        """Who got each segment of each file from here, in order."""
        self._referred: set[tuple[int, str, int]] = set()
        """Which client was sent elsewhere for which segment of which file."""

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Take in a cancellation, or whatever else there is."""
        match envelope.message:
            case Cancel() as cancel if not self.done:
                return self._cancel(envelope.source, cancel)
            case _:
                return super().receive(envelope, now)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Answer the request whose turn it is."""
        if not isinstance(timer, ServeTimer):
            return super().fire(timer, now)
        step = Step()
        if self._queue:
            self._answer(self._queue.take_next(), step)
        self._unchoke(step)
        return self._await_turn(step) if self._queue else step

    # ---- the queue ------------------------------------------------------------------------------

    def _take(self, asker: Address, request: SegmentRequest) -> Step:
        """Let a request wait, and choke the last one where there is no room."""
        step = Step()
        self._choked.pop(asker, None)
        self._queue.drop(asker, request.file)
        self._hear(request.stingy)
        if self._shuns(asker.rank):
            self._choke(Waiting(asker, request, 0), STINGY, step)
            return step if self._queue else self._await_turn(step)
        self._queue.add(asker, request)
        self._askers.setdefault(request.file, Counter())[asker.rank] += 0
        last = self._queue.take_last() if len(self._queue) > self._slots else None
        if last is not None:
            self._choke(last, NO_ROOM, step)
        queue = tuple(one.asker.rank for one in self._queue.ranked)
        if last is None or last.request is not request:
            step.tell(RequestQueued(request.file, request.segments, asker.rank, queue))
        return self._await_turn(step) if len(self._queue) == 1 else step

    def _await_turn(self, step: Step) -> Step:
        return step.set(ServeTimer(), 0.0, "the next request is answered when no message is there")

    def _hear(self, stingy: tuple[int, ...]) -> None:
        """Believe what is said of others, but not of oneself."""
        self._holdings.ledger.stingy |= bitmap.of(stingy) & ~(1 << self._at.rank)

    def _shuns(self, asker: int) -> bool:
        """Whether this request is not even to wait: of a stingy client, all but every fourth."""
        if not self._holdings.ledger.stingy >> asker & 1:
            return False
        self._shunned[asker] += 1
        return self._shunned[asker] % OPTIMISTIC_EVERY != 0

    def _choke(self, one: Waiting, why: str, step: Step) -> None:
        file, segments = one.request.file, one.request.segments
        self._choked[one.asker] = file
        step.tell(AskerChoked(file, segments, one.asker.rank, why))
        step.send(one.asker, Choked(file, segments, loads=self._loads))

    def _unchoke(self, step: Step) -> None:
        """Tell those who were choked that there is room: the best first, and all where all is."""
        best_first = sorted(self._choked, key=lambda at: (*self._queue.standing(at.rank), at.rank))
        room = self._slots - len(self._queue) if self._queue else len(best_first)
        for asker in best_first[:room]:
            file = self._choked.pop(asker)
            step.tell(AskerUnchoked(file, asker.rank)).send(asker, Unchoked(file))

    def _cancel(self, asker: Address, cancel: Cancel) -> Step:
        step = Step()
        if self._queue.cancel(asker, cancel.file, cancel.segments):
            step.tell(RequestDropped(cancel.file, cancel.segments, asker.rank))
        else:
            step.tell(CancelLate(cancel.file, cancel.segments, asker.rank))
        self._unchoke(step)
        return step if self._queue else step.cancel(ServeTimer())

    # ---- answers --------------------------------------------------------------------------------

    def _answer(self, one: Waiting, step: Step) -> None:
        asker, request = one.asker, one.request
        held = self._held(request)
        if not held:
            self._deny(step, asker, request.file, request.segments)
            return
        sent = self._chosen(asker.rank, request, held)
        if not sent:
            self._refer(asker, request, held, step)
            return
        left = bitmap.without(request.segments, bitmap.of(sent))
        self._serve(step, asker, request.file, sent, left)
        for segment in sent:
            takers = self._takers.setdefault((request.file, segment), [])
            self._askers[request.file][asker.rank] += not takers
            takers.append(asker.rank)

    def _chosen(
        self, asker: int, request: SegmentRequest, held: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Return what an answer carries: what was never given before, then what others lack, too.

        Of the former nobody gets more than its share, so that all have something to pass on.
        """
        file, dearest = request.file, set(request.segments[: request.only_you])
        fresh = [segment for segment in held if (file, segment) not in self._takers]
        given = [
            segment
            for segment in held
            if (file, segment) in self._takers
            and not (segment in dearest and self._others(asker, file, segment))
        ]
        fresh = fresh[: self._share(asker, request)]
        return tuple([*fresh, *given][: self._profile.segments_max])

    def _share(self, asker: int, request: SegmentRequest) -> int:
        """Return how many segments that nobody got yet this client may get now.

        That is what is left of its equal share, and then a few at a time.
        """
        here = self._file(request.file)
        size = 0 if here is None else len(here.manifest.hashes)
        askers = self._askers[request.file]
        wanting = max(len(askers), request.wanting)
        left = -(-size // wanting) - askers[asker]
        return max(left, FEW)

    def _others(self, asker: int, file: str, segment: int) -> list[int]:
        """Return who else got this segment from here, and is not more loaded than this client.

        Nobody where the asker was told of them before.
        """
        if (asker, file, segment) in self._referred:
            return []
        ledger = self._holdings.ledger
        takers = [rank for rank in self._takers.get((file, segment), ()) if rank != asker]
        return [rank for rank in takers if ledger.loads.get(rank, 0) <= ledger.served]

    def _refer(
        self, asker: Address, request: SegmentRequest, held: tuple[int, ...], step: Step
    ) -> None:
        """Name those who got the segments from here before."""
        file, rows = request.file, dict[int, list[int]]()
        for segment in held:
            rows.setdefault(self._others(asker.rank, file, segment)[-1], []).append(segment)
            self._referred.add((asker.rank, file, segment))
        elsewhere = tuple(ClientSegments(rank, tuple(some)) for rank, some in rows.items())
        step.tell(AskerChoked(file, request.segments, asker.rank, GIVEN))
        step.send(asker, Choked(file, request.segments, elsewhere, self._loads))
