"""What all lenses have in common: one of them is shown at a time, and has the keys meanwhile."""

from typing import ClassVar

from textual.binding import Binding

from bt_tui.board import Changes
from bt_tui.widgets.looks import Looks
from bt_tui.widgets.size_aware import SizeAware


def selecting(above: str, below: str) -> tuple[Binding, Binding]:
    """Return the keys that select another line, with what the help page says of them."""
    return (
        Binding("up,k", "select(-1)", "select", show=False, key_display="↑ k", tooltip=above),
        Binding("down,j", "select(1)", "select", show=False, key_display="↓ j", tooltip=below),
    )


class Lens(SizeAware, Looks, can_focus=True, inherit_bindings=False):
    """One way to look at the run; it draws through `render_line`, and only while it is shown."""

    NAME: ClassVar[str]
    """What the main screen knows it by."""
    DEFAULT_CLASSES = "lens"

    def show(self, changes: Changes) -> None:
        """Draw what changed; when it comes to be shown, or at another moment, that is all."""
        raise NotImplementedError

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Look the same with the keys and without: to ask the style sheets takes some 10 ms."""

    def keys(self) -> list[Binding]:
        """Return its own keys, for the help page."""
        return [binding for binding in self.BINDINGS if isinstance(binding, Binding)]
