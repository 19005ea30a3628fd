"""Who waits for whom, and whether any of them wait for ever.

Where a client's download thread waits for another client's answer, an arrow goes from one to the
other. A circle of such arrows is no deadlock: while download threads wait, upload threads answer;
that is what a client has two of them for. Threads are in a deadlock only where each waits for
others of these alone, nothing is in flight to any of them, and none has a timer that ends its wait.
The tracker has one whenever it waits, so what can go wrong in a run ends in no deadlock; a program
that lacks it shows one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeVar

from bt_tui.doing.download import tell_download
from bt_tui.doing.kinds import Doing
from bt_tui.doing.pending import Pending, named
from bt_tui.doing.tracker import tell_tracker
from core.model import TRACKER, TRACKER_RANK, Address, download_thread
from core.timers import SwarmTimer

Node = TypeVar("Node")


class WaitsFor(NamedTuple):
    """Clients that all wait for the same one, or for the tracker, and for whom."""

    waiting: tuple[int, ...]
    whom: int

    @property
    def words(self) -> str:
        """How that reads: "C2, C4 → C1"."""
        whom = "tracker" if self.whom == TRACKER_RANK else f"C{self.whom}"
        return f"{named(self.waiting)} → {whom}"


def arrows(pending: Pending) -> dict[int, list[int]]:
    """Return the clients that wait for an answer, and for whose, by rank; the tracker is 0."""
    pairs = {(asker, asked) for asked, askers in pending.askers.items() for asker in askers}
    for alarm in pending.state.waiting.timers.values():
        if isinstance(alarm.set.timer, SwarmTimer):
            pairs.add((alarm.at.rank, TRACKER_RANK))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for asker, asked in sorted(pairs):
        found[asker].append(asked)
    return found


def gathered(graph: Mapping[int, Collection[int]]) -> list[WaitsFor]:
    """Return all arrows by whom is waited for: whom most wait for comes first."""
    waiting: dict[int, list[int]] = {}
    for one in sorted(graph):
        for whom in graph[one]:
            waiting.setdefault(whom, []).append(one)
    groups = [WaitsFor(tuple(ranks), whom) for whom, ranks in waiting.items()]
    return sorted(groups, key=lambda group: (-len(group.waiting), group.whom))


def circle(graph: Mapping[Node, Collection[Node]]) -> list[Node]:
    """Return a circle of arrows, the first also as the last; nothing where there is none."""
    done: set[Node] = set()
    for start in graph:
        path, branches = [start], [iter(graph[start])]
        while branches and start not in done:
            if (node := next(branches[-1], None)) is None:
                branches.pop()
                done.add(path.pop())
            elif node in path:
                return [*path[path.index(node) :], node]
            elif node not in done:
                path.append(node)
                branches.append(iter(graph.get(node, ())))
    return []


def for_ever(
    graph: Mapping[Address, Collection[Address]],
) -> dict[Address, Collection[Address]]:
    """Return the arrows of all that wait for ever: each for others of these, and for nobody else.

    The graph is of those that can do nothing but wait; whoever is not in it may still act.
    """
    stuck = {at: whom for at, whom in graph.items() if whom}
    while freed := [at for at, whom in stuck.items() if not stuck.keys() >= set(whom)]:
        for at in freed:
            del stuck[at]
    return stuck


def deadlock(pending: Pending) -> list[Address]:
    """Return threads each of which waits for the next for ever, the first also as the last."""
    clients = pending.state.clients.items()
    idle = {download_thread(rank): client for rank, client in clients}
    idle = {at: client for at, client in idle.items() if _only_waits(pending, at)}
    graph = {at: _whom(tell_download(pending, client)) for at, client in idle.items()}
    if graph and _only_waits(pending, TRACKER):
        unfinished = [download_thread(rank) for rank, client in clients if not client.done]
        graph[TRACKER] = _whom(tell_tracker(pending)) or unfinished
    return circle(for_ever(graph))


def _only_waits(pending: Pending, at: Address) -> bool:
    """Tell whether nothing is on its way to this thread, and no timer of its will ring."""
    delayed = pending.state.waiting.delayed.values()
    coming = pending.mail[at] or any(one.sent.to == at for one in delayed)
    return not coming and not pending.timers[at]


def _whom(doing: Doing) -> list[Address]:
    return sorted({at for wait in doing.waits for at in wait.whom})
