"""One owner after another, from a random start."""

from random import Random

from core.policies.choice import Draw, Wish, at_random


class RoundRobin:
    """The next in the order of ranks after who was asked last; the first is drawn at random."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return the next one in the round that has the segment."""
        if not (owners := wish.owners):
            return None
        if wish.last is None:
            return Draw(at_random(owners, rng), owners, "a random start of the round")
        later = [rank for rank in owners if rank > wish.last]
        reason = f"the next in the round after C{wish.last}"
        return Draw(min(later or owners), owners, reason)
