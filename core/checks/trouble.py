"""What shows that a run was not faultless: somebody waited in vain, lied, or shares nothing."""

from collections.abc import Iterable

from core.events import (
    AfflictionBegun,
    ClientStarted,
    Event,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    Record,
    SegmentRejected,
    ThreadCrashed,
    ThreadGone,
    ThreadStopped,
    TimerFired,
)
from core.timers import ServeTimer

TROUBLES: frozenset[type[Event]] = frozenset(
    {
        AfflictionBegun,
        ClientStarted,
        MessageDelayed,
        MessageDuplicated,
        MessageLost,
        SegmentRejected,
        ThreadCrashed,
        ThreadGone,
        ThreadStopped,
        TimerFired,
    }
)


def is_trouble(record: Record) -> bool:
    """Tell whether rules that only faultless runs keep need not hold from here on.

    On a busy machine even a run without faults may come to wait in vain.
    """
    if type(record.event) not in TROUBLES:
        return False
    match record.event:
        case TimerFired(timer=ServeTimer()) | ClientStarted(shares=True):
            return False
        case _:
            return True


def went_well(records: Iterable[Record]) -> bool:
    """Tell whether no record shows trouble."""
    return not any(map(is_trouble, records))
