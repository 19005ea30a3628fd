"""A case: all that a simulated run is decided by, so that it can be run again, and made smaller."""

from collections.abc import Mapping

import msgspec

from core.faults import Fault
from core.machine import Machine
from core.model import Address, Scenario
from core.profiles import Profile
from core.runtime.roles import Plan
from core.sim.world import World


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario, the rules and the seed of a run, who rides free, and a plan of faults."""

    scenario: Scenario
    profile: Profile
    seed: int
    free_riders: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def plan(self) -> Plan:
        """What `core.sim.play` plays it by."""
        return Plan(
            self.seed,
            self.profile,
            conducted=True,
            free_riders=self.free_riders,
            faults=self.faults,
        )

    def world(self, cast: Mapping[Address, Machine] | None = None) -> World:
        """Return a new world in which this is to happen; `cast` replaces machines."""
        return World.of(self.scenario, self.plan, cast)
