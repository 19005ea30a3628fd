"""Every event that the space-time diagram shows, as a point in a thread, and what belongs to it.

Points only grow in number, so they are kept beside the history, and cut at the moment that is
looked at. What the diagram draws of a point is in arrays: a run may have a million of them.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from enum import IntEnum

from core.events import (
    Event,
    MessageLost,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    ThreadCrashed,
    ThreadEnded,
    ThreadRevived,
    ThreadStarted,
    TimerFired,
)
from core.messages import MessageId
from core.model import Address

Receipt = MessageReceived | MessageUnheeded
SNAPSHOT_POINTS = 256
"""So often it is kept which messages are in flight, to find that out for any point."""
NONE = 0xFFFFFFFF
"""Stands for a point that there is not."""


class Kind(IntEnum):
    """What happens at a point."""

    SENT = 0
    RECEIVED = 1
    UNHEEDED = 2
    LOST = 3
    RANG = 4
    CRASHED = 5
    REVIVED = 6
    ENDED = 7


KINDS: dict[type[Event], Kind] = {
    MessageSent: Kind.SENT,
    MessageReceived: Kind.RECEIVED,
    MessageUnheeded: Kind.UNHEEDED,
    MessageLost: Kind.LOST,
    TimerFired: Kind.RANG,
    ThreadCrashed: Kind.CRASHED,
    ThreadRevived: Kind.REVIVED,
    ThreadEnded: Kind.ENDED,
}
SHOWN: frozenset[type[Event]] = frozenset({*KINDS, ThreadStarted})
"""The events that are to be taken in."""


class Points:
    """Takes the events that are `SHOWN`; points count from 0, threads as they first appear."""

    def __init__(self) -> None:
        self.threads: dict[Address, int] = {}
        """Every thread that started or was spoken to, with its number."""
        self.record = array("Q")
        """By point, the number of its record, from 0."""
        self.kind = bytearray()
        self.at = array("H")
        """By point, the thread in which it happened."""
        self.other = array("H")
        """By point, the thread at the other end of its message; its own where there is none."""
        self.partner = array("I")
        """By point, the other end of its message, or `NONE`."""
        self._flying: dict[MessageId, int] = {}
        """Where each message was sent that is in flight."""
        self._snapshots: list[array[int]] = []
        self._turns: dict[int, array[int]] = {}
        """By thread, from which points on it is dead, and alive again, by turns."""

    def __len__(self) -> int:
        return len(self.record)

    # ---- taking in ------------------------------------------------------------------------------

    def take(self, number: int, record: Record) -> None:
        """Take in the record with this number, from 0."""
        event, point, number_of = record.event, len(self.record), self._number_of
        at = other = number_of(record.at)
        partner, kind = NONE, KINDS.get(type(event))
        if kind is None:
            return
        if point % SNAPSHOT_POINTS == 0:
            self._snapshots.append(array("I", self._flying.values()))
        if isinstance(event, MessageSent):
            other = number_of(event.to)
            self._flying[record.at, event.number] = point
        elif isinstance(event, Receipt):
            other = number_of(event.source)
            partner = self._arrive((event.source, event.number), point)
        elif isinstance(event, MessageLost):
            other = number_of(event.to)
            partner = self._arrive((record.at, event.number), point)
        elif kind is not Kind.RANG:
            self._turn(at, point, alive=kind is Kind.REVIVED)
        self.record.append(number)
        self.kind.append(kind)
        self.at.append(at)
        self.other.append(other)
        self.partner.append(partner)

    def _number_of(self, thread: Address) -> int:
        return self.threads.setdefault(thread, len(self.threads))

    def _arrive(self, message: MessageId, point: int) -> int:
        """Tie the end of a message to its beginning, and return that."""
        sending = self._flying.pop(message, NONE)
        if sending != NONE:
            self.partner[sending] = point
        return sending

    def _turn(self, thread: int, point: int, *, alive: bool) -> None:
        turns = self._turns.setdefault(thread, array("I"))
        if alive == bool(len(turns) % 2):
            turns.append(point)

    # ---- asking ---------------------------------------------------------------------------------

    def by(self, moment: int) -> int:
        """Return how many points are among the first so many events."""
        return bisect_left(self.record, moment)

    def is_alive(self, thread: int, point: int) -> bool:
        """Tell whether this thread had neither crashed nor ended before this point."""
        return bisect_left(self._turns.get(thread, ()), point) % 2 == 0

    def is_open(self, sending: int, count: int) -> bool:
        """Tell whether what was sent here is still in flight after so many points."""
        return self.partner[sending] >= count

    def before(self, point: int) -> "Scene":
        """Return what is in flight, and who is dead, right before this point."""
        if not self._snapshots:
            return Scene(self, {}, set())
        kept = min(point // SNAPSHOT_POINTS, len(self._snapshots) - 1)
        first = kept * SNAPSHOT_POINTS
        dead = {thread for thread in self._turns if not self.is_alive(thread, first)}
        scene = Scene(self, dict.fromkeys(self._snapshots[kept]), dead)
        scene.pass_through(range(first, point))
        return scene


class Scene:
    """What is in flight, and which threads are dead, between one point and the next."""

    def __init__(self, points: Points, flying: dict[int, None], dead: set[int]) -> None:
        self.flying = flying
        """Where each message was sent that is in flight, oldest first."""
        self.dead = dead
        self._points = points

    def pass_through(self, points: Iterable[int]) -> None:
        """Let these points happen."""
        for point in points:
            match self._points.kind[point]:
                case Kind.SENT:
                    self.flying[point] = None
                case Kind.RECEIVED | Kind.UNHEEDED | Kind.LOST:
                    self.flying.pop(self._points.partner[point], None)
                case Kind.CRASHED | Kind.ENDED:
                    self.dead.add(self._points.at[point])
                case Kind.REVIVED:
                    self.dead.discard(self._points.at[point])
                case _:
                    pass
