"""The Clients lens: what the tracker and both threads of every client are doing, and for whom.

One client is selected, and always in sight: scrolling takes the selection along.
"""

from collections.abc import Iterator
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from bt_tui.board import Changes, Client
from bt_tui.doing import Doing, Kind, Pending, tell_download, tell_tracker, tell_upload
from bt_tui.view import View
from bt_tui.widgets.grid import ROLE_LOOKS
from bt_tui.widgets.heads import head, rows_of, segments
from bt_tui.widgets.lens import Lens, selecting
from bt_tui.widgets.lines import Piece, Pieces, padded, strip_of
from bt_tui.widgets.waits import tell_waits
from core.faults import Afflict, CrashNow, Heal, ReviveNow, Strike
from core.model import TRACKER_RANK, Affliction

POINTER = "▸"
SHAPES = {
    Kind.IDLE: "○",
    Kind.BUSY: "●",
    Kind.WAITS: "◐",
    Kind.PAUSES: "◷",
    Kind.ENDED: "✓",
    Kind.GONE: "✗",
}
LOOKS = {kind: f"doing--{kind.name.lower()}" for kind in Kind}
OF_A_LOOK = frozenset({Kind.IDLE, Kind.ENDED, Kind.GONE})
"""What is told of these looks as its shape does: nothing is to be waited for."""
TRACKER_LINES = 2
"""The tracker stands above all clients, and right below it who waits for whom."""
CLIENT_LINES = 3
"""Each client has a line for itself, and one for each thread."""


SLOW_S = 0.5
"""By so much the messages of a client that is slowed down take longer, in seconds."""
AFFLICTIONS = (
    ("o", Affliction.SLOW, f"the client is slow: what it sends takes {SLOW_S:g} s longer"),
    ("m", Affliction.MUTE, "the client is mute: its answers are lost"),
    ("d", Affliction.DENYING, "the client says no to every request"),
    ("e", Affliction.CORRUPT, "the client sends falsified segments"),
    ("t", Affliction.CUT_OFF, "the tracker is cut off: nothing comes through"),
)
"""What can be done to whom, by key."""
FAULT_KEYS = (
    "c crash  r revive  o slow  m mute  d deny  e falsify  t cut tracker off",
    "c r R o m d e t",
)
"""What the legend tells of them, from the longest on."""


