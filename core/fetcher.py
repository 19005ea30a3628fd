"""The part of a download thread that has segments asked for, and takes what others answer.

It knows whom to trust: who gave no answer, or a wrong one, is doubted and asked last, until it
gives another; who gave no answer is complained of once, until it answers after all. Who denied what
it is listed to hold, and showed that, is stingy: it is asked last until it gives something, and
those who are asked hear of it.
"""

from random import Random

from core import bitmap
from core.asker import Asker
from core.events import (
    AnswerLate,
    ChokeEnded,
    RequestCancelled,
    RequestChoked,
    RequestDenied,
    RequestTimedOut,
    SegmentRejected,
    SegmentsLeft,
    SegmentStored,
)
from core.ledger import Ledger
from core.machine import Step, refuse
from core.messages import (
    Cancel,
    Choked,
    Complaint,
    SegmentDenial,
    SegmentReply,
    SwarmView,
    Unchoked,
)
from core.model import TRACKER, Limits, download_thread, upload_thread
from core.profiles import Profile
from core.search import Request, Search
from core.timers import EndgameTimer, RequestTimer

Answer = SegmentReply | SegmentDenial | Choked


class Fetcher:
    """Fetches the segments of whatever file is searched for."""

    def __init__(
        self, rank: int, profile: Profile, rng: Random, limits: Limits, ledger: Ledger
    ) -> None:
        self._at = download_thread(rank)
        self._asker = Asker(profile, rng, limits, ledger)
        self._endgame = profile.endgame
        self._ledger = ledger
        self._accused = 0
        """Who was complained of, as a bitmap of ranks."""

    def renew(self, search: Search, swarm: SwarmView) -> None:
        """Take what the tracker says of the swarm now."""
        search.renew(swarm)
        self._ledger.hear(search.swarm.served.items())
        if self._asker.looks_anew:
            search.look_anew()

    def fetch(self, search: Search, step: Step) -> None:
        """Ask for as much as may be under way."""
        self._asker.fetch(search, step)

    def stop_waiting(self, search: Search, step: Step) -> None:
        """Wait for the slow no longer, and at the end ask elsewhere for the same."""
        self._asker.stop_waiting(search, step)

    def drop_requests(self, search: Search, step: Step) -> None:
        """Wait no longer for what is still under way."""
        for request in search.requests:
            step.cancel(self._timer(search.name, request))
        if self._endgame:
            step.cancel(EndgameTimer(search.name))

    def _timer(self, file: str, request: Request) -> RequestTimer:
        return RequestTimer(file, request.first, request.asked)

    # ---- answers: `search` is the present one, whatever file the answer is of --------------------

    def take_segments(
        self, search: Search | None, source: int, reply: SegmentReply, step: Step
    ) -> None:
        """Store what is missing and right; raise `ProtocolError` where contents are missing."""
        if len(reply.segments) != len(reply.contents):
            refuse(self._at, "fetching", "a reply whose segments and contents differ")
        self._settle(search, source, reply, reply.segments, step)
        self._ledger.hear(reply.loads)
        if search is None or search.name != reply.file:
            return
        self._leave(search, source, reply, step)
        for segment, content in zip(reply.segments, reply.contents, strict=True):
            if search.holdings.missing >> segment & 1:
                self._check(search, source, segment, content, step)
        self._cancel_elsewhere(search, step)

    def _leave(self, search: Search, source: int, reply: SegmentReply, step: Step) -> None:
        """Let what the sender left be asked for again, there or elsewhere."""
        if reply.left and (left := self._end_waiting(search, source, reply.left, step)):
            search.untry(left, source)
            step.tell(SegmentsLeft(search.name, tuple(bitmap.members(left)), source))

    def _check(self, search: Search, source: int, segment: int, content: bytes, step: Step) -> None:
        if search.holdings.matches(segment, content):
            search.store(segment)
            self._ledger.got[source] += 1
            self._ledger.stingy &= ~(1 << source)
            step.tell(SegmentStored(search.name, segment, source, search.holdings.count))
        else:
            self._asker.doubted |= 1 << source
            step.tell(SegmentRejected(search.name, segment, source))

    def _cancel_elsewhere(self, search: Search, step: Step) -> None:
        """Call off what is held by now and still under way from others."""
        if not self._endgame:
            return
        for asked in tuple(bitmap.members(search.busy)):
            held = bitmap.members(search.holdings.held & search.under_way)
            if settled := self._end_waiting(search, asked, tuple(held), step):
                segments = tuple(bitmap.members(settled))
                step.tell(RequestCancelled(search.name, segments, asked))
                step.send(upload_thread(asked), Cancel(search.name, segments))

    def take_denial(
        self, search: Search | None, source: int, denial: SegmentDenial, step: Step
    ) -> None:
        """Take notice that these segments are to be had elsewhere."""
        waited = self._settle(search, source, denial, denial.segments, step)
        if search is not None and search.name == denial.file and denial.held is not None:
            if any(search.swarm.holds(source, segment) for segment in waited):
                self._ledger.stingy |= 1 << source
            search.hear(source, bitmap.unpacked(denial.held), all_of_it=True)
        if waited:
            step.tell(RequestDenied(denial.file, waited, source))

    def take_choke(self, search: Search | None, source: int, choked: Choked, step: Step) -> None:
        """Ask elsewhere: those who are named, or anybody until there is room again."""
        waited = self._settle(search, source, choked, choked.segments, step)
        self._ledger.hear(choked.loads)
        if search is None or search.name != choked.file or not waited:
            return
        for row in choked.elsewhere:
            search.hear(row.client, self._bitmap(search, row.segments), all_of_it=False)
        if not choked.elsewhere:
            search.choked |= 1 << source
            search.untry(bitmap.of(waited), source)
        others = tuple(row.client for row in choked.elsewhere)
        step.tell(RequestChoked(choked.file, waited, source, others))

    def take_unchoke(
        self, search: Search | None, source: int, unchoked: Unchoked, step: Step
    ) -> bool:
        """Take notice that there is room again; return whether that makes a difference."""
        step.tell(ChokeEnded(unchoked.file, source))
        if search is None or search.name != unchoked.file:
            return False
        was_choked = bool(search.choked >> source & 1)
        search.choked &= ~(1 << source)
        return was_choked

    def _settle(
        self,
        search: Search | None,
        source: int,
        answer: Answer,
        segments: tuple[int, ...],
        step: Step,
    ) -> tuple[int, ...]:
        """End the requests that this answers, and return their segments; report the rest."""
        self._asker.doubted &= ~(1 << source)
        self._accused &= ~(1 << source)
        settled = 0
        if search is not None:
            search.note_answer(source)
            if search.name == answer.file:
                settled = self._end_waiting(search, source, segments, step)
        named = dict.fromkeys(segments)
        if late := bitmap.without(named, settled):
            step.tell(AnswerLate(answer.kind, answer.file, late, source))
        return bitmap.without(named, ~settled)

    def _end_waiting(
        self, search: Search, source: int, segments: tuple[int, ...], step: Step
    ) -> int:
        """Wait no longer for these segments from this client; return those waited for."""
        settled, ended = search.settle(source, self._bitmap(search, segments))
        for request in ended:
            step.cancel(self._timer(search.name, request))
        return settled

    def _bitmap(self, search: Search, segments: tuple[int, ...]) -> int:
        """Return the bitmap of those segments that the file has."""
        count = len(search.holdings.manifest.hashes)
        return bitmap.of([segment for segment in segments if segment < count])  # quicker so

    def time_out(self, search: Search, timer: RequestTimer, step: Step) -> None:
        """Take notice that there was no answer in time, and complain of it."""
        asked = timer.asked
        request = search.find(asked, timer.segment)
        segments = tuple(bitmap.members(request.waited))
        search.settle(asked, request.waited)
        search.note_silence(asked)
        step.tell(RequestTimedOut(timer.file, segments, asked))
        self._asker.doubted |= 1 << asked
        if not self._accused >> asked & 1:
            self._accused |= 1 << asked
            step.send(TRACKER, Complaint(asked))
