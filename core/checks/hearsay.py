"""What a client knows of a swarm: the tracker's list, and what other clients told since.

A denial may tell all that its sender holds. Who sends an asker elsewhere names those who got some
of the segments; which of them got which is not in the events, but who was given what before is. So
there are two listings: of whom a client surely knows to hold a segment, and of whom it may.
"""

from copy import copy
from functools import lru_cache

from core import bitmap
from core.ailing import Ailing
from core.causality import received_by
from core.checks.facts import ClientFile, Truth, begins_anew, forget
from core.checks.sights import Sights
from core.events import (
    ClientStarted,
    MessageReceived,
    MessageSent,
    Record,
    RequestChoked,
    SegmentsRefused,
    SegmentsServed,
    SwarmLearned,
)
from core.listing import Listing
from core.messages import MessageId, SeedsAndPeers, SwarmView
from core.model import Address, Affliction

NOBODY = SeedsAndPeers((), ())
LISTINGS_KEPT = 64
"""Each check that asks what a client knows looks at the same views, one soon after the other."""


@lru_cache(LISTINGS_KEPT)
def listing_of(view: SwarmView, segments: int) -> Listing:
    """Return the listing of a view, which is to be copied where more is learned."""
    return Listing(view, segments)


class Known:
    """One client's knowledge of one swarm since the last list."""

    def __init__(self, *, sure: Listing, possible: Listing) -> None:
        self.sure = sure
        self.possible = possible


NOTHING_KNOWN = Known(sure=Listing(NOBODY, 0), possible=Listing(NOBODY, 0))


class Knowledge:
    """What every client knows; denials tell something where the profile is `candid`."""

    sees: Sights = (
        Truth.sees
        | Ailing.sees
        | {
            SegmentsServed,
            RequestChoked,
            SegmentsRefused,
            (MessageSent, "SegmentDenial"),
            (MessageReceived, "SegmentDenial"),
        }
    )

    def __init__(self, *, candid: bool) -> None:
        self._candid = candid
        self._truth = Truth()
        self._ailing = Ailing()
        self._shares: dict[int, bool] = {}
        self._known: dict[ClientFile, Known] = {}
        self._takers: dict[tuple[int, str, int], int] = {}
        """Who got each segment of each file from whom, as a bitmap of ranks."""
        self._refusing: dict[Address, int] = {}
        """What each thread that is just refusing something holds of the file."""
        self._denials: dict[MessageId, int] = {}
        """What the denials that are under way tell."""

    def of(self, rank: int, file: str) -> Known:
        """Return what the client knows of the swarm."""
        return self._known.get((rank, file), NOTHING_KNOWN)

    def observe(self, record: Record) -> None:
        """Take notice of lists, of what was given to whom, and of what is told of it."""
        self._truth.observe(record)
        self._ailing.observe(record)
        rank = record.at.rank
        match record.event:
            case _ if begins_anew(record):
                forget(rank, self._known)
            case ClientStarted(shares=shares):
                self._shares[rank] = shares
            case SwarmLearned(file=file, swarm=swarm, segments=count):
                self._known[rank, file] = Known(
                    sure=copy(listing_of(swarm, count)), possible=copy(listing_of(swarm, count))
                )
            case SegmentsServed(file=file, segments=segments, to=to):
                for segment in segments:
                    key = rank, file, segment
                    self._takers[key] = self._takers.get(key, 0) | 1 << to
            case RequestChoked() as choked:
                self._hear_of_others(rank, choked)
            case _ if self._candid:
                self._follow_denial(record)
            case _:
                pass

    # ---- denials --------------------------------------------------------------------------------

    def _follow_denial(self, record: Record) -> None:
        rank = record.at.rank
        match record.event:
            case SegmentsRefused(file=file):
                denies = self._ailing.has(record.at.rank, Affliction.DENYING)
                shares = self._shares.get(rank, True) and not denies
                self._refusing[record.at] = self._truth.held(rank, file) if shares else 0
            case MessageSent(kind="SegmentDenial", number=number):
                if (held := self._refusing.pop(record.at, None)) is not None:
                    self._denials[record.at, number] = held
            case MessageReceived(kind="SegmentDenial", source=source, about=about):
                message = received_by(record.event)
                held = self._denials.pop(message, None) if message is not None else None
                if held is not None and (known := self._known.get((rank, str(about.file)))):
                    known.sure.hear(source.rank, held, all_of_it=True)
                    known.possible.hear(source.rank, held, all_of_it=True)
            case _:
                pass

    # ---- being sent elsewhere -------------------------------------------------------------------

    def _hear_of_others(self, rank: int, choked: RequestChoked) -> None:
        known = self._known.get((rank, choked.file))
        for client in choked.elsewhere if known else ():
            may = {n for n in choked.segments if self._takers_of(choked, n) >> client & 1}
            must = {n for n in may if self._takers_of(choked, n) == 1 << client}
            self.of(rank, choked.file).possible.hear(client, bitmap.of(may), all_of_it=False)
            self.of(rank, choked.file).sure.hear(client, bitmap.of(must), all_of_it=False)

    def _takers_of(self, choked: RequestChoked, segment: int) -> int:
        """Return who of those named got the segment from who named them."""
        takers = self._takers.get((choked.asked, choked.file, segment), 0)
        return takers & bitmap.of(choked.elsewhere)
