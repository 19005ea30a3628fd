"""Half of the requests to peers, half to seeds (the default profile's choice).

Of each 10 segments the first 5 ask a random peer and, when it says no, a random seed; the other 5
ask a random seed directly. Where the one list has nobody left to try, the other is used, so that
everyone listed is tried in the end. Who lately gave no answer, or a wrong one, comes last.
"""

from random import Random

from core.policies.choice import Draw, Wish, at_random

BATCH = 10
PEERS_FIRST = 5


class PeersThenSeeds:
    """Peers for the first half of ten segments, seeds for the second and after a peer's no."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return a peer or a seed at random, or `None` where both lists are used up."""
        trusted = _draw_outside(wish.barred | wish.doubted, wish, rng)
        return trusted or _draw_outside(wish.barred, wish, rng)


def _draw_outside(excluded: int, wish: Wish, rng: Random) -> Draw | None:
    swarm, turn = wish.swarm, wish.position % BATCH
    excluded |= ~swarm.holders_map(wish.segment)
    first_try = wish.tried.bit_count() == 1
    if turn < PEERS_FIRST and first_try and (peers := swarm.peers_without(excluded)):
        return _drawn(peers, rng, f"turn {turn + 1} of {BATCH}: a random peer")
    if seeds := swarm.seeds_without(excluded):
        return _drawn(seeds, rng, _why_a_seed(turn, first_try))
    if peers := swarm.peers_without(excluded):
        return _drawn(peers, rng, "no seed is left to try, so a random peer")
    return None


def _drawn(candidates: tuple[int, ...], rng: Random, reason: str) -> Draw:
    return Draw(at_random(candidates, rng), candidates, reason)


def _why_a_seed(turn: int, first_try: bool) -> str:
    if not first_try:
        return "the one asked before did not give it, so a random seed"
    if turn < PEERS_FIRST:
        return f"turn {turn + 1} of {BATCH}: there is no peer to ask, so a random seed"
    return f"turn {turn + 1} of {BATCH}: a random seed"
