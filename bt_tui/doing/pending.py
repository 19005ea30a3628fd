"""What waits at one moment, thread by thread."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bt_tui.state import State
from core.model import TRACKER_RANK, Address, download_thread
from core.narration import wording
from core.narration.threads import noun
from core.timers import RequestTimer
from core.waiting import WaitingMessage, WaitingTimer


class Pending:
    """Sorts once what a state has in flight, and its timers; make it anew for another moment."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.mail: defaultdict[Address, list[WaitingMessage]] = defaultdict(list)
        """What is in flight to each thread, oldest first."""
        self.timers: defaultdict[Address, list[WaitingTimer]] = defaultdict(list)
        """Which timers of each thread are set, oldest first."""
        self.askers: defaultdict[int, dict[int, None]] = defaultdict(dict)
        """The clients that wait for an answer of each client."""
        for message in state.waiting.messages.values():
            self.mail[message.sent.to].append(message)
        for timer in state.waiting.timers.values():
            self.timers[timer.at].append(timer)
            if isinstance(timer.set.timer, RequestTimer):
                self.askers[timer.set.timer.asked][timer.at.rank] = None

    def count(self, source: Address, to: Address, *kinds: str) -> int:
        """Return how many messages of these kinds are in flight between two threads."""
        return sum(one.source == source and one.sent.kind in kinds for one in self.mail[to])

    def queue(self, at: Address) -> list[int]:
        """Return the clients whose requests this upload thread has got and not yet answered."""
        asking = {one.source.rank for one in self.mail[at]}
        return [asker for asker in self.askers[at.rank] if self._is_queued(asker, at, asking)]

    def _is_queued(self, asker: int, at: Address, asking: set[int]) -> bool:
        answered = any(one.source == at for one in self.mail[download_thread(asker)])
        return asker not in asking and not answered


def to_handle(mail: Sequence[WaitingMessage]) -> str:
    """Return "a probe from the tracker", or "3 messages from C1, C2"."""
    ranks = {one.source.rank for one in mail}
    if len(mail) == 1:
        sent = mail[0].sent
        return f"{noun(sent.kind, sent.about)} from {named(ranks)}"
    return f"{wording.counted(len(mail), 'message')} from {named(ranks)}"


def named(ranks: Iterable[int]) -> str:
    """Return "the tracker, C1, C3", or "9 clients" where there are too many to list."""
    ranks = set(ranks)
    others = sorted(ranks - {TRACKER_RANK})
    clients = wording.clients(others) or (f"{len(others)} clients" if others else "")
    tracker = wording.whom(TRACKER_RANK) if TRACKER_RANK in ranks else ""
    return ", ".join(filter(None, [tracker, clients]))
