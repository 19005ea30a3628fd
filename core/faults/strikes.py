"""Strikes: what is done to one client, or to the tracker, when the moment of a fault has come.

They travel from rank 0 to the threads that they concern, be it that a plan says so, or people do.
"""

from typing import assert_never

import msgspec

from core.model import (
    TRACKER,
    TRACKER_RANK,
    Address,
    Affliction,
    Rank,
    download_thread,
    upload_thread,
)


class CrashNow(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Both threads of the client die."""

    client: Rank


class ReviveNow(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Both threads of the client begin anew, with what was downloaded where it `keeps` that."""

    client: Rank
    keeps: bool


class Afflict(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """This is wrong with the client from now on; its messages take `delay_s` seconds longer."""

    client: Rank
    affliction: Affliction
    delay_s: float = 0.0


class Heal(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """This is not wrong with the client any more."""

    client: Rank
    affliction: Affliction


Strike = CrashNow | ReviveNow | Afflict | Heal


def struck(strike: Strike) -> tuple[Address, ...]:
    """Return the threads that a strike concerns."""
    client = strike.client
    if client == TRACKER_RANK:
        return (TRACKER,)
    match strike:
        case CrashNow() | ReviveNow():
            return download_thread(client), upload_thread(client)
        case Afflict(affliction=affliction) | Heal(affliction=affliction):
            both = affliction is Affliction.SLOW
            return (download_thread(client), upload_thread(client))[0 if both else 1 :]
        case other:
            assert_never(other)
