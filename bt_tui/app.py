"""The live screen: takes news, folds it into the state, has it drawn, and passes wishes on.

It never waits for the run, and the run never waits for it. Nothing here knows where events come
from.
"""

import time
from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.message import Message

from bt_tui.screens.help import HelpScreen
from bt_tui.screens.leave import LeaveScreen
from bt_tui.screens.main import MainScreen
from bt_tui.sources import Ended, LiveRun
from bt_tui.state import State
from bt_tui.widgets.swarms import SwarmsLens
from core.runtime.pace import FULL, HELD, Mode, Pace, Play, StepOnce

FRAME_S = 1 / 25
FLOOD_FRAME_S = 1 / 15
"""At full speed nobody can read along, and the processor is wanted elsewhere."""
BREATH_S = 0.0005
"""At full speed the threads of the run get the interpreter for so long after every batch.

Each of their calls of MPI gives it up; to get it back from a thread that is busy takes so long that
the tracker's answers came ten times later.
"""
RECORDS_PER_FRAME = 2_000
"""So many events are folded before keys are looked at again: some 20 ms."""
SPEEDS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, FULL)
DEFAULT_SPEED = 5.0
"""In messages a second: the narration can be read aloud."""
OF_TIME = {"hold_or_play", "step", "faster", "slower", "full_speed"}
"""The actions that mean something only while the run goes on."""


