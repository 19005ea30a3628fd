"""How few messages a run takes, and how evenly its clients serve: the promises of the issue."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from bt_tui.samples import Sample, samples
from core.balance import Balance
from core.events import MessageSent, Record
from core.profiles import PROFILES, Profile
from core.sim.world import World
from core.trace import read_trace
from tests.conformance.judging import judged, scenario_of
from tests.conftest import MPIS
from tests.mpi.jobs import Mpi, run
from tests.mpi.test_runs import expected, outputs, sample

RACES = [one for one in samples() if one.name in {"race", "rush"}]
SEEDS = range(10)
BALANCE_MAX = 1.15
"""What the busiest client serves over the mean of all, over the least that can be had."""
CONDUCTED = ("--speed", "100000", "--seed", "5")
"""So that a run is the same each time: skew on few cores is not the protocol's."""

FRUGAL = [profile for profile in PROFILES.values() if profile.segments_max > 1]
EVEN = [profile for profile in PROFILES.values() if profile.choice == "least-loaded"]

each_race = pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
each_frugal = pytest.mark.parametrize("profile", FRUGAL, ids=lambda profile: profile.name)
each_even = pytest.mark.parametrize("profile", EVEN, ids=lambda profile: profile.name)


def recorded(race: Sample, profile: Profile, seed: int) -> list[Record]:
    return World(scenario_of(race), profile=profile, seed=seed).run().records


def messages(records: Iterable[Record]) -> int:
    return sum(isinstance(record.event, MessageSent) for record in records)


def assert_balanced(records: Sequence[Record]) -> None:
    balance = Balance()
    for record in records:
        balance.observe(record)
    assert balance.reached is not None
    assert balance.bound is not None
    assert balance.reached <= BALANCE_MAX * balance.bound


def conducted(mpi: Mpi, race: Sample, profile: Profile, directory: Path) -> list[Record]:
    """Return the records of a run over MPI that brought everything."""
    source = sample(race.name, race.clients)
    output, trace = directory / profile.name, directory / f"{profile.name}.jsonl"
    words = ["--headless", "--profile", profile.name, *CONDUCTED, "--record", str(trace)]
    command = mpi.bt_tui(race.ranks, race.name, *words, "--output", str(output))
    ended = run(command, directory)
    assert ended.code == 0, ended.err
    assert outputs(output) == expected(source)
    return read_trace(trace)[1]


@each_race
@each_even
@pytest.mark.parametrize("seed", SEEDS)
def test_clients_serve_about_as_evenly_as_they_can(
    race: Sample, profile: Profile, seed: int
) -> None:
    assert_balanced(recorded(race, profile, seed))


@each_race
@each_frugal
@pytest.mark.parametrize("seed", SEEDS[:3])
def test_answers_that_carry_many_segments_need_the_fewest_messages(
    race: Sample, profile: Profile, seed: int
) -> None:
    records = recorded(race, profile, seed)
    judged(records, profile, faultless=True)  # which counts them
    others = [other for other in PROFILES.values() if other not in FRUGAL]
    assert messages(records) < min(messages(recorded(race, one, seed)) for one in others)


@each_race
@each_even
def test_over_mpi_they_serve_as_evenly_and_keep_to_the_rules(
    mpi: Mpi, race: Sample, profile: Profile, tmp_path: Path
) -> None:
    records = conducted(mpi, race, profile, tmp_path)
    assert_balanced(records)
    judged(records, profile, faultless=True)


@pytest.mark.parametrize("mpi", MPIS[:1], ids=lambda mpi: mpi.name)  # the same under every one
@each_frugal
def test_over_mpi_they_need_the_fewest_messages(mpi: Mpi, profile: Profile, tmp_path: Path) -> None:
    (race,) = (one for one in RACES if one.name == "race")  # rush takes half a minute
    sent = {one.name: messages(conducted(mpi, race, one, tmp_path)) for one in PROFILES.values()}
    assert min(sent, key=sent.__getitem__) == profile.name
