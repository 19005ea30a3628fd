"""Mutant upload threads that answer at once."""

from core.holdings import Holdings
from core.machine import Step
from core.messages import SegmentRequest
from core.model import DEFAULT_LIMITS, Address, Limits
from core.profiles import Profile
from core.timers import ServeTimer, TimerKey
from core.uploader import Uploader
from tests.core.checks.machines.defects import breaks


@breaks("serves-what-is-held", "peers-then-seeds")
class ServesWithoutLooking(Uploader):
    """Serves whatever it is asked for of a file that it knows."""

    def _held(self, request: SegmentRequest) -> tuple[int, ...]:
        return request.segments if self._file(request.file) else ()


@breaks("refuses-what-is-lacking", "peers-then-seeds")
class SharesOnlyWholeFiles(Uploader):
    """Says no to everything while something of the file is missing."""

    def _held(self, request: SegmentRequest) -> tuple[int, ...]:
        file = self._file(request.file)
        return super()._held(request) if file and not file.missing else ()


@breaks("answers-at-once", "random-owner")
class AnswersLater(Uploader):
    """Answers when nothing else is to be done, though it has no slots."""

    def __init__(
        self, rank: int, holdings: Holdings, profile: Profile, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        super().__init__(rank, holdings, profile, limits)
        self._kept: list[tuple[Address, SegmentRequest]] = []

    def _take(self, asker: Address, request: SegmentRequest) -> Step:
        self._kept.append((asker, request))
        return Step().set(ServeTimer(), 0.0, "to answer later")

    def fire(self, timer: TimerKey, now: float) -> Step:
        asker, request = self._kept.pop(0)
        step = super()._take(asker, request)
        return step.set(ServeTimer(), 0.0, "to answer the next one") if self._kept else step
