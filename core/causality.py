"""What happened before what in a run (Lamport 1978), asked of its records.

One event happened before another where a chain of these steps leads from the one to the other:

1. In each thread, an event comes before the next one.
2. A message is sent before it is received, heeded or not.
3. A segment is stored by a client's download thread before its upload thread serves it. What is
   owned from the start needs no such step, and neither has a denial one: what came later is no
   cause of it.
4. What a client's download thread got from others, or was denied, comes before what its upload
   thread then decides by it (`core.ledger`): whose turn it is, who waits at which place, who is
   choked and who no longer. Only upload threads with slots do that.

Left out is what the threads of a client share and no event tells of, so that nobody could see how
it was a cause: what they heard of others (loads, and who denies them), and how much was served in
all. Left out, too, is whatever lets things happen without being part of the protocol: that a
receipt was permitted, or chosen among others. A thread that only reports such choices stands
beside the protocol, in an order of its own.

The past of an event is, in each thread, all up to some event, and its future all from some event
on. So one number for each thread says it all: those of the past are the vector clock (Fidge 1988,
Mattern 1989). They are found when they are asked for, and not kept.
"""

from array import array
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from heapq import merge
from typing import TypeVar

from core.events import (
    AnyEvent,
    AskerChoked,
    AskerUnchoked,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    RequestDenied,
    RequestQueued,
    SegmentsServed,
    SegmentStored,
    TimerFired,
)
from core.messages import MessageId
from core.model import Address
from core.timers import ServeTimer

T = TypeVar("T")


def sent_by(record: Record) -> MessageId | None:
    """Return which message this record sends, if any."""
    return (record.at, record.event.number) if isinstance(record.event, MessageSent) else None


RECEIPTS = (MessageReceived, MessageUnheeded)


def received_by(event: AnyEvent) -> MessageId | None:
    """Return which message this event receives, if any."""
    if isinstance(event, RECEIPTS):
        return event.source, event.number
    return None


NO_STEP = (-1, -1)


