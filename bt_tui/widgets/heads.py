"""The line of the Clients lens that says how a client stands: holdings, load, troubles, roles."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bt_tui.board import Client, Row
from bt_tui.state import State
from bt_tui.widgets.grid import ROLE_LOOKS, ROLE_SHAPES
from bt_tui.widgets.lines import Piece, Pieces, length
from core.model import Role
from core.narration.wording import counted


def head(name: str, client: Client, state: State, digits: int, width: int) -> Pieces:
    """Return the line, with numbers of so many digits.

    Where it is too long, roles are told in fewer words, and before the troubles.
    """
    rows = rows_of(state, client.rank)
    load = [Piece(name, "client--name"), _load(client, rows, digits)]
    troubles = [*_troubles(client, state)]
    whole = [*load, *troubles, *_roles(rows)]
    return whole if length(whole) <= width else [*load, *_short_roles(rows), *troubles]


def rows_of(state: State, rank: int) -> list[Row]:
    """Return how this client stands to each file of which it has or wants anything."""
    return [swarm.rows[rank] for swarm in state.swarms.values() if rank in swarm.rows]


def segments(rows: Iterable[Row]) -> int:
    """Return how many segments these files have, as far as that is known."""
    return sum(len(row.cells) for row in rows)


def _load(client: Client, rows: list[Row], digits: int) -> Piece:
    held = f"{sum(row.held for row in rows)}/{segments(rows)}"
    got, served = f"{client.downloaded:>{digits}}", f"{client.served:>{digits}}"
    return Piece(f"holds {held:>{2 * digits + 1}}  got {got}  served {served} ")


def _troubles(client: Client, state: State) -> Iterator[Piece]:
    """Yield what is wrong with a client; its threads' own lines tell of those that are gone."""
    gone = f"{', '.join(map(str, client.gone))} gone" if client.gone else ""
    kept = "" if client.shares else "shares nothing"
    for trouble in filter(None, (state.ailing.words(client.rank), kept, gone)):
        yield Piece(f" {trouble} ", "client--trouble")


def _roles(rows: list[Row]) -> Iterator[Piece]:
    for role, count in _counts(rows):
        yield Piece(f" {ROLE_SHAPES[role]} {counted(count, role)}", ROLE_LOOKS[role])


def _short_roles(rows: list[Row]) -> Iterator[Piece]:
    for role, count in _counts(rows):
        yield Piece(f" {ROLE_SHAPES[role]}{count}", ROLE_LOOKS[role])


def _counts(rows: list[Row]) -> Iterator[tuple[Role, int]]:
    counts = Counter(row.role for row in rows)
    yield from ((role, counts[role]) for role in reversed(Role) if counts[role])
