"""The part of a download thread that decides whom to ask for which segments, and asks.

What it needs to know of others it finds in the present search, in the ledger, and in what it keeps
itself: whom it used how often, and whom not to trust.
"""

from collections import Counter
from itertools import islice
from random import Random

from core import bitmap
from core.events import EndgameBegun, SegmentRequested
from core.ledger import Ledger
from core.machine import Step
from core.messages import SegmentRequest
from core.model import Limits, upload_thread
from core.policies import CHOICES, ORDERS, Draw, Patient, Standing, Wish
from core.profiles import Profile
from core.search import Search
from core.timers import EndgameTimer, RequestTimer

ALONE = 5
"""So many times as many segments are named where only the one who is asked has them."""


class Asker:
    """Requests segments as its profile's policies say."""

    def __init__(self, profile: Profile, rng: Random, limits: Limits, ledger: Ledger) -> None:
        self.doubted = 0
        """Who gave no answer or a wrong one, as a bitmap of ranks: they are asked last."""
        self.looks_anew = ORDERS[profile.order].looks_anew
        """Whether what nobody gave is asked for again with every new list."""
        self._order = ORDERS[profile.order]
        self._choice = CHOICES[profile.choice]
        self._patient = self._choice if isinstance(self._choice, Patient) else None
        self._profile = profile
        self._rng = rng
        self._limits = limits
        self._ledger = ledger
        self._used: Counter[int] = Counter()
        """How many segments each client was asked for."""

    def fetch(self, search: Search, step: Step) -> None:
        """Ask for as much as may be under way; what nobody is left to ask for is put aside."""
        in_flight = self._profile.in_flight
        while (
            len(search.requests) < in_flight and search.unasked and self._request_next(search, step)
        ):
            pass
        self._watch_for_stall(search, step)

    def _request_next(self, search: Search, step: Step) -> bool:
        """Ask somebody for the next segments; return whether anybody is to be asked now."""
        later = self._later(search)
        if later and not bitmap.without(search.swarm.everyone, later):
            return False
        for segment in self._order.sorted(self._askable(search, later), search.swarm, self._rng):
            wish = self._wish(search, segment, later)
            draw = self._draw(wish)
            if draw is not None:
                named = self._named(search, segment, draw.asked, search.open)
                self._request(search, named, draw, step)
                return True
            if not wish.has_later:
                search.put_aside(1 << segment)
        return False

    def _askable(self, search: Search, later: int) -> int:
        """Return the segments that somebody may be asked for just now, as far as that is known.

        What nobody is left to ask for, now or later, is put aside.
        """
        if self._patient is None:
            return search.open
        gifts = search.gifts
        search.put_aside(search.open & ~bitmap.union(gifts.values()))
        slow = search.slow & search.busy
        standing = Standing(gifts, self._doubted_or_stingy, later, slow, self._ledger.loads)
        return self._patient.reach(standing)

    @property
    def _doubted_or_stingy(self) -> int:
        return self.doubted | self._ledger.stingy

    def _later(self, search: Search) -> int:
        """Return who is not to be asked just now, as a bitmap."""
        return search.choked | search.busy if self._profile.one_each else search.choked

    def _wish(self, search: Search, segment: int, later: int) -> Wish:
        return Wish(
            search.swarm,
            segment,
            search.tried(segment),
            self._doubted_or_stingy,
            search.fetched,
            search.silent,
            search.asked,
            self._used,
            search.last,
            self._ledger.loads,
            later,
            search.slow & search.busy,
        )

    def _draw(self, wish: Wish) -> Draw | None:
        others = wish.tried.bit_count() - 1
        if self._profile.tries_max is not None and others >= self._profile.tries_max:
            return None
        return self._choice.draw(wish, self._rng)

    def _named(self, search: Search, first: int, asked: int, pool: int) -> tuple[int, ...]:
        """Return what to ask this client for: the first segment, and others that it may hold.

        Of what nobody else is known to hold more is named, for it cannot be asked for elsewhere;
        with it nothing is named that others hold, who may be less loaded.
        """
        if self._profile.wishes_max == 1:
            return (first,)
        swarm, alone = search.swarm, search.swarm.copies.once
        is_alone = alone >> first & 1
        kind = alone if is_alone else ~alone
        pool &= swarm.held_by(asked) & ~search.tried_at(asked) & kind & ~(1 << first)
        others = self._order.sorted(pool, swarm, self._rng)
        most = self._profile.wishes_max * (ALONE if is_alone else 1)
        return (first, *islice(others, most - 1))

    def _request(self, search: Search, named: tuple[int, ...], draw: Draw, step: Step) -> None:
        asked = draw.asked
        search.request(named, asked)
        self._used[asked] += min(len(named), self._profile.segments_max)
        step.tell(SegmentRequested(search.name, named, asked, draw.candidates, draw.reason))
        step.send(upload_thread(asked), self._message(search, named))
        reason = f"client {asked} is asked no longer unless it answers"
        timer = RequestTimer(search.name, named[0], asked)
        step.set(timer, self._limits.request_timeout_s, reason)

    def _message(self, search: Search, named: tuple[int, ...]) -> SegmentRequest:
        if not self._profile.candid:
            return SegmentRequest(search.name, named)
        alone = search.swarm.copies.once
        only_you = sum([alone >> segment & 1 for segment in named])
        stingy = tuple(bitmap.members(self._ledger.stingy))
        return SegmentRequest(search.name, named, only_you, len(search.swarm.peers), stingy)

    # ---- when it takes long ---------------------------------------------------------------------

    def _watch_for_stall(self, search: Search, step: Step) -> None:
        """Where nobody is to be asked before an answer comes, see that it does not take long."""
        if not self._profile.endgame:
            return
        idle = len(search.requests) < self._profile.in_flight or not search.unasked
        stalled = bool(search.requests) and idle
        if search.stalled == stalled:
            return
        search.stalled = stalled
        if stalled:
            reason = "others are asked for what is missing, too, unless it comes"
            step.set(EndgameTimer(search.name), self._limits.endgame_after_s, reason)
        else:
            step.cancel(EndgameTimer(search.name))

    def stop_waiting(self, search: Search, step: Step) -> None:
        """Wait for the slow no longer; when nothing else is left, ask for the same elsewhere."""
        search.slow |= search.busy
        search.stalled = False
        if search.unasked:
            self._do_without_the_slow(search, step)
            return
        waited = search.under_way
        step.tell(EndgameBegun(search.name, tuple(bitmap.members(waited))))
        for segment in bitmap.members(waited):
            draw = self._draw(self._wish(search, segment, search.choked | search.busy))
            if draw is not None:
                named = self._named(search, segment, draw.asked, waited)
                self._request(search, named, draw, step)

    def _do_without_the_slow(self, search: Search, step: Step) -> None:
        """Ask whoever is free, though others are less loaded."""
        before = len(search.requests)
        self.fetch(search, step)
        if len(search.requests) == before:  # nobody is: nothing is waited for until an answer comes
            step.cancel(EndgameTimer(search.name))
            search.stalled = False
