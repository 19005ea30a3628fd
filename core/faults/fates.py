"""The faults of a plan, waiting for their moments: a fold over events in causal order."""

from collections.abc import Iterable
from typing import assert_never

from core.events import Record
from core.faults.kinds import Corrupt, Crash, Cut, Deny, Fault, MessageFault, Mute, Revive, Slow
from core.faults.strikes import Afflict, CrashNow, Heal, ReviveNow, Strike
from core.faults.trigger import Trigger, parse_trigger
from core.model import TRACKER_RANK, Affliction

Lasting = Slow | Mute | Deny | Corrupt | Cut
Struck = Crash | Revive | Lasting


class _Fate:
    """A strike that is due with the event number `nth` that the trigger matches.

    `healing` comes so many seconds after it, if at all.
    """

    def __init__(
        self, trigger: Trigger, strike: Strike, *, nth: int = 1, healing: Heal | None, after: float
    ) -> None:
        self.strike = strike
        self._trigger = trigger
        self._to_come = nth
        self._healing = healing
        self._after = after

    def comes_with(self, record: Record) -> bool:
        """Take notice of an event; tell whether it brings the strike."""
        self._to_come -= self._trigger.matches(record)
        return self._to_come <= 0

    def what_follows(self, now: float) -> "list[_Fate]":
        """Return what is due some time after a strike at this time."""
        if self._healing is None:
            return []
        over = Trigger(time=now + self._after)
        return [_Fate(over, self._healing, healing=None, after=0.0)]


class Fates:
    """Says what strikes whom, and when it is over; faults of messages are none of its business."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        fates = [
            (fault.at is None, _fate(fault))
            for fault in faults
            if not isinstance(fault, MessageFault)
        ]
        self.at_start = [fate.strike for at_once, fate in fates if at_once]
        """What strikes before anything happens."""
        self._waiting: list[_Fate] = []
        for at_once, fate in fates:
            self._waiting += fate.what_follows(0.0) if at_once else [fate]

    def observe(self, record: Record) -> list[Strike]:
        """Take notice of the next event; return what strikes right after it."""
        if not self._waiting:
            return []
        due = [fate for fate in self._waiting if fate.comes_with(record)]
        for fate in due:
            self._waiting.remove(fate)
            self._waiting += fate.what_follows(record.time)
        return [fate.strike for fate in due]


def _fate(fault: Struck) -> _Fate:
    trigger = Trigger() if fault.at is None else parse_trigger(fault.at)
    match fault:
        case Crash(client=client):
            return _Fate(trigger, CrashNow(client), nth=fault.nth, healing=None, after=0.0)
        case Revive(client=client, keeps=keeps):
            return _Fate(trigger, ReviveNow(client, keeps), nth=fault.nth, healing=None, after=0.0)
        case Slow() | Mute() | Deny() | Corrupt() | Cut():
            begins = _begins(fault)
            healing = None if fault.lasts is None else Heal(begins.client, begins.affliction)
            return _Fate(trigger, begins, nth=fault.nth, healing=healing, after=fault.lasts or 0.0)
        case other:
            assert_never(other)


def _begins(fault: Lasting) -> Afflict:
    match fault:
        case Slow(client=client, by=by):
            return Afflict(client, Affliction.SLOW, by)
        case Mute(client=client):
            return Afflict(client, Affliction.MUTE)
        case Deny(client=client):
            return Afflict(client, Affliction.DENYING)
        case Corrupt(client=client):
            return Afflict(client, Affliction.CORRUPT)
        case Cut():
            return Afflict(TRACKER_RANK, Affliction.CUT_OFF)
        case other:
            assert_never(other)
