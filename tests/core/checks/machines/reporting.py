"""Mutants that tell the tracker something else than they should."""

from core.downloader import Downloader
from core.fetcher import Fetcher
from core.machine import Step
from core.reporter import Reporter
from core.search import Search
from core.timers import RequestTimer
from tests.core.checks.machines.defects import breaks
from tests.core.checks.machines.occasions import an_owner_falls_silent


@breaks("reports-nothing", "peers-then-seeds", also="kinds-of-messages", report="all")
class ReportsToABlindTracker(Downloader):
    """Tells which segments it holds, where the tracker is not to know."""


@breaks("reports-all", "client-table", report="new")
class ReportsTheNewOnly(Downloader):
    """Leaves out of a report what it told before."""


@breaks("reports-news", "segment-index", report="all")
class ReportsTheOldToo(Downloader):
    """Repeats in a report what it told before."""


@breaks("reports-each", "first-missing", report="new")
class ReportsSeveralTogether(Downloader):
    """Waits until there is more than one segment to report."""


@breaks("update-is-due", "client-table", update_every=11)
class ReportsLate(Downloader):
    """Reports after 11 segments."""


@breaks("swarm-requests-have-reason", "peers-then-seeds", update_every=9)
class AsksForTheSwarmEarly(Downloader):
    """Asks for the swarm again after 9 segments."""


@breaks("completion-is-told", "peers-then-seeds")
class NeverTellsOfCompletion(Reporter):
    """Lets the tracker think that its client still lacks something."""

    def complete(self, search: Search, step: Step) -> None:
        pass


@breaks("silence-is-told", "client-table", an_owner_falls_silent)
class NeverComplains(Fetcher):
    """Goes elsewhere without a word when it gets no answer."""

    def time_out(self, search: Search, timer: RequestTimer, step: Step) -> None:
        self._accused |= 1 << timer.asked  # as if it had complained before
        super().time_out(search, timer, step)
