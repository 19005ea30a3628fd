"""A net with one defect: it loses a message, delivers one twice, or lets one overtake another."""

from collections import deque
from collections.abc import Callable
from enum import StrEnum

from core.messages import decode
from core.runtime.ports import MailPort, Tag
from core.runtime.roles import Net
from core.wire import Buffer


class Defect(StrEnum):
    """What a net does to one message."""

    LOST = "lost"
    DOUBLED = "doubled"
    OVERTAKEN = "overtaken"


class DefectivePort:
    """A port that goes wrong at the `nth` message that it receives."""

    def __init__(self, port: MailPort, defect: Defect, nth: int) -> None:
        self._port = port
        self._defect = defect
        self._left = nth
        self._ready: deque[bytearray] = deque()
        self._kept: bytearray | None = None
        """The message that the next one of its sender will have overtaken."""

    def send(self, rank: int, tag: Tag, data: Buffer) -> None:
        """Send as always."""
        self._port.send(rank, tag, data)

    def receive(self, rank: int, tag: Tag, into: memoryview) -> Callable[[], bool]:
        """Receive as always."""
        return self._port.receive(rank, tag, into)

    def settle(self) -> int:
        """Settle as always."""
        return self._port.settle()

    def poll(self) -> bytearray | None:
        """Return the next message, if there is one, as the defect will have it."""
        if self._ready:
            return self._ready.popleft()
        data = self._port.poll()
        if data is None:
            return None
        self._left -= 1
        if self._left == 0:
            return self._spoil(data)
        if self._kept is not None and decode(self._kept).source == decode(data).source:
            self._ready.append(self._kept)
            self._kept = None
        return data

    def _spoil(self, data: bytearray) -> bytearray | None:
        match self._defect:
            case Defect.LOST:
                return None
            case Defect.DOUBLED:
                self._ready.append(data)
                return data
            case Defect.OVERTAKEN:
                self._kept = data
                return None


class DefectiveNet:
    """A rank's net of which one thread's port is defective."""

    def __init__(self, net: Net, tag: Tag, defect: Defect, nth: int) -> None:
        self.rank = net.rank
        self.size = net.size
        self.control_port = net.control_port
        self.telemetry_port = net.telemetry_port
        self._net = net
        self._tag = tag
        self._defect = defect
        self._nth = nth

    def protocol_port(self, tag: Tag) -> MailPort:
        """Return a thread's port for messages of the protocol."""
        port = self._net.protocol_port(tag)
        return DefectivePort(port, self._defect, self._nth) if tag is self._tag else port
