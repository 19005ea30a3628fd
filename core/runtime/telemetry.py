"""What the ranks tell the collector on rank 0, and what it tells their drivers.

These are not messages of the protocol: they have communicators of their own, and are never counted,
held or shown.
"""

import msgspec

from core.events import Record
from core.faults import Strike
from core.measures import Counts
from core.model import Address
from core.timers import TimerKey
from core.wire import Decoder

ByAddress = list[tuple[Address, int]]


class Batch(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Rank to collector: the next events of this rank."""

    records: list[Record]


class MachineEnded(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Rank to collector: this thread's machine is done, and sent so many messages to each."""

    at: Address
    sent: ByAddress


class GateShut(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Driver to collector: hold `number` is in force here, and all that came before it is told.

    `now` is the protocol time at which this thread stands.
    """

    at: Address
    number: int
    now: float


class Struck(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Driver to collector: a strike has taken effect here, and all that it brought is told."""

    at: Address


class Drained(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Driver to collector: this closed driver has handled all that was sent to it."""

    at: Address


class RankFailed(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Rank to collector: an exception ended a thread here; `words` say all about it."""

    words: str


class RankClosed(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Rank to collector: both threads have ended; this is the count of what happened here."""

    counts: Counts


Report = Batch | MachineEnded | GateShut | Struck | Drained | RankFailed | RankClosed


class Shut(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: from now on handle nothing unpermitted; this is hold `number`."""

    number: int


class Open(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: handle what comes; time goes on from this protocol time."""

    now: float


class Permit(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: handle this waiting message, at this protocol time."""

    source: Address
    number: int
    now: float


class Fire(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: fire this timer, at this protocol time."""

    timer: TimerKey
    now: float


class Befall(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: let this happen to the thread now, at this protocol time while held."""

    strike: Strike
    now: float


class Close(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: say when so many messages of each sender have been handled."""

    expected: ByAddress


class Stop(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: the run ends early, so let the machine end where it is."""


class End(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: all are drained, and nothing more will be said."""


Control = Shut | Open | Permit | Fire | Befall | Stop | Close | End

decode_control: Decoder[Control] = Decoder(Control, "control message")
