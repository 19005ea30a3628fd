"""Asking once before a run is left that is still going."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Static

QUESTION = """\
The run is still going. Leave it?

Files that are not complete yet are kept apart as .partial.

 y or q  leave      n or Esc  stay"""


class LeaveScreen(ModalScreen[bool]):
    """Returns whether to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,q,enter", "answer(True)", "leave"),
        Binding("n,escape", "answer(False)", "stay"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Container():
            yield Static(QUESTION, markup=False)

    def action_answer(self, leave: bool) -> None:
        """Give the answer."""
        self.dismiss(leave)
