"""What a client reports to the tracker, and when it learns the swarm again."""

from collections import Counter

from core import bitmap
from core.checks.check import Check
from core.checks.facts import ClientFile, Truth, begins_anew, forget
from core.checks.steps import StepCheck
from core.checks.wording import of_file
from core.events import (
    MessageSent,
    Record,
    SegmentRequested,
    SegmentStored,
    SwarmLearned,
    SwarmUnanswered,
    ThreadRevived,
    TimerFired,
)
from core.profiles import Profile
from core.timers import RoundTimer

ASK_BY_REPORT = {"all", "new"}
"""Where the profile reads again, these reports ask for the swarm themselves."""


class ReportsNothing(Check):
    """The tracker is not to know who holds what."""

    name = "reports-nothing"
    rule = "No client reports which segments it holds."
    sees = frozenset({MessageSent})

    def look(self, record: Record) -> None:
        """See that there is no update."""
        match record.event:
            case MessageSent(kind=kind, about=about):
                found = f"{kind} about {about.file}"
                self.expect(kind != "Update", record, found, "no update")
            case _:
                pass


class ReportsAll(Check):
    """All that is held of the file, each time."""

    name = "reports-all"
    rule = "An update tells all that is held of the file, and nothing else."
    sees = Truth.sees | {(MessageSent, "Update")}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()

    def look(self, record: Record) -> None:
        """Compare what is told with what is held."""
        self._truth.observe(record)
        match record.event:
            case MessageSent(kind="Update", about=about):
                file = str(about.file)
                held = tuple(bitmap.members(self._truth.held(record.at.rank, file)))
                found = f"{of_file(file, about.segments)} told"
                self.expect(about.segments == held, record, found, of_file(file, held))
            case _:
                pass


class ReportsNews(Check):
    """What was stored since the last report; a report that got no answer may be told again."""

    name = "reports-news"
    rule = "An update tells what was stored of the file since the last update, and nothing older."
    sees = frozenset({SegmentStored, SwarmLearned, (MessageSent, "Update"), ThreadRevived})

    def __init__(self) -> None:
        super().__init__()
        self._news: dict[ClientFile, set[int]] = {}
        self._in_doubt: dict[ClientFile, set[int]] = {}
        """What was told, and not answered."""

    def look(self, record: Record) -> None:
        """Compare what is told with what is new."""
        rank = record.at.rank
        if begins_anew(record):
            forget(rank, self._news, self._in_doubt)
        match record.event:
            case SegmentStored(file=file, segment=segment):
                self._news.setdefault((rank, file), set()).add(segment)
            case SwarmLearned(file=file):
                self._in_doubt.pop((rank, file), None)
            case MessageSent(kind="Update", about=about):
                key = rank, str(about.file)
                told, news = set(about.segments), self._news.pop(key, set())
                met = news <= told <= news | self._in_doubt.get(key, set())
                self.expect(met, record, f"{of_file(key[1], told)} told", of_file(key[1], news))
                self._in_doubt[key] = told
            case _:
                pass


class ReportsEach(StepCheck):
    """In the step in which it is stored."""

    name = "reports-each"
    rule = "Each segment is reported by itself, as soon as it is stored."
    sees = StepCheck.sees | Truth.sees | {(MessageSent, "Update")}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()

    def follow(self, record: Record) -> None:
        """Follow each segment from its storing to its report; an empty file has one without."""
        self._truth.observe(record)
        match record.event:
            case SegmentStored(file=file, segment=segment):
                told = f"{of_file(file, [segment])} told"
                self.owe(record, (file, segment), told)
            case MessageSent(kind="Update", about=about):
                file = str(about.file)
                paid = [self.pay(record, (file, segment)) for segment in about.segments]
                met = all(paid) if paid else not self._truth.sizes.get(file)
                found = f"{of_file(file, about.segments)} told"
                self.expect(met, record, found, "what was stored just now")
            case _:
                pass


class UpdateIsDue(Check):
    """Counted anew from each update or swarm request, and from its answer."""

    name = "update-is-due"
    sees = frozenset(
        {
            SegmentStored,
            SwarmLearned,
            SwarmUnanswered,
            (MessageSent, "SwarmRequest"),
            (MessageSent, "Update"),
            SegmentRequested,
            ThreadRevived,
        }
    )

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._every = profile.update_every
        reading = profile.report in {"nothing", "each"}
        self._kinds = {"SwarmRequest"} if reading else {"SwarmRequest", "Update"}
        what = "the swarm is asked for again" if reading else "the tracker is told what is held"
        self.rule = (
            f"After {self._every} stored segments of a file, {what} before more is requested."
        )
        self._since: Counter[ClientFile] = Counter()

    def look(self, record: Record) -> None:
        """Count what was stored since."""
        rank = record.at.rank
        if begins_anew(record):
            forget(rank, self._since)
        match record.event:
            case SegmentStored(file=file):
                self._since[rank, file] += 1
            case SwarmLearned(file=file) | SwarmUnanswered(file=file):
                self._since[rank, file] = 0
            case MessageSent(kind=kind, about=about) if kind in self._kinds:
                self._decided |= self._since[rank, str(about.file)] >= self._every
                self._since[rank, str(about.file)] = 0
            case SegmentRequested(file=file) if self._since[rank, file] >= self._every:
                found = f"a request after {self._since[rank, file]} segments of {file}"
                self.expect(False, record, found, "an update before it")
            case _:
                pass


class SwarmRequestsHaveReason(Check):
    """A list may be read less often than that, never more often."""

    name = "swarm-requests-have-reason"
    sees = frozenset(
        {
            SegmentStored,
            TimerFired,
            SwarmUnanswered,
            (MessageSent, "SwarmRequest"),
            ThreadRevived,
        }
    )

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._every = profile.update_every
        self._again = profile.reads_again and profile.report not in ASK_BY_REPORT
        batches = f", once after each {self._every} stored segments" if self._again else ""
        self.rule = (
            f"The swarm of a file is asked for once{batches}, and once more after each round that"
            " ended, pause for want of room, or answer that did not come."
        )
        self._due: Counter[ClientFile] = Counter()
        self._stored: Counter[ClientFile] = Counter()

    def look(self, record: Record) -> None:
        """Count the reasons, and the requests."""
        rank = record.at.rank
        if begins_anew(record):
            forget(rank, self._due, self._stored)
        match record.event:
            case SegmentStored(file=file):
                self._stored[rank, file] += 1
                self._due[rank, file] += self._again and not self._stored[rank, file] % self._every
            case TimerFired(timer=RoundTimer(file=file)) | SwarmUnanswered(file=file):
                self._due[rank, file] += 1
            case MessageSent(kind="SwarmRequest", about=about):
                key = rank, str(about.file)
                met = self._due[key] >= 0
                self.expect(met, record, f"another request for the swarm of {key[1]}", "none yet")
                self._due[key] -= 1
            case _:
                pass
