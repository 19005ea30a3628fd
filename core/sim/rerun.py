"""Running again what was recorded, up to some moment, so that it can go on in another way.

A run is decided by its scenario, its profile, its seed, and by what happened when: which message
was handled next, which timer rang, what went wrong. All of that is in the records; the rest follows
from it, and must come out as it was. Recordings of runs over MPI can be run again like simulated
ones, whoever decided what came next.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import assert_never

from core.errors import RunError
from core.events import (
    AfflictionBegun,
    AfflictionEnded,
    AnyEvent,
    MessageReceived,
    MessageUnheeded,
    Record,
    ThreadCrashed,
    ThreadEnded,
    ThreadRevived,
    ThreadStarted,
    TimerFired,
)
from core.faults import Afflict, CrashNow, Heal, ReviveNow, Strike
from core.model import CONDUCTOR, Address
from core.sim.world import World


def rerun(world: World, records: Iterable[Record]) -> None:
    """Let happen in a new world what these records tell, which end with a whole step.

    In the end everything has started. Raise `RunError` where something else comes of it.
    """
    came = defaultdict[Address, deque[AnyEvent]](deque)
    seen = 0
    for number, record in enumerate(records, start=1):
        if record.at == CONDUCTOR:  # what it chose is what happens next
            continue
        _let_happen(world, record)
        for one in world.records[seen:]:
            came[one.at].append(one.event)
        seen = len(world.records)
        if not came[record.at] or came[record.at].popleft() != record.event:
            raise RunError(f"event {number} does not come again: {record.event}")
    if any(came.values()):
        raise RunError("more comes of it than is recorded")
    world.start()


def _let_happen(world: World, record: Record) -> None:
    """Let happen what a record begins with, if it begins anything."""
    match record.event:
        case ThreadStarted():
            world.start_thread(record.at, record.time)
        case MessageReceived(source, number) | MessageUnheeded(source, number):
            if not world.is_under_way((source, number)):
                raise RunError(f"message {number} of {source} was not sent again")
            world.handle((source, number), record.time)
        case TimerFired(timer):
            world.ring(record.at, timer, record.time)
        case ThreadCrashed() | ThreadRevived() | AfflictionBegun() | AfflictionEnded() as event:
            world.strike_thread(record.at, _strike(record.at.rank, event), record.time)
        case ThreadEnded() if world.is_dead(record.at):
            world.stop(record.at)
        case _:
            pass


def _strike(
    rank: int, event: ThreadCrashed | ThreadRevived | AfflictionBegun | AfflictionEnded
) -> Strike:
    """Return what brings such an event."""
    match event:
        case ThreadCrashed():
            return CrashNow(rank)
        case ThreadRevived(kept=kept):
            return ReviveNow(rank, kept)
        case AfflictionBegun(affliction=affliction, delay_s=delay_s):
            return Afflict(rank, affliction, delay_s)
        case AfflictionEnded(affliction=affliction):
            return Heal(rank, affliction)
        case other:
            assert_never(other)
