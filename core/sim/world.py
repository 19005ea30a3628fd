"""A small world in memory: all machines of a run, a heap of what comes next, and one seed.

Messages take a random while, and never overtake each other between the same two threads; timers
ring when they are due; time is virtual. What happens is the same as over MPI, and so are the
events: machines are performed by the same `Performer`, and envelopes travel encoded.
"""

from collections.abc import Collection, Mapping
from heapq import heappop, heappush
from itertools import count
from random import Random

from core.cast import client_machines, tracker_machine
from core.errors import RunError
from core.events import Record
from core.holdings import Holdings
from core.machine import Machine
from core.measures import Totals
from core.merger import Merger
from core.messages import decode
from core.model import DEFAULT_LIMITS, Address, Limits, Scenario
from core.profiles import DEFAULT_PROFILE, Profile
from core.runtime.clock import DIGITS
from core.runtime.outbox import Outbox
from core.runtime.performer import Outcome, Performer
from core.runtime.telemetry import Batch
from core.timers import TimerKey

LATENCY_MIN_S = 0.0005
LATENCY_SPREAD_S = 0.002


class World:
    """One run in memory; `cast` replaces machines, so that tests can let one be dead or lie.

    `free_riders` are clients that share nothing.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int = 0,
        profile: Profile = DEFAULT_PROFILE,
        limits: Limits = DEFAULT_LIMITS,
        cast: Mapping[Address, Machine] | None = None,
        free_riders: Collection[int] = (),
    ) -> None:
        self.now = 0.0
        self.records: list[Record] = []
        self.holdings = {
            client.rank: Holdings(client.owned, shared=client.rank not in free_riders)
            for client in scenario.clients
        }
        self._rng = Random(f"{seed}/network")  # noqa: S311 - reproducible, not secret
        self._order = count()
        self._heap: list[tuple[float, int, Address, bytes | TimerKey]] = []
        self._alarms: dict[tuple[Address, TimerKey], float] = {}
        """When each timer that is in the heap was last due."""
        self._last_arrival: dict[tuple[Address, Address], float] = {}
        self._merger = Merger()
        self._outboxes = [Outbox(rank, telling=True) for rank in range(len(scenario.clients) + 1)]
        machines = tracker_machine(len(scenario.clients), profile, limits)
        for client in scenario.clients:
            holdings = self.holdings[client.rank]
            machines |= client_machines(client, holdings, profile, seed, limits)
        self.performers = {
            at: Performer(at, machine, self._outboxes[at.rank])
            for at, machine in (machines | dict(cast or {})).items()
        }

    @property
    def totals(self) -> Totals:
        """What every rank counted."""
        return Totals(tuple(outbox.counts for outbox in self._outboxes))

    def run(self, steps_max: int = 1_000_000) -> "World":
        """Run to the end; raise `RunError` when it takes more than `steps_max` steps."""
        for performer in self.performers.values():
            self._deliver(performer, performer.start(self.now))
        for _ in range(steps_max):
            if not self._heap:
                self._merger.close()
                return self
            self._next()
        raise RunError(f"the run did not end within {steps_max} steps")

    def _next(self) -> None:
        due, _, at, item = heappop(self._heap)
        performer = self.performers[at]
        if isinstance(item, bytes):
            self.now = due
            self._deliver(performer, performer.receive(decode(item), self.now))
        elif performer.timers.get(item) == due:  # else cancelled, or set anew
            self.now = due
            del self._alarms[at, item]
            self._deliver(performer, performer.fire(item, self.now))

    def _deliver(self, performer: Performer, outcome: Outcome) -> None:
        for to, data in outcome.posts:
            heappush(self._heap, (self._arrival(performer.at, to), next(self._order), to, data))
        for timer, due in performer.timers.items():
            if self._alarms.get((performer.at, timer)) != due:
                self._alarms[performer.at, timer] = due
                heappush(self._heap, (due, next(self._order), performer.at, timer))
        for report in self._outboxes[performer.at.rank].take():
            if isinstance(report, Batch):
                self.records.extend(self._merger.add(report.records))

    def _arrival(self, source: Address, to: Address) -> float:
        """Return when a message arrives: after those before it between the same two threads."""
        latency_s = LATENCY_MIN_S + LATENCY_SPREAD_S * self._rng.random()
        earliest = round(self.now + latency_s, DIGITS)  # as fine as timers, lest one be due before
        arrival = max(earliest, self._last_arrival.get((source, to), 0.0))
        self._last_arrival[source, to] = arrival
        return arrival
