"""Requests of segments: to whom, how many at a time, and how they end."""

from core.checks.check import Check
from core.checks.hearsay import Knowledge
from core.checks.searches import Endgame, Rounds, UnderWay
from core.checks.wording import clients, of_file
from core.events import Record, SegmentRequested


class AsksACandidate(Check):
    """What a request says of itself is sound."""

    name = "asks-a-candidate"
    rule = "Who is asked is one of the candidates, and nobody is a candidate for itself."
    sees = frozenset({SegmentRequested})

    def look(self, record: Record) -> None:
        """See that the one who is asked was on offer."""
        match record.event:
            case SegmentRequested(asked=asked, candidates=candidates):
                met = asked in candidates and record.at.rank not in candidates
                found = f"C{record.at.rank} asking C{asked} out of {clients(candidates)}"
                self.expect(met, record, found, "one of the candidates, and not itself")
            case _:
                pass


class AsksAHolder(Check):
    """Candidates come out of the tracker's last list, and of what others told since."""

    name = "asks-a-holder"
    rule = (
        "Only clients that may hold the first segment, by the last list and by what others told"
        " since, are candidates; and who is asked may hold all that it is asked for."
    )
    sees = Knowledge.sees | {SegmentRequested}

    def __init__(self, *, candid: bool) -> None:
        super().__init__()
        self._knowledge = Knowledge(candid=candid)

    def look(self, record: Record) -> None:
        """See that every candidate is known as a holder."""
        match record.event:
            case SegmentRequested(file=file, segments=segments) as request:
                wrong = {n for n in segments if self._strangers(record, request, n)}
                others = {one for n in wrong for one in self._strangers(record, request, n)}
                found = f"{clients(others)} as candidates for {of_file(file, wrong)}"
                self.expect(not wrong, record, found, "only those who are known to hold it")
            case _:
                pass
        self._knowledge.observe(record)

    def _strangers(self, record: Record, request: SegmentRequested, segment: int) -> set[int]:
        known = self._knowledge.of(record.at.rank, request.file).possible
        first = segment == request.segments[0]
        candidates = set(request.candidates if first else (request.asked,))
        return candidates.difference(known.holders(segment))


class FewWishes(Check):
    """What only one client has can be asked for nowhere else."""

    name = "few-wishes"
    sees = Knowledge.sees | {SegmentRequested}

    def __init__(self, wishes_max: int, *, candid: bool) -> None:
        super().__init__()
        self.rule = (
            f"A request names at most {wishes_max} segments, or only such as nobody else is known"
            " to hold."
        )
        self._wishes_max = wishes_max
        self._knowledge = Knowledge(candid=candid)

    def look(self, record: Record) -> None:
        """Count the segments, or their holders."""
        match record.event:
            case SegmentRequested(file=file, segments=segments):
                known = self._knowledge.of(record.at.rank, file).sure
                alone = all(len(known.holders(n)) <= 1 for n in segments)
                met = len(segments) <= self._wishes_max or alone
                expected = f"at most {self._wishes_max}"
                self.expect(met, record, f"{len(segments)} segments", expected)
            case _:
                pass
        self._knowledge.observe(record)


class AsksNobodyTwice(Check):
    """Whoever had nothing to give is asked again in the next round only."""

    name = "asks-nobody-twice"
    rule = (
        "In one round, nobody is asked twice for the same segment, unless it left it for another"
        " time; and who has no room is not asked until it has."
    )
    sees = Rounds.sees

    def __init__(self, *, looks_anew: bool) -> None:
        super().__init__()
        self._rounds = Rounds(looks_anew=looks_anew)

    def look(self, record: Record) -> None:
        """See that who is asked was not asked before."""
        match record.event:
            case SegmentRequested(file=file, segments=segments, asked=asked):
                now = self._rounds.of(record.at.rank, file)
                barred = [now.asked.get(n, 0) | now.choked for n in segments]
                again = [n for n, ranks in zip(segments, barred, strict=True) if ranks >> asked & 1]
                found = f"C{asked} asked again for {of_file(file, again)}"
                self.expect(not again, record, found, "somebody else in this round")
            case _:
                pass
        self._rounds.observe(record)


