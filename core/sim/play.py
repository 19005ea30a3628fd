"""Playing a simulated run before an audience, as `core.runtime.roles` plays one over MPI."""

from collections.abc import Sequence

from core.events import Record
from core.faults import MessageFault
from core.measures import Totals
from core.model import CONDUCTOR, Scenario
from core.payloads import MakePayloads
from core.runtime.collector import Collector
from core.runtime.pace import Audience
from core.runtime.roles import Plan
from core.sim.backstage import Backstage
from core.sim.rerun import rerun
from core.sim.world import World


def play_simulated(
    scenario: Scenario,
    plan: Plan,
    audience: Audience,
    begun: Sequence[Record] = (),
    payloads: MakePayloads | None = None,
) -> Totals:
    """Run a scenario in this thread to the end, before this audience; return what was counted.

    It goes on from what has `begun` elsewhere: see `core.sim.rerun`, also for the error that this
    raises where that does not come again. Where nothing makes `payloads`, bytes are only counted.
    """
    world = World.of(scenario, plan, payloads=payloads)
    rerun(world, begun)
    backstage = Backstage(
        world,
        told=sum(record.at != CONDUCTOR for record in begun),
        strikes=any(not isinstance(fault, MessageFault) for fault in plan.faults),
    )
    collector = Collector(
        list(world.performers),
        telemetry=backstage,
        control=backstage,
        audience=audience,
        conducted=True,
        faults=plan.faults,
    )
    return collector.run(begun)
