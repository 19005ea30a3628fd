"""A collector in a world of two ranks; the ranks are played by the test."""

from core.events import AnyEvent, MessageReceived, MessageSent, Record, ThreadStarted
from core.measures import Counts
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.collector import Collector
from core.runtime.pace import FULL, Audience, Pace
from core.runtime.ports import Tag
from core.runtime.telemetry import (
    Control,
    Drained,
    MachineEnded,
    RankClosed,
    Report,
    decode_control,
)
from core.wire import encode
from tests.nets import nets

DOWN, UP = download_thread(1), upload_thread(1)
THREADS = [TRACKER, DOWN, UP]
ENDS = [MachineEnded(TRACKER, [(UP, 2)]), MachineEnded(DOWN, [(TRACKER, 3)]), MachineEnded(UP, [])]
DRAINS = [Drained(at) for at in THREADS]


def sent_by_tracker(number: int = 1) -> Record:
    """Return the record of a sending at rank 0."""
    return Record(TRACKER, number, number, 0.0, MessageSent(UP, number, "Probe", 9))


def received_by_upload(number: int = 1) -> Record:
    """Return the record of the receipt."""
    return Record(UP, number, 100 + number, 0.0, MessageReceived(TRACKER, number, "Probe"))


def started(at: Address, number: int = 1) -> Record:
    """Return the record of a thread's start."""
    return Record(at, number, number, 0.0, ThreadStarted())


class Stage:
    """A collector in a world of two ranks, with reports that have been sent to it.

    A speed makes it conduct.
    """

    def __init__(self, *reports: Report, telling: bool = True, speed: float | None = None) -> None:
        tracker, client = nets(2)
        self.taken: list[list[Record]] = []
        self.told_of: list[Record | Pace] = []
        """What the audience was given and told, in order."""
        self.audience = Audience(
            take=self._take, tell=self.told_of.append, speed=FULL if speed is None else speed
        )
        self.telemetry = client.telemetry_port(Tag.COLLECTOR)
        self._control = {
            TRACKER: tracker.control_port(Tag.TRACKER),
            DOWN: client.control_port(Tag.DOWNLOAD),
            UP: client.control_port(Tag.UPLOAD),
        }
        self.collector = Collector(
            THREADS,
            telemetry=tracker.telemetry_port(Tag.COLLECTOR),
            control=tracker.control_port(Tag.COLLECTOR),
            audience=self.audience,
            telling=telling,
            conducted=speed is not None,
        )
        self.report(*reports)

    def _take(self, records: list[Record]) -> None:
        self.taken.append(records)
        self.told_of.extend(records)

    def report(self, *reports: Report) -> None:
        """Send it these reports."""
        for report in reports:
            self.telemetry.send(0, Tag.COLLECTOR, encode(report))

    def told(self, at: Address) -> list[Control]:
        """Return what a driver has been told since it was last asked."""
        told = []
        while (data := self._control[at].poll()) is not None:
            told.append(decode_control(data))
        return told

    @property
    def paces(self) -> list[Pace]:
        """How the run went, as the audience was told."""
        return [one for one in self.told_of if isinstance(one, Pace)]

    @property
    def events(self) -> list[AnyEvent]:
        """What was handed on, in order."""
        return [record.event for records in self.taken for record in records]


def closing(*events: int) -> list[Report]:
    """Return the last reports of ranks that had so many events."""
    return [RankClosed(Counts(rank, events=each)) for rank, each in enumerate(events)]
