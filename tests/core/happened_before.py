"""What happened before what, by definition: all single steps, and whatever chains of them make."""

from collections.abc import Sequence
from itertools import combinations

from core.causality import received_by, sent_by
from core.events import (
    AskerChoked,
    AskerUnchoked,
    Record,
    RequestDenied,
    RequestQueued,
    SegmentsServed,
    SegmentStored,
    TimerFired,
)
from core.timers import ServeTimer


def is_step(first: Record, second: Record) -> bool:
    """Tell whether the first of two records by itself comes before the second."""
    if first.at == second.at:
        return True
    if (message := sent_by(first)) is not None:
        return message == received_by(second.event)
    return first.at.rank == second.at.rank and _is_shared(first, second)


def _is_shared(first: Record, second: Record) -> bool:
    """Tell whether one thread of a client leaves what the other goes by."""
    match first.event, second.event:
        case SegmentStored(file=file, segment=segment), SegmentsServed() as served:
            return file == served.file and segment in served.segments
        case (SegmentStored() | RequestDenied(), TimerFired(timer)):
            return timer == ServeTimer()
        case (SegmentStored() | RequestDenied(), event):
            return isinstance(event, RequestQueued | AskerChoked | AskerUnchoked)
        case _:
            return False


def pasts(records: Sequence[Record]) -> list[set[int]]:
    """Return the past of each record as positions: the transitive closure of all steps."""
    steps: list[list[int]] = [[] for _ in records]
    for (first, one), (second, other) in combinations(enumerate(records), 2):
        if is_step(one, other):
            steps[second].append(first)
    return [_reachable(position, steps) for position in range(len(records))]


def _reachable(position: int, steps: Sequence[Sequence[int]]) -> set[int]:
    found: set[int] = set()
    open_ = list(steps[position])
    while open_:
        if (before := open_.pop()) not in found:
            found.add(before)
            open_ += steps[before]
    return found
