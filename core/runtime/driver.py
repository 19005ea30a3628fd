"""Running one machine in one thread.

Each turn of a driver reads control, reads mail, handles what its gate lets through, rings a timer
that is due, and ships events; between turns with nothing to do it rests. It never blocks, and it
outlives its machine: it goes on taking mail, noting it as unheeded, until the collector closes it
with the number of messages that it must have handled. MPI says nothing of messages that nobody
received, so these numbers are what proves that nothing was lost. Until all are drained of mail, and
the collector says that this is the end, every driver can still be held and stepped.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import assert_never

from core.errors import RunError
from core.events import AnyEvent
from core.faults import Strike
from core.messages import Envelope
from core.model import Address
from core.payloads import Payloads
from core.runtime.clock import Clock
from core.runtime.gate import Gate
from core.runtime.mailbox import Mailbox
from core.runtime.outbox import Outbox, Shipper
from core.runtime.performer import Outcome, Performer
from core.runtime.ports import MailPort, Port
from core.runtime.rest import FREE, HELD, MOVING, Manner, Rest
from core.runtime.telemetry import (
    Befall,
    Close,
    Drained,
    End,
    Fire,
    GateShut,
    MachineEnded,
    Open,
    Permit,
    Shut,
    Stop,
    Struck,
    decode_control,
)

CLOSE_TIMEOUT_S = 20.0
"""How long a closed driver waits for the next of the messages that were sent to it.

It is less than the collector waits for the end, since the driver can name what is missing.
"""


class Driver:
    """Performs one machine over ports, until it is closed."""

    def __init__(
        self,
        performer: Performer,
        *,
        mail: MailPort,
        control: Port,
        outbox: Outbox,
        shipper: Shipper,
        payloads: Payloads | None = None,
        epoch: float | None = None,
        held: bool = False,
        observe: Callable[[Iterable[AnyEvent]], None] | None = None,
        close_timeout_s: float = CLOSE_TIMEOUT_S,
    ) -> None:
        self.performer = performer
        self._mail = Mailbox(mail, payloads)
        self._control = control
        self._outbox = outbox
        self._shipper = shipper
        self._clock = Clock(epoch=epoch, held=held)
        self._gate = Gate(is_open=not held)
        self._rest = Rest()
        self._observe = observe
        self._close_timeout_s = close_timeout_s
        self._end_told = False
        self._drain_told = False
        self._over = False
        self._last_arrived: dict[Address, int] = {}
        self._expected: Counter[Address] | None = None
        self._close_by = 0.0

    def start(self) -> None:
        """Start the machine; called once, before `run`."""
        self._carry_out(self.performer.start(self._clock.now()))

    def run(self) -> None:
        """Take turns until the end, and until all that was sent is out."""
        while not self._over:
            if self._turn():
                self._rest.reset()
            else:
                self._rest.pause(self._manner)
        while self._mail.settle():
            self._rest.pause()

    @property
    def _manner(self) -> Manner:
        """How to rest now."""
        if self._mail.is_moving:
            return MOVING
        return FREE if self._gate.is_open else HELD

    def _turn(self) -> bool:
        """Do all that can be done now; tell whether that was anything."""
        if self._shipper.is_behind:
            self._shipper.ship()
            return False
        busy = self._read_control()
        busy |= self._read_mail()
        busy |= self._handle_next() or self._ring()
        if busy or self._mail.leaving:
            self._mail.settle()
        if self._expected is not None and not self._drain_told:
            self._tell_drained(self._expected, busy=busy)
        self._shipper.ship_if_due(at_once=not self._gate.is_open)
        return busy

    def _read_control(self) -> bool:
        data = self._control.poll()
        if data is None:
            return False
        match decode_control(data):
            case Shut(number):
                self._gate.shut()
                self._clock.hold()
                self._outbox.add(GateShut(self.performer.at, number, self._clock.now()))
            case Open(now):
                self._clock.set(now)
                self._clock.release()
                self._gate.open()
            case Permit(source, number, now):
                self._clock.set(now)
                self._gate.permit(source, number)
            case Fire(timer, now):
                self._clock.set(now)
                self._carry_out(self.performer.fire(timer, self._clock.now()))
            case Befall(strike, now):
                self._clock.set(now)
                self._befall(strike)
            case Stop():
                self._gate.open()
                self._carry_out(self.performer.stop(self._clock.now()))
            case End():
                self._over = True
            case Close(expected):
                self._expected = Counter(dict(expected))
                self._close_by = time.monotonic() + self._close_timeout_s
            case other:
                assert_never(other)
        return True

    def _befall(self, strike: Strike) -> None:
        """Let a fault happen, and say when all that it brought is told."""
        self._carry_out(self.performer.strike(strike, self._clock.now()))
        self._outbox.add(Struck(self.performer.at))

    def _read_mail(self) -> bool:
        envelope = self._mail.poll()
        if envelope is None:
            return False
        self._check_order(envelope)
        self._gate.arrive(envelope)
        return True

    def _check_order(self, envelope: Envelope) -> None:
        """See that no message of a sender overtakes another or comes twice, as MPI promises.

        One that comes twice would wait for its sending for ever, and let no step end.
        """
        source, number = envelope.source, envelope.number
        last = self._last_arrived.get(source, 0)
        if number <= last and not self.performer.lets_overtake:
            at = self.performer.at
            raise RunError(f"{at} got message {number} of {source} after message {last}")
        self._last_arrived[source] = number

    def _handle_next(self) -> bool:
        envelope = self._gate.take()
        if envelope is None:
            return False
        self._carry_out(self.performer.receive(envelope, self._clock.now()))
        return True

    def _ring(self) -> bool:
        """Ring a timer that is due, but only when no mail is there.

        After a stall the answer that a timer waits for may lie in the queue already.
        """
        if not self._gate.is_open or not self._clock.has_come_to(self.performer.not_due_before):
            return False
        timer = self.performer.next_due(self._clock.now())
        if timer is None:
            return False
        self._carry_out(self.performer.fire(timer, self._clock.now()))
        return True

    def _carry_out(self, outcome: Outcome) -> None:
        if self._observe is not None and outcome.events:
            self._observe(outcome.events)  # a file is written before anybody is told
        for post in outcome.posts:
            self._mail.send(post)
        if self.performer.ended and not self._end_told:
            self._end_told = True
            sent = sorted(self.performer.sent.items())
            self._outbox.add(MachineEnded(self.performer.at, sent))

    def _tell_drained(self, expected: Counter[Address], *, busy: bool) -> None:
        if expected == self.performer.handled:
            self._drain_told = True
            self._outbox.add(Drained(self.performer.at))
        elif busy or not self._gate.is_open:  # held, messages wait for as long as people like
            self._close_by = time.monotonic() + self._close_timeout_s
        elif time.monotonic() > self._close_by:
            raise RunError(_unmet(self.performer.at, expected, self.performer.handled))


def _unmet(at: Address, expected: Counter[Address], handled: Counter[Address]) -> str:
    """Return which messages a closed driver did not get, or got too often."""
    differing = sorted(
        source for source in expected | handled if expected[source] != handled[source]
    )
    counts = ", ".join(
        f"{handled[source]} of {expected[source]} from {source}" for source in differing
    )
    return f"{at} was closed, but handled {counts}"
