"""Mutants that take answers wrongly, or believe wrongly what they hold."""

from core import bitmap
from core.downloader import Downloader
from core.events import RequestCancelled, RequestChoked, RequestDenied, RoleChanged
from core.fetcher import Fetcher
from core.holdings import FileHoldings
from core.machine import Step, Tell
from core.messages import Cancel, Choked, SegmentDenial, SegmentReply, SegmentRequest
from core.model import Role, upload_thread
from core.search import Search
from core.slot_uploader import SlotUploader
from tests.core.checks.machines.defects import breaks
from tests.core.checks.machines.occasions import (
    a_crowd,
    a_patient_crowd,
    a_peer_is_slow,
    an_owner_lies,
    denials_are_late,
    two_seeds,
)


@breaks("stores-once", "peers-then-seeds", a_peer_is_slow)
class StoresWhateverComes(Fetcher):
    """Stores what comes of its file, whether or not that is missing."""

    def take_segments(
        self, search: Search | None, source: int, reply: SegmentReply, step: Step
    ) -> None:
        self._settle(search, source, reply, reply.segments, step)
        if search is not None and search.name == reply.file:
            for segment, content in zip(reply.segments, reply.contents, strict=True):
                self._check(search, source, segment, content, step)


@breaks("stores-what-it-asked-for", "bittorrent", two_seeds)
class GivesSomethingElseToo(SlotUploader):
    """Puts a segment into its answer that nobody asked for, and that is taken."""

    def _chosen(
        self, asker: int, request: SegmentRequest, held: tuple[int, ...]
    ) -> tuple[int, ...]:
        chosen = super()._chosen(asker, request, held)
        file = self._file(request.file)
        here = bitmap.members(file.held) if chosen and file else ()
        others = [segment for segment in here if segment not in request.segments]
        return (*chosen[: self._profile.segments_max - 1], *others[:1])


@breaks("stores-what-is-right", "client-table", an_owner_lies)
class ChecksNoHash(FileHoldings):
    """Takes whatever comes for the segment."""

    def matches(self, segment: int, content: bytes) -> bool:
        return True


@breaks("requests-end-once", "peers-then-seeds", denials_are_late)
class TakesEveryNoForItsOwn(Fetcher):
    """Does not look whether it still waits for what is denied."""

    def take_denial(
        self, search: Search | None, source: int, denial: SegmentDenial, step: Step
    ) -> None:
        self._settle(search, source, denial, denial.segments, step)
        step.tell(RequestDenied(denial.file, denial.segments, source))


@breaks("nobody-says-no", "bittorrent", a_patient_crowd)
class TakesNotNowForANo(Fetcher):
    """Says that it was denied what it is to ask for another time."""

    def take_choke(self, search: Search | None, source: int, choked: Choked, step: Step) -> None:
        super().take_choke(search, source, choked, step)
        for place, act in enumerate(step.acts):
            match act:
                case Tell(RequestChoked(file, segments, asked, elsewhere=())):
                    step.acts[place] = Tell(RequestDenied(file, segments, asked))
                case _:
                    pass


@breaks("cancels-what-is-held", "bittorrent", a_crowd)
class CancelsWholeRequests(Fetcher):
    """Cancels all of a request of which something came from elsewhere."""

    def _cancel_elsewhere(self, search: Search, step: Step) -> None:
        for request in tuple(search.requests):
            if request.waited & search.holdings.held:
                segments = tuple(bitmap.members(request.waited))
                self._end_waiting(search, request.asked, segments, step)
                step.tell(RequestCancelled(search.name, segments, request.asked))
                step.send(upload_thread(request.asked), Cancel(search.name, segments))


# ---- roles --------------------------------------------------------------------------------------


@breaks("roles-move-forward", "random-owner")
class ForgetsItsRole(Downloader):
    """Takes itself for a leecher at all times."""

    def _note_role(self, search: Search, step: Step) -> None:
        self._role = Role.LEECHER
        super()._note_role(search, step)


@breaks("roles-are-true", "random-owner")
class TakesItselfForASeed(Downloader):
    """Calls itself a seed as soon as it has something to share."""

    def _note_role(self, search: Search, step: Step) -> None:
        if search.holdings.held and self._role is Role.LEECHER:
            step.tell(RoleChanged(search.name, self._role, Role.SEED))
            self._role = Role.SEED
