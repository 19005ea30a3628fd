"""Slots: who waits at an upload thread, whose turn it is, and who is told to come another time."""

from core.checks.check import Check
from core.checks.facts import begins_anew, forget
from core.checks.queues import Queues
from core.checks.steps import StepCheck
from core.checks.wording import clients
from core.events import (
    AskerChoked,
    AskerUnchoked,
    Record,
    RequestQueued,
    SegmentsRefused,
    SegmentsServed,
)
from core.model import Thread
from core.slot_uploader import NO_ROOM


class FewWait(Check):
    """Who finds no slot is choked."""

    name = "few-wait"
    sees = frozenset({RequestQueued})

    def __init__(self, slots: int) -> None:
        super().__init__()
        self.rule = f"At most {slots} requests wait at a client."
        self._slots = slots

    def look(self, record: Record) -> None:
        """Count who waits."""
        match record.event:
            case RequestQueued(queue=queue):
                met = len(queue) <= self._slots
                self.expect(met, record, f"{clients(queue)} waiting", f"at most {self._slots}")
            case _:
                pass


class QueueOrder(Check):
    """Every client's account with the others is a fold of what it stored and served."""

    name = "queue-order"
    rule = (
        "Requests are ranked by what their askers gave to this client, then by how little they got"
        " from it, then by when they came; the last one is choked, and the first one is answered,"
        " or the oldest, in every fourth answer."
    )
    sees = Queues.sees

    def __init__(self) -> None:
        super().__init__()
        self._queues = Queues()

    def look(self, record: Record) -> None:
        """Compare what is told with what the rule says."""
        here = self._queues.of(record.at.rank)
        match record.event:
            case RequestQueued(queue=queue) as queued:
                expected = here.with_newcomer(queued)
                found = f"the order {list(queue)}"
                self.expect(list(queue) == expected, record, found, f"{expected}")
            case SegmentsServed(file=file, to=asker) | SegmentsRefused(file=file, to=asker):
                self._expect_turn(record, asker, file)
            case AskerChoked(file=file, asker=asker) if here.serving:
                self._expect_turn(record, asker, file)
            case AskerChoked(asker=asker, reason=reason) if reason == NO_ROOM:
                own = here.standing(asker)
                worse = [one.asker for one in here.waiting if here.standing(one.asker) > own]
                found = f"C{asker} choked before {clients(worse)}"
                self.expect(not worse, record, found, "the last one choked")
            case _:
                pass
        self._queues.observe(record)

    def _expect_turn(self, record: Record, asker: int, file: str) -> None:
        turn = self._queues.of(record.at.rank).next
        met = turn is not None and (turn.asker, turn.file) == (asker, file)
        expected = "that nobody waits" if turn is None else f"C{turn.asker} about {turn.file}"
        self.expect(met, record, f"an answer to C{asker} about {file}", expected)


class ChokesWhenFull(Check):
    """Who is sent elsewhere when its turn has come was not refused for want of room."""

    name = "chokes-when-full"
    sees = Queues.sees

    def __init__(self, slots: int) -> None:
        super().__init__()
        self.rule = f"Nobody is choked for want of room while fewer than {slots} others wait."
        self._slots = slots
        self._queues = Queues()

    def look(self, record: Record) -> None:
        """Count who waits when somebody new comes."""
        here = self._queues.of(record.at.rank)
        match record.event:
            case AskerChoked(asker=asker, reason=reason) if reason == NO_ROOM:
                found = f"C{asker} choked while {len(here.waiting)} wait"
                self.expect(len(here.waiting) == self._slots, record, found, f"{self._slots}")
            case _:
                pass
        self._queues.observe(record)


class ChokedAreTold(StepCheck):
    """As many as there is room for, the best first, and all where nobody waits any more."""

    name = "choked-are-told"
    sees = StepCheck.sees | Queues.sees | {AskerUnchoked}

    def __init__(self, slots: int) -> None:
        super().__init__()
        self.rule = (
            f"When fewer than {slots} requests wait after an answer, those who were choked are told"
            " that there is room, the first of them first, unless they asked again."
        )
        self._slots = slots
        self._queues = Queues()
        self._choked: dict[int, dict[int, None]] = {}

    def follow(self, record: Record) -> None:
        """Follow everyone who is choked until it is told, or asks again."""
        if begins_anew(record, Thread.UPLOAD):
            forget(record.at.rank, self._choked)
        here, choked = self._queues.of(record.at.rank), self._choked.setdefault(record.at.rank, {})
        serving = here.serving
        self._queues.observe(record)
        match record.event:
            case AskerChoked(asker=asker) if not serving:
                choked[asker] = None
            case RequestQueued(asker=asker) as queued if not here.was_choked(queued):
                choked.pop(asker, None)
            case AskerUnchoked(asker=asker):
                self._look_at(record, asker)
            case SegmentsServed() | SegmentsRefused() | AskerChoked():
                self._owe_room(record)
            case _:
                pass

    def _owe_room(self, record: Record) -> None:
        here, choked = self._queues.of(record.at.rank), self._choked[record.at.rank]
        room = self._slots - len(here.waiting) if here.waiting else len(choked)
        for place in range(min(room, len(choked))):
            self.owe(record, place, f"one of {clients(choked)} told that there is room")

    def _look_at(self, record: Record, asker: int) -> None:
        here, choked = self._queues.of(record.at.rank), self._choked[record.at.rank]
        best = min(choked, key=lambda one: (*here.standing(one), one), default=None)
        met = asker == best and len(here.waiting) < self._slots
        found = f"C{asker} told that there is room"
        self.expect(met, record, found, "the first of those who were choked, and room")
        choked.pop(asker, None)
        self.pay(record, next(iter(self._owed.get(record.at, ())), None))
