"""Any owner, at random."""

from random import Random

from core.policies.choice import Draw, Wish, at_random


class RandomOwner:
    """Every owner is as likely as the others: load spreads only on average."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return an owner at random."""
        if not (owners := wish.owners):
            return None
        return Draw(at_random(owners, rng), owners, "a random owner")
