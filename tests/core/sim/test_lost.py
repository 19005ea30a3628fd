"""Messages to and from the tracker that are lost, and a tracker that is cut off for a while."""

from collections.abc import Callable
from random import Random

import pytest

from core.cast import client_machines, tracker_machine
from core.checks import Verdict, checks_for, judge
from core.events import (
    ClientFinished,
    MessageReceived,
    SegmentStored,
    SwarmUnanswered,
    TrackerSilent,
)
from core.holdings import Holdings
from core.machine import Machine
from core.messages import (
    AllComplete,
    AnyMessage,
    FileComplete,
    Go,
    Poison,
    Ready,
    Register,
    Start,
    SwarmReply,
    SwarmRequest,
    Update,
)
from core.model import DEFAULT_LIMITS, TRACKER, Address, Limits, download_thread, upload_thread
from core.profiles import PROFILES, Profile
from core.sim.world import World
from tests import judging
from tests.machines import CutOff, Flaky, Losing
from tests.worlds import client, file, scenario

FILE, POEM = file("atlas", 25), file("poem", 12)
HERE = scenario(
    client(1, owns=[FILE]),
    client(2, owns=[POEM], wants=["atlas"]),
    client(3, wants=["poem", "atlas"]),
    client(4, wants=["atlas", "poem"]),
)
EVERYTHING = {(2, "atlas"), (3, "poem"), (3, "atlas"), (4, "atlas"), (4, "poem")}
LOSSY = Limits(silence_s=10.0)
GO_BY_RECEIPTS = {"joins-the-swarm", "seed-is-listed", "end-signal"}
"""Checks that take what a spoiled thread got for what it heeded."""
EARLY_S, LATE_S = 0.015, 0.05
"""When these runs have just begun, and a moment in their middle."""

every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda one: one.name)
Spoil = Callable[[Machine], Machine]


def machines_of(rank: int, profile: Profile, limits: Limits) -> dict[Address, Machine]:
    if rank == TRACKER.rank:
        return tracker_machine(len(HERE.clients), profile, limits)
    one = HERE.clients[rank - 1]
    return client_machines(one, Holdings(one.owned), profile, 0, limits)


def spoiled(profile: Profile, at: Address, spoil: Spoil, limits: Limits = LOSSY) -> World:
    """Run in memory with one thread spoiled."""
    cast = machines_of(at.rank, profile, limits)
    cast[at] = spoil(cast[at])
    return judged(World(HERE, profile=profile, limits=limits, cast=cast), profile)


def judged(world: World, profile: Profile) -> World:
    """Run to the end; see that all threads end, and judge the records."""
    world.run(steps_max=50_000)
    assert [str(at) for at, performer in world.performers.items() if not performer.ended] == []
    checks = [one for one in checks_for(profile, faultless=False) if one.name not in GO_BY_RECEIPTS]
    judgements = judge(world.records, checks)
    assert [one for one in judgements if one.verdict is Verdict.BROKEN] == []
    return world


def losing(profile: Profile, at: Address, kind: type[AnyMessage], limits: Limits = LOSSY) -> World:
    """Let the first message of this kind to this thread be lost."""
    losers: list[Losing] = []

    def spoil(inner: Machine) -> Machine:
        losers.append(Losing(inner, kind))
        return losers[0]

    world = spoiled(profile, at, spoil, limits)
    (loser,) = losers
    came = [
        record
        for record in world.records
        if record.at == at
        and isinstance(record.event, MessageReceived)
        and record.event.kind == kind.__name__
    ]
    assert (loser.times_left == 0) is bool(came)
    return world


# ---- one message --------------------------------------------------------------------------------

TO_TRACKER = [Register, Ready, SwarmRequest, Update, FileComplete, AllComplete]
TO_CLIENT = [Start, Go, SwarmReply]


@every_profile
@pytest.mark.parametrize("kind", TO_TRACKER, ids=lambda kind: kind.__name__)
def test_a_lost_word_to_the_tracker_costs_time_and_nothing_else(
    profile: Profile, kind: type[AnyMessage]
) -> None:
    world = losing(profile, TRACKER, kind, Limits())
    assert judging.completed(world.records) == EVERYTHING
    assert world.totals.complete


@every_profile
@pytest.mark.parametrize("rank", [1, 4])
@pytest.mark.parametrize("kind", TO_CLIENT, ids=lambda kind: kind.__name__)
def test_a_lost_word_of_the_tracker_costs_time_and_nothing_else(
    profile: Profile, kind: type[AnyMessage], rank: int
) -> None:
    world = losing(profile, download_thread(rank), kind, Limits())
    assert judging.completed(world.records) == EVERYTHING
    assert world.totals.complete


