"""The search of one client for one file: what may be asked for now, and who was tried for it.

Rule (protocol.md, "Every search ends"): a segment is tried at everyone listed; then it stands aside
until the round is over, which it is when every missing segment stands aside. After `rounds_max`
rounds, counted from the last one that brought anything, what is missing is given up: by then each
missing segment was tried at everyone in so many rounds.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from core import bitmap
from core.holdings import FileHoldings
from core.listing import Listing
from core.messages import SwarmView


class Request(msgspec.Struct, eq=False, gc=False):
    """A request that is under way: who was asked, and which of its segments are waited for."""

    asked: int
    first: int
    """The segment that was named first; with `asked` it tells requests apart."""
    waited: int
    """A bitmap of segments."""


class Search:
    """What is known while one file is fetched; sets of segments and of ranks are bitmaps."""

    def __init__(self, holdings: FileHoldings, swarm: SwarmView, myself: int) -> None:
        self.holdings = holdings
        self.name = holdings.manifest.name
        """The file's name."""
        self.round = 1
        """Which round this is, counted from the last one that brought anything."""
        self.fetched = 0
        """Segments stored so far in this search."""
        self.requests: list[Request] = []
        """What is under way, in the order in which it was asked."""
        self.under_way = 0
        """The segments that requests are under way for."""
        self.stalled = False
        """Whether nobody is to be asked for anything until an answer comes."""
        self.slow = 0
        """Who did not answer while that took long, as a bitmap: nobody waits for them."""
        self.choked = 0
        """Who said "not now" and has not yet said that there is room again."""
        self.silent = 0
        """Who gave no answer in this round; they count as tried for every segment."""
        self.unreported = 0
        """The segments that were stored and of which the tracker took no report yet."""
        self.in_report = 0
        """Those in a report that is still to be answered."""
        self.asked: Counter[int] = Counter()
        """How many segments of this file each client was asked for."""
        self.last: int | None = None
        """Who was asked last."""
        self._myself = 1 << myself
        self._aside = 0
        self._tried: defaultdict[int, int] = defaultdict(int)
        """For which segments each client was asked in this round."""
        self._tried_at_any = 0
        """All that anybody was asked for in this round, and perhaps more."""
        self.renew(swarm)

    def renew(self, swarm: SwarmView) -> None:
        """Take what the tracker says of the swarm now."""
        self.swarm = Listing(swarm, len(self.holdings.manifest.hashes))
        self.unreported &= ~self.in_report
        self.in_report = 0
        self.begin_batch()

    def hear(self, client: int, held: int, *, all_of_it: bool) -> None:
        """Learn what a client holds; what it was not asked for stands aside no longer."""
        self.swarm.hear(client, held, all_of_it=all_of_it)
        self._aside &= ~held | self.tried_at(client)

    def begin_batch(self) -> None:
        """Begin to count anew what is fetched until the next update."""
        self._batch_began_at = self.fetched

    @property
    def fetched_in_batch(self) -> int:
        """How many segments were stored since the last update."""
        return self.fetched - self._batch_began_at

    @property
    def open(self) -> int:
        """The missing segments that may be asked for now."""
        return self.unasked & ~self._aside

    @property
    def unasked(self) -> int:
        """The missing segments that no request is under way for."""
        return self.holdings.missing & ~self.under_way

    @property
    def busy(self) -> int:
        """Those who have a request to answer."""
        return bitmap.of(request.asked for request in self.requests)

    def tried(self, segment: int) -> int:
        """Return who was tried for this segment in this round, always with the asker itself."""
        tried = self._myself
        if not self._tried_at_any >> segment & 1:  # as mostly, where answers carry one
            return tried
        for client, segments in self._tried.items():
            tried |= (segments >> segment & 1) << client
        return tried

    def tried_at(self, client: int) -> int:
        """Return for which segments this client was tried in this round."""
        return self._tried.get(client, 0)

    @property
    def gifts(self) -> dict[int, int]:
        """What each may still be asked for in this round: open segments that it may hold."""
        wanted, barred = self.open, self.silent | self._myself
        return {
            client: gift
            for client, held in self.swarm.holdings
            if (gift := held & wanted & ~self._tried.get(client, 0)) and not barred >> client & 1
        }

    def request(self, segments: Sequence[int], asked: int) -> None:
        """Note that a request for these segments is under way."""
        waited = bitmap.of(segments)
        self.requests.append(Request(asked, segments[0], waited))
        self.under_way |= waited
        self.asked[asked] += len(segments)
        self.last = asked
        self._tried[asked] |= waited
        self._tried_at_any |= waited

    def settle(self, source: int, segments: int) -> tuple[int, list[Request]]:
        """Wait no longer for these segments from this client.

        Return which of them were waited for, and the requests of which nothing is left.
        """
        settled = self.under_way = 0
        for request in self.requests:
            if request.asked == source:
                settled |= request.waited & segments
                request.waited &= ~segments
            self.under_way |= request.waited
        ended = [request for request in self.requests if not request.waited]
        if ended:
            self.requests = [request for request in self.requests if request.waited]
        return settled, ended

    def find(self, asked: int, first: int) -> Request:
        """Return the request that was made of this client, beginning with this segment."""
        return next(one for one in self.requests if (one.asked, one.first) == (asked, first))

    def untry(self, segments: int, asked: int) -> None:
        """Let this client be asked for these segments again in this round."""
        self._tried[asked] &= ~segments

    def note_silence(self, client: int) -> None:
        """Note that a client gave no answer in time."""
        self.silent |= 1 << client

    def note_answer(self, client: int) -> None:
        """Note that a client answers, perhaps after all."""
        self.silent &= ~(1 << client)
        self.slow &= ~(1 << client)

    def store(self, segment: int) -> None:
        """Note that the segment is held."""
        self.holdings.store(segment)
        self.unreported |= 1 << segment
        self.fetched += 1
        self.round = 1

    def put_aside(self, segments: int) -> None:
        """Note that everyone listed was tried for these segments."""
        self._aside |= segments

    def look_anew(self) -> None:
        """Let what stands aside be asked for again, at everyone."""
        for client in self._tried:
            self._tried[client] &= ~self._aside
        self._tried_at_any &= ~self._aside
        self._aside = 0

    def begin_round(self) -> None:
        """Let every missing segment be tried again, at everyone; who was choked was not refused."""
        if not self.choked:
            self.round += 1
        self.silent = self.choked = 0
        self.look_anew()

    @property
    def missing(self) -> tuple[int, ...]:
        """The segments that are not held, ascending."""
        return tuple(bitmap.members(self.holdings.missing))