class TriesAtMost(Check):
    """The first try counts."""

    name = "tries-at-most"
    sees = Rounds.sees

    def __init__(self, tries_max: int, *, looks_anew: bool) -> None:
        super().__init__()
        self.rule = f"For a segment, at most {tries_max} clients are asked in one round."
        self._tries_max = tries_max
        self._rounds = Rounds(looks_anew=looks_anew)

    def look(self, record: Record) -> None:
        """Count who was asked for the segment, this time included."""
        self._rounds.observe(record)
        match record.event:
            case SegmentRequested(file=file, segments=segments):
                asked = self._rounds.of(record.at.rank, file).asked
                tries = max((asked[n].bit_count() for n in segments), default=0)
                met = tries <= self._tries_max
                self.expect(met, record, f"{tries} clients asked", f"at most {self._tries_max}")
            case _:
                pass


class InFlight(Check):
    """A request is under way until all its segments are answered for, or given up."""

    name = "in-flight"
    sees = UnderWay.sees | Endgame.sees

    def __init__(self, in_flight: int, *, endgame: bool) -> None:
        super().__init__()
        requests = "request" if in_flight == 1 else "requests"
        unless = ", apart from those for what is under way already" if endgame else ""
        self.rule = f"A client has at most {in_flight} {requests} for segments under way{unless}."
        self._in_flight = in_flight
        self._under_way = UnderWay()
        self._allows_endgame = endgame
        self._endgame = Endgame()

    def look(self, record: Record) -> None:
        """Count what is under way, with this request."""
        for fold in (self._under_way, self._endgame):
            fold.observe(record)
        match record.event:
            case SegmentRequested(segments=segments):
                count = len(self._under_way.of(record.at.rank))
                last = self._allows_endgame and self._endgame.of(record.at).issuperset(segments)
                met = count <= self._in_flight or last
                self.expect(met, record, f"{count} under way", f"at most {self._in_flight}")
            case _:
                pass


class OneRequestASegment(Check):
    """A segment goes elsewhere only when it is no longer waited for."""

    name = "one-request-a-segment"
    sees = UnderWay.sees | Endgame.sees

    def __init__(self, *, endgame: bool) -> None:
        super().__init__()
        unless = ", until the endgame" if endgame else ""
        self.rule = f"A client waits for a segment from one other client at a time{unless}."
        self._allows_endgame = endgame
        self._endgame = Endgame()
        self._under_way = UnderWay()

    def look(self, record: Record) -> None:
        """See that what is asked for is not under way."""
        match record.event:
            case SegmentRequested(file=file, segments=segments):
                twice = self._under_way.segments(record.at.rank, file).intersection(segments)
                if self._allows_endgame:
                    twice -= self._endgame.of(record.at)
                found = f"{of_file(file, twice)} asked for while under way"
                self.expect(not twice, record, found, "an end of the request before")
            case _:
                pass
        for fold in (self._under_way, self._endgame):
            fold.observe(record)


class OneEach(Check):
    """So that others have something to do meanwhile."""

    name = "one-each"
    rule = "A client has at most one request under way at each other client."
    sees = UnderWay.sees

    def __init__(self) -> None:
        super().__init__()
        self._under_way = UnderWay()

    def look(self, record: Record) -> None:
        """See that who is asked has nothing to answer to this client."""
        match record.event:
            case SegmentRequested(asked=asked):
                busy = any(one.asked == asked for one in self._under_way.of(record.at.rank))
                found = f"C{asked} asked, which has a request to answer"
                self.expect(not busy, record, found, "somebody else")
            case _:
                pass
        self._under_way.observe(record)
