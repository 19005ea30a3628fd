"""The main screen: the title, the lens with its legend, what is in flight, narration, timeline."""

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Static

from bt_tui.sources import Facts
from bt_tui.state import State
from bt_tui.widgets.card import Card
from bt_tui.widgets.legend import Legend
from bt_tui.widgets.load import Load
from bt_tui.widgets.narration import Narration
from bt_tui.widgets.swarms import SwarmsLens
from bt_tui.widgets.timeline import Timeline
from bt_tui.widgets.title import TitleLine
from bt_tui.widgets.waiting import NextLine, WaitingList
from core.runtime.pace import Mode, Pace

NARROWEST, LOWEST = 60, 15
TOO_SMALL = f"bt_tui needs {NARROWEST} columns and {LOWEST} lines.\nThe run goes on; q leaves."


class MainScreen(Screen[None]):
    """Everything that is always there."""

    HORIZONTAL_BREAKPOINTS = [(0, "-too-narrow"), (NARROWEST, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-too-low"), (LOWEST, "-low"), (30, "-high"), (50, "-higher")]

    def __init__(self, facts: Facts, state: State) -> None:
        super().__init__()
        self._state = state
        self._title = TitleLine(facts)
        self._lens = SwarmsLens(state)
        self._load = Load(state)
        self._waiting = WaitingList(state)
        self._card = Card(facts, state)
        self._next = NextLine(state)
        self._narration = Narration(state)
        self._timeline = Timeline(state)

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield self._title
        with Horizontal(id="lens"):
            yield self._lens
            with Vertical(id="side"):
                yield self._load
                yield self._waiting
        yield Legend()
        yield self._next
        yield self._narration
        yield self._timeline
        yield Footer(compact=True, show_command_palette=False)
        yield self._card
        yield Container(Static(TOO_SMALL), id="too-small")

    def on_mount(self) -> None:
        """Let the lens have the keys that scroll."""
        self._lens.focus()

    def show(self, pace: Pace, *, ended: bool, speed: float) -> None:
        """Draw what changed; `speed` is what the run would play at, in messages a second."""
        state = self._state
        self._title.show(pace, ended=ended, speed=speed, events=state.events, time_s=state.time)
        self._lens.show(state.take_changes())
        self._next.show(held=pace.mode is Mode.HELD, ended=ended)
        self._load.show()
        self._waiting.update_lines()
        self._timeline.update_lines()
        self._narration.show()
        self._card.show()

    def close_card(self) -> None:
        """Take the opening card away."""
        self._card.display = False

    def toggle_side(self) -> None:
        """Show the clients and what is in flight beside the lens, or hide them."""
        side = self.query_one("#side")
        side.display = not side.display
