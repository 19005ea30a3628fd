"""A client's files: what it stores, what it becomes, and how each wanted file ends."""

from core.checks.check import Check
from core.checks.facts import ClientFile, Truth, forget
from core.checks.steps import STEP_ENDS
from core.checks.wording import of_file
from core.events import (
    FileCompleted,
    MessageReceived,
    MessageSent,
    Record,
    RoleChanged,
    SegmentRejected,
    SegmentRequested,
    SegmentsCorrupted,
    SegmentsServed,
    SegmentStored,
    ThreadRevived,
)
from core.messages import NOTHING, About, MessageId
from core.model import Address, Role


class StoresOnce(Check):
    """What is held is not stored again."""

    name = "stores-once"
    rule = "Nobody stores a segment that it holds."
    sees = Truth.sees

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()

    def look(self, record: Record) -> None:
        """See that the segment was missing."""
        match record.event:
            case SegmentStored(file=file, segment=segment):
                met = not self._truth.held(record.at.rank, file) >> segment & 1
                self.expect(met, record, f"{of_file(file, [segment])} held", "it missing")
            case _:
                pass
        self._truth.observe(record)


class StoresWhatItAskedFor(Check):
    """A late answer counts: it was asked for once."""

    name = "stores-what-it-asked-for"
    rule = "What a client stores, it had asked its source for."
    sees = frozenset({SegmentRequested, SegmentStored})

    def __init__(self) -> None:
        super().__init__()
        self._asked: set[tuple[int, str, int, int]] = set()

    def look(self, record: Record) -> None:
        """See that there was a request."""
        rank = record.at.rank
        match record.event:
            case SegmentRequested(file=file, segments=segments, asked=asked):
                self._asked |= {(rank, file, segment, asked) for segment in segments}
            case SegmentStored(file=file, segment=segment, source=source):
                met = (rank, file, segment, source) in self._asked
                found = f"{of_file(file, [segment])} from C{source}, which was not asked"
                self.expect(met, record, found, "a request before")
            case _:
                pass


class StoresWhatIsRight(Check):
    """Bytes are in no event, but what falsifies them on their way is.

    What is served is held, and what is held was served or owned.
    """

    name = "stores-what-is-right"
    rule = (
        "What a client stores came just now in an answer in which its source served it, and was not"
        " thrown away for its hash."
    )
    sees = STEP_ENDS | {
        SegmentsServed,
        SegmentsCorrupted,
        (MessageSent, "SegmentReply"),
        SegmentRejected,
        SegmentStored,
    }

    def __init__(self) -> None:
        super().__init__()
        self._served: set[tuple[int, int, str, int]] = set()
        """What each client served to which other, and that one has not stored or thrown away."""
        self._answers: dict[Address, tuple[int, About]] = {}
        """Whose answer each thread is just handling, and what of it is right."""
        self._falsifying: set[Address] = set()
        """Whose next answer is falsified."""
        self._falsified: set[MessageId] = set()

    def look(self, record: Record) -> None:
        """Follow each segment from its serving to its storing."""
        rank = record.at.rank
        match record.event:
            case MessageReceived(kind="SegmentReply", source=source, number=number, about=about):
                is_right = (source, number) not in self._falsified
                self._answers[record.at] = source.rank, about if is_right else NOTHING
            case SegmentsServed(file=file, segments=segments, to=to):
                self._served.update((rank, to, file, segment) for segment in segments)
            case SegmentsCorrupted():
                self._falsifying.add(record.at)
            case MessageSent(number=number) if record.at in self._falsifying:
                self._falsifying.discard(record.at)
                self._falsified.add((record.at, number))
            case SegmentRejected(file=file, segment=segment, source=sender):
                self._served.discard((sender, rank, file, segment))
            case SegmentStored() as stored:
                self._look_at(record, stored)
            case event if type(event) in STEP_ENDS:
                self._answers.pop(record.at, None)
            case _:
                pass

    def _look_at(self, record: Record, stored: SegmentStored) -> None:
        sender, about = self._answers.get(record.at, (None, NOTHING))
        what = stored.source, record.at.rank, stored.file, stored.segment
        came = sender == stored.source and about.file == stored.file
        met = came and stored.segment in about.segments and what in self._served
        found = f"{of_file(stored.file, [stored.segment])} that C{stored.source} did not serve now"
        self.expect(met, record, found, "what it served, and what matches its hash")
        self._served.discard(what)


ROLES = list(Role)


class RolesMoveForward(Check):
    """From leecher to peer to seed; steps may be skipped. Only what was lost begins anew."""

    name = "roles-move-forward"
    rule = "A client's role for a file only moves forward, from where it was."
    sees = frozenset({RoleChanged, ThreadRevived})

    def __init__(self) -> None:
        super().__init__()
        self._roles: dict[ClientFile, Role] = {}

    def look(self, record: Record) -> None:
        """Compare a change with the one before."""
        match record.event:
            case RoleChanged(file=file, old=old, new=new):
                before = self._roles.get((record.at.rank, file), old)
                met = old is before and ROLES.index(old) < ROLES.index(new)
                found = f"{before} becoming {new} from {old}"
                self.expect(met, record, found, f"a later role than {before}")
                self._roles[record.at.rank, file] = new
            case ThreadRevived(kept=False):
                forget(record.at.rank, self._roles)
            case _:
                pass


class RolesAreTrue(Check):
    """A seed holds all, a peer something, and a file is complete when all is held."""

    name = "roles-are-true"
    rule = "A client becomes a seed, and its file complete, exactly when it holds all segments."
    sees = Truth.sees | {RoleChanged, FileCompleted}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()

    def look(self, record: Record) -> None:
        """Compare the role with what is held."""
        self._truth.observe(record)
        rank = record.at.rank
        match record.event:
            case RoleChanged(file=file, new=new):
                complete = self._truth.holds_all(rank, file)
                met = complete is (new is Role.SEED)
                self.expect(
                    met, record, f"a {new} of {file}", "a seed just when nothing is missing"
                )
            case FileCompleted(file=file):
                met = self._truth.holds_all(rank, file)
                self.expect(met, record, f"{file} incomplete", "all its segments held")
            case _:
                pass
