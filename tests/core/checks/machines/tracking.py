"""Mutant trackers: what they know, and what they tell."""

from collections.abc import Mapping

from core.machine import Step
from core.messages import FileComplete, SeedsAndPeers, SwarmRequest
from core.swarm import NOTHING, Records, TwoLists
from core.tracker import Tracker
from tests.core.checks.machines.defects import breaks
from tests.core.checks.machines.occasions import a_pair


@breaks("knows-only", "client-table", records="segment-index")
class TellsAnIndexForATable(Tracker):
    """Tells of a swarm in the way of another profile."""


class OneSeed(TwoLists):
    """Tells of the first seed only."""

    def view(self, gone: int, served: Mapping[int, int] = NOTHING) -> SeedsAndPeers:
        view = super().view(gone, served)
        return SeedsAndPeers(view.seeds[:1], view.peers)


@breaks("tells-what-it-knows", "peers-then-seeds")
class SendsAllToOneSeed(Tracker):
    """Tells clients of one seed, though it knows others."""

    def _swarm(self, file: str) -> Records:
        return self._swarms.setdefault(file, OneSeed())


@breaks("joins-the-swarm", "peers-then-seeds")
class ListsNoPeers(Tracker):
    """Answers a request for a swarm without listing who asks."""

    def _tell_swarm(self, client: int, request: SwarmRequest, step: Step) -> None:
        hashes = self._hashes.get(request.file) if request.with_hashes else None
        self._answer(client, request.file, hashes, step)


@breaks("seed-is-listed", "peers-then-seeds")
class ListsNoNewSeeds(Tracker):
    """Takes no notice of who has completed a file."""

    def _list_seed(self, client: int, complete: FileComplete, step: Step) -> None:
        pass


class BothLists(TwoLists):
    """Lets a client stand on both lists."""

    def completed_by(self, client: int) -> bool:
        stays = client in self._peers
        is_new = super().completed_by(client)
        self._peers |= {client: None} if stays else {}
        return is_new


@breaks("seeds-are-not-peers", "peers-then-seeds", also="tells-what-it-knows")
class KeepsSeedsAmongThePeers(Tracker):
    """Leaves a peer that completed the file on its list."""

    def _swarm(self, file: str) -> Records:
        return self._swarms.setdefault(file, BothLists())


@breaks("notes-states", "first-missing", knows_states=False)
class NotesNoStates(Tracker):
    """Does not note how far each client has come."""


@breaks("belief-within-truth", "client-table", a_pair)
class CountsFromOne(Tracker):
    """Takes the positions in a report for numbers that count from 1."""

    def _note_held(
        self, client: int, file: str, segments: tuple[int, ...], why: str, step: Step
    ) -> None:
        super()._note_held(client, file, tuple(n + 1 for n in segments), why, step)
