"""What any screen of ours has: its colours in every theme, all keys as commands, and pictures."""

from abc import abstractmethod
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from bt_tui.colours import colours

BY_TEXTUAL = ("Theme",)
"""The commands of Textual's own that have no key of ours."""
NO_COMMANDS = ("command_palette", "close")
"""What there is nothing to do for once the list of commands is open, or closed."""


class Face(App[None]):
    """A program with a screen, whatever it shows."""

    TITLE = "bt_tui"

    @property
    @abstractmethod
    def all_keys(self) -> list[Binding]:
        """All keys that do something now."""

    @property
    @abstractmethod
    def has_keys(self) -> DOMNode:
        """What has the keys that are not the program's own."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our colours, as they are in the present theme."""
        return colours(dark=self.current_theme.dark)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield what every key does, and the choice of a theme."""
        for binding in self.all_keys:
            if binding.action not in NO_COMMANDS:
                yield self._command(binding)
        yield from (one for one in super().get_system_commands(screen) if one.title in BY_TEXTUAL)

    def _command(self, binding: Binding) -> SystemCommand:
        key = binding.key_display or binding.key
        told = binding.tooltip or binding.description
        act = partial(self.run_action, binding.action, default_namespace=self._namespace(binding))
        return SystemCommand(f"{key}: {binding.description}", told, act)

    def _namespace(self, binding: Binding) -> DOMNode:
        """Return what an action is looked up in: the program knows its own."""
        name = binding.action.partition("(")[0]
        return self if hasattr(self, f"action_{name}") else self.has_keys

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str | None:
        """Save a picture where the program was started: not everybody has a downloads folder."""
        return super().deliver_screenshot(filename, path or str(Path.cwd()), time_format)
