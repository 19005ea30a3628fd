"""How the parts of a widget look in the present theme.

Textual works a style out anew each time it is asked for, which costs more than drawing with it; so
it is asked once, until styles change.
"""

from collections.abc import Set as AbstractSet
from typing import Any

from rich.style import Style
from textual.widget import Widget


class Looks(Widget):
    """A widget that keeps the styles of its component classes.

    Name it behind other bases: Textual takes its default styles from the first.
    """

    OVERLAYS: AbstractSet[str] = frozenset()
    """The component classes that are to be added to another look, and leave the rest of it."""

    def __init__(self, *children: Widget, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        self._kept: dict[str, Style] = {}
        super().__init__(*children, **options)

    def look(self, name: str = "") -> Style:
        """Return how the component class of this name looks; without a name, the widget itself."""
        kept = self._kept.get(name)
        if kept is None:
            kept = self._kept[name] = self._ask(name)
        return kept

    def _ask(self, name: str) -> Style:
        if not name:
            return self.rich_style
        return self.get_component_rich_style(name, partial=name in self.OVERLAYS)

    def notify_style_update(self) -> None:
        """Ask anew from now on."""
        super().notify_style_update()
        self._kept.clear()
