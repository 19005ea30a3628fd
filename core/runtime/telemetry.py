"""What the ranks tell the collector on rank 0, and what it tells their drivers.

These are not messages of the protocol: they have communicators of their own, and are never counted,
held or shown.
"""

import msgspec

from core.errors import ProtocolError
from core.events import Record
from core.measures import Counts
from core.model import Address
from core.timers import TimerKey

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

_encoder = msgspec.msgpack.Encoder()
_report_decoder: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)
_control_decoder: msgspec.msgpack.Decoder[Control] = msgspec.msgpack.Decoder(Control)


def encode(message: Report | Control) -> bytes:
    """Return the message as it travels."""
    return _encoder.encode(message)


def decode_report(data: bytes | bytearray) -> Report:
    """Return the report that `data` holds; raise `ProtocolError` where it holds none."""
    try:
        return _report_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"a malformed report arrived: {error}") from error


def decode_control(data: bytes | bytearray) -> Control:
    """Return the control message that `data` holds; raise `ProtocolError` where it holds none."""
    try:
        return _control_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"a malformed control message arrived: {error}") from error
