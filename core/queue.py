"""The requests that wait at an upload thread, and whose turn it is.

Who gave this client most comes first, then who got least from it, then who came first: what a
client gives decides what it gets (Cohen 2003). Every so many answers it is the turn of whoever has
waited longest, so that newcomers, who could give nothing yet, get a start ("optimistic unchoking");
rounds are counted in answers, not in seconds.
"""

import msgspec

from core.ledger import Ledger
from core.messages import SegmentRequest
from core.model import Address

OPTIMISTIC_EVERY = 4
"""Of so many answers one goes to whoever has waited longest."""


class Waiting(msgspec.Struct, frozen=True):
    """A request that waits; `number` counts all requests in the order in which they came."""

    asker: Address
    request: SegmentRequest
    number: int


class Queue:
    """Requests in the order in which they came."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[Waiting] = []
        self._arrived = 0
        self._answered = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, asker: Address, request: SegmentRequest) -> None:
        """Let a request wait."""
        self._arrived += 1
        self._waiting.append(Waiting(asker, request, self._arrived))

    @property
    def ranked(self) -> list[Waiting]:
        """All that wait, whose turn comes first being first."""
        return sorted(self._waiting, key=self._rank)

    def _rank(self, one: Waiting) -> tuple[int, int, int]:
        return *self.standing(one.asker.rank), one.number

    def standing(self, client: int) -> tuple[int, int]:
        """Return how a client stands, less being better: what it gave, then what it got."""
        return -self._ledger.got[client], self._ledger.given[client]

    def take_next(self) -> Waiting:
        """Remove and return the request whose turn it is."""
        self._answered += 1
        optimistic = self._answered % OPTIMISTIC_EVERY == 0
        return self._remove(self._waiting[0] if optimistic else self.ranked[0])

    def take_last(self) -> Waiting:
        """Remove and return the request whose turn would come last."""
        return self._remove(self.ranked[-1])

    def cancel(self, asker: Address, file: str, segments: tuple[int, ...]) -> bool:
        """Take these segments out of a request that waits; tell whether there was any."""
        for one in self._waiting:
            if one.asker == asker and one.request.file == file:
                self._cut(one, segments)
                return True
        return False

    def drop(self, asker: Address, file: str) -> None:
        """Let nothing wait any more that this client asked for of the file."""
        mine = asker, file
        self._waiting = [one for one in self._waiting if (one.asker, one.request.file) != mine]

    def _cut(self, one: Waiting, segments: tuple[int, ...]) -> None:
        rest = tuple(segment for segment in one.request.segments if segment not in segments)
        place = self._waiting.index(one)
        if rest:
            request = SegmentRequest(one.request.file, rest)
            self._waiting[place] = Waiting(one.asker, request, one.number)
        else:
            del self._waiting[place]

    def _remove(self, one: Waiting) -> Waiting:
        self._waiting.remove(one)
        return one
