"""The clients and their load: how much each still wants, has got, and has served."""

from collections.abc import Sequence

from bt_tui.board import Client
from bt_tui.view import View
from bt_tui.widgets.lines import Lines, Piece, Pieces, padded

BAR_MAX = 6
BAR = "█"


class Load(Lines):
    """A line for each client; what does not fit is counted."""

    COMPONENT_CLASSES = {f"load--{look}" for look in ("heading", "bar", "done", "gone")}

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._clients = 0

    def show(self) -> None:
        """Draw what changed, in as much room as the clients need."""
        if len(self._view.state.clients) != self._clients:
            self._clients = len(self._view.state.clients)
            self.refresh(layout=True)
        self.update_lines()

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return a heading, and the clients in the order of their ranks."""
        heading = Piece(" client  got  wants  served", "load--heading")
        clients = list(self._view.state.clients.values())
        room = height - 1
        shown = clients if len(clients) <= room else clients[: room - 1]
        busiest = max((client.served for client in clients), default=0)
        left = len(clients) - len(shown)
        more = [[Piece(f" … and {left} more")]] if left else []
        ailing = self._view.state.ailing
        told = [_line(client, busiest, ailing.words(client.rank)) for client in shown]
        return [[heading], *told, *more]


def _line(client: Client, busiest: int, ailment: str) -> Pieces:
    bar = BAR * (-(-client.served * BAR_MAX // busiest) if busiest else 0)
    name = Piece(padded(f" C{client.rank}", 8))
    counts = Piece(f"{client.downloaded:4}  {client.missing:5}  {client.served:6} ")
    if not client.shares:  # so it has no bar
        return [name, counts, Piece("shares nothing", "load--gone")]
    return [name, counts, Piece(padded(bar, BAR_MAX + 1), "load--bar"), _standing(client, ailment)]


def _standing(client: Client, ailment: str) -> Piece:
    if ailment:
        return Piece(ailment, "load--gone")
    if client.gone:
        return Piece(f"{', '.join(map(str, client.gone))} gone", "load--gone")
    return Piece("done", "load--done") if client.done else Piece("")
