"""The endgame: when the last segments are asked for at several, and what is called off."""

from core import bitmap
from core.checks.check import Check
from core.checks.facts import Truth, begins_anew, forget
from core.checks.searches import UnderWay
from core.checks.steps import StepCheck
from core.checks.wording import of_file
from core.events import (
    CancelLate,
    EndgameBegun,
    MessageReceived,
    Record,
    RequestCancelled,
    RequestDropped,
    RequestQueued,
    SegmentsServed,
)
from core.model import Thread


class EndgameComesLast(Check):
    """Until then there is something else to ask for."""

    name = "endgame-comes-last"
    rule = "The endgame begins when all that is missing of a file is under way, not before."
    sees = Truth.sees | UnderWay.sees | {EndgameBegun}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()
        self._under_way = UnderWay()

    def look(self, record: Record) -> None:
        """Compare what it is about with what is missing, and with what is under way."""
        rank = record.at.rank
        match record.event:
            case EndgameBegun(file=file, segments=segments):
                missing = set(bitmap.members(self._truth.missing(rank, file)))
                met = set(segments) == missing == self._under_way.segments(rank, file)
                found = f"the endgame about {of_file(file, segments)}"
                self.expect(met, record, found, f"all of {of_file(file, missing)} under way")
            case _:
                pass
        for fold in (self._truth, self._under_way):
            fold.observe(record)


class CancelsWhatIsHeld(Check):
    """It came from elsewhere."""

    name = "cancels-what-is-held"
    rule = "A client cancels requests only for what it holds."
    sees = Truth.sees | {RequestCancelled}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()

    def look(self, record: Record) -> None:
        """See that what is cancelled is held."""
        match record.event:
            case RequestCancelled(file=file, segments=segments):
                lacking = bitmap.without(segments, self._truth.held(record.at.rank, file))
                found = f"{of_file(file, lacking)} cancelled and lacking"
                self.expect(not lacking, record, found, "only what is held")
            case _:
                self._truth.observe(record)


class CancelledIsNotServed(StepCheck):
    """In a faultless run each cancellation is heeded: the request is dropped, unless answered."""

    name = "cancelled-is-not-served"
    rule = "A cancelled request is dropped, or was answered before; what is dropped is not served."
    sees = StepCheck.sees | {
        RequestDropped,
        CancelLate,
        RequestQueued,
        SegmentsServed,
    }

    def __init__(self, *, faultless: bool) -> None:
        super().__init__()
        self._heeded = faultless
        self._dropped: dict[tuple[int, int, str], set[int]] = {}

    def follow(self, record: Record) -> None:
        """Follow what was dropped until it is asked for again."""
        if begins_anew(record, Thread.UPLOAD):
            forget(record.at.rank, self._dropped)
        rank = record.at.rank
        match record.event:
            case MessageReceived(kind="Cancel", source=source, about=about) if self._heeded:
                told = "that it was dropped, or answered before"
                self.owe(record, (source.rank, about.file, about.segments), told)
            case RequestDropped(file=file, segments=segments, asker=asker):
                self._dropped.setdefault((rank, asker, file), set()).update(segments)
                self._settle(record, (asker, file, segments))
            case CancelLate(file=file, segments=segments, asker=asker):
                self._settle(record, (asker, file, segments))
            case RequestQueued(file=file, segments=segments, asker=asker):
                self._dropped.get((rank, asker, file), set()).difference_update(segments)
            case SegmentsServed(file=file, segments=segments, to=to):
                wrong = self._dropped.get((rank, to, file), set()).intersection(segments)
                found = f"{of_file(file, wrong)} served to C{to}, which had cancelled"
                self.expect(not wrong, record, found, "only what was not dropped")
            case _:
                pass

    def _settle(self, record: Record, what: tuple[int, str, tuple[int, ...]]) -> None:
        met = self.pay(record, what) or not self._heeded
        self.expect(met, record, f"a cancellation by C{what[0]}", "its word before")
