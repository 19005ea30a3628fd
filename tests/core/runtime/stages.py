"""A driver on a stage: its world are the two other ends of its ports."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from core.events import (
    AnyEvent,
)
from core.messages import Envelope, Probe, decode
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.driver import Driver
from core.runtime.outbox import Outbox, Shipper
from core.runtime.performer import Performer
from core.runtime.ports import Tag
from core.runtime.telemetry import (
    Batch,
    Control,
    Drained,
    End,
    Report,
)
from core.wire import encode
from tests.machines import Scripted
from tests.nets import MemoryPort, nets
from tests.worlds import sent

R = TypeVar("R", bound=Report)

HERE = upload_thread(1)
ASKER = download_thread(2)


class Stage:
    """One driver at rank 1 of three, with what was put before it in its boxes.

    Where sending is slow, it is out only when it was received. The stage says that this is the end
    when the driver is drained, unless the test wants to.
    """

    def __init__(
        self,
        machine: Scripted,
        *,
        held: bool = False,
        slow: bool = False,
        mail: Sequence[Envelope] = (),
        control: Sequence[Control] = (),
        outbox: Outbox | None = None,
        under_way: Callable[[], int] = lambda: 0,
        epoch: float | None = None,
        observe: Callable[[AnyEvent], None] = lambda event: None,
        close_timeout_s: float = 0.0,
        ends_when_drained: bool = True,
    ) -> None:
        self.reports: list[Report] = []
        self.observed: list[AnyEvent] = []
        self._observe_too = observe
        self._ends_when_drained = ends_when_drained
        world = nets(3)
        self.tracker = world[0].protocol_port(Tag.TRACKER)
        self.asker = world[2].protocol_port(Tag.DOWNLOAD)
        for envelope in mail:
            self.tracker.send(1, Tag.UPLOAD, encode(envelope))
        self.control = world[0].control_port(Tag.COLLECTOR)
        for one in control:
            self.tell(one)
        outbox = outbox or Outbox(1, telling=True)
        self.shipper = Shipper(outbox, self._hear, under_way)
        self.driver = Driver(
            Performer(HERE, machine, outbox),
            mail=world[1].protocol_port(Tag.UPLOAD, synchronous=slow),
            control=world[1].control_port(Tag.UPLOAD),
            outbox=outbox,
            shipper=self.shipper,
            epoch=epoch,
            held=held,
            observe=self._observe,
            close_timeout_s=close_timeout_s,
        )

    def _hear(self, report: Report) -> None:
        self.reports.append(report)
        if isinstance(report, Drained) and self._ends_when_drained:
            self.tell(End())

    def _observe(self, events: Iterable[AnyEvent]) -> None:
        for event in events:
            self.observed.append(event)
            self._observe_too(event)

    def tell(self, control: Control) -> None:
        """Send control to the driver."""
        self.control.send(1, Tag.UPLOAD, encode(control))

    def play(self) -> "Stage":
        """Start and run to the end; all that is left to tell is told."""
        self.driver.start()
        self.driver.run()
        self.shipper.ship()
        return self

    def reported(self, kind: type[R]) -> list[R]:
        """Return all reports of one kind."""
        return [report for report in self.reports if isinstance(report, kind)]

    def told(self) -> list[AnyEvent]:
        """Return all events that were shipped."""
        return [record.event for batch in self.reported(Batch) for record in batch.records]


def mail(number: int, source: Address = TRACKER) -> Envelope:
    """Return message `number` of `source`."""
    return sent(source, HERE, Probe(), number)


def posts(port: MemoryPort) -> list[int]:
    """Return the numbers of the messages that came out of a port."""
    numbers = []
    while (data := port.poll()) is not None:
        numbers.append(decode(data).number)
    return numbers
