"""Asking for words: only what they are found in is told, while they are typed and after that."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label

PLACEHOLDER = "words, such as: C2 denied, or file1 #3   (Enter keeps them, Esc shows all)"


class FilterScreen(ModalScreen[None]):
    """One line at the bottom; what it lies over stays in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "show_all", "show all")]

    class Typed(Message):
        """These words are to be found; none, to tell everything."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, words: str) -> None:
        super().__init__()
        self._input = Input(words, placeholder=PLACEHOLDER, compact=True)

    def compose(self) -> ComposeResult:
        """Lay out what is typed."""
        with Horizontal():
            yield Label("/ ")
            yield self._input

    def on_mount(self) -> None:
        """Let letters be typed."""
        self._input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find what was typed so far."""
        self.app.post_message(self.Typed(event.value))

    def on_input_submitted(self) -> None:
        """Keep the words."""
        self.dismiss()

    def action_show_all(self) -> None:
        """Forget the words."""
        self.app.post_message(self.Typed(""))
        self.dismiss()
