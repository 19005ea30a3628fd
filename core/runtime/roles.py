"""What each rank of a run does: which threads it has, and how they end.

Every rank but 0 runs a download and an upload driver; what rank 0 runs besides the tracker's is in
`core.runtime.leading`, which the others need not load. An exception in any of these threads goes to
`fail`, which must end the whole world, for the other ranks would wait for ever.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import msgspec

from core.cast import fault_rng
from core.events import AnyEvent
from core.faults import Fault, MessageFault, limits_with
from core.holdings import Holdings
from core.machine import Machine
from core.model import (
    DEFAULT_LIMITS,
    TRACKER_RANK,
    Address,
    ClientInput,
    Limits,
    Sizes,
)
from core.payloads import Payloads
from core.profiles import DEFAULT_PROFILE, Profile
from core.runtime.body import Body
from core.runtime.driver import Driver
from core.runtime.outbox import Outbox, Shipper
from core.runtime.performer import Performer
from core.runtime.ports import TAG_OF, MailPort, Port, Tag
from core.runtime.rest import Rest
from core.runtime.telemetry import RankFailed, Report
from core.wire import encode

FAILURE_TAKEN_WITHIN_S = 2.0

Fail = Callable[[str, BaseException], None]
"""Told which thread of this rank failed, and why; ends the world."""


class Net(Protocol):
    """What a rank needs of the world that it is in."""

    @property
    def rank(self) -> int:
        """This rank's number."""
        ...

    @property
    def size(self) -> int:
        """How many ranks there are, the tracker's included."""
        ...

    def protocol_port(self, tag: Tag) -> MailPort:
        """Return a thread's port for messages of the protocol."""
        ...

    def control_port(self, tag: Tag) -> Port:
        """Return a thread's port for control, from the collector to the drivers."""
        ...

    def telemetry_port(self, tag: Tag) -> Port:
        """Return a port for telemetry, on which a send is under way until it is received."""
        ...


class Plan(msgspec.Struct, frozen=True):
    """What all ranks of a run must agree on.

    `conducted` says that every thread is born held and does what rank 0 permits; `telling`, that
    events are wanted at rank 0; `watched`, that a live screen shows them there. `epoch` is when
    protocol time begins, in seconds as of `time.time()`. `free_riders` are clients that share
    nothing. Faults strike only where a run is `conducted`. Without `sizes`, segments are
    nothing but their hashes.
    """

    seed: int
    profile: Profile = DEFAULT_PROFILE
    limits: Limits = DEFAULT_LIMITS
    conducted: bool = False
    telling: bool = False
    watched: bool = False
    epoch: float | None = None
    free_riders: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()
    sizes: Sizes | None = None

    def __post_init__(self) -> None:
        """Let nobody wait for ever where these faults strike."""
        msgspec.structs.force_setattr(self, "limits", limits_with(self.faults, self.limits))

    @property
    def told(self) -> bool:
        """Whether events travel: to be seen, or because conducting the run needs them."""
        return self.telling or self.conducted or self.watched


def play_client(
    net: Net,
    plan: Plan,
    client: ClientInput,
    holdings: Holdings,
    observe: Callable[[Iterable[AnyEvent]], None],
    fail: Fail,
    payloads: Payloads | None = None,
) -> None:
    """Run a client's rank to the end; `observe` gets its events, in the thread they happen in.

    `payloads` are the bytes of its segments, where the plan says that they have any.
    """
    body = Body(client, holdings, plan.profile, plan.seed, plan.limits)
    play_machines(net, plan, body.machines(0), body, observe, fail, payloads)


def report_failure(net: Net, words: str) -> bool:
    """Let rank 0 say why a thread of this rank failed; tell whether it took the words in time.

    Rank 0 may have a screen, on which nobody else's words would stay.
    """
    port = net.telemetry_port(Tag.COLLECTOR)
    port.send(TRACKER_RANK, Tag.COLLECTOR, encode(RankFailed(words)))
    give_up_at = time.monotonic() + FAILURE_TAKEN_WITHIN_S
    rest = Rest()
    while port.settle() and time.monotonic() < give_up_at:
        rest.pause()
    return not port.settle()


def play_machines(
    net: Net,
    plan: Plan,
    machines: Mapping[Address, Machine],
    body: Body | None,
    observe: Callable[[Iterable[AnyEvent]], None] | None,
    fail: Fail,
    payloads: Payloads | None = None,
) -> None:
    """Drive the machines of this rank, each in its thread, then report what was counted."""
    outbox = Outbox(net.rank, telling=plan.told)
    shipper = _shipper(net, outbox)
    drivers = [
        Driver(
            performer_for(at, machine, outbox, plan, body),
            mail=net.protocol_port(TAG_OF[at.thread]),
            control=net.control_port(TAG_OF[at.thread]),
            outbox=outbox,
            shipper=shipper,
            payloads=payloads,
            epoch=plan.epoch,
            held=plan.conducted,
            observe=observe,
        )
        for at, machine in machines.items()
    ]
    for driver in drivers:  # one after another, so that a held run begins the same each time
        driver.start()
    threads = [guarded_thread(str(driver.performer.at), driver.run, fail) for driver in drivers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outbox.close()
    shipper.finish(Rest().pause)


def performer_for(
    at: Address, machine: Machine, outbox: Outbox, plan: Plan, body: Body | None
) -> Performer:
    """Return what performs a thread's machine; faults may happen to it where a run is conducted."""
    if not plan.conducted:
        return Performer(at, machine, outbox, plan.sizes)
    from core.runtime.faulty import FaultyPerformer  # noqa: PLC0415 - else loaded in vain

    faults = [one for one in plan.faults if isinstance(one, MessageFault)]
    rng = fault_rng(plan.seed, at)
    return FaultyPerformer(at, machine, outbox, sizes=plan.sizes, body=body, faults=faults, rng=rng)


def _shipper(net: Net, outbox: Outbox) -> Shipper:
    port = net.telemetry_port(Tag.COLLECTOR)

    def send(report: Report) -> None:
        port.send(TRACKER_RANK, Tag.COLLECTOR, encode(report))

    return Shipper(outbox, send, port.settle)


def guarded_thread(name: str, run: Callable[[], object], fail: Fail) -> threading.Thread:
    """Return a thread that runs this, and gives to `fail` what it raises."""

    def guarded() -> None:
        try:
            run()
        except BaseException as error:  # noqa: BLE001 - nothing may pass silently
            fail(name, error)

    return threading.Thread(target=guarded, name=name)
