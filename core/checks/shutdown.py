"""The end: the last signal goes to every upload thread, when nobody fetches any more."""

from core.checks.check import Check
from core.checks.facts import Gone
from core.checks.wording import clients
from core.events import (
    ClientFinished,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    ShutdownGiven,
    ThreadCrashed,
    ThreadEnded,
    ThreadRevived,
    ThreadStopped,
    TrackerSilent,
)
from core.model import TRACKER, Address, Thread, download_thread, upload_thread


class EndSignal(Check):
    """Each upload thread gets one, and so does a download thread that is listed as gone."""

    name = "end-signal"
    rule = "The end signal goes to each upload thread once, when every client is finished or gone."
    sees = Gone.sees | {
        (MessageSent, "Start"),
        ClientFinished,
        ShutdownGiven,
        (MessageSent, "Poison"),
        ThreadStopped,
        ThreadEnded,
    }

    def __init__(self) -> None:
        super().__init__()
        self._gone = Gone()
        self._clients: set[int] = set()
        """Those who got the start signal: everyone."""
        self._finished: set[int] = set()
        self._told: set[Address] = set()
        self._stopped = False

    def look(self, record: Record) -> None:
        """Follow who is finished, and who gets the signal."""
        self._gone.observe(record)
        match record.event:
            case MessageSent(kind="Start", to=to):
                self._clients.add(to.rank)
            case ClientFinished(client=client):
                self._finished.add(client)
            case ShutdownGiven():
                self._expect_all_done(record)
            case MessageSent(kind="Poison", to=to):
                self._expect_all_done(record)
                met = to not in self._told and self._may_get(to)
                self.expect(met, record, f"the signal to {to}", "one to each upload thread")
                self._told.add(to)
            case ThreadStopped() if record.at == TRACKER:
                self._stopped = True
            case ThreadEnded() if record.at == TRACKER and not self._stopped:
                without = {one for one in self._clients if upload_thread(one) not in self._told}
                found = f"no signal to {clients(without)}"
                self.expect(not without, record, found, "one to each upload thread")
            case _:
                pass

    def _may_get(self, to: Address) -> bool:
        return to.thread is Thread.UPLOAD or to in self._gone.now

    def _expect_all_done(self, record: Record) -> None:
        gone = {one for one in self._clients if download_thread(one) in self._gone.now}
        busy = self._clients - self._finished - gone
        self.expect(not busy, record, f"{clients(busy)} not done", "all finished or gone")


class ServesToTheEnd(Check):
    """Also when its own client has all that it wants."""

    name = "serves-to-the-end"
    rule = "An upload thread ends only upon the end signal, or when the tracker is silent."
    sees = frozenset(
        {
            (MessageReceived, "Poison"),
            (MessageUnheeded, "Poison"),
            ThreadStopped,
            ThreadCrashed,
            ThreadRevived,
            TrackerSilent,
            ThreadEnded,
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self._told: set[Address] = set()

    def look(self, record: Record) -> None:
        """See that the signal, or an early stop, came first."""
        match record.event:
            case (
                MessageReceived(kind="Poison")
                | MessageUnheeded(kind="Poison")  # that is the end of the dead, too
                | ThreadStopped()
                | ThreadCrashed()
                | TrackerSilent()
            ):
                self._told.add(record.at)
            case ThreadRevived():
                self._told.discard(record.at)
            case ThreadEnded() if record.at.thread is Thread.UPLOAD:
                met = record.at in self._told
                self.expect(met, record, f"the end of {record.at}", "the end signal before")
            case _:
                pass
