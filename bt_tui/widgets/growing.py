"""Making room for more lines in what scrolls."""

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


def grow(view: ScrollView, lines: int) -> None:
    """Let so many lines have room; where there is a scrollbar already, without a new layout."""
    size = Size(view.scrollable_content_region.width, lines)
    if view.show_vertical_scrollbar and lines > view.scrollable_content_region.height:
        view.set_reactive(Widget.virtual_size, size)
        view.vertical_scrollbar.window_virtual_size = lines
    else:
        view.virtual_size = size
