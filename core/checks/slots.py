"""Slots: who waits at an upload thread, whose turn it is, and who is told to come another time."""

from core.checks.check import Check
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


class FewWait(Check):
    """Who finds no slot is choked."""

    name = "few-wait"

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
            case AskerChoked(asker=asker):
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

    def __init__(self, slots: int) -> None:
        super().__init__()
        self.rule = f"Nobody is choked while fewer than {slots} others wait."
        self._slots = slots
        self._queues = Queues()

    def look(self, record: Record) -> None:
        """Count who waits when somebody new comes."""
        here = self._queues.of(record.at.rank)
        match record.event:
            case AskerChoked(asker=asker) if not here.serving:
                found = f"C{asker} choked while {len(here.waiting)} wait"
                self.expect(len(here.waiting) == self._slots, record, found, f"{self._slots}")
            case _:
                pass
        self._queues.observe(record)


class ChokedAreTold(StepCheck):
    """One at each answer, the best first, for each answer makes room for one."""

    name = "choked-are-told"

    def __init__(self, slots: int) -> None:
        super().__init__()
        self.rule = (
            f"With each answer after which fewer than {slots} requests wait, the first of those"
            " who were choked is told that there is room, unless it asked again."
        )
        self._slots = slots
        self._queues = Queues()
        self._choked: dict[int, dict[int, None]] = {}

    def follow(self, record: Record) -> None:
        """Follow everyone who is choked until it is told, or asks again."""
        rank = record.at.rank
        here, choked = self._queues.of(rank), self._choked.setdefault(record.at.rank, {})
        serving = here.serving
        self._queues.observe(record)
        match record.event:
            case AskerChoked(asker=asker) if not serving:
                choked[asker] = None
            case RequestQueued(asker=asker) as queued if not here.was_choked(queued):
                choked.pop(asker, None)
            case AskerUnchoked(asker=asker):
                self._look_at(record, asker)
            case _:
                pass
        answered = isinstance(record.event, SegmentsServed | SegmentsRefused | AskerChoked)
        if answered and serving and choked and len(here.waiting) < self._slots:
            self.owe(record, "room", f"one of {clients(choked)} told that there is room")

    def _look_at(self, record: Record, asker: int) -> None:
        here, choked = self._queues.of(record.at.rank), self._choked[record.at.rank]
        best = min(choked, key=lambda one: (*here.standing(one), one), default=None)
        met = self.pay(record, "room") and asker == best
        found = f"C{asker} told that there is room"
        self.expect(met, record, found, "the first of those who were choked, and room")
        choked.pop(asker, None)
