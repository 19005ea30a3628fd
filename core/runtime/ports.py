"""What drivers, outboxes and the collector need of a transport; `core.runtime.mpi` provides it.

A port is one thread's way into one communicator: only that thread receives from it, and only what
is addressed to that thread.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Protocol

from core.model import Thread
from core.wire import Buffer


class Tag(IntEnum):
    """Which thread of a rank a message is for; none steals what is meant for another."""

    TRACKER = 0
    DOWNLOAD = 1
    UPLOAD = 2
    COLLECTOR = 3
    PAYLOAD = 4
    """For the bytes of segments, which download threads get beside the messages."""


TAG_OF = {
    Thread.TRACKER: Tag.TRACKER,
    Thread.DOWNLOAD: Tag.DOWNLOAD,
    Thread.UPLOAD: Tag.UPLOAD,
}


class Port(Protocol):
    """Sends without waiting and receives what is there."""

    def send(self, rank: int, tag: Tag, data: bytes) -> None:
        """Begin to send `data`; it is kept until it is out."""
        ...

    def poll(self) -> bytearray | None:
        """Return the next message, or `None` where none is there; never wait."""
        ...

    def settle(self) -> int:
        """Forget what is out by now; return how many sends are still under way."""
        ...


class MailPort(Port, Protocol):
    """A port that can also send bytes as they lie somewhere, and receive them where they belong."""

    def send(self, rank: int, tag: Tag, data: Buffer) -> None:
        """Begin to send `data`, which is kept, and must not change, until it is out."""
        ...

    def receive(self, rank: int, tag: Tag, into: memoryview) -> Callable[[], bool]:
        """Begin to receive what `rank` sends next under this tag; return what tells if it is here.

        It has as many bytes as there is room.
        """
        ...
