"""Runs in memory in which threads are dead, silent, late, lying or denying, for every profile."""

import msgspec
from hypothesis import strategies as st

from core.cast import client_machines
from core.holdings import Holdings
from core.machine import Machine
from core.model import (
    DEFAULT_LIMITS,
    Address,
    ClientInput,
    Limits,
    Scenario,
    upload_thread,
)
from core.profiles import DEFAULT_PROFILE, Profile
from core.sim.world import World
from tests.conformance.machines import KINDS, Busy, spoiled_by, uploading
from tests.core.sim.companies import FILE, OTHER
from tests.machines import Dead, Mortal
from tests.worlds import client, file, scenario

KNOWN_AS = DEFAULT_PROFILE.words
"""The words of the machines that tests put in."""


def with_usual_words(profile: Profile) -> Profile:
    """Return the profile with the words of the machines that tests put in."""
    return msgspec.structs.replace(profile, words=KNOWN_AS)


@st.composite
def companies(draw: st.DrawFn, profile: Profile) -> World:
    """Owners, some of them spoiled, and leechers, some of which cannot upload."""
    owners: list[ClientInput] = []
    cast: dict[Address, Machine] = {}
    for rank in range(1, draw(st.integers(1, 3)) + 1):
        owned = draw(st.sampled_from([[FILE], [OTHER], [FILE, OTHER]]))
        owners.append(client(rank, owns=owned))
        if (kind := draw(st.sampled_from(["good", *KINDS]))) != "good":
            cast |= spoiled_by(profile, kind, owners[-1], answers=draw(st.integers(0, 15)))
    leechers = range(len(owners) + 1, len(owners) + 1 + draw(st.integers(1, 4)))
    cast |= {upload_thread(rank): Dead() for rank in draw(st.sets(st.sampled_from(leechers)))}
    here = scenario(*owners, *(client(rank, wants=[FILE, OTHER]) for rank in leechers))
    return World(here, seed=draw(st.integers(0, 99)), profile=profile, cast=cast)


def with_a_dying_owner(profile: Profile) -> World:
    """Return a world in which nobody can get all: the one owner of a file dies on the way."""
    large = file("large", 15)
    here = scenario(
        client(1, owns=[large, OTHER]),
        client(2, owns=[OTHER], wants=[large]),
        client(3, wants=[large, OTHER]),
        client(4, wants=["nobodys", OTHER]),
    )
    answers = 12 if profile.segments_max == 1 else 2
    cast = {upload_thread(1): Mortal(uploading(here.clients[0], profile), answers)}
    return World(here, profile=profile, cast=cast)


def with_busy_uploaders(
    here: Scenario, profile: Profile, delay: float, seed: int = 0, limits: Limits = DEFAULT_LIMITS
) -> World:
    """Return a world in which every client takes its time before each answer."""
    cast: dict[Address, Machine] = {}
    for one in here.clients:
        cast |= client_machines(one, Holdings(one.owned), profile, seed, limits)
        up = upload_thread(one.rank)
        cast[up] = Busy(cast[up], delay)
    return World(here, profile=profile, seed=seed, limits=limits, cast=cast)