class ClientsLens(Lens, inherit_bindings=False):
    """A block of lines for each client; only lines that changed are drawn anew."""

    NAME = "clients"
    COMPONENT_CLASSES = {"client--name", "client--selected", "doing--aside"}
    COMPONENT_CLASSES |= {"client--trouble", *LOOKS.values(), *ROLE_LOOKS.values()}
    BINDINGS: ClassVar[list[BindingType]] = [
        *selecting("lens 4: select the client above", "lens 4: select the client below"),
        Binding("c", "crash", "crash", show=False, tooltip="lens 4: the client crashes"),
        Binding(
            "r",
            "revive(True)",
            "revive",
            show=False,
            tooltip="lens 4: a crashed client begins anew, with what it held",
        ),
        Binding(
            "R",
            "revive(False)",
            "revive",
            show=False,
            tooltip="lens 4: a crashed client begins anew, without what it had downloaded",
        ),
        *(
            Binding(
                key,
                f"afflict('{affliction.name}')",
                affliction.name.lower(),
                show=False,
                tooltip=f"lens 4: {words}; the same key ends it",
            )
            for key, affliction, words in AFFLICTIONS
        ),
    ]

    class Struck(Message):
        """Something is to happen to a client, or to the tracker."""

        def __init__(self, strike: Strike) -> None:
            super().__init__()
            self.strike = strike

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._ranks: list[int] = []
        self._place = 0
        """Which of the clients is selected, counted from 0."""
        self._digits = 1
        """So many has the largest number of segments."""
        self._gap = 0
        """Empty lines above each client, where all have room for that."""
        self._above = TRACKER_LINES
        """Lines above all clients; where there is hardly any room, the tracker's alone."""
        self._pending = Pending(view.state)
        self._told: dict[int, Pieces] = {}
        """What stands in each line that was asked for since the last change."""

    # ---- what is selected -----------------------------------------------------------------------

    @property
    def selected(self) -> int | None:
        """The rank of the client that is selected; `None` while there is none."""
        return self._ranks[self._place] if self._ranks else None

    def action_select(self, steps: int) -> None:
        """Select another client; with the first, the tracker is in sight as well."""
        self._select(self._place + steps)
        if self._place == 0:
            self.scroll_home(animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Select the client that was clicked."""
        place, line = self._place_of(event.y + self.scroll_offset.y)
        if line < CLIENT_LINES and 0 <= place < len(self._ranks):
            self._select(place)

    def _select(self, place: int) -> None:
        before, self._place = self._place, max(0, min(place, len(self._ranks) - 1))
        self._keep_in_sight()
        for changed in (before, self._place):
            self._draw_anew(self._first_line(changed))

    def _keep_in_sight(self) -> None:
        """Scroll to the selected client."""
        lines = Region(0, self._first_line(self._place), 1, CLIENT_LINES)
        self.scroll_to_region(lines, animate=False, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Take the selection along, lest it is out of sight."""
        super().watch_scroll_y(old_value, new_value)
        top, height = round(new_value), self.scrollable_content_region.height
        first, line = self._place_of(top)
        last, _ = self._place_of(top + height)
        first, last = first + (line > 0), last - 1
        place = max(0, first, min(self._place, last))
        if place != self._place and place < len(self._ranks):
            self._select(place)

    # ---- what is done to it ---------------------------------------------------------------------

    def action_crash(self) -> None:
        """Let the selected client crash."""
        if self.selected is not None:
            self.post_message(self.Struck(CrashNow(self.selected)))

    def action_revive(self, keeps: bool) -> None:
        """Let the selected client begin anew."""
        if self.selected is not None:
            self.post_message(self.Struck(ReviveNow(self.selected, keeps)))

    def action_afflict(self, name: str) -> None:
        """Let this be wrong with the selected client, or with the tracker, or not any more."""
        affliction = Affliction[name]
        whom = TRACKER_RANK if affliction is Affliction.CUT_OFF else self.selected
        if whom is None:
            return
        if self._view.state.ailing.has(whom, affliction):
            self.post_message(self.Struck(Heal(whom, affliction)))
        else:
            delay_s = SLOW_S if affliction is Affliction.SLOW else 0.0
            self.post_message(self.Struck(Afflict(whom, affliction, delay_s)))

    # ---- drawing --------------------------------------------------------------------------------

    def show(self, changes: Changes) -> None:
        """Draw what changed."""
        self._pending = Pending(self._view.state)
        if (ranks := sorted(self._view.state.clients)) != self._ranks:
            self._take_in(ranks)
        self._digits = self._count_digits()
        before, self._told = self._told, {}
        for y, pieces in before.items():
            if self._line(y) != pieces:
                self.refresh_line(y)
        self._told = {y: pieces for y, pieces in self._told.items() if self._is_in_sight(y)}

    def _take_in(self, ranks: list[int]) -> None:
        """Make room for these clients; who was selected stays so."""
        selected, self._ranks = self.selected, ranks
        self._place = ranks.index(selected) if selected in ranks else 0
        self._lay_out()

    def on_resize(self) -> None:
        """Draw everything anew at another size."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._told.clear()
        width, height = self.scrollable_content_region.size
        spread = TRACKER_LINES + len(self._ranks) * (CLIENT_LINES + 1)
        self._gap = int(spread <= height)
        self._above = TRACKER_LINES if height >= TRACKER_LINES + CLIENT_LINES else 1
        self.virtual_size = Size(width, self._first_line(len(self._ranks)) - self._gap)
        self._keep_in_sight()
        self.refresh()

    def _first_line(self, place: int) -> int:
        """Return the first line of the client in this place."""
        return self._above + self._gap + place * (CLIENT_LINES + self._gap)

    def _place_of(self, y: int) -> tuple[int, int]:
        """Return which client stands in a line, and which of its lines that is."""
        return divmod(y - self._above - self._gap, CLIENT_LINES + self._gap)

    def _draw_anew(self, y: int) -> None:
        self._told.pop(y, None)
        self.refresh_line(y)

    def _is_in_sight(self, y: int) -> bool:
        return 0 <= y - self.scroll_offset.y < self.scrollable_content_region.height

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible."""
        width = self.scrollable_content_region.width
        pieces = self._line(y + self.scroll_offset.y)
        segments = [Segment(text, self.look() + self.look(look)) for text, look in pieces if text]
        return strip_of(segments, width, self.look())

    # ---- one line -------------------------------------------------------------------------------

    def _line(self, y: int) -> Pieces:
        """Return what stands in a line, counted from the top of all."""
        if y not in self._told:
            self._told[y] = list(self._tell(y))
        return self._told[y]

    def _tell(self, y: int) -> Iterator[Piece]:
        place, line = self._place_of(y)
        if 0 < y < self._above:
            yield from tell_waits(self._pending)
        elif y == 0:
            yield Piece(" tracker  ", "client--name")
            if troubles := self._pending.state.ailing.words(TRACKER_RANK):
                yield Piece(f"{troubles}  ", "client--trouble")
            yield from _thread("", tell_tracker(self._pending))
        elif line < CLIENT_LINES and 0 <= place < len(self._ranks):
            client = self._pending.state.clients[self._ranks[place]]
            yield from self._tell_client(client, line)

    def _tell_client(self, client: Client, line: int) -> Iterator[Piece]:
        match line:
            case 0 if client.rank == self.selected:
                head = "".join(piece.text for piece in self._head(POINTER, client))
                yield Piece(head, "client--selected")
            case 0:
                yield from self._head(" ", client)
            case 1:
                yield from _thread("   ↓ ", tell_download(self._pending, client))
            case _:
                yield from _thread("   ↑ ", tell_upload(self._pending, client))

    def _head(self, pointer: str, client: Client) -> Pieces:
        name = padded(f"{pointer}C{client.rank}", len(f" C{self._ranks[-1]} "))
        width = self.scrollable_content_region.width
        return head(name, client, self._pending.state, self._digits, width)

    def _count_digits(self) -> int:
        """Return how many digits the largest number of segments has."""
        state = self._pending.state
        clients = state.clients.values()
        most = (max(one.served, segments(rows_of(state, one.rank))) for one in clients)
        return len(str(max(most, default=0)))


def _thread(name: str, doing: Doing) -> Iterator[Piece]:
    """Yield a line of a thread: its name, the shape of what it is doing, and that in words."""
    look = LOOKS[doing.kind]
    yield Piece(name)
    yield Piece(f"{SHAPES[doing.kind]} ", look)
    yield Piece(doing.told, look if doing.kind in OF_A_LOOK else "")
    yield Piece(f" — {doing.aside}" if doing.aside else "", "doing--aside")
