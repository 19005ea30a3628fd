"""What draws itself knows what room it has only some time after it is first drawn."""

from textual.geometry import Size
from textual.scroll_view import ScrollView


class SizeAware(ScrollView):
    """It can tell whether it was told of its size: before that, what is drawn is not all of it."""

    _told_size: Size | None = None
    """How large it was when it was last told."""

    @property
    def is_laid_out(self) -> bool:
        """Whether it knows what room it has now."""
        return self._told_size == self.size

    def on_resize(self) -> None:
        """Take notice of the size; what is drawn next fills it."""
        self._told_size = self.size
        self.refresh()
