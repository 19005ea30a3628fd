"""Any company of good, dead, lying, denying and late clients: what can arrive does."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from core import bitmap
from core.machine import Machine
from core.model import (
    DEFAULT_LIMITS,
    Address,
    ClientInput,
    download_thread,
    upload_thread,
)
from core.profiles import DEFAULT_PROFILE, Profile
from core.sim.world import World
from tests import judging
from tests.core.sim.companies import FILE, OTHER, dead, run, serving
from tests.machines import Dead, Denier, Liar, Mortal, Mute, Tardy
from tests.worlds import client, scenario

SPOILERS = ["dead", "no download", "no upload", "mute", "mortal", "liar", "denier", "late"]


def spoiled(kind: str, one: ClientInput, answers: int) -> dict[Address, Machine]:
    """Return the machines of a client of this kind, which wants nothing."""
    real = serving(one.rank, *one.owned)
    down, up = download_thread(one.rank), upload_thread(one.rank)
    casts: dict[str, dict[Address, Machine]] = {
        "dead": dead(one.rank),
        "no download": {down: Dead()},
        "no upload": {up: Dead()},
        "mute": {up: Mute(one.rank)},
        "mortal": {up: Mortal(real, answers)},
        "liar": {up: Liar(one.rank)},
        "denier": {up: Denier(one.rank)},
        "late": {up: Tardy(real, DEFAULT_LIMITS.request_timeout_s + 0.5)},
    }
    return casts[kind]


@st.composite
def mixed_companies(draw: st.DrawFn) -> tuple[World, Profile, range, set[str]]:
    """Owners, some of them spoiled, and leechers, some of which cannot upload.

    The world, its profile, the leechers, and what must arrive.
    """
    owners: list[ClientInput] = []
    safe: set[str] = set()
    cast: dict[Address, Machine] = {}
    for rank in range(1, draw(st.integers(1, 3)) + 1):
        kind = draw(st.sampled_from(["good", *SPOILERS]))
        owned = draw(st.sampled_from([[FILE], [OTHER], [FILE, OTHER]]))
        owners.append(client(rank, owns=owned))
        if kind != "good":
            cast |= spoiled(kind, owners[-1], answers=draw(st.integers(0, 15)))
        if kind in {"good", "late"}:
            safe |= {one.name for one in owned}
    leechers = range(len(owners) + 1, len(owners) + 1 + draw(st.integers(1, 3)))
    cast |= {upload_thread(rank): Dead() for rank in draw(st.sets(st.sampled_from(leechers)))}
    here = scenario(*owners, *(client(rank, wants=[FILE, OTHER]) for rank in leechers))
    profile = msgspec.structs.replace(DEFAULT_PROFILE, in_flight=draw(st.integers(1, 4)))
    world = World(here, seed=draw(st.integers(0, 99)), profile=profile, cast=cast)
    return world, profile, leechers, safe


@given(company=mixed_companies())
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_in_mixed_company_what_can_arrive_does_and_the_rest_is_reported(
    company: tuple[World, Profile, range, set[str]],
) -> None:
    world, profile, leechers, safe = company
    run(world, [], profile)
    assert all(world.performers[download_thread(rank)].ended for rank in leechers)
    missing, completed = judging.missing_of(world.records), judging.completed(world.records)
    for rank in leechers:
        for name in (FILE.name, OTHER.name):
            if name in safe or (rank, name) in completed:
                assert (rank, name) in completed
                assert (rank, name) not in missing
            else:
                held = world.holdings[rank].get(name)
                lacking = held.missing if held else 0
                assert missing[rank, name] == tuple(bitmap.members(lacking))
