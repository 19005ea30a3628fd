"""A world in memory as rank 0's collector sees a run: it reports, and does what it is told.

So the same collector and the same conductor lead a simulated run as lead one over MPI, and whoever
watches cannot tell the difference: it is held, stepped, played and ended in the same way. While it
is held only that happens which is permitted; else, what comes next in virtual time.
"""

from collections import Counter, deque
from typing import assert_never

from core.model import Address
from core.runtime.ports import TAG_OF, Tag
from core.runtime.telemetry import (
    Batch,
    Befall,
    Close,
    Control,
    Drained,
    End,
    Fire,
    GateShut,
    MachineEnded,
    Open,
    Permit,
    RankClosed,
    Report,
    Shut,
    Stop,
    Struck,
    decode_control,
)
from core.sim.world import World
from core.wire import encode

STEPS_AT_ONCE = 32
"""While it is not held, so many steps are reported together, where nothing is to strike."""


class Backstage:
    """Stands in for all drivers of a run that has started, in the collector's own thread.

    It is both of the collector's ports at once: what it is sent is control, what it gives is
    telemetry. Where something `strikes` at a moment of the run, each step is reported by itself, so
    that it strikes right then.
    """

    def __init__(self, world: World, told: int = 0, *, strikes: bool = False) -> None:
        self._world = world
        self._threads = {(at.rank, TAG_OF[at.thread]): at for at in world.performers}
        self._reports: deque[Report] = deque()
        self._steps_at_once = 1 if strikes else STEPS_AT_ONCE
        self._told = told
        """How many records need not be reported any more."""
        self._held = set(world.performers)
        """Whose gate is shut; all are born so."""
        self._end_told: set[Address] = set()
        self._expected: dict[Address, Counter[Address]] = {}
        """Of closed threads, how many messages they must have handled, until they have."""
        self._over: set[Address] = set()
        self._report()

    def poll(self) -> bytearray | None:
        """Return the next report; unless the run is held, let happen what brings one."""
        if not self._reports and not self._held:
            for _ in range(self._steps_at_once):
                if not self._world.advance():
                    break
            self._report()
        return bytearray(encode(self._reports.popleft())) if self._reports else None

    def settle(self) -> int:
        """Return that nothing is under way: what is sent here is done at once."""
        return 0

    def send(self, rank: int, tag: Tag, data: bytes) -> None:
        """Do as a thread is told."""
        self._do(self._threads[rank, tag], decode_control(data))
        self._report()

    def _do(self, at: Address, control: Control) -> None:
        world = self._world
        match control:
            case Shut(number):
                self._held.add(at)
                self._reports.append(GateShut(at, number, world.now))
            case Open(now):
                world.now = max(world.now, now)
                self._held.discard(at)
            case Permit(source, number, now):
                world.handle((source, number), now)
            case Fire(timer, now):
                world.ring(at, timer, now)
            case Befall(strike, now):
                world.strike_thread(at, strike, max(world.now, now))
                self._report_events()
                self._reports.append(Struck(at))
            case Stop():
                self._held.discard(at)
                world.stop(at)
            case Close(expected):
                self._expected[at] = Counter(dict(expected))
            case End():
                self._over.add(at)
                self._close_ranks(at.rank)
            case other:
                assert_never(other)

    # ---- what is told ---------------------------------------------------------------------------

    def _report(self) -> None:
        """Report what happened since the last report, and what that means for the end."""
        self._report_events()
        for at, performer in self._world.performers.items():
            if performer.ended and at not in self._end_told:
                self._end_told.add(at)
                self._reports.append(MachineEnded(at, sorted(performer.sent.items())))
        for at, expected in list(self._expected.items()):
            if self._world.performers[at].handled == expected:
                del self._expected[at]
                self._reports.append(Drained(at))

    def _report_events(self) -> None:
        records = self._world.records[self._told :]
        self._told += len(records)
        if records:
            self._reports.append(Batch(records))

    def _close_ranks(self, rank: int) -> None:
        if all(at in self._over for at in self._world.performers if at.rank == rank):
            self._reports.append(RankClosed(self._world.outboxes[rank].counts))
