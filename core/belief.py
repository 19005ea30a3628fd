"""What the tracker believes of every swarm, as its own events tell: whom it lists, and with what.

Imports events and values only.
"""

import msgspec

from core import bitmap
from core.events import (
    ClientNoted,
    ClientRegistered,
    Event,
    HoldingsNoted,
    PeerListed,
    SeedListed,
)
from core.model import ClientState, Role


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A client of a swarm as the tracker lists it, with the bitmap of what it was noted to hold."""

    role: Role
    held: int = 0

    def holds(self, segments: int) -> int:
        """Return what it is believed to hold of a file of so many segments: a seed, all of it."""
        return bitmap.full(segments) if self.role is Role.SEED else self.held


class Belief:
    """Keeps it by file and client, and what state each client is in, where that is noted."""

    sees: frozenset[type[Event]] = frozenset(
        {ClientRegistered, PeerListed, SeedListed, HoldingsNoted, ClientNoted}
    )
    """The events that it looks at."""

    def __init__(self) -> None:
        self.swarms: dict[str, dict[int, Entry]] = {}
        self.states: dict[int, ClientState] = {}

    def observe(self, event: Event) -> None:
        """Take notice of an event; only some are about that."""
        match event:
            case ClientRegistered(client=client, files=files):
                for file in files:
                    self._list(file, client, Role.SEED)
            case PeerListed(file=file, client=client):
                self._list(file, client, Role.PEER)
            case SeedListed(file=file, client=client):
                self._list(file, client, Role.SEED)
            case HoldingsNoted(file=file, client=client, segments=segments):
                entry = self.swarm(file).get(client, Entry(Role.PEER))
                held = entry.held | bitmap.of(segments)
                self.swarm(file)[client] = Entry(entry.role, held)
            case ClientNoted(client=client, state=state):
                self.states[client] = state
            case _:
                pass

    def _list(self, file: str, client: int, role: Role) -> None:
        before = self.swarm(file).get(client)
        self.swarm(file)[client] = Entry(role, 0 if before is None else before.held)

    def swarm(self, file: str) -> dict[int, Entry]:
        """Return who is listed in the swarm of a file."""
        return self.swarms.setdefault(file, {})
