"""How each wanted file ends, and with it each client."""

from core import bitmap
from core.checks.check import Check
from core.checks.facts import ClientFile, Truth, begins_anew, forget
from core.checks.steps import StepCheck
from core.events import (
    AllCompleted,
    ClientStarted,
    FileCompleted,
    FileIncomplete,
    MessageReceived,
    MessageSent,
    Record,
    ThreadCrashed,
    ThreadEnded,
    ThreadStopped,
    TrackerSilent,
)
from core.model import Thread


class CompletionIsTold(StepCheck):
    """By a message of its own, or by the reports of all segments, the last one included."""

    name = "completion-is-told"
    sees = (
        StepCheck.sees
        | Truth.sees
        | {
            FileCompleted,
            (MessageSent, "FileComplete"),
            (MessageSent, "Update"),
        }
    )

    def __init__(self, *, by_message: bool) -> None:
        super().__init__()
        how = "with a message of its own" if by_message else "with the last report at the latest"
        self.rule = f"A file that was fetched is told to the tracker as complete, {how}."
        self._by_message = by_message
        self._truth = Truth()
        self._complete: set[ClientFile] = set()
        self._told: dict[ClientFile, int] = {}

    def follow(self, record: Record) -> None:
        """Follow each file from its completion to its being told, in the same step."""
        if begins_anew(record):
            forget(record.at.rank, self._complete, self._told)
        self._truth.observe(record)
        rank = record.at.rank
        match record.event:
            case ClientStarted(owned=owned, partial=partial):
                self._complete |= {(rank, own.name) for own in owned}
                self._told |= {(rank, part.name): bitmap.of(part.held) for part in partial}
            case FileCompleted(file=file):
                self._look_at(record, file)
            case MessageSent(kind="FileComplete", about=about):
                met = self.pay(record, about.file)
                self.expect(met, record, f"{about.file} told as complete", "its completion before")
            case MessageSent(kind="Update", about=about):
                self._look_at_report(record, str(about.file), about.segments)
            case _:
                pass

    def _look_at(self, record: Record, file: str) -> None:
        key = record.at.rank, file
        reported = not self._truth_of(file) & ~self._told.get(key, 0) and key in self._told
        if key not in self._complete and (self._by_message or not reported):
            self.owe(record, file, f"{file} told as complete")
        elif key not in self._complete:
            self._decided = True
        self._complete.add(key)

    def _look_at_report(self, record: Record, file: str, segments: tuple[int, ...]) -> None:
        key = record.at.rank, file
        self._told[key] = self._told.get(key, 0) | bitmap.of(segments)
        if not self._by_message and not self._truth_of(file) & ~self._told[key]:
            self.pay(record, file)

    def _truth_of(self, file: str) -> int:
        return bitmap.full(self._truth.sizes.get(file, 0))


class EveryoneFinishes(Check):
    """Each wanted file ends once, as complete or with what is missing; then all is over."""

    name = "everyone-finishes"
    rule = "Each client gets every file that it wants or says what is missing, and then finishes."
    sees = frozenset(
        {
            ClientStarted,
            FileCompleted,
            FileIncomplete,
            AllCompleted,
            (MessageReceived, "Poison"),
            TrackerSilent,
            ThreadStopped,
            ThreadCrashed,
            ThreadEnded,
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self._left: dict[int, list[str]] = {}
        """The files of each client that is not finished which have not ended."""
        self._excused: set[int] = set()

    @property
    def pending(self) -> bool:
        """Whether a client is not finished."""
        return bool(self._left)

    def look(self, record: Record) -> None:
        """Follow each wanted file to its end, and each client to its own."""
        rank = record.at.rank
        match record.event:
            case ClientStarted(wanted=wanted):
                self._left[rank] = list(wanted)
            case FileCompleted(file=file) | FileIncomplete(file=file):
                left = self._left.get(rank, [])
                self.expect(file in left, record, f"an end of {file}", "one end of a wanted file")
                left[:] = [name for name in left if name != file]
            case AllCompleted():
                self._expect_nothing_left(record, self._left.pop(rank, ["all it had wanted"]))
            case MessageReceived(kind="Poison") | TrackerSilent():
                self._excused.add(rank)
            case ThreadStopped() | ThreadCrashed() if record.at.thread is Thread.DOWNLOAD:
                self._left.pop(rank, None)
            case ThreadEnded() if record.at.thread is Thread.DOWNLOAD and rank in self._left:
                self._look_at_end(record, self._left.pop(rank))
            case _:
                pass

    def _look_at_end(self, record: Record, left: list[str]) -> None:
        if record.at.rank in self._excused:
            self._expect_nothing_left(record, left)
        else:
            self.expect(False, record, "the end of a client", "that it finished before")

    def _expect_nothing_left(self, record: Record, left: list[str]) -> None:
        self.expect(not left, record, f"no word of {', '.join(left)}", "every file ended")
