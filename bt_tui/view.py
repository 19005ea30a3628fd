"""What the screen looks at: the newest moment, or one of the past.

Looking back changes nothing for the run, and what happens meanwhile waits ahead.
"""

from bt_tui.board import Row
from bt_tui.filtering import Filtered, Telling
from bt_tui.history import History
from bt_tui.state import State

HIGHLIGHT_STEPS_MAX = 20
"""Where more steps are passed at once, a highlight would only show that much is different."""

Cells = dict[tuple[str, int], bytes]
"""The cells of each row, by file and client."""


class View:
    """A cursor over a history; while it is live, it stands at the newest moment."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.undone = 0
        """How many steps the last move went back."""
        self.filtered: Filtered | None = None
        """What is told where not everything is."""
        self._past: State | None = None

    @property
    def telling(self) -> Telling:
        """The sentences that are told."""
        return self.filtered or self.history

    def filter(self, words: str) -> None:
        """Tell only what all these words are found in; without words, everything."""
        self.filtered = Filtered(self.history, words) if words.strip() else None

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
        return self.history.step_at(self.state.events)

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
        moment = self.history.moment_after(step)
        if self._past is not None and self._past.events == moment:
            return
        passed = min(step, self.history.steps) - self.step
        before = _cells(self.state) if abs(passed) <= HIGHLIGHT_STEPS_MAX else None
        self.undone = max(0, -passed)
        self._past = self._moved_to(moment)
        if before is not None and passed not in {0, 1}:
            self._past.highlight(_differing(before, self._past))

    def open_at_start(self) -> None:
        """Show the moment before the first step, though nobody went back to it."""
        self.show_step(0, stay=True)
        self.undone = 0

    def complete_step(self) -> None:
        """Show all of the step that is looked at, where more of it came."""
        if not self.is_live:
            self.show_step(self.step, stay=True)

    def _moved_to(self, moment: int) -> State:
        """Return the state at a moment, found by going on from here where that is near."""
        here = self._past
        checkpoint = self.history.checkpoint_before(moment)
        if here is not None and checkpoint <= here.events <= moment:
            here.fold(self.history.records.between(here.events, moment))
            return here
        return self.history.state_at(moment)


def _cells(state: State) -> Cells:
    """Return the cells of each row, which stay as they are."""
    return {
        (file, rank): bytes(row.cells)
        for file, swarm in state.swarms.items()
        for rank, row in swarm.rows.items()
    }


def _differing(before: Cells, after: State) -> dict[Row, list[int]]:
    """Return the rows in which segments that were there before look different now, and which."""
    differing: dict[Row, list[int]] = {}
    for file, swarm in after.swarms.items():
        for rank, row in swarm.rows.items():
            cells = before.get((file, rank), b"")
            if row.cells != cells:
                pairs = enumerate(zip(cells, row.cells, strict=False))
                differing[row] = [place for place, (was, now) in pairs if was != now]
    return {row: places for row, places in differing.items() if places}
