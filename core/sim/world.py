"""A small world in memory: all machines of a run, a heap of what comes next, and one seed.

Messages take a random while, and never overtake each other between the same two threads; timers
ring when they are due; time is virtual. What happens is the same as over MPI, and so are the
events: machines are performed by the same performers, which carry out the same faults. Everything
happens one thing after another, so the order of the records is that of truth.
"""

from collections.abc import Collection, Iterable, Mapping
from heapq import heappop, heappush
from itertools import count
from random import Random

import msgspec

from core.cast import fault_rng, tracker_machine
from core.errors import RunError
from core.events import Record
from core.faults import Fates, Fault, MessageFault, Strike, limits_with, struck
from core.holdings import Holdings
from core.machine import Machine
from core.measures import Totals
from core.messages import Envelope, MessageId, SegmentReply
from core.model import DEFAULT_LIMITS, Address, Limits, Scenario, Sizes
from core.payloads import MakePayloads
from core.profiles import DEFAULT_PROFILE, Profile
from core.runtime.body import Body
from core.runtime.clock import DIGITS
from core.runtime.faulty import FaultyPerformer
from core.runtime.outbox import Outbox
from core.runtime.performer import Outcome
from core.runtime.roles import Plan
from core.timers import TimerKey
from core.wire import Buffer

LATENCY_MIN_S = 0.0005
LATENCY_SPREAD_S = 0.002


