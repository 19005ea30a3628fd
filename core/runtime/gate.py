"""Where one thread's messages wait until they may be handled.

A gate belongs to one driver: no other thread touches it, so it needs no lock. Open, it lets
everything through in the order of arrival; shut, it keeps what arrives until each message is
permitted, like a slow network. A permit may come before its message does.
"""

from core.messages import Envelope, MessageId
from core.model import Address


class Gate:
    """Keeps what arrived until it may be handled."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.is_open = is_open
        self._arrived: dict[MessageId, Envelope] = {}
        self._permitted: MessageId | None = None

    def shut(self) -> None:
        """Let through only what is permitted, from now on."""
        self.is_open = False

    def open(self) -> None:
        """Let everything through, from now on."""
        self.is_open = True
        self._permitted = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits here."""
        return not self._arrived

    def arrive(self, envelope: Envelope) -> None:
        """Take in a message."""
        self._arrived[envelope.source, envelope.number] = envelope

    def permit(self, source: Address, number: int) -> None:
        """Let one message through, once it is here; one permit is out at a time."""
        self._permitted = (source, number)

    def take(self) -> Envelope | None:
        """Return the next message that may be handled, if there is one."""
        if self.is_open:
            return self._arrived.pop(next(iter(self._arrived))) if self._arrived else None
        envelope = self._arrived.pop(self._permitted, None) if self._permitted else None
        if envelope is not None:
            self._permitted = None
        return envelope
