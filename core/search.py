"""The search of one client for one file: what may be asked for now, and who was tried for it.

Rule (protocol.md, "Every search ends"): a segment is tried at everyone listed; then it stands aside
until the round is over, which it is when every missing segment stands aside. After `rounds_max`
rounds without it a segment is given up.
"""

from core import bitmap
from core.holdings import FileHoldings
from core.messages import SwarmView


class Search:
    """What is known while one file is fetched; segments and ranks are kept as bitmaps."""

    def __init__(self, holdings: FileHoldings, swarm: SwarmView, myself: int) -> None:
        self.holdings = holdings
        self.swarm = swarm
        self.round = 1
        self.fetched = 0
        """Segments stored so far in this search."""
        self.updated_at = 0
        """The value of `fetched` when the tracker was last asked."""
        self._myself = 1 << myself
        self._requested = 0
        self._aside = 0
        self._tried: dict[int, int] = {}

    @property
    def name(self) -> str:
        """The file's name."""
        return self.holdings.manifest.name

    @property
    def open(self) -> int:
        """The missing segments that may be asked for now."""
        return self.holdings.missing & ~self._requested & ~self._aside

    def tried(self, segment: int) -> int:
        """Return who was tried for this segment in this round, always with the asker itself."""
        return self._tried.get(segment, 0) | self._myself

    def request(self, segment: int, asked: int) -> None:
        """Note that a request for the segment is under way."""
        self._requested |= 1 << segment
        self._tried[segment] = self.tried(segment) | 1 << asked

    def settle(self, segment: int) -> None:
        """Note that no request for the segment is under way any more."""
        self._requested &= ~(1 << segment)

    def store(self, segment: int) -> None:
        """Note that the segment is held."""
        self.holdings.store(segment)
        self.fetched += 1
        self._tried.pop(segment, None)

    def put_aside(self, segment: int) -> None:
        """Note that everyone listed was tried for the segment."""
        self._aside |= 1 << segment
        self._tried.pop(segment, None)

    def begin_round(self) -> None:
        """Let every missing segment be tried again."""
        self.round += 1
        self._aside = 0

    @property
    def missing(self) -> tuple[int, ...]:
        """The segments that are not held, ascending."""
        return tuple(bitmap.members(self.holdings.missing))
