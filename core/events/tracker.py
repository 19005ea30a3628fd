"""What the tracker does."""

from core.events.event import Event
from core.messages import SwarmView
from core.model import Address, ClientState


class ClientRegistered(Event, frozen=True):
    """The tracker took down a client's files; it now lists the client as a seed of each."""

    client: int
    files: tuple[str, ...]


class StartGiven(Event, frozen=True):
    """All have registered, so the tracker sent everyone the start signal, called `word`."""

    word: str


class BarrierOpened(Event, frozen=True):
    """All stand at the barrier, so the tracker let them go together."""


class PeerListed(Event, frozen=True):
    """The tracker now lists `client` as a peer of `file`, for this reason."""

    file: str
    client: int
    reason: str


class HoldingsNoted(Event, frozen=True):
    """The tracker learned from an update that `client` holds these segments of `file`."""

    file: str
    client: int
    segments: tuple[int, ...]


class SeedListed(Event, frozen=True):
    """The tracker now lists `client` as a seed of `file`, and no longer as a peer."""

    file: str
    client: int


class SwarmTold(Event, frozen=True):
    """The tracker answered `client` with what it believes of the swarm of `file`."""

    file: str
    client: int
    swarm: SwarmView


class ClientNoted(Event, frozen=True):
    """The tracker, whose profile lets it know what state each client is in, noted this one."""

    client: int
    state: ClientState


class ClientFinished(Event, frozen=True):
    """The tracker learned that `client` has nothing more to fetch."""

    client: int


class ThreadSuspected(Event, frozen=True):
    """The tracker probes this thread, for this reason; `accuser` complained, 0 is the tracker."""

    thread: Address
    accuser: int
    reason: str


class ThreadCleared(Event, frozen=True):
    """A suspected thread spoke."""

    thread: Address


class ThreadGone(Event, frozen=True):
    """A suspected thread did not answer.

    An upload thread leaves all swarms; for a download thread nobody waits any more.
    """

    thread: Address


class ThreadReturned(Event, frozen=True):
    """A thread that was listed as gone spoke again, and counts again."""

    thread: Address


class ShutdownGiven(Event, frozen=True):
    """Everyone is done or gone, so the tracker sent every upload thread the end, called `word`."""

    word: str
