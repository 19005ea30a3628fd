"""Asking what to run until."""

from textual.screen import ModalScreen

from bt_tui.sources import Condition
from bt_tui.state import State


class UntilScreen(ModalScreen[Condition | None]):
    """Returns what to run until."""

    def __init__(self, state: State) -> None:
        super().__init__()
