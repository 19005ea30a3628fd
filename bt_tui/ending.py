"""How a rank ends when it does not just finish: in order where it can, and always with a reason.

What there is to say is said last, on a terminal that was given back before.
"""

import os
import threading
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from bt_tui.exits import INTERRUPTED, NOT_DONE
from bt_tui.last_words import say_last
from core.errors import PayloadError, RankFailedError, RecordingError
from core.runtime.roles import report_failure

if TYPE_CHECKING:
    from bt_tui.stage import Stage
    from core.runtime.mpi import World

LEFT_EARLY = "left before the end"
ORDERLY_WITHIN_S = 0.8
"""How long an interrupted run may take to end in order; some launchers kill after a second."""
TOLD_BEFORE_S = 5.0
"""How long a rank that told rank 0 why it failed waits for rank 0 to end the world."""


class Ending:
    """What is known of how this rank may end, shared by all its threads."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.why_headless = ""
        """Why there is no screen, in words, where one was wanted."""
        self.world: World | None = None
        self.watched = False
        """Whether rank 0 has a screen, on which only its own words would stay."""
        self.leave: Callable[[], None] | None = None
        """Ends the run in order, where there is one."""
        self.interruption = ""
        """Why the run was interrupted from outside, in words, if it was."""
        self.recorded = ""
        """Where the run is recorded, in a line, if it is."""
        self.left_early = False
        """Whether somebody left the screen before the run was over."""
        self.outcome = ""
        """What came of going on until something happens, in words, where there was no screen."""
        self._left = threading.Event()

    def has_left(self) -> None:
        """Take notice that the run ended in order."""
        self._left.set()

    def say(self, words: str) -> None:
        """Say why the run ended before it was over, where it is read."""
        if self.stage is not None:
            self.stage.say(words)
        else:
            say_last(words)

    def interrupt(self, why: str) -> None:
        """End the run in order, and the world where that takes too long or there is no run."""
        self.interruption = why
        if self.leave is not None:
            self.leave()
            if self._left.wait(ORDERLY_WITHIN_S):
                return
        self._end(f"bt-tui: {why}\n", INTERRUPTED)

    def fail(self, thread: str, error: BaseException) -> NoReturn:
        """End the world with this rank's traceback; a file that is to blame needs none."""
        if isinstance(error, RankFailedError):
            words = str(error)
        elif isinstance(error, RecordingError):
            words = f"bt-tui: the recording cannot go on, which ends the run: {error}\n"
        elif isinstance(error, PayloadError):
            words = f"bt-tui: a file cannot go on, which ends the run: {error}\n"
        else:
            who = thread if self.world is None else f"rank {self.world.rank}, {thread}"
            trace = "".join(traceback.format_exception(error))
            words = f"bt-tui: {who}, failed, which ends the run\n{trace}"
        self._leave_it_to_rank_0(words)
        self._end(words, NOT_DONE)

    def _leave_it_to_rank_0(self, words: str) -> None:
        """Let rank 0 say it and end the world; return where it does not."""
        if self.world is not None and self.watched and self.world.rank != 0:
            try:
                if report_failure(self.world, words):
                    time.sleep(TOLD_BEFORE_S)
            except Exception as error:  # noqa: BLE001 - the first failure is what counts
                traceback.print_exception(error)

    def _end(self, words: str, code: int) -> NoReturn:
        try:
            if self.stage is None:
                say_last(self.recorded + words)
            else:
                self.stage.give_back()
                self.stage.say(self.recorded + words)
        finally:
            if self.world is not None:
                self.world.abort(code)
            os._exit(code)
