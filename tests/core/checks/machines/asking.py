"""Mutants that ask the wrong client, for the wrong segment, or for too much."""

from core import bitmap
from core.asker import Asker
from core.downloader import Downloader
from core.events import EndgameBegun
from core.machine import Step
from core.messages import Choked, SegmentDenial, SegmentReply, Unchoked
from core.policies import Draw, Wish
from core.search import Search
from tests.core.checks.machines.defects import breaks
from tests.core.checks.machines.occasions import (
    a_crowd,
    an_owner_denies,
    an_owner_falls_silent,
    most_owners_deny,
    two_busy_seeds,
    two_seeds,
    two_seeds_deny,
)

Answer = SegmentReply | SegmentDenial | Choked | Unchoked

# ---- which segment ------------------------------------------------------------------------------


@breaks("file-order", "client-table", order="rarest-first")
@breaks("first-missing", "first-missing", order="rarest-first")
class AsksForTheRarest(Downloader):
    """Asks for the rarest segment where the first one is due."""


@breaks("rarest-first", "bittorrent", a_crowd, order="file-order")
class AsksInFileOrder(Downloader):
    """Asks for the first segment where the rarest one is due."""


# ---- whom ---------------------------------------------------------------------------------------


@breaks("peers-then-seeds", "peers-then-seeds", choice="random-owner")
@breaks("next-in-the-round", "client-table", choice="random-owner")
@breaks("within-its-share", "segment-index", choice="random-owner")
@breaks("least-used", "first-missing", choice="random-owner")
class AsksAnybody(Downloader):
    """Draws at random where it should not."""


@breaks("every-owner-is-a-candidate", "random-owner")
class AsksTheFirstListed(Asker):
    """Draws nobody, but takes the first owner."""

    def _draw(self, wish: Wish) -> Draw | None:
        owners = wish.owners[:1]
        return Draw(owners[0], owners, "the first owner") if owners else None


@breaks("asks-a-candidate", "segment-index")
class TakesTheRestForCandidates(Asker):
    """Strikes who is drawn from the candidates."""

    def _draw(self, wish: Wish) -> Draw | None:
        draw = super()._draw(wish)
        if draw is None:
            return None
        rest = tuple(rank for rank in draw.candidates if rank != draw.asked)
        return Draw(draw.asked, rest, draw.reason)


@breaks("asks-a-holder", "bittorrent")
class NamesWhatIsNotThere(Asker):
    """Asks for other segments, too, without looking whether who is asked holds them."""

    def _named(self, search: Search, first: int, asked: int, pool: int) -> tuple[int, ...]:
        others = bitmap.members(pool & ~search.tried_at(asked) & ~(1 << first))
        return (first, *others)[: self._profile.wishes_max]


@breaks("asks-nobody-twice", "random-owner", an_owner_denies)
class ForgetsWhomItAsked(Search):
    """Does not note who was tried."""

    def tried(self, segment: int) -> int:
        return self._myself


# ---- how much, how often ------------------------------------------------------------------------


@breaks("in-flight", "client-table", in_flight=3)
class DoesNotWaitForAnswers(Downloader):
    """Has three requests under way, where one is allowed."""


@breaks("one-each", "bittorrent", two_seeds, one_each=False)
class AsksTheSameForMore(Downloader):
    """Asks who has a request of its to answer."""


@breaks("few-wishes", "bittorrent", two_seeds, wishes_max=25)
class WishesForTooMuch(Downloader):
    """Names 25 segments in a request."""


@breaks("one-request-a-segment", "bittorrent")
class AsksTwoForTheSame(Asker):
    """Asks somebody else for a segment, too, in case that no answer comes."""

    def _request(self, search: Search, named: tuple[int, ...], draw: Draw, step: Step) -> None:
        super()._request(search, named, draw, step)
        second = self._draw(self._wish(search, named[0], self._later(search)))
        if second is not None and len(search.requests) < self._profile.in_flight:
            super()._request(search, named[:1], second, step)


@breaks("tries-at-most", "first-missing", most_owners_deny, tries_max=None)
class TriesAll(Downloader):
    """Asks one owner after another, until one gives the segment."""


# ---- rounds -------------------------------------------------------------------------------------


@breaks("round-tries-everyone", "client-table", two_seeds_deny)
class TakesANoForTheEndOfARound(Downloader):
    """Pauses when somebody says no, though others are yet to try."""

    def _take_answer(self, source: int, answer: Answer, step: Step) -> None:
        if isinstance(answer, SegmentDenial):
            self._current.put_aside(self._current.holdings.missing)
        super()._take_answer(source, answer, step)


@breaks("gives-up-last", "client-table", an_owner_falls_silent)
class GivesUpAfterOneRound(Downloader):
    """Gives up where it should pause and try again."""

    def _pause(self, search: Search, reason: str, step: Step) -> None:
        self._give_up(search, step)


@breaks("endgame-comes-last", "bittorrent", two_busy_seeds)
class BeginsTheEndgameEarly(Asker):
    """Asks for the same elsewhere, though there is something else to ask for."""

    def stop_waiting(self, search: Search, step: Step) -> None:
        waited = tuple(bitmap.members(search.under_way))
        step.tell(EndgameBegun(search.name, waited))
        for segment in waited:
            draw = self._draw(self._wish(search, segment, search.choked | search.busy))
            if draw is not None:
                self._request(search, (segment,), draw, step)
