"""A net in memory: what real threads of several ranks need to run together, without MPI."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from itertools import product

import msgspec

from core.events import AnyEvent, Record
from core.holdings import Holdings
from core.measures import Totals
from core.model import Scenario
from core.payloads import MakePayloads
from core.runtime.leading import play_tracker
from core.runtime.pace import Audience
from core.runtime.ports import Tag
from core.runtime.reports import decode_report
from core.runtime.roles import Net, Plan, play_client
from core.runtime.telemetry import Report
from core.wire import Buffer

JOIN_S = 30.0
"""How long a test waits for threads that are expected to end."""


class WorldEndedError(Exception):
    """The world was ended while this thread was at its ports."""


class Letter(msgspec.Struct):
    """One message on its way."""

    data: Buffer
    source: int
    received: bool = False


class Switch:
    """What all ranks of one world share: a box for every communicator, rank and tag."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.ended = threading.Event()
        self.telemetry: list[bytes] = []
        """All telemetry that was sent."""
        communicators = ("protocol", "control", "telemetry")
        self.boxes: dict[tuple[str, int, Tag], deque[Letter]] = {
            key: deque() for key in product(communicators, range(size), Tag)
        }

    def check(self) -> None:
        """Raise where the world was ended."""
        if self.ended.is_set():
            raise WorldEndedError


class MemoryPort:
    """One thread's way into one communicator; see `core.runtime.ports.Port`."""

    def __init__(
        self, switch: Switch, communicator: str, rank: int, tag: Tag, *, synchronous: bool = False
    ) -> None:
        self._switch = switch
        self._communicator = communicator
        self._rank = rank
        self._box = switch.boxes[communicator, rank, tag]
        self._synchronous = synchronous
        self._under_way: list[Letter] = []

    def send(self, rank: int, tag: Tag, data: Buffer) -> None:
        """Put a letter into the box of that thread."""
        self._switch.check()
        letter = Letter(data, self._rank)
        if self._synchronous:
            self._under_way.append(letter)
        if self._communicator == "telemetry":
            self._switch.telemetry.append(bytes(data))
        self._switch.boxes[self._communicator, rank, tag].append(letter)

    def poll(self) -> bytearray | None:
        """Take the next letter out of the box."""
        self._switch.check()
        if not self._box:
            return None
        letter = self._box.popleft()
        letter.received = True
        return bytearray(letter.data)

    def receive(self, rank: int, tag: Tag, into: memoryview) -> Callable[[], bool]:
        """Return what takes the next letter of that rank out of the box, once it is there."""
        box = self._switch.boxes[self._communicator, self._rank, tag]

        def is_here() -> bool:
            self._switch.check()
            letter = next((one for one in tuple(box) if one.source == rank), None)
            if letter is None:
                return False
            box.remove(letter)
            into[:] = letter.data
            return True

        return is_here

    def settle(self) -> int:
        """Count the letters that nobody has received yet, where that matters."""
        self._switch.check()
        self._under_way = [letter for letter in self._under_way if not letter.received]
        return len(self._under_way)


class MemoryNet:
    """One rank's view of a world in memory; see `core.runtime.roles.Net`."""

    def __init__(self, switch: Switch, rank: int) -> None:
        self.rank = rank
        self.size = switch.size
        self._switch = switch

    def protocol_port(self, tag: Tag, *, synchronous: bool = False) -> MemoryPort:
        """Return a thread's port for messages of the protocol."""
        return MemoryPort(self._switch, "protocol", self.rank, tag, synchronous=synchronous)

    def control_port(self, tag: Tag) -> MemoryPort:
        """Return a thread's port for control."""
        return MemoryPort(self._switch, "control", self.rank, tag)

    def telemetry_port(self, tag: Tag) -> MemoryPort:
        """Return a port for telemetry, on which a send is under way until it is received."""
        return MemoryPort(self._switch, "telemetry", self.rank, tag, synchronous=True)


def nets(size: int) -> list[MemoryNet]:
    """Return the nets of all ranks of a new world."""
    switch = Switch(size)
    return [MemoryNet(switch, rank) for rank in range(size)]


class Troupe:
    """A whole run with real threads: one per rank, and those that the roles start.

    `spoil` is called with rank and events wherever a client observes some; it and the audience may
    raise. `net_of` may put something between a rank and its net.
    """

    def __init__(
        self,
        scenario: Scenario,
        plan: Plan,
        *,
        audience: Audience | None = None,
        spoil: Callable[[int, AnyEvent], None] = lambda rank, event: None,
        net_of: Callable[[MemoryNet], Net] = lambda net: net,
        payloads: MakePayloads | None = None,
    ) -> None:
        self.switch = Switch(len(scenario.clients) + 1)
        self.records: list[Record] = []
        self.observed: dict[int, list[AnyEvent]] = {rank: [] for rank in range(self.switch.size)}
        self.holdings = {one.rank: Holdings(one.owned) for one in scenario.clients}
        self.payloads = {
            one.rank: payloads(one, self.holdings[one.rank])
            for one in scenario.clients
            if payloads is not None
        }
        self.failures: list[tuple[int, str, BaseException]] = []
        self._failing = threading.Lock()
        self._totals: list[Totals] = []
        self._scenario = scenario
        self._plan = plan
        self._spoil = spoil
        self._audience = audience or Audience()
        self._net_of = net_of

    @property
    def totals(self) -> Totals:
        """What rank 0 returned."""
        assert not self.failures
        return self._totals[0]

    @property
    def reports(self) -> list[Report]:
        """What the ranks reported to the collector."""
        return [decode_report(data) for data in self.switch.telemetry]

    def play(self) -> "Troupe":
        """Run every rank in a thread, and see all of them end."""
        roles: Mapping[int, Callable[[], None]] = {0: self._play_tracker} | {
            rank: self._client_role(rank) for rank in self.holdings
        }
        before = set(threading.enumerate())
        threads = [
            threading.Thread(target=self._guarded(rank, role), name=f"rank {rank}")
            for rank, role in roles.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(JOIN_S)
        for thread in set(threading.enumerate()) - before:
            thread.join(JOIN_S)
        left = [one.name for one in set(threading.enumerate()) - before]
        self.switch.ended.set()
        assert not left, f"still running: {left}"
        return self

    def _guarded(self, rank: int, role: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                role()
            except BaseException as error:  # noqa: BLE001 - judged by the test
                self._fail(rank, "main thread", error)

        return run

    def _fail(self, rank: int, thread: str, error: BaseException) -> None:
        """Do as a real world does: the first failure ends it, and the rest is silence."""
        with self._failing:
            if not self.switch.ended.is_set():
                self.failures.append((rank, thread, error))
            self.switch.ended.set()

    def _play_tracker(self) -> None:
        take = self._audience.take

        def keep(records: list[Record]) -> None:
            self.records.extend(records)
            take(records)

        self._audience.take = keep
        totals = play_tracker(
            self._net_of(MemoryNet(self.switch, 0)),
            self._plan,
            self._audience,
            lambda thread, error: self._fail(0, thread, error),
        )
        self._totals.append(totals)

    def _client_role(self, rank: int) -> Callable[[], None]:
        def observe(events: Iterable[AnyEvent]) -> None:
            for event in events:
                self.observed[rank].append(event)
                self._spoil(rank, event)

        return lambda: play_client(
            self._net_of(MemoryNet(self.switch, rank)),
            self._plan,
            self._scenario.clients[rank - 1],
            self.holdings[rank],
            observe,
            lambda thread, error: self._fail(rank, thread, error),
            self.payloads.get(rank),
        )
