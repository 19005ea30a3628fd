"""Whom to ask for a segment: the shape of such a policy, and the draw that policies share."""

from collections.abc import Sequence
from random import Random
from typing import Protocol

import msgspec

from core.messages import SwarmView


class Wish(msgspec.Struct, frozen=True):
    """What is known when a segment is to be asked for.

    `tried` and `doubted` are bitmaps of ranks: who was asked for this segment in this round
    already (always with the asker itself in it), and who lately gave no answer or a wrong one.
    `position` counts the segments of this file that were fetched so far.
    """

    swarm: SwarmView
    tried: int
    doubted: int
    position: int


class Draw(msgspec.Struct, frozen=True):
    """Whom to ask, out of which candidates, and why, in words that follow "asks …"."""

    asked: int
    candidates: tuple[int, ...]
    reason: str


class Choice(Protocol):
    """Decides whom to ask."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return whom to ask, or `None` where everyone listed was tried."""
        ...


def at_random(candidates: Sequence[int], rng: Random) -> int:
    """Return one of the candidates, each as likely as the others.

    Only `random()` is used, so that a seed means the same on every version of Python.
    """
    return candidates[int(rng.random() * len(candidates))]
