"""Playing a simulated run before an audience, as `core.runtime.roles` plays one over MPI."""

from core.measures import Totals
from core.model import Scenario
from core.runtime.collector import Collector
from core.runtime.pace import Audience
from core.runtime.roles import Plan
from core.sim.backstage import Backstage
from core.sim.world import World


def play_simulated(scenario: Scenario, plan: Plan, audience: Audience) -> Totals:
    """Run a scenario in this thread to the end, before this audience; return what was counted."""
    world = World(
        scenario,
        seed=plan.seed,
        profile=plan.profile,
        limits=plan.limits,
        free_riders=plan.free_riders,
        faults=plan.faults,
    )
    backstage = Backstage(world)
    collector = Collector(
        list(world.performers),
        telemetry=backstage,
        control=backstage,
        audience=audience,
        conducted=True,
        faults=plan.faults,
    )
    return collector.run()
