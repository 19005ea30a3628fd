"""The part of a download thread that tells the tracker what its client holds.

It tells what the profile lets the tracker know, and no more: with the registration, in reports
while a file is fetched, and when it is complete.
"""

from core import bitmap
from core.events import ClientStarted, FileBegun, FileOwned
from core.holdings import FileHoldings, Holdings
from core.machine import Step
from core.messages import FileComplete, FilePart, Register, Update
from core.model import TRACKER
from core.policies import REPORTS
from core.profiles import Profile
from core.search import Search


class Reporter:
    """Reports as the profile's policy says."""

    def __init__(self, profile: Profile, holdings: Holdings) -> None:
        self._profile = profile
        self._holdings = holdings
        self._policy = REPORTS[profile.report]
        self.at_once = self._policy.at_once
        """Whether every segment is reported as soon as it is stored."""

    def begin(self, wanted: tuple[str, ...], step: Step) -> None:
        """Tell what is held whole or in part, and what is wanted; register it."""
        owned = tuple(FileOwned(one.manifest.name, one.count) for one in self._holdings.whole)
        parts = tuple(map(_begun, self._holdings.parts))
        step.tell(ClientStarted(owned, wanted, self._holdings.shared, parts))
        self.register(wanted, step)

    def register(self, wanted: tuple[str, ...], step: Step) -> None:
        """Let the tracker know, also once more."""
        whole = tuple(file.manifest for file in self._holdings.whole)
        have = {manifest.name for manifest in whole}
        lacking = tuple(name for name in wanted if name not in have)
        announced = lacking if self._profile.announces else ()
        parts = tuple(map(self._part, self._holdings.parts))
        step.send(TRACKER, Register(whole, announced, parts))

    def _part(self, file: FileHoldings) -> FilePart:
        told = self._policy.tells(file.held, file.held) or 0
        manifest = file.manifest
        return FilePart(manifest.name, len(manifest.hashes), tuple(bitmap.members(told)))

    def report(self, search: Search, step: Step, *, wants_swarm: bool = False) -> bool:
        """Tell the tracker what the profile lets it know; return whether that is anything."""
        told = self._policy.tells(search.unreported, search.holdings.held)
        if told is None:
            return False
        if wants_swarm and self._profile.waits_for_swarm:
            search.in_report = search.unreported  # told again unless this is answered
        else:
            search.unreported = 0
        served = self._holdings.ledger.served if self._profile.candid else 0
        segments = tuple(bitmap.members(told))
        step.send(TRACKER, Update(search.name, segments, wants_swarm, served))
        return True

    def complete(self, search: Search, step: Step) -> None:
        """Tell the tracker that the file is complete, unless its last report did."""
        if self._profile.tells_completion:
            step.send(TRACKER, FileComplete(search.name))
        elif search.unreported or not search.holdings.held:
            self.report(search, step)


def _begun(file: FileHoldings) -> FileBegun:
    manifest = file.manifest
    return FileBegun(manifest.name, len(manifest.hashes), tuple(bitmap.members(file.held)))
