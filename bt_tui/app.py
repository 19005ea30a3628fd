"""The screen: shows a run or its forks, and what lies over it, and passes keys on.

It never waits for the run, and the run never waits for it. Nothing here knows where events come
from.
"""

import gc
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.driver import Driver

from bt_tui import keys
from bt_tui.branch import Branch
from bt_tui.controls import Controls
from bt_tui.frames import Frames
from bt_tui.judging import Judging
from bt_tui.screens.filter import FilterScreen
from bt_tui.screens.help import HelpScreen
from bt_tui.screens.leave import LeaveScreen
from bt_tui.screens.main import MainScreen
from bt_tui.sources import Source
from bt_tui.state import State
from bt_tui.view import View
from bt_tui.widgets.checks import ChecksLens
from bt_tui.widgets.diagram import Diagram
from bt_tui.widgets.later import call_after
from bt_tui.widgets.lens import Lens
from bt_tui.widgets.story import StoryPanel
from core.runtime.pace import Pace

SETTLE_S = 0.1
"""The first drawing takes so long, and a run that begins meanwhile would have to wait for it."""


class LiveScreen(Frames):
    """The program with a screen."""

    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "run"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.IN_FOOTER]

    def __init__(self, source: Source, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self._branch = Branch(source, self.DEFAULT_MODE)
        """The run that is shown."""
        self._branches: list[Branch] = []
        self._add_branch(self._branch)

    @property
    def view(self) -> View:
        """What is looked at."""
        return self._branch.view

    @property
    def controls(self) -> Controls:
        """How time is controlled."""
        return self._branch.controls

    @property
    def judging(self) -> Judging:
        """How what happens is held against the rules."""
        return self._branch.judging

    @property
    def _source(self) -> Source:
        return self._branch.source

    @property
    def _main(self) -> MainScreen:
        return self._branch.main

    @property
    def state(self) -> State:
        """What is shown."""
        return self.view.state

    @property
    def pace(self) -> Pace:
        """How time goes."""
        return self.controls.pace

    def on_ready(self) -> None:
        """Begin to take news, and begin the run if it is not to be held at first."""
        if self._source.replayed:
            self._take_news()
            self.view.open_at_start()
        if self.controls.begins_by_itself:
            self._main.close_card()
        self._source.feed.wake = lambda: self.post_message(self.News())
        self.post_message(self.News())
        self.call_after_refresh(call_after, self, SETTLE_S, self._begin)

    def _begin(self) -> None:
        """Begin, and draw: of a recording that is all read nothing else would bring a frame.

        What was made by now stays, and need not be looked through for what could be forgotten.
        """
        gc.freeze()
        self.controls.begin()
        self.post_message(self.News())

    @property
    def failure(self) -> Exception | None:
        """What went wrong on the screen, if anything did."""
        return self._exception

    def _fatal_error(self) -> None:
        """Leave without a word: whoever ran this has the failure to tell of."""
        self._close_messages_no_wait()

    # ---- forks ----------------------------------------------------------------------------------

    def action_fork(self) -> None:
        """Let the run go on from the moment that is looked at in another way."""
        if self._source.forks is None:
            words = "only what is simulated, or was recorded, can go on in another way"
            self.notify(words, severity="warning", markup=False)
            return
        begun = list(self.view.history.records.between(0, self.state.events))
        fork = self._source.forks.at(begun, self.view.step)
        fork.start(lambda error: self.call_from_thread(self._fail, error))
        branch = Branch(fork, f"fork {len(self._branches)}")
        self._add_branch(branch)
        fork.feed.wake = lambda: self.post_message(self.News())
        self._show_branch(branch)
        branch.main.close_card()
        self.notify("held where it forked; b shows the other run", markup=False)

    def _add_branch(self, branch: Branch) -> None:
        self._branches.append(branch)
        self.add_mode(branch.mode, lambda: branch.main)

    def _fail(self, error: BaseException) -> None:
        """Let what failed in another thread fail here."""
        raise error

    def action_next_branch(self) -> None:
        """Show the run, or the next of its forks."""
        if len(self._branches) == 1:
            self.notify("there is no fork yet: F forks at the moment that is looked at")
            return
        place = self._branches.index(self._branch) + 1
        self._show_branch(self._branches[place % len(self._branches)])

    def _show_branch(self, branch: Branch) -> None:
        self._branch = branch
        self.switch_mode(branch.mode)
        self.post_message(self.News())

    # ---- what lies over the screen, and leaving -------------------------------------------------

    def action_lens(self, name: str) -> None:
        """Show this lens, with nothing over it."""
        self._main.close_card()
        self._main.show_lens(name)
        self.post_message(self.News())

    def on_checks_lens_sought(self, message: ChecksLens.Sought) -> None:
        """Look at what broke a rule."""
        self.controls.show_moment(message.event)
        self._moved()

    def action_filter(self) -> None:
        """Ask for words to be found in what is told."""
        self._main.close_card()
        self.push_screen(
            FilterScreen("" if self.view.filtered is None else self.view.filtered.words)
        )

    def on_filter_screen_typed(self, message: FilterScreen.Typed) -> None:
        """Tell what these words are found in."""
        self.view.filter(message.words)
        self.post_message(self.News())

    def on_diagram_sought(self, message: Diagram.Sought) -> None:
        """Look at the moment of an event."""
        self.controls.show_moment(message.event)
        self._moved()

    def on_story_panel_sought(self, message: StoryPanel.Sought) -> None:
        """Look at what a story tells of."""
        self.controls.show_moment(message.event)
        self._moved()

    def action_toggle_side(self) -> None:
        """Show or hide the clients and what is in flight."""
        self._main.toggle_side()

    def action_close(self) -> None:
        """Close what lies over the screen, or what was opened last."""
        self._main.close()

    @property
    def all_keys(self) -> list[Binding]:
        """All keys that do something now, those of the lens last."""
        return [*keys.TIME, *keys.SCREEN, *self._main.lens_bindings()]

    @property
    def has_keys(self) -> Lens:
        """The lens that is shown."""
        return self._main.lens

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(HelpScreen(self.all_keys))

    def action_leave(self) -> None:
        """Leave; ask first where the run is still going."""
        if self.controls.is_replay:
            self.exit()
        elif not isinstance(self.screen, LeaveScreen):
            self.push_screen(LeaveScreen(), lambda leave: self.exit() if leave else None)

    async def action_quit(self) -> None:
        """Leave as `q` does, when the command palette asks for it."""
        self.action_leave()

    def action_leave_at_once(self) -> None:
        """Leave without asking."""
        self.exit()
