"""What the ranks tell the collector on rank 0, and what it tells their drivers.

These are not messages of the protocol: they have communicators of their own, and are never counted,
held or shown.
"""

import msgspec

from core.events import Record
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


class RankClosed(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Rank to collector: both threads have ended; this is the count of what happened here."""

    counts: Counts


Report = Batch | MachineEnded | RankClosed


class Permit(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: handle this waiting message, at this protocol time."""

    source: Address
    number: int
    now: float


class Fire(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: fire this timer, at this protocol time."""

    timer: TimerKey
    now: float


class Close(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Collector to driver: end when so many messages of each sender have been handled."""

    expected: ByAddress


Control = Permit | Fire | Close

decode_report: Decoder[Report] = Decoder(Report, "report")
decode_control: Decoder[Control] = Decoder(Control, "control message")
