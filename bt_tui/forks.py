"""Forks: a run that goes on from a moment of another one, in memory, in another way.

What happened up to that moment is run again, so it must have been recorded whole; it does not
matter whether that was simulated or went over MPI.
"""

import threading
from collections.abc import Callable, Sequence

from bt_tui.sources import SIMULATOR, Ended, Facts, LiveRun
from core.events import Record
from core.model import Scenario
from core.runtime.pace import HELD, StopRun
from core.runtime.roles import Plan
from core.sim.play import play_simulated

Fail = Callable[[BaseException], None]
"""Told, in the fork's own thread, what went wrong in it."""


class Fork(LiveRun):
    """A run of its own, held where it forked off."""

    def __init__(self, scenario: Scenario, plan: Plan, begun: Sequence[Record], step: int) -> None:
        facts = Facts(
            scenario=scenario.name,
            ranks=len(scenario.clients) + 1,
            transport=SIMULATOR,
            profile=plan.profile.name,
            seed=plan.seed,
            forked_at=step,
        )
        super().__init__(facts, HELD)
        self.forks = self._forks = Forks(scenario, plan)
        self._begun = begun

    def start(self, fail: Fail) -> None:
        """Run again what has begun, in a thread that ends with the program, and be held there."""

        scenario, plan = self._forks.scenario, self._forks.plan

        def play() -> None:
            try:
                play_simulated(scenario, plan, self.audience, self._begun)
                self.feed.put(Ended())
            except BaseException as error:  # noqa: BLE001 - nothing may pass silently
                fail(error)

        threading.Thread(target=play, name="fork", daemon=True).start()

    def stop(self) -> None:
        """Let it end where it is."""
        self.wish(StopRun())


class Forks:
    """What forks of one run have in common."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario = scenario
        self.plan = plan

    def at(self, begun: Sequence[Record], step: int) -> Fork:
        """Return a fork after these records, the last of which ends this step."""
        return Fork(self.scenario, self.plan, begun, step)
