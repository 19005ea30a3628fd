"""What the screen looks at: the newest moment, or one of the past.

Looking back changes nothing for the run, and what happens meanwhile waits ahead.
"""

from collections.abc import Iterator

from bt_tui.board import Row
from bt_tui.history import History
from bt_tui.state import State

HIGHLIGHT_STEPS_MAX = 20
"""Where more steps are passed at once, a highlight would only show that much is different."""


class View:
    """A cursor over a history; while it is live, it stands at the newest moment."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.undone = 0
        """How many steps the last move went back."""
        self._past: State | None = None

    @property
    def state(self) -> State:
        """How things stand at the moment that is looked at."""
        return self.history.now if self._past is None else self._past

    @property
    def is_live(self) -> bool:
        """Whether this is the newest moment, and stays so."""
        return self._past is None

    @property
    def ahead(self) -> int:
        """How many events wait ahead."""
        return self.history.now.events - self.state.events

    @property
    def step(self) -> int:
        """The number of the step that was the last before this moment."""
        return self.state.steps

    def show_newest(self) -> None:
        """Be live from now on."""
        if self._past is not None:
            self._past = None
            self.undone = 0
            self.state.draw_anew()

    def show_step(self, step: int, *, stay: bool = False) -> None:
        """Show the moment after this step; behind the last, be live unless it is to `stay`."""
        step = max(0, step)
        if step >= self.history.steps and not stay:
            self.show_newest()
            return
        before = self.state
        self.undone = max(0, before.steps - step)
        self._past = self._moved_to(self.history.moment_after(step))
        if 0 < abs(before.steps - step) <= HIGHLIGHT_STEPS_MAX and before is not self._past:
            self._past.highlight(_differing(before, self._past))

    def _moved_to(self, moment: int) -> State:
        """Return the state at a moment, found by going on from here where that is near."""
        here = self._past
        checkpoint = self.history.checkpoint_before(moment)
        if here is not None and checkpoint <= here.events <= moment:
            here.fold(self.history.records.between(here.events, moment))
            return here
        return self.history.state_at(moment)


def _differing(before: State, after: State) -> Iterator[tuple[Row, list[int]]]:
    """Yield the rows that were there before, with the segments that look different now."""
    for file, swarm in before.swarms.items():
        rows = after.swarms[file].rows if file in after.swarms else {}
        for rank, row in swarm.rows.items():
            cells = rows[rank].cells if rank in rows else b""
            if row.cells != cells:
                pairs = zip(row.cells, cells, strict=False)
                if differing := [place for place, (a, b) in enumerate(pairs) if a != b]:
                    yield row, differing