@every_profile
def test_where_the_end_signal_is_lost_the_upload_thread_ends_by_itself(profile: Profile) -> None:
    world = losing(profile, upload_thread(2), Poison)
    silent = [record.at for record in world.records if isinstance(record.event, TrackerSilent)]
    assert silent == [upload_thread(2)]
    assert world.totals.complete


@every_profile
def test_a_client_that_finished_and_was_not_heard_is_not_taken_for_lost(profile: Profile) -> None:
    world = losing(profile, TRACKER, AllComplete)
    finished = [event.client for _, event in judging.of_kind(world.records, ClientFinished)]
    assert sorted(finished) == [1, 2, 3, 4]
    assert world.totals.lost == ()


@every_profile
def test_without_losses_nobody_asks_and_no_timer_of_this_rings(profile: Profile) -> None:
    plain = World(HERE, profile=profile).run()
    watchful = World(HERE, profile=profile, limits=LOSSY).run()
    sent = [
        {kind: traffic.messages for kind, traffic in world.totals.sent.items()}
        for world in (plain, watchful)
    ]
    assert sent[0] == sent[1]
    assert not {"Probe", "Alive"} & set(sent[0])


# ---- any messages -------------------------------------------------------------------------------


def flaky(profile: Profile, seed: int, share: float) -> World:
    """Lose this share of all messages between the tracker and clients."""
    rng = Random(seed)
    ranks = range(len(HERE.clients) + 1)
    real = {at: one for rank in ranks for at, one in machines_of(rank, profile, LOSSY).items()}
    cast: dict[Address, Machine] = {at: Flaky(one, rng, share) for at, one in real.items()}
    return judged(World(HERE, profile=profile, limits=LOSSY, cast=cast, seed=seed), profile)


@every_profile
@pytest.mark.parametrize("seed", range(4))
def test_where_some_are_lost_everybody_gets_everything(profile: Profile, seed: int) -> None:
    world = flaky(profile, seed, share=0.03)
    assert judging.completed(world.records) == EVERYTHING


@every_profile
@pytest.mark.parametrize("seed", range(4))
def test_where_half_are_lost_nobody_hangs_and_what_is_missing_is_told(
    profile: Profile, seed: int
) -> None:
    world = flaky(profile, seed, share=0.5)
    missing = set(judging.missing_of(world.records))
    assert judging.completed(world.records) | missing == EVERYTHING


# ---- a tracker that is cut off ------------------------------------------------------------------


def cut_off(profile: Profile, begins: float, ends: float) -> World:
    return spoiled(profile, TRACKER, lambda inner: CutOff(inner, begins, ends))


@every_profile
@pytest.mark.parametrize("begins", [0.0, 0.005, 0.02, LATE_S, 0.1])
@pytest.mark.parametrize("lasts", [1.0, 8.0, 16.0])
def test_when_the_tracker_is_back_everybody_gets_everything(
    profile: Profile, begins: float, lasts: float
) -> None:
    world = cut_off(profile, begins, begins + lasts)
    assert judging.completed(world.records) == EVERYTHING


@every_profile
@pytest.mark.parametrize("begins", [0.0, 0.005, LATE_S])
def test_a_tracker_that_is_away_for_good_hangs_nobody(profile: Profile, begins: float) -> None:
    world = cut_off(profile, begins, 1e9)
    ended = judging.completed(world.records) | set(judging.missing_of(world.records))
    assert ended == EVERYTHING


@every_profile
def test_meanwhile_clients_go_on_with_the_swarm_that_they_know(profile: Profile) -> None:
    world = cut_off(profile, EARLY_S, EARLY_S + 8.0)
    stored = [one.time for one in world.records if isinstance(one.event, SegmentStored)]
    meanwhile = [time for time in stored if EARLY_S + 0.003 < time < EARLY_S + 8.0]
    assert len(meanwhile) > 5


WAITING = [profile for profile in PROFILES.values() if profile.reads_again]
waiting_profile = pytest.mark.parametrize(
    "profile", [one for one in WAITING if one.waits_for_swarm], ids=lambda one: one.name
)


@waiting_profile
def test_who_waits_for_the_swarm_goes_on_after_the_timeout_and_not_before(profile: Profile) -> None:
    world = cut_off(profile, EARLY_S, EARLY_S + 8.0)
    stored = [one.time for one in world.records if isinstance(one.event, SegmentStored)]
    unanswered = [one.time for one in world.records if isinstance(one.event, SwarmUnanswered)]
    assert unanswered[0] > DEFAULT_LIMITS.swarm_timeout_s
    between = [time for time in stored if EARLY_S + 0.1 < time < unanswered[0]]
    after = [time for time in stored if unanswered[0] < time < EARLY_S + 8.0]
    assert (between, len(after) > 10) == ([], True)


@every_profile
def test_who_was_taken_for_gone_meanwhile_is_back_afterwards(profile: Profile) -> None:
    world = cut_off(profile, LATE_S, LATE_S + 16.0)
    assert world.totals.lost == ()
