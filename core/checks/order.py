"""Which segment is asked for next."""

from collections.abc import Iterator

from core import bitmap
from core.checks.check import Check
from core.checks.facts import ClientFile, Truth
from core.checks.hearsay import Knowledge, Known
from core.checks.searches import Endgame, Rounds, UnderWay
from core.checks.wording import of_file
from core.events import Record, SegmentRequested
from core.planes import Planes
from core.profiles import Profile


class LowestFirst(Check):
    """What was tried at everyone stands aside: until the round is over, or for one list only."""

    sees = Rounds.sees | Truth.sees | UnderWay.sees

    def __init__(self, tries_max: int | None, *, looks_anew: bool) -> None:
        super().__init__()
        self.name = "first-missing" if looks_anew else "file-order"
        self.rule = (
            "The segment asked for is the first one that is missing, not under way, and not tried"
            f" at everyone {'on the last list' if looks_anew else 'in this round'}."
        )
        self._tries_max = tries_max
        self._looks_anew = looks_anew
        self._rounds = Rounds()
        self._truth = Truth()
        self._under_way = UnderWay()

    def look(self, record: Record) -> None:
        """See that all that is passed over stands aside."""
        match record.event:
            case SegmentRequested(file=file, segments=segments):
                passed = self._passed_over(record.at.rank, file, segments)
                found = f"{of_file(file, segments)} before {of_file(file, passed)}"
                self.expect(not passed, record, found, "the first one first")
            case _:
                pass
        for fold in (self._rounds, self._truth, self._under_way):
            fold.observe(record)

    def _passed_over(self, rank: int, file: str, segments: tuple[int, ...]) -> list[int]:
        busy = bitmap.of(self._under_way.segments(rank, file)) | bitmap.of(segments)
        lower = self._truth.missing(rank, file) & bitmap.full(max(segments, default=0)) & ~busy
        if not lower:
            return []
        now, anew = self._rounds.of(rank, file), self._looks_anew
        return [
            segment
            for segment in bitmap.members(lower)
            if not now.is_over_for(segment, rank, self._tries_max, latest=anew)
        ]


class RarestFirst(Check):
    """A rarer one may wait where it is not to be asked for just now.

    That is so where one of its holders has a request to answer, or no room. Of what was heard from
    others not all is in the events, so a segment counts as rarer only where it surely is.
    """

    name = "rarest-first"
    rule = (
        "The segment that a request names first is one of the rarest that are missing, not under"
        " way, and to be had at once, by what the client knows."
    )
    sees = Rounds.sees | Truth.sees | UnderWay.sees | Endgame.sees

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._tries_max = profile.tries_max
        self._knowledge = Knowledge(candid=profile.candid)
        self._rounds = Rounds(looks_anew=True, candid=profile.candid)
        self._truth = Truth()
        self._under_way = UnderWay()
        self._endgame = Endgame()

    def look(self, record: Record) -> None:
        """See that no rarer segment is passed over."""
        match record.event:
            case SegmentRequested(file=file, segments=segments):
                if not self._endgame.of(record.at).intersection(segments):
                    self._look_at(record, (record.at.rank, file), segments[0])
            case _:
                pass
        folds = (self._knowledge, self._rounds, self._truth, self._under_way, self._endgame)
        for fold in folds:
            fold.observe(record)

    def _look_at(self, record: Record, at: ClientFile, first: int) -> None:
        known, rank, file = self._knowledge.of(*at), *at
        copies = known.sure.copies.count(first)
        missing = self._truth.missing(rank, file)
        is_open = missing & ~bitmap.of(self._under_way.segments(rank, file))
        rarer = _rarer(known.possible.copies, is_open, copies)
        passed = [n for n in rarer if self._may_be_had(known, at, n)]
        found = f"{of_file(file, [first])}, which {copies} hold, before {of_file(file, passed)}"
        self.expect(not passed, record, found, "the rarest one first")

    def _may_be_had(self, known: Known, at: ClientFile, segment: int) -> bool:
        """Tell whether somebody surely holds it who is yet to try, and none of them is engaged."""
        now, rank = self._rounds.of(*at), at[0]
        tried = now.tried.get(segment, 0) | now.silent | 1 << rank
        if self._tries_max is not None and tried.bit_count() > self._tries_max:
            return False
        engaged = now.choked | bitmap.of(one.asked for one in self._under_way.of(rank))
        possible = bitmap.of(known.possible.holders(segment)) & ~tried
        return bool(bitmap.without(known.sure.holders(segment), tried)) and not possible & engaged


def _rarer(copies: Planes, segments: int, than: int) -> Iterator[int]:
    """Yield those of which there may be fewer copies than this."""
    for equals in copies.by_count(segments):
        if copies.count(bitmap.lowest(equals)) >= than:
            return
        yield from bitmap.members(equals)
