"""What the tracker believes of every swarm, since when, and how it differs from what is true.

Ages are counted in steps. A copy shares nothing that changes with what it was made of.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from bt_tui.board import Cell, Row
from core import bitmap
from core.belief import Belief, Entry
from core.events import (
    ClientNoted,
    ClientRegistered,
    HoldingsNoted,
    PeerListed,
    SeedListed,
    SwarmTold,
)
from core.messages import Bitfields, SeedsAndPeers
from core.model import Role

Key = tuple[str, int]
"""A file, and a client of its swarm."""
TrackerEvent = ClientRegistered | PeerListed | SeedListed | HoldingsNoted | ClientNoted


class Standing(IntEnum):
    """How what is believed of a client and a segment stands to the truth."""

    NEITHER = 0
    """Not held, and not believed to be."""
    WRONG = 1
    """Believed to be held, but it is not: most likely a crash lost it."""
    UNTOLD = 2
    """Held, but not believed to be."""
    KNOWN = 3


HELD = bytes(cell in {Cell.OWNED, Cell.DOWNLOADED} for cell in range(256))
"""Turns cells into 1 for a segment that is held, else 0."""
BITS = bytes.maketrans(b"01", b"\x00\x01")
ONE_OF = {one: bytes(b"01"[other == one] for other in range(256)) for one in Standing}
"""Turns standings into the digit 1 for this one, else 0."""


class Untold(NamedTuple):
    """These segments, a bitmap, are held since this step; some of them the tracker knows not of."""

    step: int
    segments: int


class AgedBelief(Belief):
    """Keeps it beside what was true by then, as far as ages need that."""

    def __init__(self) -> None:
        super().__init__()
        self.served: dict[int, int] = {}
        """How many segments each client was told to have uploaded, when that was told last."""
        self.finished: dict[int, int] = {}
        """The step in which each client had nothing more to fetch."""
        self._untold: dict[Key, tuple[Untold, ...]] = {}
        """The oldest first; nothing of who is known to hold everything."""
        self._since: dict[Key, int] = {}
        """The step that last changed how a client is listed, or what it is in truth."""
        self._lost: dict[int, int] = {}
        """The step in which each client lost what it had downloaded."""
        self._is_blind = False
        """Whether the tracker is not to know who holds what."""

    def __copy__(self) -> "AgedBelief":
        twin = AgedBelief()
        twin.swarms = {file: dict(swarm) for file, swarm in self.swarms.items()}
        twin.states = dict(self.states)
        twin.served, twin.finished = dict(self.served), dict(self.finished)
        twin._untold, twin._since = dict(self._untold), dict(self._since)
        twin._lost, twin._is_blind = dict(self._lost), self._is_blind
        return twin

    # ---- what is true ---------------------------------------------------------------------------

    def begin(self, row: Row, step: int) -> None:
        """Take notice of what a client holds as it begins, or begins anew."""
        self._since[row.file, row.client] = step
        old = bitmap.of(
            segment
            for part in self._untold.get((row.file, row.client), ())
            for segment in bitmap.members(part.segments)
        )
        if news := those(self.standings(row), Standing.UNTOLD) & ~old:
            self._hold(row, news, step)

    def store(self, row: Row, segment: int, step: int) -> None:
        """Take notice of a segment that a client holds from now on."""
        if not self._is_blind:
            self._hold(row, 1 << segment, step)

    def _hold(self, row: Row, segments: int, step: int) -> None:
        """Add to what is not known of; what is known in spite of that is left out when asked."""
        key = row.file, row.client
        self._untold[key] = (*self._untold.get(key, ()), Untold(step, segments))

    def change_role(self, row: Row, step: int) -> None:
        """Take notice that a client is something else for a file."""
        self._since[row.file, row.client] = step

    def lose(self, row: Row, step: int) -> None:
        """Take notice that a client holds nothing of a file any more that it had downloaded."""
        self._lost[row.client] = step
        self._since[row.file, row.client] = step
        self._untold.pop((row.file, row.client), None)

    def finish(self, client: int, step: int) -> None:
        """Take notice that a client has nothing more to fetch."""
        self.finished[client] = step

    # ---- what the tracker does ------------------------------------------------------------------

    def take(self, event: TrackerEvent, step: int) -> Iterator[Key]:
        """Take in what the tracker noted; yield of whom it believes something else now."""
        self.observe(event)
        match event:
            case ClientRegistered(client=client, files=files):
                for file in files:
                    yield self._renew((file, client), step)
            case PeerListed(file=file, client=client) | SeedListed(file=file, client=client):
                yield self._renew((file, client), step)
            case HoldingsNoted(file=file, client=client):
                self._drop_known((file, client))
                yield file, client
            case ClientNoted():
                pass

    def _renew(self, key: Key, step: int) -> Key:
        self._since[key] = step
        self._drop_known(key)
        return key

    def _drop_known(self, key: Key) -> None:
        """Keep nothing of which the tracker knows all."""
        file, client = key
        entry = self.swarms[file][client]
        if key in self._untold:
            parts = [part for part in self._untold[key] if part.segments & ~entry.held]
            self._untold[key] = () if entry.role is Role.SEED else tuple(parts)

    def tell(self, told: SwarmTold) -> None:
        """Take notice of what kind the tracker's answers are, and of the loads that it tells."""
        match told.swarm:
            case SeedsAndPeers():
                self._is_blind = True
            case Bitfields(rows):
                self.served.update((row.client, row.served) for row in rows)
            case _:
                pass

    # ---- both, side by side ---------------------------------------------------------------------

    def listed(self, row: Row) -> Entry | None:
        """Return how the tracker lists a client of a swarm, if it does."""
        return self.swarms.get(row.file, {}).get(row.client)

    def differs(self, row: Row) -> bool:
        """Tell whether a client is listed as something else than it is, or wrongly not at all."""
        entry = self.listed(row)
        return row.role is not (Role.LEECHER if entry is None else entry.role)

    def since(self, row: Row) -> int:
        """Return the step since which it is so."""
        return self._since[row.file, row.client]

    def standings(self, row: Row) -> bytes:
        """Return for each segment of a file how it stands with a client, as a `Standing`."""
        size = len(row.cells)
        entry = self.listed(row)
        believed = 0 if entry is None else entry.holds(size)
        bits = f"{believed:0{size}b}"[::-1].encode().translate(BITS)
        both = 2 * int.from_bytes(row.cells.translate(HELD)) + int.from_bytes(bits[:size])
        return both.to_bytes(size)

    def oldest(self, row: Row, untold: int) -> int:
        """Return the step since which a client holds the first of these untold segments."""
        parts = self._untold.get((row.file, row.client), ())
        return next((part.step for part in parts if part.segments & untold), self.since(row))

    def lost_in(self, client: int) -> int | None:
        """Return the step in which a client lost what it had downloaded, if it ever did."""
        return self._lost.get(client)


def those(standings: bytes, standing: Standing) -> int:
    """Return the segments that stand so, as a bitmap."""
    digits = standings[::-1].translate(ONE_OF[standing])
    return int(digits or b"0", 2)
