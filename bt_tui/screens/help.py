"""All keys that there are, and what the shapes mean."""

from collections.abc import Iterable
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

WORDS = (
    "A step is one message handled by the thread that it was sent to, with all that this causes."
    " While held, messages wait at their receivers: it is the run itself that stands still, not"
    " only the picture. C1↓ is the download thread of client 1, C1↑ its upload thread."
)


class HelpScreen(ModalScreen[None]):
    """Shows the bindings that it is given; scrolls where they do not fit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter,space", "app.pop_screen", "close"),
        Binding("down,j", "scroll(1)", "down", show=False),
        Binding("up,k", "scroll(-1)", "up", show=False),
    ]

    def __init__(self, bindings: Iterable[Binding]) -> None:
        super().__init__()
        self._bindings_told = tuple(bindings)

    def compose(self) -> ComposeResult:
        """Lay out the keys, then what the words mean."""
        with VerticalScroll(can_focus=False):
            yield Static(Text("Keys", style="bold"))
            yield Static(self._table())
            yield Static(Text(f"\n{WORDS}\n\nEsc closes this."))

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for binding in self._bindings_told:
            keys = binding.key_display or binding.key
            table.add_row(Text(keys, style="bold"), Text(binding.tooltip or binding.description))
        return table
