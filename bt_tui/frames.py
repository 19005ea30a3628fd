"""Frames: news is taken and folded into the history, what that changed is drawn, and keys go first.

Nothing here waits for the run.
"""

import gc
import time
from abc import abstractmethod
from collections.abc import Mapping

from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.message import Message

from bt_tui.judging import Judging
from bt_tui.sources import Ended, Source
from bt_tui.time_keys import TimeKeys
from bt_tui.view import View
from bt_tui.widgets.later import call_after
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
LOAD_S = 0.03
"""So long a recording is read on before keys are looked at again."""
FILTER_S = 0.01
"""So long a frame looks for words in what was told."""
JUDGE_S = 0.01
"""So long a frame judges what happened: a quarter of the time between two."""


class Frames(TimeKeys):
    """A screen that is drawn anew as soon as there is news, but only so many times a second."""

    _drawn_at = 0.0
    _frame_is_due = False

    class News(Message):
        """There is news in the feed."""

    @property
    @abstractmethod
    def view(self) -> View:
        """What is looked at."""

    @property
    @abstractmethod
    def judging(self) -> Judging:
        """How what happens is held against the rules."""

    @property
    @abstractmethod
    def pace(self) -> Pace:
        """How time goes."""

    @property
    @abstractmethod
    def _source(self) -> Source: ...

    def on_frames_news(self) -> None:
        """Draw a frame now, or as soon as the next one is due."""
        if not self._frame_is_due:
            self._draw_when_due()

    def _draw_when_due(self) -> None:
        """Draw a frame, unless the last was just drawn, or a key is to be answered first."""
        frame_s = FLOOD_FRAME_S if self.pace.mode is Mode.FULL else FRAME_S
        wait_s = self._drawn_at + frame_s - time.monotonic()
        if self._answers:
            wait_s = max(wait_s, FRAME_S)  # and look again then
        if wait_s > 0:
            self._draw_in(wait_s)
        else:
            self._draw()

    def _draw_in(self, wait_s: float) -> None:
        self._frame_is_due = True
        call_after(self, wait_s, self._draw_when_due)

    @property
    def _answers(self) -> bool:
        """Whether a key is being answered, for which all else waits."""
        return self._source.answering.left_s > 0

    def _draw(self) -> None:
        """Take what is new, move what moves by itself, and draw what that changed."""
        self._frame_is_due = False
        gc.enable()
        self._take_news()
        if self._answers:  # a key came meanwhile: what it asks for is drawn first
            self._draw_in(FRAME_S)
            return
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
        if self._main.lens.is_laid_out:
            self._source.answering.drawn()
