"""Whom to ask for a segment: the shape of such a policy, and the draw that policies share."""

from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Protocol, runtime_checkable

import msgspec

from core import bitmap
from core.listing import Listing

NOBODY: Mapping[int, int] = MappingProxyType({})


class Wish(msgspec.Struct, frozen=True, gc=False):
    """What is known when segment `segment` is to be asked for.

    Four bitmaps of ranks: `tried` were asked for this segment in this round already (always with
    the asker itself in it); `silent` gave no answer in this round, to whatever they were asked;
    `doubted` lately gave no answer, or a wrong one; `later` are not to be asked just now, for they
    have a request to answer or have no room. `position` counts the segments of this file that were
    fetched so far. `asked` counts the segments of this file by who was asked for them, `used` those
    of all files; `last` is who was asked last for this file. `loads` says how many segments each is
    known to have uploaded. `slow` are those of `later` who take long: nobody waits for them.
    """

    swarm: Listing
    segment: int
    tried: int
    doubted: int
    position: int
    silent: int = 0
    asked: Mapping[int, int] = NOBODY
    used: Mapping[int, int] = NOBODY
    last: int | None = None
    loads: Mapping[int, int] = NOBODY
    later: int = 0
    slow: int = 0

    @property
    def barred(self) -> int:
        """Those who are not to be asked for this segment, in this round or just now."""
        return self.tried | self.silent | self.later

    @property
    def has_later(self) -> bool:
        """Whether somebody who is not to be asked just now is to be asked later."""
        holders = self.swarm.holders_map(self.segment)
        return bool(holders & self.later & ~(self.tried | self.silent))

    @property
    def owners_in_time(self) -> tuple[int, ...]:
        """Those who may hold the segment and may be asked, now or later.

        The doubted are among them only where all are doubted.
        """
        barred = self.tried | self.silent | self.slow
        owners = bitmap.without(self.swarm.holders(self.segment), barred)
        return bitmap.without(owners, self.doubted) or owners

    @property
    def owners(self) -> tuple[int, ...]:
        """Those of them who may be asked just now."""
        return bitmap.without(self.owners_in_time, self.later)


class Standing(msgspec.Struct, frozen=True, gc=False):
    """How everyone stands when somebody is to be asked.

    `gifts` says which segments each may be asked for, now or later, as a bitmap; all else is as in
    a `Wish`.
    """

    gifts: Mapping[int, int]
    doubted: int
    later: int
    slow: int
    loads: Mapping[int, int]


class Draw(msgspec.Struct, frozen=True, gc=False):
    """Whom to ask, out of which candidates, and why, in words that follow "asks …"."""

    asked: int
    candidates: tuple[int, ...]
    reason: str


class Choice(Protocol):
    """Decides whom to ask."""

    def draw(self, wish: Wish, rng: Random) -> Draw | None:
        """Return whom to ask, or `None` where everyone listed was tried."""
        ...


@runtime_checkable
class Patient(Choice, Protocol):
    """Decides whom to ask, or that it is better to wait for somebody who is not to be asked now.

    As it may say so of many segments, one after another, it says at once of which it does not.
    """

    def reach(self, standing: Standing) -> int:
        """Return the segments for which somebody would be drawn, as a bitmap."""
        ...


def at_random(candidates: Sequence[int], rng: Random) -> int:
    """Return one of the candidates, each as likely as the others.

    Only `random()` is used, so that a seed means the same on every version of Python.
    """
    return candidates[int(rng.random() * len(candidates))]
