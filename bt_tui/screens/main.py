"""The main screen: the title, a lens with its legend, what is in flight, narration, timeline."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from bt_tui import keys
from bt_tui.board import Changes
from bt_tui.judging import Judging
from bt_tui.sources import Source
from bt_tui.view import View
from bt_tui.widgets.card import Card
from bt_tui.widgets.checks import ChecksLens
from bt_tui.widgets.clients import ClientsLens
from bt_tui.widgets.keyline import KeyLine
from bt_tui.widgets.legend import (
    ChecksLegend,
    ClientsLegend,
    MeasuresLegend,
    MessagesLegend,
    SwarmsLegend,
    TrackerLegend,
)
from bt_tui.widgets.lens import Lens
from bt_tui.widgets.lines import Lines
from bt_tui.widgets.load import Load
from bt_tui.widgets.measures import MeasuresLens
from bt_tui.widgets.messages import MessagesLens
from bt_tui.widgets.narration import Narration
from bt_tui.widgets.story import StoryPanel
from bt_tui.widgets.swarms import SwarmsLens
from bt_tui.widgets.timeline import Timeline
from bt_tui.widgets.title import TitleLine
from bt_tui.widgets.tracker import TrackerLens
from bt_tui.widgets.waiting import NextLine, WaitingList
from core.runtime.pace import Choice, Mode, Pace
from core.waiting import WaitingMessage, WaitingTimer

FIRST = SwarmsLens.NAME
"""The lens that the screen opens with."""
NARROWEST, LOWEST = 60, 15
TOO_SMALL = f"bt_tui needs {NARROWEST} columns and {LOWEST} lines.\nThe run goes on; q leaves."


class MainScreen(Screen[None]):
    """Everything that is always there."""

    HORIZONTAL_BREAKPOINTS = [(0, "-too-narrow"), (NARROWEST, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-too-low"), (LOWEST, "-low"), (30, "-high"), (50, "-higher")]

    def __init__(self, source: Source, view: View, judging: Judging) -> None:
        super().__init__()
        self._view = view
        self._title = TitleLine(source.facts, source.newest)
        self._messages = MessagesLens(view)
        self._swarms, self._clients = SwarmsLens(view), ClientsLens(view)
        lenses: dict[Lens, Lines] = {
            self._swarms: SwarmsLegend(self._swarms),
            self._messages: MessagesLegend(self._messages),
            TrackerLens(view, source.facts.profile): TrackerLegend(source.facts.profile),
            self._clients: ClientsLegend(),
            MeasuresLens(view): MeasuresLegend(),
            ChecksLens(view, judging): ChecksLegend(),
        }
        self._legends = {lens.NAME: legend for lens, legend in lenses.items()}
        self._lenses = {lens.NAME: lens for lens in lenses}
        self._lens = self._lenses[FIRST]
        """The one that is shown."""
        self._story = StoryPanel(view)
        self._load = Load(view)
        self._waiting = WaitingList(view)
        self._card = Card(source.facts, view)
        self._next = NextLine(view, source.over)
        self._narration = Narration(view)
        self._timeline = Timeline(view)

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield self._title
        with Horizontal(id="lens"):
            yield from self._lenses.values()
            with Vertical(id="side"):
                yield self._load
                yield self._waiting
        yield self._story
        yield from self._legends.values()
        yield self._next
        yield self._narration
        yield self._timeline
        yield KeyLine(keys.IN_FOOTER)
        yield self._card
        yield Container(Static(TOO_SMALL), id="too-small")

    def on_mount(self) -> None:
        """Begin with the first lens."""
        self.show_lens(FIRST)

    def show(self, pace: Pace, *, ended: bool, speed: float) -> None:
        """Draw what changed; `speed` is what the run would play at, in messages a second."""
        view = self._view
        self._title.show(pace, view, ended=ended, speed=speed)
        self._show_lenses(view.state.take_changes())
        self._story.show()
        self._next.show(held=pace.mode is Mode.HELD, ended=ended, chosen=self._chosen)
        self._load.show()
        self._waiting.update_lines()
        self._timeline.update_lines()
        self._narration.show()
        self._card.show()

    def _show_lenses(self, changes: Changes) -> None:
        """Draw the lens that is shown, and the one before as long as it is still on the screen."""
        for lens in self._lenses.values():
            if lens is self._lens or lens.region:
                lens.show(changes)

    def show_lens(self, name: str) -> None:
        """Show the lens of this name, and let it have the keys that scroll and select."""
        self._lens = self._lenses[name]
        self._story.open(None)
        for other, lens in self._lenses.items():
            lens.display = self._legends[other].display = other == name
        self._lens.show(Changes(layout=True))
        self.set_focus(self._lens)  # at once, for the next key may be there already

    @property
    def lens(self) -> Lens:
        """The lens that is shown."""
        return self._lens

    def lens_bindings(self) -> list[Binding]:
        """Return the keys of the lens that is shown."""
        return self._lens.keys()

    @property
    def _chosen(self) -> WaitingMessage | WaitingTimer | None:
        """What was chosen to go next, where the lens to choose in is shown."""
        return self._messages.selected if self._lens is self._messages else None

    @property
    def blocking(self) -> WaitingMessage | None:
        """What keeps what was chosen from going next, if anything does."""
        chosen = self._chosen
        if not self._view.is_live or not isinstance(chosen, WaitingMessage):
            return None
        return self._view.state.waiting.behind(chosen)

    def take_choice(self) -> Choice | None:
        """Return what was chosen to go next, where the lens to choose in is shown."""
        return self._messages.take_choice() if self._lens is self._messages else None

    # ---- segments and clients -------------------------------------------------------------------

    @property
    def client(self) -> int | None:
        """The client that is selected: in the lens of the clients while that is shown."""
        return self._clients.selected if self._lens is self._clients else self._swarms.client

    def on_swarms_lens_selected(self, message: SwarmsLens.Selected) -> None:
        """Tell the story of the segment that is selected, if anybody asked for a story."""
        if message.asked or self._story.is_open:
            self._story.open(self._swarms.cursor.story)
        if message.asked:
            self.set_focus(self._story)

    def on_swarms_lens_switched(self) -> None:
        """Tell what cells mean now."""
        self._legends[SwarmsLens.NAME].update_lines()

    def close(self) -> None:
        """Close what lies over the screen, or else the story, or else select no segment."""
        if self._card.display:
            self.close_card()
        elif self._story.is_open:
            self._story.open(None)
            self.set_focus(self._lens)
        elif self._lens is self._swarms:
            self._swarms.clear()

    @property
    def shows_checks(self) -> bool:
        """Whether the lens with the rules is shown."""
        return self._lens.NAME == ChecksLens.NAME

    def close_card(self) -> None:
        """Take the opening card away."""
        self._card.display = False

    def toggle_side(self) -> None:
        """Show the clients and what is in flight beside the lens, or hide them."""
        side = self.query_one("#side")
        side.display = not side.display
