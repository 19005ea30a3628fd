"""What a state machine of the protocol is: inputs in, one `Step` out, no I/O.

A machine has no clock, thread, lock, logger or MPI inside; time and randomness are arguments. What
it wants done is returned, never called back; a driver performs it (`core.runtime`), or the world in
memory does (`core.sim`).
"""

from typing import NoReturn, Protocol

import msgspec

from core.errors import ProtocolError
from core.events import AnyEvent
from core.messages import AnyMessage, Envelope
from core.model import Address
from core.timers import TimerKey


class Alarm(msgspec.Struct, frozen=True, gc=False):
    """Fire `timer` when `delay` seconds of protocol time have passed; `reason` is for people."""

    timer: TimerKey
    delay: float
    reason: str


class Send(msgspec.Struct, frozen=True, gc=False):
    """Send `message` to `to`."""

    to: Address
    message: AnyMessage


class Cancel(msgspec.Struct, frozen=True, gc=False):
    """Cancel a timer; one that is not set does no harm."""

    timer: TimerKey


class Tell(msgspec.Struct, frozen=True, gc=False):
    """Report what happened."""

    event: AnyEvent


Act = Send | Alarm | Cancel | Tell


class Step:
    """What a machine wants done after one input, to be done in this order.

    The methods return the step, so that a handler reads as one sentence.
    """

    __slots__ = ("acts",)

    def __init__(self) -> None:
        self.acts: list[Act] = []

    def send(self, to: Address, message: AnyMessage) -> "Step":
        """Send `message`."""
        self.acts.append(Send(to, message))
        return self

    def set(self, timer: TimerKey, delay: float, reason: str) -> "Step":
        """Set a timer, replacing one with the same key."""
        self.acts.append(Alarm(timer, delay, reason))
        return self

    def cancel(self, timer: TimerKey) -> "Step":
        """Cancel a timer; one that is not set does no harm."""
        self.acts.append(Cancel(timer))
        return self

    def tell(self, event: AnyEvent) -> "Step":
        """Report what happened."""
        self.acts.append(Tell(event))
        return self

    @property
    def sends(self) -> list[tuple[Address, AnyMessage]]:
        """What is to be sent, and to whom."""
        return [(act.to, act.message) for act in self.acts if isinstance(act, Send)]

    @property
    def alarms(self) -> list[Alarm]:
        """The timers to be set."""
        return [act for act in self.acts if isinstance(act, Alarm)]

    @property
    def cancels(self) -> list[TimerKey]:
        """The timers to be cancelled."""
        return [act.timer for act in self.acts if isinstance(act, Cancel)]

    @property
    def events(self) -> list[AnyEvent]:
        """What happened."""
        return [act.event for act in self.acts if isinstance(act, Tell)]


class Machine(Protocol):
    """One thread's part of the protocol."""

    @property
    def done(self) -> bool:
        """Whether the machine has nothing more to do, ever.

        It is then given nothing more, and timers that are still set are cancelled for it.
        """
        ...

    def start(self, now: float) -> Step:
        """Begin; called once, before anything else."""
        ...

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Handle a message; raise `ProtocolError` where the state does not allow it."""
        ...

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Handle a timer that is due, whatever `now` says."""
        ...


def refuse(who: Address, state: object, what: object) -> NoReturn:
    """Raise the error for an input that the state does not allow."""
    raise ProtocolError(f"{who} got {what} while it was {state}")
