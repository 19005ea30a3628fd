"""Runs in memory, in virtual time, for which no MPI is needed."""

from bt_tui.compare.comparison import Run, ended
from core.errors import ProtocolError, RunError
from core.model import Scenario, Sizes
from core.profiles import profile_named
from core.sim.world import World


class Simulator:
    """Runs a scenario in this process."""

    transport = "simulator"

    def __init__(self, scenario: Scenario, sizes: Sizes | None = None) -> None:
        self._scenario = scenario
        self._sizes = sizes

    def run(self, profile: str, seed: int) -> Run:
        """Run it once by the rules of a profile."""
        world = World(self._scenario, seed=seed, profile=profile_named(profile), sizes=self._sizes)
        try:
            world.run()
        except (RunError, ProtocolError) as error:
            return Run(seed, None, (str(error),))
        return ended(seed, world.records, len(self._scenario.clients) + 1)
