"""Serving: clients give what they hold and say no to what they lack; the tracker shares nothing."""

from core import bitmap
from core.ailing import Ailing
from core.checks.check import Check
from core.checks.facts import Truth
from core.checks.steps import StepCheck
from core.checks.wording import of_file
from core.events import (
    ClientStarted,
    MessageReceived,
    MessageSent,
    Record,
    RequestChoked,
    RequestDenied,
    SegmentRequested,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
)
from core.model import TRACKER, TRACKER_RANK, Affliction


class ServesWhatIsHeld(Check):
    """What is served was owned, or stored before."""

    name = "serves-what-is-held"
    rule = "A client serves only segments that it holds."
    sees = Truth.sees | {SegmentsServed}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()

    def look(self, record: Record) -> None:
        """See that each served segment is held."""
        match record.event:
            case SegmentsServed(file=file, segments=segments):
                held = self._truth.held(record.at.rank, file)
                lacking = bitmap.without(segments, held)
                found = f"{of_file(file, lacking)} served and not held"
                self.expect(not lacking, record, found, "only what is held")
            case _:
                self._truth.observe(record)


class FewAtOnce(Check):
    """What else was asked for is left for another time."""

    name = "few-at-once"
    sees = frozenset({SegmentsServed})

    def __init__(self, segments_max: int) -> None:
        super().__init__()
        segments = "segment" if segments_max == 1 else "segments"
        self.rule = f"An answer carries at most {segments_max} {segments}."
        self._segments_max = segments_max

    def look(self, record: Record) -> None:
        """Count what is served at once."""
        match record.event:
            case SegmentsServed(segments=segments):
                met = len(segments) <= self._segments_max
                expected = f"at most {self._segments_max}"
                self.expect(met, record, f"{len(segments)} segments", expected)
            case _:
                pass


class RefusesWhatIsLacking(Check):
    """The asked client looks before it says no; a free rider does not, nor who says no to all."""

    name = "refuses-what-is-lacking"
    rule = "A client that shares says no only to segments that it lacks."
    sees = Truth.sees | Ailing.sees | {SegmentsRefused}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()
        self._free_riders: set[int] = set()
        self._ailing = Ailing()

    def look(self, record: Record) -> None:
        """See that no refused segment is held."""
        self._truth.observe(record)
        self._ailing.observe(record)
        match record.event:
            case ClientStarted(shares=False):
                self._free_riders.add(record.at.rank)
            case SegmentsRefused(file=file, segments=segments) if not self._denies(record):
                lacking = ~self._truth.held(record.at.rank, file)
                held = bitmap.without(segments, lacking)
                found = f"{of_file(file, held)} refused and held"
                self.expect(not held, record, found, "a no only to what is lacking")
            case _:
                pass

    def _denies(self, record: Record) -> bool:
        rides_free = record.at.rank in self._free_riders
        return rides_free or self._ailing.has(record.at.rank, Affliction.DENYING)


class AnswersAtOnce(StepCheck):
    """Each segment of a request is served or refused in the step that the request begins."""

    name = "answers-at-once"
    rule = "A client answers each segment that it is asked for at once, with it or with a no."
    sees = StepCheck.sees | {SegmentsServed, SegmentsRefused}

    def follow(self, record: Record) -> None:
        """Follow each segment from the request to its answer."""
        match record.event:
            case MessageReceived(kind="SegmentRequest", source=source, about=about):
                for segment in about.segments:
                    expected = f"an answer for {of_file(str(about.file), [segment])}"
                    self.owe(record, (about.file, segment, source.rank), expected)
            case SegmentsServed(file=file, segments=segments, to=to):
                self._settle(record, file, segments, to)
            case SegmentsRefused(file=file, segments=segments, to=to):
                self._settle(record, file, segments, to)
            case _:
                pass

    def _settle(self, record: Record, file: str, segments: tuple[int, ...], to: int) -> None:
        for segment in segments:
            met = self.pay(record, (file, segment, to))
            found = f"an answer for {of_file(file, [segment])} to C{to}"
            self.expect(met, record, found, "a request for it in the same step")


OF_SEGMENTS = {"SegmentRequest", "SegmentReply", "SegmentDenial"}


class TrackerSharesNothing(Check):
    """Segments go from client to client."""

    name = "tracker-shares-nothing"
    rule = "The tracker never asks for a segment, and never sends one."
    sees = frozenset({MessageSent, SegmentRequested, SegmentStored})

    def look(self, record: Record) -> None:
        """See that nothing of a segment has to do with the tracker."""
        match record.event:
            case MessageSent(kind=kind, to=to) if TRACKER in (record.at, to):
                self.expect(kind not in OF_SEGMENTS, record, kind, "no message about segments")
            case SegmentRequested(asked=source) | SegmentStored(source=source):
                met = TRACKER_RANK not in (source, record.at.rank)
                self.expect(met, record, "a segment asked or had of the tracker", "of a client")
            case _:
                pass


class NobodySaysNo(Check):
    """The tracker's list is part of the truth, and so is whoever goes by it.

    Who was sent elsewhere by another client may be there before the segments are, which are still
    on their way.
    """

    name = "nobody-says-no"
    rule = (
        "Where the tracker tells who holds which segment, nobody who goes by it is asked in vain."
    )
    sees = frozenset({RequestDenied, RequestChoked, SegmentStored})

    def __init__(self) -> None:
        super().__init__()
        self._sent_elsewhere: set[tuple[int, str, int]] = set()
        """Which client was sent for segments of which file to whom."""

    def look(self, record: Record) -> None:
        """See that there is no denial."""
        rank = record.at.rank
        match record.event:
            case RequestChoked(file=file, elsewhere=elsewhere):
                self._sent_elsewhere |= {(rank, file, other) for other in elsewhere}
            case RequestDenied(file=file, segments=segments, asked=asked):
                met = (rank, file, asked) in self._sent_elsewhere
                found = f"a no of C{asked} to {of_file(file, segments)}"
                self.expect(met, record, found, "none")
            case SegmentStored():
                self.expect(True, record, "", "")
            case _:
                pass
