"""Asking what to run until: a list of what may happen, which typing narrows.

What is typed may also be a condition as the command line takes it, such as `stored:2:atlas:5`.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList

from bt_tui.state import State
from core.errors import UsageError
from core.until import Condition, What, parse_condition

OF_CLIENTS = (What.STORED, What.ROLE, What.FINISHED)
PLACEHOLDER = "type to narrow, or stored:2:atlas:5"


class UntilScreen(ModalScreen[Condition | None]):
    """Returns what to run until; nothing where it was closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close"),
        Binding("down", "cursor_down", "down", show=False),
        Binding("up", "cursor_up", "up", show=False),
    ]

    def __init__(self, state: State) -> None:
        super().__init__()
        self._known = tuple(_conditions(state))
        self._offered: list[Condition] = []
        """What the list shows."""
        self._input = Input(placeholder=PLACEHOLDER, compact=True)
        self._list = OptionList(compact=True, markup=False)

    def compose(self) -> ComposeResult:
        """Lay out what is typed, and what there is to choose from."""
        with Vertical():
            yield Label("Run until…   (Enter chooses, Esc closes, N: again)")
            yield self._input
            yield self._list

    def on_mount(self) -> None:
        """Offer everything, and let letters be typed."""
        self._offer("")
        self._input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits what was typed."""
        self._offer(event.value.strip())

    def on_input_submitted(self) -> None:
        """Take what is marked in the list."""
        self._list.action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return what was chosen."""
        self.dismiss(self._offered[event.option_index])

    def action_cursor_down(self) -> None:
        """Mark the next."""
        self._list.action_cursor_down()

    def action_cursor_up(self) -> None:
        """Mark the one before."""
        self._list.action_cursor_up()

    def _offer(self, typed: str) -> None:
        words = typed.lower().split()
        fitting = (one for one in self._known if all(word in _told(one) for word in words))
        self._offered = list(dict.fromkeys([*_typed(typed), *fitting]))
        self._list.clear_options()
        self._list.add_options(condition.words for condition in self._offered)
        self._list.action_first()


def _typed(text: str) -> Iterator[Condition]:
    """Yield what was typed as a condition, where it is one."""
    with suppress(UsageError):
        yield parse_condition(text)


def _told(condition: Condition) -> str:
    """Return what is to be found in a condition: how it is written, and its words."""
    named = (condition.what, condition.client, condition.file)
    written = ":".join(str(part) for part in named if part is not None)
    return f"{written} {condition.words}".lower()


def _conditions(state: State) -> Iterator[Condition]:
    """Yield all that may be run until."""
    yield from map(Condition, What)
    for client in state.clients.values():
        yield from (Condition(what, client.rank) for what in OF_CLIENTS)
    for swarm in state.swarms.values():
        yield Condition(What.COMPLETE, file=swarm.file)
        for row in swarm.rows.values():
            if row.held < len(row.cells) or not row.cells:
                yield Condition(What.STORED, row.client, swarm.file)
