"""The opening card: who is here, and what to press; it goes with the first step."""

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from bt_tui.board import Client
from bt_tui.sources import SIMULATOR, Facts
from bt_tui.view import View
from core.profiles import PROFILES
from core.swarm import RECORDS

AROUND_CLIENTS = 8
"""Lines that are not for the clients: title, border, heading, keys and the gaps between."""
KEYS = (
    ("space", "play and hold"),
    ("s", "one message"),
    ("?", "all keys"),
)


class Card(Container):
    """Lies over the lens until something happens."""

    def __init__(self, facts: Facts, view: View) -> None:
        super().__init__()
        self._facts = facts
        self._view = view
        self._told = ""

    def compose(self) -> ComposeResult:
        """Lay out what is known before anybody has spoken, and what comes in a moment."""
        yield Static(self._heading(), id="card-heading")
        with VerticalScroll(can_focus=False):
            yield Static(id="card-clients")
        yield Static(_keys(), id="card-keys")

    def on_mount(self) -> None:
        """Leave room for the heading and the keys, on however small a screen."""
        self.watch(self.screen, "size", self._fit)

    def _fit(self) -> None:
        room = self.screen.size.height - AROUND_CLIENTS
        self.query_one(VerticalScroll).styles.max_height = max(1, room)

    def show(self) -> None:
        """Tell who is here, as far as they have spoken; go away once something happened."""
        if self._view.state.steps:
            self.display = False
        clients = "\n".join(self._clients()) if self.display else self._told
        if clients != self._told:
            self._told = clients
            self.query_one("#card-clients", Static).update(Text(clients))

    def _heading(self) -> Text:
        facts = self._facts
        return Text.assemble(
            (facts.scenario, "bold"),
            f", a swarm of {facts.ranks} {_where(facts.transport)}\n",
            "recorded, and held" if facts.replayed else "held",
            " before the first message",
        )

    def _clients(self) -> Iterator[str]:
        besides = _and_what(self._facts.profile)
        yield f"rank 0 is the tracker: it knows who is in which swarm{besides}"
        for client in self._view.state.clients.values():
            yield f"rank {client.rank} is client C{client.rank}: {_has(client)}"


def _where(transport: str) -> str:
    """Return what ranks are there, and what lies between them."""
    return (
        "threads in memory, simulated" if transport == SIMULATOR else f"processes over {transport}"
    )


def _and_what(profile: str) -> str:
    """Return what the tracker knows besides, where its profile is known and keeps it not blind."""
    known = PROFILES.get(profile)
    blind = known is None or RECORDS[known.records]().forgets
    return "" if blind else ", and who holds what"


def _has(client: Client) -> str:
    has, wants = (", ".join(files) or "nothing" for files in (client.owned, client.wanted))
    return f"has {has}; wants {wants}{'' if client.shares else '; shares nothing'}"


def _keys() -> Text:
    return Text("   ").join(
        Text.assemble((f" {key} ", "reverse"), f" {told}") for key, told in KEYS
    )
