"""What there is to say of a thread."""

from enum import StrEnum
from typing import NamedTuple

from core.model import Address


class Kind(StrEnum):
    """What a thread is doing, in one word."""

    IDLE = "idle"
    BUSY = "busy"
    WAITS = "waits"
    PAUSES = "pauses"
    ENDED = "ended"
    GONE = "gone"


class Wait(NamedTuple):
    """What a thread waits for, and those whose word it needs."""

    what: str
    whom: tuple[Address, ...]


class Doing(NamedTuple):
    """What a thread is doing, in a sentence without its subject, and what else is known of that."""

    kind: Kind
    told: str
    aside: str = ""
    waits: tuple[Wait, ...] = ()


NOT_ANSWERING = Doing(Kind.GONE, "listed as gone", "it does not answer the tracker")
CRASHED = Doing(Kind.GONE, "has crashed", "nothing reaches it any more")
