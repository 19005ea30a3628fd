"""Whom to ask for a segment: the shape of such a policy, and the draw that policies share."""

from collections.abc import Sequence
from random import Random
from typing import Protocol

import msgspec

from core.messages import SwarmView


class Wish(msgspec.Struct, frozen=True):
    """What is known when a segment is to be asked for.

    Three bitmaps of ranks: `tried` were asked for this segment in this round already (always with
    the asker itself in it); `silent` gave no answer in this round, to whatever they were asked;
    `doubted` lately gave no answer, or a wrong one. `position` counts the segments of this file
    that were fetched so far.
    """

    swarm: SwarmView
    tried: int
    doubted: int
    position: int
    silent: int = 0

    @property
    def barred(self) -> int:
        """Those who are not to be asked for this segment in this round."""
        return self.tried | self.silent


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
