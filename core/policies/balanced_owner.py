"""A random owner, keeping supply and demand in balance.

An owner's supply is how many segments of the file it is known to hold; the demand on it, how many
of this file this client has asked it for. Only owners of whom no more than their share was asked
are drawn: demand ÷ supply is at most what it is for all candidates together.
"""

from random import Random

from core.policies.choice import Draw, Wish, at_random


class BalancedOwner:
    """At random among those who were asked for no more than their share."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return such an owner; the least share is never above that of all together."""
        if not (owners := wish.owners):
            return None
        supply = {rank: wish.swarm.supply(rank) for rank in owners}
        demand = {rank: wish.asked.get(rank, 0) for rank in owners}
        all_supply, all_demand = sum(supply.values()), sum(demand.values())
        within = tuple(r for r in owners if demand[r] * all_supply <= all_demand * supply[r])
        return Draw(at_random(within, rng), within, _why(len(owners) - len(within)))


def _why(left_out: int) -> str:
    if not left_out:
        return "a random owner, for all are in balance"
    whom = "1 other owner was" if left_out == 1 else f"{left_out} other owners were"
    return f"a random owner within its share; {whom} asked for more"
