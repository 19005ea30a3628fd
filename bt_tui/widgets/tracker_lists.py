"""The tracker's records as lists: of seeds and peers, and of clients by what state they are in."""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from bt_tui.board import Row, Swarm
from bt_tui.state import State
from bt_tui.widgets.lines import Piece, Pieces, length, padded
from bt_tui.widgets.tracker_shapes import (
    ASIDE,
    AWAY,
    GONE,
    NAMED,
    OTHER,
    OTHERWISE,
    Shape,
)
from core.model import ClientState, Role
from core.narration.wording import clients, counted

LABEL_WIDTH = 10
HEADS = {Role.SEED: "seeds", Role.PEER: "peers", Role.LEECHER: "neither"}
NO_LIST = "(no list)"


class TwoLists(Shape):
    """Who is listed as a seed and as a peer; beside it, who in truth is."""

    def __init__(self, state: State, width: int) -> None:
        super().__init__(state, width)
        self._blocks: dict[str, list[Pieces]] = {}

    @property
    def _half(self) -> int:
        return max(1, (self.width - LABEL_WIDTH - 2) // 2)

    def titles(self) -> str:
        """Return what stands above all columns."""
        listed = padded(" the tracker lists", self._half)
        return f"{'':{LABEL_WIDTH}}{listed}│  in truth (segments held)"

    def height(self, swarm: Swarm) -> int:
        """Return how many lines the lists and what differs take."""
        return len(self._block(swarm))

    def line(self, swarm: Swarm, y: int) -> Pieces:
        """Return one of them."""
        return self._block(swarm)[y]

    def told(self, swarm: Swarm, y: int) -> str:
        """Return nothing: what differs has lines of its own."""
        return ""

    def summary(self, swarm: Swarm) -> str:
        """Return how many clients are listed otherwise than is true."""
        differing = sum(map(self.state.belief.differs, swarm.rows.values()))
        otherwise = f"{OTHERWISE}{differing} listed otherwise than in truth"
        return otherwise if differing else "all listed as they are"

    def _block(self, swarm: Swarm) -> list[Pieces]:
        if swarm.file not in self._blocks:
            rows = [swarm.rows[rank] for rank in sorted(swarm.rows)]
            lists = [line for role in HEADS for line in self._lists(rows, role)]
            self._blocks[swarm.file] = [*lists, *self._differing(rows)]
        return self._blocks[swarm.file]

    # ---- the lists ------------------------------------------------------------------------------

    def _lists(self, rows: Sequence[Row], role: Role) -> Iterator[Pieces]:
        """Yield the lines of a role: who is listed with it, and whose it is."""
        listed = [row for row in rows if self._listed(row) is role]
        true = [row for row in rows if row.role is role]
        names = [self._name(row) for row in listed]
        left = self._in_lines(names) or [[]]
        if role is Role.LEECHER:
            left = [[Piece(f" {NO_LIST}", ASIDE)]]
        right = self._in_lines([self._name_held(row) for row in true])
        label = HEADS[role]
        for listing, truth in zip_longest(left, right, fillvalue=list[Piece]()):
            gap = Piece(" " * (self._half - length(listing)))
            yield [
                Piece(padded(label, LABEL_WIDTH), NAMED),
                *listing,
                gap,
                Piece("│ ", ASIDE),
                *truth,
            ]
            label = ""

    def _in_lines(self, names: Sequence[Pieces]) -> list[Pieces]:
        """Return names, all of the same width, in as many lines as they need."""
        across = max(1, self._half // max(1, length(names[0]))) if names else 1
        parts = (names[start : start + across] for start in range(0, len(names), across))
        return [list(chain.from_iterable(part)) for part in parts]

    def _name(self, row: Row) -> Pieces:
        mark, look = " ", ""
        if self.state.belief.differs(row):
            mark, look = OTHERWISE, OTHER
        elif self.is_gone(row.client):
            mark, look = GONE, AWAY
        width = len(f" C{max(self.state.clients)} ")
        return [Piece(padded(f"{mark}C{row.client}", width), look)]

    def _name_held(self, row: Row) -> Pieces:
        digits = len(str(self.state.swarms[row.file].segments or 0))
        return [*self._name(row), Piece(f"{row.held:>{digits}}  ", ASIDE)]

    def _listed(self, row: Row) -> Role | None:
        entry = self.state.belief.listed(row)
        return None if entry is None else entry.role

    # ---- what differs ---------------------------------------------------------------------------

    def _differing(self, rows: Sequence[Row]) -> Iterator[Pieces]:
        """Yield in words what differs, those together with whom it is the same."""
        groups: dict[str, list[Row]] = {}
        for row in rows:
            if self.state.belief.differs(row):
                groups.setdefault(self._difference(row), []).append(row)
        for words, some in groups.items():
            ranks = [row.client for row in some]
            who = clients(ranks) or counted(len(ranks), "client")
            age = self.age(min(map(self.state.belief.since, some)))
            yield [Piece(f"{OTHERWISE} {who} ", OTHER), Piece(f"{age}: ", ASIDE), Piece(words)]

    def _difference(self, row: Row) -> str:
        """Return how what is listed differs from the truth, and what comes of it."""
        listed = self._listed(row)
        if listed is None:
            return f"not listed, in truth a {row.role}"
        if not self.state.clients[row.client].shares:
            return f"listed as {listed}, but shares nothing; asked, it says no"
        if self.state.ailing.is_crashed(row.client):
            return f"listed as {listed}, in truth a {row.role}, and crashed"
        if row.role is Role.SEED:
            return f"listed as {listed}, in truth a seed by now; not told yet"
        if listed is Role.SEED:
            return f"listed as {listed}, in truth a {row.role}; it lost segments in a crash"
        return f"listed as {listed}, but holds nothing; asked, it says no"


class States:
    """Which state the tracker noted of each client, a line for each state."""

    def __init__(self, state: State, width: int) -> None:
        self._state = state
        self._width = width

    def line(self, noted: ClientState) -> Pieces:
        """Return who is in this state, those marked that have finished by now."""
        ranks = [rank for rank, one in self._state.belief.states.items() if one is noted]
        names = [self._name(rank, noted) for rank in sorted(ranks)]
        return [Piece(padded(noted, LABEL_WIDTH + 2), NAMED), *names]

    def told(self, noted: ClientState) -> str:
        """Return who has finished, and for how long that is not told."""
        late = [
            f"C{rank} has finished, not told yet for "
            + counted(self._state.steps - self._state.belief.finished[rank], "step")
            for rank, one in self._state.belief.states.items()
            if one is noted and self._is_otherwise(rank, noted)
        ]
        return "; ".join(late)

    def _name(self, rank: int, noted: ClientState) -> Piece:
        otherwise = self._is_otherwise(rank, noted)
        mark = OTHERWISE if otherwise else " "
        return Piece(f"{mark}C{rank} ", OTHER if otherwise else "")

    def _is_otherwise(self, rank: int, noted: ClientState) -> bool:
        client = self._state.clients.get(rank)
        return client is not None and client.done and noted is not ClientState.FINISHED
