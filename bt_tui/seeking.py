"""A headless run that is to go until something happens: what was found, and what is said of it."""

from core.events import Record
from core.narration import narrate, plain
from core.runtime.pace import HELD, Audience, RunUntil, StopRun


class Seeker(Audience):
    """Wishes for steps until the condition is met, and then for the end of the run."""

    def __init__(self, wish: RunUntil) -> None:
        super().__init__(take=self._look, speed=HELD)
        self.wishes.put(wish)
        self._condition = wish.condition
        self._events = 0
        self._found: Record | None = None

    def _look(self, records: list[Record]) -> None:
        if self._found is not None:
            return
        for record in records:
            self._events += 1
            if self._condition.matches(record):
                self._found = record
                self.wishes.put(StopRun())
                return

    @property
    def words(self) -> str:
        """What came of it, in one line."""
        if self._found is None:
            return f"it ended, and this never came up: {self._condition.words}"
        sentence = narrate(self._found)
        told = self._condition.words if sentence is None else plain(sentence)
        return f"stopped at event {self._events}: {told}"
