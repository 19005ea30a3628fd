"""Mutant upload threads with slots."""

from core.holdings import Holdings
from core.machine import Step
from core.messages import Cancel, SegmentRequest
from core.model import DEFAULT_LIMITS, Address, Limits
from core.profiles import Profile
from core.queue import Queue, Waiting
from core.slot_uploader import SlotUploader
from tests.core.checks.machines.defects import breaks
from tests.core.checks.machines.occasions import a_crowd, a_pair


@breaks("few-at-once", "bittorrent", a_pair, segments_max=20)
class ServesTooMuchAtOnce(SlotUploader):
    """Puts 20 segments into an answer."""


@breaks("few-wait", "bittorrent", a_crowd)
class LetsAllWait(SlotUploader):
    """Chokes nobody before eight wait."""

    def __init__(
        self,
        rank: int,
        holdings: Holdings,
        profile: Profile,
        slots: int,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(rank, holdings, profile, 2 * slots, limits)


@breaks("chokes-when-full", "bittorrent", a_crowd)
class ChokesOneTooEarly(SlotUploader):
    """Leaves one slot unused when it lets requests wait."""

    def _take(self, asker: Address, request: SegmentRequest) -> Step:
        self._slots -= 1
        step = super()._take(asker, request)
        self._slots += 1
        return step


@breaks("choked-are-told", "bittorrent", a_crowd)
class KeepsSilentAboutRoom(SlotUploader):
    """Never tells those who were choked that there is room again."""

    def _unchoke(self, step: Step) -> None:
        pass


@breaks("queue-order", "bittorrent", a_crowd)
class FirstComeFirstServed(Queue):
    """Ranks requests by when they came, whoever gave what."""

    def _rank(self, one: Waiting) -> tuple[int, int, int]:
        return 0, 0, one.number


@breaks("cancelled-is-not-served", "bittorrent", a_crowd)
class ServesWhatWasCancelled(SlotUploader):
    """Drops what is cancelled, and puts it into its next answer all the same."""

    def __init__(
        self,
        rank: int,
        holdings: Holdings,
        profile: Profile,
        slots: int,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(rank, holdings, profile, slots, limits)
        self._cancelled: dict[tuple[int, str], tuple[int, ...]] = {}

    def _cancel(self, asker: Address, cancel: Cancel) -> Step:
        self._cancelled[asker.rank, cancel.file] = cancel.segments
        return super()._cancel(asker, cancel)

    def _chosen(
        self, asker: int, request: SegmentRequest, held: tuple[int, ...]
    ) -> tuple[int, ...]:
        chosen = super()._chosen(asker, request, held)
        cancelled = self._cancelled.pop((asker, request.file), ())
        return (*cancelled, *chosen)[: self._profile.segments_max] if chosen else ()
