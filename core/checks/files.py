"""A client's files: what it stores, what it becomes, and how each wanted file ends."""

from core.checks.check import Check
from core.checks.facts import ClientFile, Truth
from core.checks.wording import of_file
from core.events import (
    FileCompleted,
    Record,
    RoleChanged,
    SegmentRequested,
    SegmentStored,
)
from core.model import Role


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


ROLES = list(Role)


class RolesMoveForward(Check):
    """From leecher to peer to seed; steps may be skipped."""

    name = "roles-move-forward"
    rule = "A client's role for a file only moves forward, from where it was."
    sees = frozenset({RoleChanged})

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
