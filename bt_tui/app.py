"""The screen: takes news, folds it into the history, has it drawn, and passes keys on.

It never waits for the run, and the run never waits for it. Nothing here knows where events come
from.
"""

import gc
import time
from collections.abc import Mapping
from typing import ClassVar

from textual.actions import ActionParseResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.message import Message

from bt_tui import keys
from bt_tui.branch import Branch
from bt_tui.controls import Controls
from bt_tui.judging import Judging
from bt_tui.screens.filter import FilterScreen
from bt_tui.screens.help import HelpScreen
from bt_tui.screens.leave import LeaveScreen
from bt_tui.screens.main import MainScreen
from bt_tui.sources import Ended, Source
from bt_tui.state import State
from bt_tui.time_keys import TimeKeys
from bt_tui.view import View
from bt_tui.widgets.checks import ChecksLens
from bt_tui.widgets.diagram import Diagram
from bt_tui.widgets.lens import Lens
from bt_tui.widgets.story import StoryPanel
from core.runtime.pace import Mode, Pace

FRAME_S = 1 / 25
FLOOD_FRAME_S = 1 / 16
"""At full speed nobody can read along, and the processor is wanted elsewhere.

A frame takes some 15 ms, most of it in Textual.
"""
BREATH_S = 0.001
"""At full speed the threads of the run get the interpreter for so long after every batch.

Each of their calls of MPI gives it up; to get it back from a thread that is busy takes so long that
the tracker's answers came ten times later.
"""
RECORDS_PER_FRAME = 2_000
RECORDS_AT_ONCE = 200
"""So many events are folded before keys are looked at again: some 3 ms."""
SETTLE_S = 0.1
"""The first drawing takes so long, and a run that begins meanwhile would have to wait for it."""
LOAD_S = 0.03
"""So long a recording is read on before keys are looked at again."""
FILTER_S = 0.01
"""So long a frame looks for words in what was told."""
JUDGE_S = 0.01
"""So long a frame judges what happened: a quarter of the time between two."""


class LiveScreen(TimeKeys):
    """The program with a screen."""

    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "run"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.IN_FOOTER]

    class News(Message):
        """There is news in the feed."""

    def __init__(self, source: Source, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self._branch = Branch(source, self.DEFAULT_MODE)
        """The run that is shown."""
        self._branches: list[Branch] = []
        self._add_branch(self._branch)
        self._drawn_at = 0.0
        self._frame_is_due = False

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
        self.call_after_refresh(self.set_timer, SETTLE_S, self._begin)

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

    # ---- frames ---------------------------------------------------------------------------------

    def on_live_screen_news(self) -> None:
        """Draw a frame now, or as soon as the next one is due."""
        if not self._frame_is_due:
            self._draw_when_due()

    def _draw_when_due(self) -> None:
        """Draw a frame, unless the last was just drawn, or a key is to be answered first."""
        frame_s = FLOOD_FRAME_S if self.pace.mode is Mode.FULL else FRAME_S
        wait_s = self._drawn_at + frame_s - time.monotonic()
        if self._answers:
            wait_s = max(wait_s, FRAME_S)
        self._frame_is_due = wait_s > 0
        if self._frame_is_due:
            self.set_timer(wait_s, self._draw_when_due)
        else:
            self._draw()

    @property
    def _answers(self) -> bool:
        """Whether a key is being answered, for which all else waits."""
        return self._source.answering.left_s > 0

    def _draw(self) -> None:
        """Take what is new, move what moves by itself, and draw what that changed."""
        gc.enable()
        self._take_news()
        if missed := self.controls.tick():
            told = f"until {missed}: not in what has happened so far"
            self.notify(told, severity="warning", markup=False)
        if self._judges:
            self.judging.go_on(JUDGE_S, is_over=self.controls.ended and not self._source.replayed)
        if self.view.filtered is not None:
            self.view.filtered.go_on(FILTER_S)
        self._show()
        self._drawn_at = time.monotonic()
        behind = (self._judges and self.judging.is_behind) or self._looks_for_words
        if self.controls.is_moving or not self._source.feed.is_empty or behind:
            self.post_message(self.News())

    @property
    def _judges(self) -> bool:
        """Whether there is time to judge: somebody wants to know, or nothing else goes on."""
        is_calm = self.controls.ended or self.controls.run_pace.mode is Mode.HELD
        return self._main.shows_checks or (is_calm and not self.controls.is_moving)

    @property
    def _looks_for_words(self) -> bool:
        """Whether there are sentences in which words are still to be looked for."""
        return self.view.filtered is not None and self.view.filtered.is_behind

    def _take_news(self) -> None:
        """Take some of what is new; of a recording much, for nothing else needs the processor."""
        until = time.monotonic() + (LOAD_S if self._source.replayed else 0.0)
        self._take_some()
        while time.monotonic() < until and not self._source.feed.is_empty:
            self._take_some()

    def _take_some(self) -> None:
        """Take news for a frame, or less where a key comes meanwhile."""
        for _ in range(0, RECORDS_PER_FRAME, RECORDS_AT_ONCE):
            self._take_few()
            if self._answers or self._source.feed.is_empty:
                return

    def _take_few(self) -> None:
        for news in self._source.feed.take(RECORDS_AT_ONCE):
            match news:
                case Pace():
                    self.controls.run_pace = news
                case Ended():
                    self.controls.ended = True
                case records:
                    self.view.history.take(records)
                    self.view.complete_step()
                    if self.controls.run_pace.mode is Mode.FULL and not self._answers:
                        time.sleep(BREATH_S)

    def _show(self) -> None:
        self._main.show(self.pace, ended=self.controls.ended, speed=self.controls.speed)

    def _moved(self) -> None:
        """Show what a key of time did at once, and go on from there."""
        self._main.close_card()
        self._show()
        self.post_message(self.News())

    # ---- keys -----------------------------------------------------------------------------------

    def expect_input(self) -> None:
        """Let a run at full speed wait for a key to be answered; called by whoever reads keys."""
        if self.controls.run_pace.mode is Mode.FULL:
            self._source.answering.begin()
            gc.disable()  # until the next frame

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for; what is drawn next is the answer to it."""
        done = await super().run_action(action, default_namespace, namespaces)
        self._source.answering.done()
        return done

    def drawn(self) -> None:
        """Take notice that something reached the terminal: maybe the answer to a key."""
        self._source.answering.drawn()

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
