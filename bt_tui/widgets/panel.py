"""A part of a lens; one of them has the keys, which the lens passes on to it."""

from textual.message import Message

from bt_tui.widgets.looks import Looks
from bt_tui.widgets.size_aware import SizeAware


class Panel(SizeAware, Looks, can_focus=False):
    """It draws through `render_line`, and scrolls by itself."""

    is_active = False
    """Whether it has the keys."""
    is_alone = False
    """Whether there is no room for another panel beside it."""

    class Pointed(Message):
        """Somebody clicked on this panel."""

        def __init__(self, panel: "Panel") -> None:
            super().__init__()
            self.panel = panel

    def show(self) -> None:
        """Draw what changed."""
        raise NotImplementedError

    def stand(self, *, active: bool, alone: bool) -> None:
        """Have the keys or not, and room alone or beside another."""
        self.is_active, self.is_alone = active, alone
        self.display = active or not alone
        self.refresh()

    def select(self, steps: int) -> None:
        """Select another line."""
        raise NotImplementedError

    def enter(self) -> None:
        """Do what is to be done with the line that is selected."""
        raise NotImplementedError
