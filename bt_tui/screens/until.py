"""Asking what to run until: a list of what may happen, which typing narrows.

What is typed may also be a condition as the command line takes it, such as `stored:2:atlas:5`.
"""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from bt_tui.state import State
from core.errors import UsageError
from core.until import CONDITIONS, Condition, parse_condition

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
        self._offered = {form: parse_condition(form) for form in _forms(state)}
        self._input = Input(placeholder=PLACEHOLDER, compact=True)
        self._list = OptionList(compact=True)

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
        if event.option_id is not None:
            self.dismiss(parse_condition(event.option_id))

    def action_cursor_down(self) -> None:
        """Mark the next."""
        self._list.action_cursor_down()

    def action_cursor_up(self) -> None:
        """Mark the one before."""
        self._list.action_cursor_up()

    def _offer(self, typed: str) -> None:
        words = typed.lower().split()
        fitting = {
            form: condition.words
            for form, condition in self._offered.items()
            if all(word in f"{form} {condition.words}".lower() for word in words)
        }
        self._list.clear_options()
        self._list.add_options(
            Option(told, id=form) for form, told in {**_typed(typed), **fitting}.items()
        )
        self._list.action_first()


def _typed(text: str) -> dict[str, str]:
    """Return what was typed as a condition, where it is one, with its words."""
    try:
        return {text: parse_condition(text).words} if text else {}
    except UsageError:
        return {}


def _forms(state: State) -> Iterator[str]:
    """Yield all that may be run until, as the command line takes it."""
    yield from (form.partition("[")[0] for form, _ in CONDITIONS)
    for client in state.clients.values():
        yield from (f"{what}:{client.rank}" for what in ("stored", "role", "finished"))
    for swarm in state.swarms.values():
        yield f"complete:{swarm.file}"
        for row in swarm.rows.values():
            if row.held < len(row.cells) or not row.cells:
                yield f"stored:{row.client}:{swarm.file}"
