"""The owner that this client has used least: the "best"."""

from random import Random

from core.policies.choice import Draw, Wish, at_random


class LeastUsed:
    """Whoever this client has asked least often, for whatever file; at random among equals."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return the least used owner."""
        if not (owners := wish.owners):
            return None
        least = min(wish.used.get(rank, 0) for rank in owners)
        best = tuple(rank for rank in owners if wish.used.get(rank, 0) == least)
        times = "never" if not least else "once" if least == 1 else f"{least} times"
        return Draw(at_random(best, rng), best, f"the owner used least, {times} so far")
