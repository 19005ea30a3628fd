"""What the keys of time mean at each moment: a wish to the run, or a move of the cursor.

While a run goes on, holding, playing and seeking are wishes to it, wherever the cursor is; once it
is over, or where it is a recording that is replayed, they move the cursor over what was recorded.
Looking back always moves the cursor alone. Forward moves it too, up to the newest moment, where it
is a step of the run.
"""

import time
from collections.abc import Callable

from bt_tui.player import Player
from bt_tui.sources import Source
from bt_tui.view import View
from core.faults import Strike
from core.runtime.pace import FULL, HELD, Choice, Inflict, Pace, Play, RunUntil, StepOnce
from core.until import Condition

SPEEDS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, FULL)
DEFAULT_SPEED = 5.0
"""In messages a second: the narration can be read aloud."""


class Controls:
    """Time, as the keys control it; `clock` gives seconds."""

    def __init__(
        self, source: Source, view: View, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._source = source
        self._view = view
        self._clock = clock
        self._player = Player(view)
        self.run_pace = Pace(source.first_mode, source.speed)
        """How the run goes, where one does."""
        self.ended = False
        """Whether nothing more will come."""
        self.condition: Condition | None = None
        """What was sought last."""
        self._asked = source.speed
        """The speed that was asked for last."""
        self.speed = source.speed if source.speed not in {HELD, FULL} else DEFAULT_SPEED
        """The speed to play at."""

    @property
    def is_replay(self) -> bool:
        """Whether there is no run to wish anything of, so that the cursor moves."""
        return self.ended or self._source.replayed

    @property
    def _is_loading(self) -> bool:
        """Whether this is a recording of which more is to come, which is not to be run after."""
        return self._source.replayed and not self.ended

    @property
    def pace(self) -> Pace:
        """How time goes."""
        return self._player.pace if self.is_replay else self.run_pace

    @property
    def is_moving(self) -> bool:
        """Whether the cursor moves by itself."""
        return self._player.is_moving

    @property
    def begins_by_itself(self) -> bool:
        """Whether it is to begin without a key."""
        return self._source.first is not None or self._source.speed != HELD

    def begin(self) -> None:
        """Let the run go as it is to begin."""
        if self._source.first is not None:
            self.run_until(self._source.first.condition, self._source.first.speed)
        elif self.begins_by_itself:
            self._ask(self._source.speed)

    def tick(self) -> str:
        """Move the cursor as far as it is due; return what was sought in vain, if anything was."""
        self._player.tick(self._clock(), complete=not self._is_loading)
        missed, self._player.missed = self._player.missed, ""
        return missed

    # ---- how fast -------------------------------------------------------------------------------

    def hold_or_play(self) -> None:
        """Hold, or play at the speed that is chosen."""
        going = self._player.is_moving if self.is_replay else self._asked != HELD
        self._ask(HELD if going else self.speed)

    def full_speed(self) -> None:
        """Go as fast as it can."""
        self._ask(FULL)

    def faster(self) -> None:
        """Choose the next higher speed."""
        self._choose(next((speed for speed in SPEEDS if speed > self._speed_now), FULL))

    def slower(self) -> None:
        """Choose the next lower speed."""
        lower = (speed for speed in reversed(SPEEDS) if speed < self._speed_now)
        self._choose(next(lower, self._speed_now))

    @property
    def _speed_now(self) -> float:
        """The speed that faster and slower start from."""
        return self._asked_now or self.speed

    @property
    def _asked_now(self) -> float:
        return self._player.pace.speed if self.is_replay else self._asked

    def _choose(self, speed: float) -> None:
        """Play at this speed, at once where something is going."""
        self.speed = speed
        if self._asked_now != HELD:
            self._ask(speed)

    def _ask(self, speed: float) -> None:
        if self.is_replay:
            self._player.play(speed, self._clock())
        else:
            self._asked = speed
            self._player.hold()
            self._source.wish(Play(speed))

    # ---- step by step ---------------------------------------------------------------------------

    def step(self, choice: Choice | None = None) -> None:
        """Go one step forward: over what is recorded, and at the newest moment in the run itself.

        There, `choice` says what goes next; without it, it is the oldest message.
        """
        if not self._view.is_live or self.is_replay:
            self.move(1)
            return
        self._asked = HELD
        self._source.wish(StepOnce(choice))

    def move(self, steps: int) -> None:
        """Move the cursor by so many steps, back where they are negative."""
        self._player.hold()
        self._view.show_step(self._view.step + steps, stay=self._is_loading)

    def show_moment(self, moment: int) -> None:
        """Move the cursor to the step in which this event happened."""
        self._player.hold()
        if moment >= self._view.history.now.events:
            self._view.show_newest()
        else:
            step = self._view.history.step_at(moment)
            self._view.show_step(step, stay=self._is_loading)

    def show_start(self) -> None:
        """Move the cursor to the moment before the first step."""
        self._player.hold()
        self._view.show_step(0)

    def show_newest(self) -> None:
        """Move the cursor to the newest moment, and let it stay there."""
        self._player.hold()
        self._view.show_newest()

    # ---- what goes wrong ------------------------------------------------------------------------

    def strike(self, strike: Strike) -> bool:
        """Let this happen in the run, as it is now; tell whether there is one to wish it of."""
        if not self.is_replay:
            self._source.wish(Inflict(strike))
        return not self.is_replay

    # ---- until something happens ----------------------------------------------------------------

    def run_until(self, condition: Condition, speed: float = FULL) -> None:
        """Go on until this happens: in what is recorded where the cursor is in it, else in the run.

        What is sought in the past is sought up to the newest moment, and at once; the run goes at
        this speed, in messages a second, or as fast as steps go.
        """
        self.condition = condition
        if self.is_replay or not self._view.is_live:
            self._player.seek(condition)
        else:
            self._asked = HELD
            self._source.wish(RunUntil(condition, speed))