class LiveScreen(App[None]):
    """The program with a screen."""

    TITLE = "bt_tui"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space",
            "hold_or_play",
            "hold/play",
            key_display="space",
            tooltip="hold the run, or let it play at the speed that is chosen",
        ),
        Binding(
            "s,right,pagedown",
            "step",
            "step",
            key_display="s",
            tooltip="hold, and let one message through; so do → and PgDn",
        ),
        Binding(
            "plus,equals_sign",
            "faster",
            "speed",
            key_display="+-",
            tooltip="play faster, or slower: from 1 message a second to full speed",
        ),
        Binding("minus", "slower", "slower", show=False, key_display="-", tooltip="play slower"),
        Binding(
            "f", "full_speed", "full", tooltip="full speed: every thread goes as fast as it can"
        ),
        Binding("question_mark", "help", "help", key_display="?", tooltip="this page"),
        Binding(
            "ctrl+p",
            "command_palette",
            "commands",
            show=False,
            key_display="Ctrl-P",
            tooltip="commands by name: another theme, a screenshot, …",
        ),
        Binding("q", "leave", "leave", tooltip="leave, and print a summary"),
        Binding(
            "w",
            "toggle_side",
            "more",
            tooltip="show or hide the clients and what is in flight",
        ),
        Binding(
            "ctrl+c",
            "leave_at_once",
            "leave at once",
            show=False,
            priority=True,
            key_display="Ctrl-C",
            tooltip="leave without asking",
        ),
        Binding(
            "escape",
            "close_card",
            "close",
            show=False,
            key_display="Esc",
            tooltip="close what lies over the screen",
        ),
    ]

    class News(Message):
        """There is news in the feed."""

    def __init__(self, run: LiveRun, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self.state = State()
        self.pace = Pace(Mode.HOLDING, run.speed)
        self.ended = False
        self._live = run
        self._main = MainScreen(run.facts, self.state)
        self._asked = run.speed
        """The speed that was asked for last."""
        self._chosen = run.speed if run.speed not in {HELD, FULL} else DEFAULT_SPEED
        """The speed to play at."""
        self._drawn_at = 0.0
        self._frame_is_due = False

    def get_default_screen(self) -> MainScreen:
        """Return the screen that everything else lies over."""
        return self._main

    def on_ready(self) -> None:
        """Begin to take news, and begin the run if it is not to be held at first."""
        if self._asked != HELD:
            self._ask(self._asked)
        self._live.feed.wake = lambda: self.post_message(self.News())
        self.post_message(self.News())

    @property
    def failure(self) -> Exception | None:
        """What went wrong on the screen, if anything did."""
        return self._exception

    def _fatal_error(self) -> None:
        """Leave without a word: whoever ran this has the failure to tell of."""
        self._close_messages_no_wait()

    # ---- frames ---------------------------------------------------------------------------------

    def on_live_screen_news(self) -> None:
        """Draw a frame now, or as soon as the next one is due."""
        if self._frame_is_due:
            return
        frame_s = FLOOD_FRAME_S if self.pace.mode is Mode.FULL else FRAME_S
        wait_s = self._drawn_at + frame_s - time.monotonic()
        if wait_s <= 0:
            self._draw()
        else:
            self._frame_is_due = True
            self.set_timer(wait_s, self._draw)

    def _draw(self) -> None:
        """Take what is new, and draw what it changed."""
        self._frame_is_due = False
        for news in self._live.feed.take(RECORDS_PER_FRAME):
            match news:
                case Pace():
                    self.pace = news
                case Ended():
                    self.ended = True
                    self.refresh_bindings()
                case records:
                    self.state.fold(records)
                    if self.pace.mode is Mode.FULL:
                        time.sleep(BREATH_S)
        self._show()
        self._drawn_at = time.monotonic()
        if not self._live.feed.is_empty:
            self.post_message(self.News())

    def _show(self) -> None:
        self._main.show(self.pace, ended=self.ended, speed=self._chosen)

    # ---- time -----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell whether a key does anything now: when all is over, time cannot be changed."""
        return not (self.ended and action in OF_TIME)

    def _ask(self, speed: float) -> None:
        self._asked = speed
        self._live.wish(Play(speed))
        self._main.close_card()

    def action_hold_or_play(self) -> None:
        """Hold the run, or let it play at the speed that is chosen."""
        self._ask(self._chosen if self._asked == HELD else HELD)

    def action_step(self) -> None:
        """Hold, and let one message through."""
        self._asked = HELD
        self._live.wish(StepOnce())
        self._main.close_card()

    def action_full_speed(self) -> None:
        """Let all threads go as fast as they can."""
        self._ask(FULL)

    def action_faster(self) -> None:
        """Choose the next higher speed."""
        self._choose(next((speed for speed in SPEEDS if speed > self._speed), FULL))

    def action_slower(self) -> None:
        """Choose the next lower speed."""
        lower = (speed for speed in reversed(SPEEDS) if speed < self._speed)
        self._choose(next(lower, self._speed))

    @property
    def _speed(self) -> float:
        """The speed that `+` and `-` start from."""
        return self._chosen if self._asked == HELD else self._asked

    def _choose(self, speed: float) -> None:
        """Play at this speed, at once where the run is going."""
        self._chosen = speed
        if self._asked != HELD:
            self._ask(speed)
        self._show()

    # ---- what lies over the screen, and leaving -------------------------------------------------

    def action_toggle_side(self) -> None:
        """Show or hide the clients and what is in flight."""
        self._main.toggle_side()

    def action_close_card(self) -> None:
        """Take the opening card away."""
        self._main.close_card()

    def action_help(self) -> None:
        """Show all keys."""
        everything = (*self.BINDINGS, *SwarmsLens.BINDINGS)
        bindings = [binding for binding in everything if isinstance(binding, Binding)]
        self.push_screen(HelpScreen(bindings))

    def action_leave(self) -> None:
        """Leave; ask first where the run is still going."""
        if self.ended:
            self.exit()
        elif not isinstance(self.screen, LeaveScreen):
            self.push_screen(LeaveScreen(), lambda leave: self.exit() if leave else None)

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str | None:
        """Save a screenshot where the program was started: not everybody has a downloads folder."""
        return super().deliver_screenshot(filename, path or str(Path.cwd()), time_format)

    async def action_quit(self) -> None:
        """Leave as `q` does, when the command palette asks for it."""
        self.action_leave()

    def action_leave_at_once(self) -> None:
        """Leave without asking."""
        self.exit()
