"""Playing what was recorded: moving the cursor of a view with time, or to an event that is sought.

It knows no clock: whoever draws the frames says what time it is, in seconds.
"""

from bt_tui.view import View
from core.runtime.pace import FULL, HELD, Mode, Pace
from core.until import Condition

FULL_STEPS_PER_TICK = 250
"""At full speed so many steps are passed between two frames."""
ARREARS_MAX_S = 1.0
"""What could not be played in time is caught up with, but not more than this and one step."""
SEEK_EVENTS_PER_TICK = 10_000
"""So many events are looked at before keys are looked at again."""


class Player:
    """Moves a view's cursor forward over recorded steps, and stays where they end."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._speed = HELD
        self._played_to = 0.0
        """The time that steps were played up to, in seconds."""
        self._sought: Condition | None = None
        self._searched = 0
        """The first event that was not looked at yet."""
        self.missed = ""
        """What was sought last and not found, in words."""

    @property
    def pace(self) -> Pace:
        """How the cursor moves."""
        if self._sought is not None:
            return Pace(Mode.SEEKING, HELD, self._sought.words)
        if self._speed == HELD:
            return Pace(Mode.HELD, HELD)
        return Pace(Mode.FULL if self._speed == FULL else Mode.PLAYING, self._speed)

    @property
    def is_moving(self) -> bool:
        """Whether time makes a difference."""
        return self._sought is not None or self._speed != HELD

    def hold(self) -> None:
        """Let the cursor stand."""
        self._speed, self._sought = HELD, None

    def play(self, speed: float, now: float) -> None:
        """Move at this speed, in messages a second."""
        self._speed, self._sought, self._played_to = speed, None, now

    def seek(self, condition: Condition) -> None:
        """Move to the end of the next step in which this happens."""
        self._speed, self._sought = HELD, condition
        self._searched = self._view.state.events
        self.missed = ""

    def tick(self, now: float, *, complete: bool) -> None:
        """Move the cursor by what is due; where no more will come, the end ends it."""
        if self._sought is not None:
            self._search(self._sought, complete=complete)
        elif self._speed != HELD:
            self._advance(now, stay=not complete)
            if complete and self._view.step >= self._view.history.steps:
                self.hold()

    def _advance(self, now: float, *, stay: bool) -> None:
        if self._speed == FULL:
            due = FULL_STEPS_PER_TICK
        else:
            self._played_to = max(self._played_to, now - ARREARS_MAX_S - 1 / self._speed)
            due = int((now - self._played_to) * self._speed)
            self._played_to += due / self._speed
        if due:
            self._view.show_step(self._view.step + due, stay=stay)

    def _search(self, condition: Condition, *, complete: bool) -> None:
        history = self._view.history
        stop = min(self._searched + SEEK_EVENTS_PER_TICK, history.now.events)
        records = history.records.between(self._searched, stop)
        for number, record in enumerate(records, start=self._searched):
            if condition.matches(record):
                self._sought = None
                self._view.show_step(history.step_at(number + 1), stay=not complete)
                return
        self._searched = stop
        if complete and stop == history.now.events:
            self._sought = None
            self.missed = condition.words
