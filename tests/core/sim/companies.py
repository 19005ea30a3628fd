"""Runs in memory with machines that tests put in, and what is looked at when they ended."""

from collections.abc import Collection, Sequence

from core.cast import client_machines
from core.events import ThreadGone
from core.holdings import Holdings
from core.machine import Machine
from core.model import (
    DEFAULT_LIMITS,
    TRACKER,
    Address,
    ClientInput,
    Manifest,
    download_thread,
    upload_thread,
)
from core.profiles import DEFAULT_PROFILE, Profile
from core.sim.world import World
from core.uploader import Uploader
from tests import judging
from tests.machines import Dead
from tests.worlds import file

FILE = file("file1", 12)
OTHER = file("file2", 12)
ALL = tuple(range(12))


def serving(rank: int, *owned: Manifest) -> Uploader:
    """Return the real upload thread of a client that holds these files."""
    return Uploader(rank, Holdings(owned))


def downloading(one: ClientInput) -> Machine:
    """Return the real download thread of a client."""
    machines = client_machines(one, Holdings(one.owned), DEFAULT_PROFILE, 0, DEFAULT_LIMITS)
    return machines[download_thread(one.rank)]


def dead(rank: int) -> dict[Address, Machine]:
    """Return a client whose threads never say a word."""
    return {download_thread(rank): Dead(), upload_thread(rank): Dead()}


def run(
    world: World,
    ranks_alive: Sequence[int],
    profile: Profile = DEFAULT_PROFILE,
    *,
    besides: Collection[str] = (),
) -> World:
    """Run to the end, see that those alive ended in good order, and judge the records.

    The machines that tests put in may break the rules `besides`.
    """
    world.run(steps_max=50_000)
    ended = {at for at, performer in world.performers.items() if performer.ended}
    expected = {TRACKER} | {
        at for rank in ranks_alive for at in (download_thread(rank), upload_thread(rank))
    }
    assert ended >= expected
    judging.assert_ordered(world.records, ranks=len(world.holdings) + 1)
    judging.assert_time_goes_forward(world.records)
    judging.assert_each_message_came_once(world.records)
    judging.assert_nobody_talks_to_itself(world.records)
    judging.assert_counts_agree(world.records, world.totals)
    judging.assert_poison_comes_last(world.records, len(world.holdings))
    judging.assert_the_rules_are_kept(world.records, profile, besides)
    return world


def gone(world: World) -> list[Address]:
    """Return the threads that the tracker listed as gone, in order."""
    return [event.thread for _, event in judging.of_kind(world.records, ThreadGone)]


def times(world: World, kind: type[object]) -> list[float]:
    """Return when events of one kind happened."""
    return [record.time for record in world.records if isinstance(record.event, kind)]