class World:
    """One run in memory; `cast` replaces machines, so that tests can let one be dead or lie.

    `free_riders` are clients that share nothing; `faults` are those of a plan. Where nothing is to
    be told, there are no records, only totals, and only faults of messages strike. With `sizes` the
    bytes of segments are counted; with what makes `payloads` they are moved as well.
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
        faults: Iterable[Fault] = (),
        telling: bool = True,
        sizes: Sizes | None = None,
        payloads: MakePayloads | None = None,
    ) -> None:
        faults = tuple(faults)
        limits = limits_with(faults, limits)
        self.now = 0.0
        self.records: list[Record] = []
        """All that happened, in order."""
        self.holdings = {
            client.rank: Holdings(
                client.owned, client.partial, shared=client.rank not in free_riders
            )
            for client in scenario.clients
        }
        self.outboxes = [
            Outbox(rank, telling=telling, into=self.records)
            for rank in range(len(scenario.clients) + 1)
        ]
        bodies = {
            one.rank: Body(one, self.holdings[one.rank], profile, seed, limits)
            for one in scenario.clients
        }
        self.payloads = {
            one.rank: payloads(one, self.holdings[one.rank])
            for one in scenario.clients
            if payloads is not None
        }
        """The bytes of each client's segments, where they are moved."""
        self._sizes = sizes
        self._cast = dict(cast or {})
        self._seed = seed
        self._faults = faults
        self.performers = self._performed(tracker_machine(len(bodies), profile, limits), None)
        for body in bodies.values():
            self.performers |= self._performed(body.machines(0), body)
        self._fates = Fates(self._faults)
        self._started: set[Address] = set()
        self._rng = Random(f"{seed}/network")  # noqa: S311 - reproducible, not secret
        self._order = count()
        self._heap: list[tuple[float, int, Address, MessageId | TimerKey]] = []
        self._mail: dict[MessageId, Envelope] = {}
        """What is on its way."""
        self._beside: dict[MessageId, list[Buffer]] = {}
        """The bytes that travel beside some of it."""
        self._alarms: dict[Address, dict[TimerKey, float]] = {at: {} for at in self.performers}
        """When each timer of a thread that is in the heap was last due."""
        self._last_arrival: dict[tuple[Address, Address], float] = {}

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        plan: Plan,
        cast: Mapping[Address, Machine] | None = None,
        payloads: MakePayloads | None = None,
    ) -> "World":
        """Return the world of a run that all have agreed on."""
        return cls(
            scenario,
            seed=plan.seed,
            profile=plan.profile,
            limits=plan.limits,
            cast=cast,
            free_riders=plan.free_riders,
            faults=plan.faults,
            sizes=plan.sizes,
            payloads=payloads,
        )

    def _performed(
        self, machines: Mapping[Address, Machine], body: Body | None
    ) -> dict[Address, FaultyPerformer]:
        return {
            at: FaultyPerformer(
                at,
                self._cast.get(at, machine),
                self.outboxes[at.rank],
                sizes=self._sizes,
                body=body,
                faults=[one for one in self._faults if isinstance(one, MessageFault)],
                rng=fault_rng(self._seed, at),
            )
            for at, machine in machines.items()
        }

    @property
    def totals(self) -> Totals:
        """What every rank counted."""
        return Totals(tuple(outbox.counts for outbox in self.outboxes))

    # ---- by itself ------------------------------------------------------------------------------

    def run(self, steps_max: int = 1_000_000) -> "World":
        """Run to the end, with all faults; raise `RunError` after more than `steps_max` steps."""
        self.start()
        for strike in self._fates.at_start:
            self.strike(strike)
        seen = 0
        for _ in range(steps_max):
            while seen < len(self.records):
                seen += 1
                for strike in self._fates.observe(self.records[seen - 1]):
                    self.strike(strike)
            if not self.advance():
                self._end_the_dead()
                return self
        raise RunError(f"the run did not end within {steps_max} steps")

    def _end_the_dead(self) -> None:
        """End who has crashed and will never be told of the end."""
        for at in self.performers:
            if self.is_dead(at):
                self.stop(at)

    def start(self) -> None:
        """Start every machine that was not started yet."""
        for at in self.performers:
            if at not in self._started:
                self.start_thread(at, self.now)

    def advance(self) -> bool:
        """Let happen what comes next in virtual time; tell whether there was anything."""
        while self._heap:
            due, _, at, item = heappop(self._heap)
            now = max(self.now, due)
            if isinstance(item, tuple):
                if item in self._mail:
                    self.handle(item, now)
                    return True
            elif self.performers[at].timers.get(item) == due:  # else cancelled, or set anew
                self.ring(at, item, now)
                return True
        return False

    # ---- as it is told --------------------------------------------------------------------------

    def start_thread(self, at: Address, now: float) -> None:
        """Start the machine of this thread."""
        self._started.add(at)
        self.now = now
        self._carry_out(self.performers[at], self.performers[at].start(now))

    def handle(self, message: MessageId, now: float) -> None:
        """Let a message that is on its way be handled."""
        envelope = self._mail.pop(message)
        if self.payloads:
            envelope = self._arrived(envelope)
        self.now = now
        performer = self.performers[envelope.destination]
        self._carry_out(performer, performer.receive(envelope, self.now))

    def ring(self, at: Address, timer: TimerKey, now: float) -> None:
        """Let a timer that is set ring, whether or not it is due."""
        self.now = now
        self._alarms[at].pop(timer, None)
        self._carry_out(self.performers[at], self.performers[at].fire(timer, self.now))

    def strike(self, strike: Strike) -> None:
        """Let a fault happen to all whom it concerns."""
        for at in struck(strike):
            self.strike_thread(at, strike, self.now)

    def strike_thread(self, at: Address, strike: Strike, now: float) -> None:
        """Let a fault happen to this thread."""
        self.now = now
        self._carry_out(self.performers[at], self.performers[at].strike(strike, self.now))

    def stop(self, at: Address) -> None:
        """End this thread where it is."""
        self._carry_out(self.performers[at], self.performers[at].stop(self.now))

    def is_dead(self, at: Address) -> bool:
        """Tell whether this thread has crashed, and has not ended."""
        return self.performers[at].is_dead

    def is_under_way(self, message: MessageId) -> bool:
        """Tell whether a message was sent and not yet handled."""
        return message in self._mail

    # ---- what that brings -----------------------------------------------------------------------

    def _carry_out(self, performer: FaultyPerformer, outcome: Outcome) -> None:
        for post in outcome.posts:
            envelope = post.envelope
            message = (envelope.source, envelope.number)
            self._mail[message] = envelope
            if self.payloads and isinstance(envelope.message, SegmentReply):
                beside = self.payloads[envelope.source.rank].leaving(envelope.message)
                self._beside[message] = beside
            to = envelope.destination
            arrival = self._arrival(envelope.source, to)
            heappush(self._heap, (arrival, next(self._order), to, message))
        alarms = self._alarms[performer.at]
        for timer, due in performer.timers.items():
            if alarms.get(timer) != due:
                alarms[timer] = due
                heappush(self._heap, (due, next(self._order), performer.at, timer))

    def _arrived(self, envelope: Envelope) -> Envelope:
        """Return a message as its receiver is to know it, with what came beside it in place."""
        if not isinstance(envelope.message, SegmentReply):
            return envelope
        beside = self._beside.pop((envelope.source, envelope.number))
        payloads = self.payloads[envelope.destination.rank]
        places = payloads.places(envelope.message)
        for place, data in zip(places, beside, strict=True):
            place[:] = data
        message = payloads.arrived(envelope.message, places)
        return msgspec.structs.replace(envelope, message=message)

    def _arrival(self, source: Address, to: Address) -> float:
        """Return when a message arrives: after those before it between the same two threads."""
        latency_s = LATENCY_MIN_S + LATENCY_SPREAD_S * self._rng.random()
        earliest = round(self.now + latency_s, DIGITS)  # as fine as timers, lest one be due before
        arrival = max(earliest, self._last_arrival.get((source, to), 0.0))
        self._last_arrival[source, to] = arrival
        return arrival
