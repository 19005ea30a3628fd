"""Who gave what to whom, as one client knows it: counts of segments, whatever the file.

The two threads of a client share one: the download thread writes what came and what it
hears, the upload thread what went; both read everything.
"""

from collections import Counter
from collections.abc import Iterable


class Ledger:
    """One client's account with every other."""

    def __init__(self) -> None:
        self.given: Counter[int] = Counter()
        """Segments sent, by who got them."""
        self.got: Counter[int] = Counter()
        """Segments stored, by who sent them."""
        self.loads: dict[int, int] = {}
        """Segments that each other is known to have sent in all."""

        self.stingy = 0
        """Those who denied what they are listed to hold, to this client or another, as a bitmap."""

    @property
    def served(self) -> int:
        """How many segments were sent in all."""
        return self.given.total()

    def hear(self, loads: Iterable[tuple[int, int]]) -> None:
        """Take news of loads; they only grow, so the largest is the latest."""
        for client, load in loads:
            self.loads[client] = max(load, self.loads.get(client, 0))
