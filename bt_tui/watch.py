"""Watching a run that goes on in other threads, until somebody leaves.

The main thread belongs to the screen. The run has threads of its own, which never wait for it; only
when the screen is gone does this wait for them.
"""

import sys
import threading
from collections.abc import Callable

from bt_tui.app import LiveScreen
from bt_tui.ending import Ending
from bt_tui.mpirun_driver import driver_for
from bt_tui.sources import Ended, LiveRun
from bt_tui.stage import Stage
from core.measures import Totals
from core.runtime.pace import StopRun

SWITCH_INTERVAL_S = 0.0001
"""How long a thread of rank 0 may keep the others waiting: a frame should not hold up messages."""
LAUNCHER_GONE = "mpirun is gone"


class Watch:
    """A screen on a stage, and the run that it shows."""

    def __init__(self, live: LiveRun, ending: Ending, stage: Stage) -> None:
        self._live = live
        self._ending = ending
        self._stage = stage
        self._totals: list[Totals] = []
        driver = None
        if stage.terminal is not None:
            driver = driver_for(
                stage.terminal,
                on_eof=lambda: ending.interrupt(LAUNCHER_GONE),
                on_input=self._expect_input,
                on_drawn=self._drawn,
            )
        self._screen = LiveScreen(live, driver)

    def run(self, play: Callable[[], Totals]) -> Totals:
        """Show the run that `play` goes through, until it is left; return what it came to.

        What goes wrong on the screen is raised; what goes wrong elsewhere ends the world.
        """
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        thread = threading.Thread(target=self._play, args=(play,), name="run")
        thread.start()
        self._ending.leave = self._leave
        self._screen.run()
        self._stage.give_back()
        if self._screen.failure is not None:
            raise self._screen.failure
        if not self._totals:
            self._ending.left_early = True
            self._live.wish(StopRun())
        thread.join()
        return self._totals[0]

    def _play(self, play: Callable[[], Totals]) -> None:
        try:
            self._totals.append(play())
            self._live.feed.put(Ended())
        except BaseException as error:  # noqa: BLE001 - nothing may pass silently
            self._ending.fail("run", error)

    def _expect_input(self) -> None:
        """Be ready to answer a key; called by the thread that reads keys."""
        self._screen.expect_input()

    def _drawn(self) -> None:
        self._screen.drawn()

    def _leave(self) -> None:
        """End the run in order; called by other threads."""
        self._screen.call_later(self._screen.exit)
