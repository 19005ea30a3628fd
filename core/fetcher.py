"""The part of a download thread that asks others for segments, and takes what they answer.

It knows whom to trust: who gave no answer, or a wrong one, is doubted and asked last, until it
gives another; who gave no answer is complained of once, until it answers after all.
"""

from collections import Counter
from random import Random

from core.events import (
    AnswerLate,
    RequestDenied,
    RequestTimedOut,
    SegmentRejected,
    SegmentRequested,
    SegmentStored,
)
from core.machine import Step, refuse
from core.messages import Complaint, SegmentDenial, SegmentReply, SegmentRequest, SwarmView
from core.model import TRACKER, Limits, download_thread, upload_thread
from core.policies import CHOICES, ORDERS, Draw, Wish
from core.profiles import Profile
from core.search import Search
from core.timers import RequestTimer


class Fetcher:
    """Requests the segments of whatever file is searched for."""

    def __init__(self, rank: int, profile: Profile, rng: Random, limits: Limits) -> None:
        self._at = download_thread(rank)
        self._order = ORDERS[profile.order]
        self._choice = CHOICES[profile.choice]
        self._in_flight = profile.in_flight
        self._tries_max = profile.tries_max
        self._rng = rng
        self._timeout_s = limits.request_timeout_s
        self._doubted = 0
        """Who gave no answer or a wrong one, as a bitmap of ranks."""
        self._accused = 0
        """Who was complained of, as a bitmap of ranks."""
        self._used: Counter[int] = Counter()
        """How many segments each client was asked for."""

    # ---- requests -------------------------------------------------------------------------------

    def fetch(self, search: Search, step: Step) -> None:
        """Ask for as much as may be under way; what nobody is left to ask for is put aside."""
        while search.open and len(search.requests) < self._in_flight:
            segment = self._order.next(search.open)
            draw = self._draw(search, segment)
            if draw is None:
                search.put_aside(segment)
            else:
                self._request(search, segment, draw, step)

    def renew(self, search: Search, swarm: SwarmView) -> None:
        """Take what the tracker says of the swarm now."""
        search.renew(swarm)
        if self._order.looks_anew:
            search.look_anew()

    def _draw(self, search: Search, segment: int) -> Draw | None:
        tried = search.tried(segment)
        others = tried.bit_count() - 1
        if self._tries_max is not None and others >= self._tries_max:
            return None
        wish = Wish(
            search.swarm,
            segment,
            tried,
            self._doubted,
            search.fetched,
            search.silent,
            search.asked,
            self._used,
            search.last,
        )
        return self._choice.draw(wish, self._rng)

    def _request(self, search: Search, segment: int, draw: Draw, step: Step) -> None:
        search.request(segment, draw.asked)
        self._used[draw.asked] += 1
        segments = (segment,)
        step.tell(SegmentRequested(search.name, segments, draw.asked, draw.candidates, draw.reason))
        step.send(upload_thread(draw.asked), SegmentRequest(search.name, segments))
        reason = f"client {draw.asked} is asked no longer unless it answers"
        step.set(RequestTimer(search.name, segment, draw.asked), self._timeout_s, reason)

    def drop_requests(self, search: Search, step: Step) -> None:
        """Wait no longer for what is still under way."""
        for segment, asked in search.requests.items():
            step.cancel(RequestTimer(search.name, segment, asked))

    # ---- answers: `search` is the present one, whatever file the answer is of --------------------

    def take_segments(
        self, search: Search | None, source: int, reply: SegmentReply, step: Step
    ) -> None:
        """Store what is missing and right; raise `ProtocolError` where contents are missing."""
        if len(reply.segments) != len(reply.contents):
            refuse(self._at, "fetching", "a reply whose segments and contents differ")
        self._settle(search, source, reply, step)
        if search is None or search.name != reply.file:
            return
        for segment, content in zip(reply.segments, reply.contents, strict=True):
            if search.holdings.missing >> segment & 1:
                self._check(search, source, segment, content, step)

    def _check(self, search: Search, source: int, segment: int, content: bytes, step: Step) -> None:
        if search.holdings.matches(segment, content):
            search.store(segment)
            step.tell(SegmentStored(search.name, segment, source, search.holdings.count))
        else:
            self._doubted |= 1 << source
            step.tell(SegmentRejected(search.name, segment, source))

    def take_denial(
        self, search: Search | None, source: int, denial: SegmentDenial, step: Step
    ) -> None:
        """Take notice that these segments are to be had elsewhere."""
        if waited := self._settle(search, source, denial, step):
            step.tell(RequestDenied(denial.file, waited, source))

    def _settle(
        self, search: Search | None, source: int, answer: SegmentReply | SegmentDenial, step: Step
    ) -> tuple[int, ...]:
        """End the requests that this answers, and return their segments; report the rest."""
        self._doubted &= ~(1 << source)
        self._accused &= ~(1 << source)
        if search is not None:
            search.note_answer(source)
        under_way = search.requests if search is not None and search.name == answer.file else {}
        named = dict.fromkeys(answer.segments)
        waited = tuple(segment for segment in named if under_way.get(segment) == source)
        for segment in waited:
            del under_way[segment]
            step.cancel(RequestTimer(answer.file, segment, source))
        if late := tuple(segment for segment in named if segment not in waited):
            step.tell(AnswerLate(answer.kind, answer.file, late, source))
        return waited

    def time_out(self, search: Search, timer: RequestTimer, step: Step) -> None:
        """Take notice that there was no answer in time, and complain of it."""
        asked = timer.asked
        search.settle(timer.segment)
        search.note_silence(asked)
        step.tell(RequestTimedOut(timer.file, (timer.segment,), asked))
        self._doubted |= 1 << asked
        if not self._accused >> asked & 1:
            self._accused |= 1 << asked
            step.send(TRACKER, Complaint(asked))
