"""The owner with the least load: what it has uploaded so far, as far as this client knows.

News of loads come with the tracker's list and with every answer. An owner that is clearly more
loaded than another is not asked in its place, even if the other has a request to answer just now:
to ask all owners at once would load them all alike, whatever they did before.
"""

from random import Random

from core.policies.choice import Draw, Wish, at_random

MARGIN = 2
"""Owners whose loads differ by no more segments than this are as good as each other."""


class LeastLoaded:
    """One of those who have uploaded least; at random among equals."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return the least loaded owner, or `None` also where it is to be asked later."""
        if not (owners := wish.owners):
            return None
        loads = {rank: wish.loads.get(rank, 0) for rank in wish.owners_in_time}
        least = min(loads.values())
        near = tuple(rank for rank in owners if loads.get(rank, least) <= least + MARGIN)
        if not near:
            return None
        lightest = min(loads.get(rank, least) for rank in near)
        best = tuple(rank for rank in near if loads.get(rank, least) == lightest)
        return Draw(at_random(best, rng), best, f"the least loaded owner, {lightest} uploaded")
