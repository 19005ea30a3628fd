"""The owner with the least load: what it has uploaded so far, as far as this client knows.

News of loads come with the tracker's list and with every answer. An owner that is clearly more
loaded than another is not asked in its place, even if the other has a request to answer just now:
to ask all owners at once would load them all alike, whatever they did before.
"""

from collections.abc import Iterable
from random import Random

from core import bitmap
from core.policies.choice import Draw, Standing, Wish, at_random

MARGIN = 2
"""Owners whose loads differ by no more segments than this are as good as each other."""


class LeastLoaded:
    """One of those who have uploaded least; at random among equals."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return the least loaded owner, or `None` also where it is to be asked later."""
        loads = {rank: wish.loads.get(rank, 0) for rank in wish.owners_in_time}
        most = min(loads.values(), default=0) + MARGIN
        near = [rank for rank in bitmap.without(loads, wish.later) if loads[rank] <= most]
        if not near:
            return None
        lightest = min([loads[rank] for rank in near])
        best = tuple([rank for rank in near if loads[rank] == lightest])
        return Draw(at_random(best, rng), best, f"the least loaded owner, {lightest} uploaded")

    def reach(self, standing: Standing) -> int:
        """Return what the doubted are asked for only where nobody else is to be asked for it."""
        in_time = [rank for rank in standing.gifts if not standing.slow >> rank & 1]
        doubted = [rank for rank in in_time if standing.doubted >> rank & 1]
        trusted = [rank for rank in in_time if not standing.doubted >> rank & 1]
        others = bitmap.union(standing.gifts[rank] for rank in trusted)
        return _reach(trusted, standing) | _reach(doubted, standing) & ~others


def _reach(ranks: Iterable[int], standing: Standing) -> int:
    """Return what these may be asked for now that none of them who is clearly less loaded has."""
    loads = sorted((standing.loads.get(rank, 0), rank) for rank in ranks)
    reach = lighter = passed = 0
    for load, rank in loads:
        while loads[passed][0] < load - MARGIN:
            lighter |= standing.gifts[loads[passed][1]]
            passed += 1
        if not standing.later >> rank & 1:
            reach |= standing.gifts[rank] & ~lighter
    return reach
