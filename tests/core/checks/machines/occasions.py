"""Small runs in which every rule has its occasion; what goes wrong on purpose is told in each."""

from collections.abc import Iterable

import msgspec

from core.faults import Corrupt, Delay, Deny, Fault, Mute, Slow
from core.model import DEFAULT_LIMITS, Scenario
from core.profiles import Profile
from core.sim.world import World
from tests.conformance.companies import with_busy_uploaders
from tests.worlds import client, file, scenario

SHORT, LONG, HUGE = file("short", 4), file("long", 30), file("huge", 50)
FOUR = scenario(
    client(1, owns=[LONG, SHORT]),
    client(2, wants=[LONG, SHORT]),
    client(3, owns=[SHORT], wants=[LONG]),
    client(4, wants=[SHORT, LONG, "nobodys"]),
)
TWO_SEEDS = scenario(
    client(1, owns=[HUGE]),
    client(2, owns=[HUGE, SHORT]),
    client(3, wants=[HUGE]),
    client(4, wants=[SHORT]),
)
BUSY_S = 0.08
"""How long a busy upload thread takes before each answer."""
PATIENT = msgspec.structs.replace(DEFAULT_LIMITS, round_wait_s=2.0, endgame_after_s=2.0)
HURRIED = msgspec.structs.replace(DEFAULT_LIMITS, endgame_after_s=0.03)
SEED = 1
"""With nearly any other one, all mutants are found as well."""


def _world(here: Scenario, profile: Profile, faults: Iterable[Fault] = ()) -> World:
    return World(here, profile=profile, seed=SEED, faults=faults)


def _swarm(clients: int) -> Scenario:
    """Return a scenario in which all want what the first one owns."""
    others = (client(rank, wants=[LONG]) for rank in range(2, clients + 1))
    return scenario(client(1, owns=[LONG]), *others)


def four_clients(profile: Profile) -> World:
    """One owns all, one something, two nothing; and something there is that nobody owns."""
    return _world(FOUR, profile)


def a_pair(profile: Profile) -> World:
    """One owns what the other wants."""
    return _world(_swarm(2), profile)


def a_client_alone(profile: Profile) -> World:
    """There is nobody who could give what it wants."""
    return _world(scenario(client(1, wants=["nobodys"])), profile)


def two_seeds(profile: Profile) -> World:
    """Of either there is more to ask for than a request may name."""
    return _world(TWO_SEEDS, profile)


def two_busy_seeds(profile: Profile) -> World:
    """As two seeds, and answers are long in coming."""
    return with_busy_uploaders(TWO_SEEDS, profile, BUSY_S, SEED, HURRIED)


def a_crowd(profile: Profile) -> World:
    """More ask at once than there are slots, and answers are long in coming."""
    return with_busy_uploaders(_swarm(8), profile, BUSY_S, SEED, HURRIED)


def a_patient_crowd(profile: Profile) -> World:
    """More ask at once than there are slots, and nobody waits in vain for room or for an answer."""
    return with_busy_uploaders(_swarm(6), profile, BUSY_S, SEED, PATIENT)


# ---- in trouble ---------------------------------------------------------------------------------


def an_owner_falls_silent(profile: Profile) -> World:
    """The only owner of the long file answers no more, once some of it was stored."""
    return _world(FOUR, profile, [Mute(client=1, at="stored:2", nth=5)])


def an_owner_denies(profile: Profile) -> World:
    """One of the two owners of the short file says no to everything."""
    return _world(FOUR, profile, [Deny(client=3)])


def an_owner_lies(profile: Profile) -> World:
    """One of the two owners of the short file sends falsified segments."""
    return _world(FOUR, profile, [Corrupt(client=3)])


def two_seeds_deny(profile: Profile) -> World:
    """Of two seeds one says no to everything, and so does the other for a while."""
    return _world(TWO_SEEDS, profile, [Deny(client=1), Deny(client=2, lasts=0.2)])


def a_peer_is_slow(profile: Profile) -> World:
    """What one client sends comes when nobody waits for it any more."""
    return _world(FOUR, profile, [Slow(client=3, by=DEFAULT_LIMITS.request_timeout_s + 1)])


def denials_are_late(profile: Profile) -> World:
    """A no comes when nobody waits for it any more."""
    late_s = DEFAULT_LIMITS.request_timeout_s + 1
    return _world(FOUR, profile, [Delay(message="SegmentDenial", by=late_s)])


def most_owners_deny(profile: Profile) -> World:
    """Of eight owners seven say no to everything."""
    owners = (client(rank, owns=[SHORT]) for rank in range(1, 9))
    here = scenario(*owners, client(9, wants=[SHORT]))
    return _world(here, profile, [Deny(client=rank) for rank in range(1, 8)])