class Causality:
    """Answers questions about records in causal order, each known by its position from 0 on.

    What came before the first record counts for nothing, so a part of a run will do. A question
    takes time that grows with the number of records at worst, and a record 20 to 40 bytes here; a
    position that there is not raises `IndexError`.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._places = _Places()
        self._causes = array("I")
        self._effects = array("I")
        """The steps from one thread to another: from each cause to its effect, which ascend."""
        self._links = _Links()
        for record in records:
            self.observe(record)

    def __len__(self) -> int:
        return len(self._places.thread)

    def observe(self, record: Record) -> None:
        """Take the next record."""
        position = len(self)
        self._places.add(record.at)
        cause = self._links.cause_of(record, position)
        if cause is not None:
            self._causes.append(cause)
            self._effects.append(position)

    # ---- questions ------------------------------------------------------------------------------

    def happened_before(self, first: int, second: int) -> bool:
        """Tell whether the first led to the second; takes time by how far they are apart.

        Nothing happened before itself.
        """
        thread, turn = self._places.find(second)
        for reached, begin in self._reached(first, until=second):
            if reached == thread:
                return begin <= turn
        return False

    def past(self, position: int) -> Set[int]:
        """Return all that happened before this event."""
        ends = self._clock(position)
        ends[self._places.thread[position]] -= 1
        return Positions(self._places, [0] * len(ends), ends)

    def future(self, position: int) -> Set[int]:
        """Return all that this event happened before, so far."""
        return Positions(self._places, self._begins(position), self._places.counts)

    def concurrent(self, position: int) -> Set[int]:
        """Return all other events that are in neither the past nor the future of this one."""
        return Positions(self._places, self._clock(position), self._begins(position))

    def vector_clock(self, position: int) -> dict[Address, int]:
        """Return how many events of each thread led to this one, which counts itself."""
        return dict(zip(self._places.threads, self._clock(position), strict=True))

    def layers(self, counted: Container[int] | None = None) -> Sequence[int]:
        """Return how many events the longest chain up to each event has, from 1 for the first.

        Where only some positions are `counted`, two of them in one layer are still concurrent.
        """
        layers = array("I")
        latest = [0] * len(self._places.threads)
        steps = zip(self._causes, self._effects, strict=True)
        cause, effect = next(steps, NO_STEP)
        for position, thread in enumerate(self._places.thread):
            before = latest[thread]
            if position == effect:
                before = max(before, layers[cause])
                cause, effect = next(steps, NO_STEP)
            latest[thread] = before + (counted is None or position in counted)
            layers.append(latest[thread])
        return layers

    # ---- one number for each thread -------------------------------------------------------------

    def _clock(self, position: int) -> list[int]:
        """Return how many events of each thread are in the past, this one included.

        Whether an effect is in the past is known once all later effects were looked at.
        """
        thread, turn = self._places.thread, self._places.turn
        clock = [0] * len(self._places.threads)
        own, before = self._places.find(position)
        clock[own] = before + 1
        for step in range(bisect_right(self._effects, position) - 1, -1, -1):
            cause, effect = self._causes[step], self._effects[step]
            if turn[effect] < clock[thread[effect]]:
                clock[thread[cause]] = max(clock[thread[cause]], turn[cause] + 1)
        return clock

    def _begins(self, position: int) -> list[int]:
        """Return the turn from which on each thread is in the future; its end, if it never is."""
        begins = self._places.counts
        for thread, turn in self._reached(position, until=len(self) - 1):
            begins[thread] = turn
        return begins

    def _reached(self, position: int, until: int) -> Iterator[tuple[int, int]]:
        """Yield each thread that the future enters up to `until`, and the turn with which it does.

        Effects ascend, so the first one in a thread is where the future begins there.
        """
        thread, turn = self._places.thread, self._places.turn
        own, before = self._places.find(position)
        begins = {own: before}
        yield own, before + 1
        first, end = bisect_right(self._effects, position), bisect_right(self._effects, until)
        for step in range(first, end):
            cause, effect = self._causes[step], self._effects[step]
            begin, entered = begins.get(thread[cause]), thread[effect]
            if begin is not None and turn[cause] >= begin and entered not in begins:
                begins[entered] = turn[effect]
                yield entered, turn[effect]


class _Places:
    """Which thread each event happened in, and where it stands there."""

    def __init__(self) -> None:
        self.threads: dict[Address, int] = {}
        """Every thread, with its number in the order in which they first appear."""
        self.thread = array("I")
        """By position, which thread it happened in."""
        self.turn = array("I")
        """By position, how many events of the same thread came before."""
        self.positions: list[array[int]] = []
        """By thread, the positions of its events."""

    @property
    def counts(self) -> list[int]:
        """By thread, how many events it has so far."""
        return [len(positions) for positions in self.positions]

    def add(self, at: Address) -> None:
        """Place the next event, which happened in this thread."""
        thread = self.threads.setdefault(at, len(self.threads))
        if thread == len(self.positions):
            self.positions.append(array("I"))
        self.turn.append(len(self.positions[thread]))
        self.positions[thread].append(len(self.thread))
        self.thread.append(thread)

    def find(self, position: int) -> tuple[int, int]:
        """Return the thread of an event, and its turn there."""
        if position < 0:
            raise IndexError(position)
        return self.thread[position], self.turn[position]


class Positions(Set[int]):
    """Positions that form one stretch in every thread; they are gone through in ascending order.

    What is observed later is not among them.
    """

    def __init__(self, places: _Places, begins: list[int], ends: list[int]) -> None:
        self._places = places
        self._begins = begins
        self._ends = ends

    def __contains__(self, position: object) -> bool:
        if not isinstance(position, int) or not 0 <= position < len(self._places.thread):
            return False
        thread, turn = self._places.find(position)
        return thread < len(self._ends) and self._begins[thread] <= turn < self._ends[thread]

    def __iter__(self) -> Iterator[int]:
        threads = zip(self._places.positions, self._begins, self._ends, strict=False)
        return merge(*(positions[begin:end] for positions, begin, end in threads))

    def __len__(self) -> int:
        return sum(self._ends) - sum(self._begins)

    @classmethod
    def _from_iterable(cls, members: Iterable[T]) -> Set[T]:
        return frozenset(members)


class _Links:
    """What may yet be the cause of something in another thread: steps 2 to 4."""

    def __init__(self) -> None:
        self._sent: dict[MessageId, int] = {}
        """Where each message was sent that is under way; it is received once."""
        self._stored: dict[tuple[int, str], dict[int, int]] = {}
        """By client and file, where each segment was stored."""
        self._accounts: dict[int, int] = {}
        """Where each client was given or denied something last."""

    def cause_of(self, record: Record, position: int) -> int | None:
        """Return where the cause of a record in another thread is, and remember this one."""
        rank = record.at.rank
        match record.event:
            case MessageSent(number=number):
                self._sent[record.at, number] = position
            case MessageReceived(source, number) | MessageUnheeded(source, number):
                return self._sent.pop((source, number), None)
            case SegmentStored(file=file, segment=segment):
                self._stored.setdefault((rank, file), {})[segment] = position
                self._accounts[rank] = position
            case RequestDenied():
                self._accounts[rank] = position
            case SegmentsServed(file=file, segments=segments):
                stored = self._stored.get((rank, file), {})
                return max((stored[n] for n in segments if n in stored), default=None)
            case TimerFired(ServeTimer()) | RequestQueued() | AskerChoked() | AskerUnchoked():
                return self._accounts.get(rank)
            case _:
                pass
        return None
