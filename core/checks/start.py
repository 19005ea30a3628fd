"""The start: nobody begins before all are there."""

from core.checks.check import Check
from core.checks.facts import Gone
from core.checks.wording import clients
from core.events import (
    BarrierOpened,
    ClientRegistered,
    MessageReceived,
    MessageSent,
    Record,
    SegmentRequested,
    StartGiven,
)
from core.model import Address, download_thread


class WaitsForStart(Check):
    """Both must be seen: that the signal was given, and that it came to who asks."""

    name = "waits-for-start"
    sees = frozenset(
        {
            BarrierOpened,
            StartGiven,
            (MessageReceived, "Go"),
            (MessageReceived, "Start"),
            SegmentRequested,
            (MessageSent, "SwarmRequest"),
        }
    )

    def __init__(self, *, barrier: bool) -> None:
        super().__init__()
        signal = "the barrier opened" if barrier else "the start signal"
        self.rule = f"Nobody asks for a swarm or a segment before {signal}."
        self._signal = "Go" if barrier else "Start"
        self._gives = BarrierOpened if barrier else StartGiven
        self._given = False
        self._told: set[Address] = set()

    def look(self, record: Record) -> None:
        """See that whoever asks was told that it may."""
        match record.event:
            case BarrierOpened() | StartGiven() as event:
                self._given |= isinstance(event, self._gives)
            case MessageReceived(kind=kind) if kind == self._signal:
                self._told.add(record.at)
            case SegmentRequested() | MessageSent(kind="SwarmRequest"):
                met = self._given and record.at in self._told
                self.expect(met, record, f"{record.at} asking", f"{self._signal} before it")
            case _:
                pass


class StartWaitsForAll(Check):
    """Who gets the start signal has registered, or was listed as gone."""

    name = "start-waits-for-all"
    rule = "The start signal is given when every client has registered or is gone, not before."
    sees = Gone.sees | {ClientRegistered, StartGiven, (MessageSent, "Start")}

    def __init__(self) -> None:
        super().__init__()
        self._gone = Gone()
        self._registered: set[int] = set()
        self._started = False

    def look(self, record: Record) -> None:
        """See that nobody is late who was not listed as gone."""
        self._gone.observe(record)
        match record.event:
            case ClientRegistered(client=client):
                if self._started and client not in self._registered:
                    self._expect_gone(client, record)
                self._registered.add(client)
            case StartGiven():
                self._started = True
            case MessageSent(kind="Start", to=to) if to.rank not in self._registered:
                self._expect_gone(to.rank, record)
            case MessageSent(kind="Start", to=to):
                self.expect(self._started, record, f"the signal to C{to.rank}", "to be given first")
            case _:
                pass

    def _expect_gone(self, client: int, record: Record) -> None:
        met = download_thread(client) in self._gone.ever
        self.expect(met, record, f"C{client} not registered at the start", "all registered or gone")


class BarrierWaitsForAll(Check):
    """Everyone who got the start signal stands at the barrier when it opens, or is gone.

    Who stood there once counts, even if it gets the signal again.
    """

    name = "barrier-waits-for-all"
    rule = "The barrier opens when every client stands at it or is gone, not before."
    sees = Gone.sees | {
        (MessageSent, "Start"),
        (MessageReceived, "Ready"),
        BarrierOpened,
    }

    def __init__(self) -> None:
        super().__init__()
        self._gone = Gone()
        self._awaited: set[int] = set()
        self._came: set[int] = set()

    def look(self, record: Record) -> None:
        """Follow who was told to come, and who came."""
        self._gone.observe(record)
        match record.event:
            case MessageSent(kind="Start", to=to):
                self._awaited.add(to.rank)
            case MessageReceived(kind="Ready", source=source):
                self._came.add(source.rank)
            case BarrierOpened():
                absent = {
                    one
                    for one in self._awaited - self._came
                    if download_thread(one) not in self._gone.now
                }
                self.expect(not absent, record, f"{clients(absent)} not there", "all there or gone")
            case _:
                pass
