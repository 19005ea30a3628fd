"""What ends a request: an answer, a denial or another word for it, or none in time."""

from core.checks.check import Check
from core.checks.facts import begins_anew, forget
from core.checks.searches import Refusal, UnderWay
from core.checks.steps import StepCheck
from core.checks.wording import of_file
from core.events import (
    FileIncomplete,
    MessageReceived,
    MessageSent,
    Record,
    RequestTimedOut,
    RoundEnded,
    ThreadEnded,
    ThreadStopped,
)
from core.model import Thread


class RequestsEndOnce(Check):
    """By an answer or a denial, a word of the asked or of the asker itself, or none in time."""

    name = "requests-end-once"
    rule = (
        "Every request ends once for its asker: with an answer, a denial, a word to come again or"
        " to go elsewhere, none in time, or because it is cancelled."
    )
    sees = UnderWay.sees | {
        (MessageReceived, "Poison"),
        ThreadStopped,
        RoundEnded,
        ThreadEnded,
    }

    def __init__(self) -> None:
        super().__init__()
        self._under_way = UnderWay()
        self._cut_short: set[int] = set()

    @property
    def pending(self) -> bool:
        """Whether a request is under way."""
        return self._under_way.any

    def look(self, record: Record) -> None:
        """See that what ends was under way, and that nothing is when all is over."""
        rank = record.at.rank
        match record.event:
            case MessageReceived(kind="SegmentReply"):
                self._decided = True
            case MessageReceived(kind="Poison") | ThreadStopped():
                self._cut_short.add(rank)
            case RoundEnded(file=file) | FileIncomplete(file=file) if rank not in self._cut_short:
                self._expect_none(record, self._under_way.segments(rank, file), file)
            case ThreadEnded() if record.at.thread is Thread.DOWNLOAD:
                self._look_at_end(record)
            case event if isinstance(event, Refusal):
                self._expect_under_way(record, event.file, event.segments, event.asked)
            case _:
                pass
        self._under_way.observe(record)

    def _look_at_end(self, record: Record) -> None:
        rank = record.at.rank
        for one in [] if rank in self._cut_short else self._under_way.of(rank):
            self._expect_none(record, one.segments, one.file)
        self._under_way.drop(rank)

    def _expect_under_way(
        self, record: Record, file: str, segments: tuple[int, ...], asked: int
    ) -> None:
        rank = record.at.rank
        none = [n for n in segments if not self._under_way.asks(rank, file, n, asked)]
        found = f"an end for {of_file(file, none)} at C{asked}, which was not under way"
        self.expect(not none, record, found, "a request that it ends")

    def _expect_none(self, record: Record, segments: set[int], file: str) -> None:
        found = f"{of_file(file, segments)} still under way"
        self.expect(not segments, record, found, "nothing under way")


class SilenceIsTold(StepCheck):
    """Once, until the silent client answers after all."""

    name = "silence-is-told"
    rule = "Who gives no answer in time is complained of to the tracker."
    sees = StepCheck.sees | {RequestTimedOut, (MessageSent, "Complaint")}

    def __init__(self) -> None:
        super().__init__()
        self._accused: set[tuple[int, int]] = set()

    def follow(self, record: Record) -> None:
        """See that a complaint follows, and none without a reason."""
        rank = record.at.rank
        if begins_anew(record):
            forget(rank, self._accused)
        match record.event:
            case RequestTimedOut(asked=asked) if (rank, asked) not in self._accused:
                self.owe(record, asked, f"a complaint of C{asked}")
                self._accused.add((rank, asked))
            case MessageSent(kind="Complaint", about=about):
                met = self.pay(record, about.client)
                found = f"a complaint of C{about.client}"
                self.expect(met, record, found, "no answer from it in time just before")
            case MessageReceived(kind="SegmentReply" | "SegmentDenial" | "Choked", source=source):
                self._accused.discard((rank, source.rank))
            case _:
                pass
