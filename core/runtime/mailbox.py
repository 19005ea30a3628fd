"""One thread's mail: messages, and the bytes of segments that travel beside some of them.

The bytes go straight from where their sender keeps them to where their receiver does, under a tag
of their own and right behind their message. What comes after a message whose bytes are still on
their way waits behind it, so that nothing overtakes anything.
"""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from core.messages import Envelope, SegmentReply, decode
from core.payloads import Payloads
from core.runtime.performer import Post
from core.runtime.ports import TAG_OF, MailPort, Tag


class _Arrival(NamedTuple):
    """A message, where the bytes beside it go, and for each of them what tells if they are here."""

    envelope: Envelope
    places: list[memoryview]
    missing: deque[Callable[[], bool]]

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        while self.missing and self.missing[0]():
            self.missing.popleft()
        return not self.missing


class Mailbox:
    """Sends and receives whole messages over a port; without `payloads` they are all there is."""

    def __init__(self, port: MailPort, payloads: Payloads | None) -> None:
        self._port = port
        self._payloads = payloads
        self._arriving: deque[_Arrival] = deque()
        self.leaving = 0
        """How many sends were still under way when that was last looked at."""

    def send(self, post: Post) -> None:
        """Begin to send a message and what travels beside it."""
        envelope = post.envelope
        to, message = envelope.destination, envelope.message
        self._port.send(to.rank, TAG_OF[to.thread], post.data)
        if self._payloads is not None and isinstance(message, SegmentReply):
            for data in self._payloads.leaving(message):
                self._port.send(to.rank, Tag.PAYLOAD, data)

    def poll(self) -> Envelope | None:
        """Return the next message that is here whole, or `None` where there is none; never wait."""
        data = self._port.poll()
        if self._payloads is None:
            return None if data is None else decode(data)
        if data is not None:
            self._arriving.append(self._begin(decode(data), self._payloads))
        if self._arriving and self._arriving[0].is_whole:
            return self._finish(self._arriving.popleft(), self._payloads)
        return None

    def _begin(self, envelope: Envelope, payloads: Payloads) -> _Arrival:
        if not isinstance(envelope.message, SegmentReply):
            return _Arrival(envelope, [], deque())
        places, rank = payloads.places(envelope.message), envelope.source.rank
        missing = deque(self._port.receive(rank, Tag.PAYLOAD, place) for place in places)
        return _Arrival(envelope, places, missing)

    def _finish(self, arrival: _Arrival, payloads: Payloads) -> Envelope:
        envelope = arrival.envelope
        if not isinstance(envelope.message, SegmentReply):
            return envelope
        message = payloads.arrived(envelope.message, arrival.places)
        return msgspec.structs.replace(envelope, message=message)

    def settle(self) -> int:
        """Forget what is out by now; return how many sends are still under way."""
        self.leaving = self._port.settle()
        return self.leaving

    @property
    def is_moving(self) -> bool:
        """Whether bytes of segments may be on their way from here, or to here."""
        return self._payloads is not None and bool(self.leaving or self._arriving)
