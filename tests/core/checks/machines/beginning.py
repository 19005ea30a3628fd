"""Mutants that begin or end wrongly."""

from core.downloader import Downloader
from core.machine import Step
from core.messages import Alive, Envelope, Go, Probe, Start
from core.tracker import Tracker, TrackerState
from core.uploader import Uploader, UploadState
from tests.core.checks.machines.defects import breaks
from tests.core.checks.machines.occasions import a_client_alone


class Hasty(Tracker):
    """Goes on when all but one have come as far as this state asks for."""

    hasty_in: TrackerState

    @property
    def _excused(self) -> int:
        excused = super()._excused
        all_but_one = excused.bit_count() == len(self._clients) - 1
        return self._everyone if self.state is self.hasty_in and all_but_one else excused


@breaks("start-waits-for-all", "client-table")
class StartsWithoutTheLast(Hasty):
    """Gives the start signal when one has yet to register."""

    hasty_in = TrackerState.REGISTERING


@breaks("barrier-waits-for-all", "bittorrent")
class OpensTheBarrierTooEarly(Hasty):
    """Opens the barrier when one is yet to come."""

    hasty_in = TrackerState.GATHERING


@breaks("waits-for-start", "peers-then-seeds", a_client_alone)
class RunsThroughTheBarrier(Downloader):
    """Says that it stands at the barrier, and asks without waiting for the others."""

    def _take_signal(self, signal: Start | Go | Probe | Alive, step: Step) -> None:
        if isinstance(signal, Start):
            super()._take_signal(signal, step)
            self._next_file(step)


@breaks("everyone-finishes", "segment-index")
class ForgetsTheOtherFiles(Downloader):
    """Is finished when it has the first of the files that it wants."""

    def _next_file(self, step: Step) -> None:
        super()._next_file(step)
        self._to_fetch.clear()


@breaks("serves-to-the-end", "peers-then-seeds")
class EndsWithItsClient(Uploader):
    """Serves no longer than its client fetches."""

    def receive(self, envelope: Envelope, now: float) -> Step:
        step = super().receive(envelope, now)
        if self._holdings.finished:
            self.state = UploadState.ENDED
        return step


@breaks("end-signal", "first-missing")
class ForgetsTheLastClient(Tracker):
    """Tells all clients but the last one of the end."""

    def _shut_down(self, step: Step) -> None:
        super()._shut_down(step)
        step.acts.pop()
