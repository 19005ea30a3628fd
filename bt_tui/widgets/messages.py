"""The Messages lens: a space-time diagram, and below it what waits and which of it goes next.

Where there is no room for both, the panel that has the keys is shown alone; `Tab` changes it.
"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from bt_tui.board import Changes
from bt_tui.view import View
from bt_tui.widgets.choosing import Choosing
from bt_tui.widgets.diagram import Diagram
from bt_tui.widgets.lens import Lens, selecting
from bt_tui.widgets.panel import Panel
from core.runtime.pace import Choice
from core.waiting import WaitingMessage, WaitingTimer

BOTH_MIN = 10
"""Lines of a lens that has room for both panels."""


class MessagesLens(Lens, inherit_bindings=False):
    """Two panels; one of them has the keys: at first the one to choose in."""

    NAME = "messages"
    BINDINGS: ClassVar[list[BindingType]] = [
        *selecting("the one above", "the one below"),
        Binding(
            "enter",
            "enter",
            "let it go",
            show=False,
            key_display="Enter",
            tooltip="lens 2: let the one that is selected go next, as s does;"
            " in the diagram, look at the moment of the event that is selected",
        ),
        Binding(
            "tab",
            "change_panel",
            "panel",
            show=False,
            key_display="Tab",
            tooltip="lens 2: between the diagram and what waits",
        ),
        Binding(
            "o",
            "order",
            "order",
            show=False,
            tooltip="lens 2: events as they happened, or by causal layers",
        ),
        Binding(
            "y",
            "stamps",
            "stamps",
            show=False,
            tooltip="lens 2: Lamport stamps, and the vector clock of the event that is selected",
        ),
        Binding(
            "h",
            "columns(-1)",
            "left",
            show=False,
            key_display="h l",
            tooltip="lens 2: other threads, where not all have room",
        ),
        Binding("l", "columns(1)", "right", show=False, key_display="l", tooltip="other threads"),
        Binding(
            "escape",
            "deselect",
            "follow",
            show=False,
            key_display="Esc",
            tooltip="lens 2: select no event, and follow what happens",
        ),
    ]

    is_in_diagram: reactive[bool] = reactive(False)
    """Whether the diagram has the keys."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._diagram = Diagram(view)
        self._choosing = Choosing(view)
        self._choosing.is_active = True

    @property
    def is_container(self) -> bool:
        """It holds panels, unlike other lenses."""
        return True

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        yield self._diagram
        yield self._choosing

    def show(self, changes: Changes) -> None:
        """Draw what changed; what can be chosen counts also where it is not shown."""
        self._choosing.show()
        if self._diagram.display:
            self._diagram.show()

    # ---- what is chosen -------------------------------------------------------------------------

    def take_choice(self) -> Choice | None:
        """Return what was selected by hand to go next, and select by default from now on."""
        return self._choosing.take_choice()

    @property
    def selected(self) -> WaitingMessage | WaitingTimer | None:
        """What was selected by hand to go next."""
        return self._choosing.selected

    # ---- panels ---------------------------------------------------------------------------------

    def action_change_panel(self) -> None:
        """Let the other panel have the keys."""
        self.is_in_diagram = not self.is_in_diagram

    def on_panel_pointed(self, message: Panel.Pointed) -> None:
        """Let the panel that was clicked have the keys."""
        self.is_in_diagram = message.panel is self._diagram

    @property
    def is_laid_out(self) -> bool:
        """Whether its panels know what room they have, too."""
        shown = [panel for panel in (self._diagram, self._choosing) if panel.display]
        return super().is_laid_out and all(panel.is_laid_out for panel in shown)

    def on_resize(self) -> None:
        """Show both panels where they have room."""
        self._show_panels()

    def watch_is_in_diagram(self) -> None:
        """Let this panel have the keys."""
        self._show_panels()

    @property
    def _active(self) -> Panel:
        return self._diagram if self.is_in_diagram else self._choosing

    def _show_panels(self) -> None:
        alone = self.size.height < BOTH_MIN
        for panel in (self._diagram, self._choosing):
            panel.stand(active=panel is self._active, alone=alone)
        self.show(Changes())

    # ---- keys -----------------------------------------------------------------------------------

    def action_select(self, steps: int) -> None:
        """Select another line of the panel that has the keys."""
        self._active.select(steps)

    def action_enter(self) -> None:
        """Let what is selected go next, or look at the moment of an event."""
        self._active.enter()

    def action_order(self) -> None:
        """Change the order of events."""
        self._diagram.change_order()

    def action_stamps(self) -> None:
        """Show stamps, or show them no more."""
        self._diagram.change_stamps()

    def action_columns(self, threads: int) -> None:
        """Show threads further to the right, or to the left."""
        self._diagram.move_columns(threads)

    def action_deselect(self) -> None:
        """Follow what happens."""
        self._diagram.deselect()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys alone that there is nothing to do for."""
        return action != "deselect" or self._diagram.is_selected
