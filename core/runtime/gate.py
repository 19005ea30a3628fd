"""Where one thread's messages wait until they may be handled.

A gate belongs to one driver: no other thread touches it, so it needs no lock. Open, it lets
everything through in the order of arrival; shut, it keeps what arrives until each message is
permitted, like a slow network. A permit may come before its message does.
"""

from collections import deque

from core.messages import Envelope
from core.model import Address


class Gate:
    """Keeps what arrived until it may be handled."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.is_open = is_open
        self._arrived: deque[Envelope] = deque()
        self._permits: deque[tuple[Address, int]] = deque()

    def arrive(self, envelope: Envelope) -> None:
        """Take in a message."""
        self._arrived.append(envelope)

    def permit(self, source: Address, number: int) -> None:
        """Let one message through, once it is here."""
        self._permits.append((source, number))

    def take(self) -> Envelope | None:
        """Return the next message that may be handled, if there is one."""
        if self.is_open:
            return self._arrived.popleft() if self._arrived else None
        if not self._permits:
            return None
        for envelope in self._arrived:
            if (envelope.source, envelope.number) == self._permits[0]:
                self._permits.popleft()
                self._arrived.remove(envelope)
                return envelope
        return None
