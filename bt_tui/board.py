"""What the state is made of: clients, the swarms of files, and how each client stands to a segment.

A copy shares nothing that changes with what it was made of.
"""

from enum import IntEnum

import msgspec

from core.model import Address, Role


class Cell(IntEnum):
    """How one client stands to one segment."""

    MISSING = 0
    REQUESTED = 1
    OWNED = 2
    """Held from the start."""
    DOWNLOADED = 3
    REJECTED = 4
    """What came for it did not match its hash."""


class Phase(IntEnum):
    """How far the tracker has brought everyone together."""

    REGISTERING = 0
    STARTED = 1
    """The start signal is out; where there is a barrier, it is still closed."""
    RUNNING = 2
    ENDED = 3
    """The poison values are out."""


class Row(msgspec.Struct, eq=False):
    """One client in the swarm of one file: its true role, and a `Cell` for each segment."""

    client: int
    file: str
    role: Role
    wanted: bool
    cells: bytearray
    held: int = 0
    role_changed: int | None = None
    """The step in which the role changed, while that is still marked."""
    given_up: bool = False

    def __copy__(self) -> "Row":
        cells = bytearray(self.cells)
        return Row(
            self.client,
            self.file,
            self.role,
            self.wanted,
            cells,
            self.held,
            self.role_changed,
            self.given_up,
        )


class Swarm(msgspec.Struct, eq=False):
    """One file and its clients; `segments` is `None` where nobody has told yet."""

    file: str
    segments: int | None = None
    rows: dict[int, Row] = {}

    def __copy__(self) -> "Swarm":
        rows = {rank: row.__copy__() for rank, row in self.rows.items()}
        return Swarm(self.file, self.segments, rows)


class Client(msgspec.Struct, eq=False):
    """What one client has and wants, did so far, in segments, and what became of it."""

    rank: int
    owned: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    served: int = 0
    downloaded: int = 0
    missing: int = 0
    done: bool = False
    gone: tuple[Address, ...] = ()
    """Those of its threads that the tracker lists as gone."""
    ended: tuple[Address, ...] = ()
    """Those of its threads that have nothing more to do, or were stopped."""
    shares: bool = True


class Changes(msgspec.Struct):
    """What changed: whole rows, and whether there are new rows or sizes at all."""

    rows: dict[Row, None] = {}
    layout: bool = False
