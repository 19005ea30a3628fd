"""Which segment of which client and file is selected, and where keys take that selection.

It is kept by name: at a moment when there is no such row, nothing is selected until there is again.
"""

from collections.abc import Sequence

from bt_tui.board import Row, Swarm
from bt_tui.stories import Story
from bt_tui.view import View


class Cursor:
    """At first nothing is selected."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._chosen: Story | None = None

    @property
    def row(self) -> Row | None:
        """The row of what is selected, at the moment that is looked at."""
        if self._chosen is None:
            return None
        swarm = self._swarms.get(self._chosen.file)
        return None if swarm is None else swarm.rows.get(self._chosen.client)

    @property
    def story(self) -> Story | None:
        """The segment that is selected; where the size of the file is not known, the first."""
        row = self.row
        return (
            None if row is None else Story(row.client, row.file, self._within(row, self._segment))
        )

    @property
    def client(self) -> int | None:
        """The client that is selected, also where it has no such row."""
        return None if self._chosen is None else self._chosen.client

    def choose(self, row: Row, segment: int | None = None) -> None:
        """Select a segment of a row, or without one the same as before."""
        self._chosen = Story(row.client, row.file, self._segment if segment is None else segment)

    def clear(self) -> None:
        """Select nothing."""
        self._chosen = None

    def move(self, rows: Sequence[Row], steps: int) -> None:
        """Select another of these rows, so many further on."""
        if (row := self.row) is not None:
            self.choose(rows[max(0, min(rows.index(row) + steps, len(rows) - 1))])

    def go_along(self, segments: int, size: int = 1) -> None:
        """Select another segment of the row: so many further on, or the first of `size` there."""
        if (row := self.row) is not None:
            segment = self._within(row, self._segment) + segments
            self.choose(row, self._within(row, max(0, segment) // size * size))

    def go_to_file(self, files: int) -> None:
        """Select the same client in another file, or the first one there, where it has no row."""
        names = [name for name, swarm in self._swarms.items() if swarm.rows]
        if (row := self.row) is not None:
            place = max(0, min(names.index(row.file) + files, len(names) - 1))
            rows = self._swarms[names[place]].rows
            self.choose(rows[row.client if row.client in rows else min(rows)])

    @property
    def _segment(self) -> int:
        return 0 if self._chosen is None else self._chosen.segment

    @property
    def _swarms(self) -> dict[str, Swarm]:
        return self._view.state.swarms

    @staticmethod
    def _within(row: Row, segment: int) -> int:
        """Return the segment of this row that is nearest."""
        return max(0, min(segment, len(row.cells) - 1))
