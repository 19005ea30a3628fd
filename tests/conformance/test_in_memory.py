"""Every profile keeps to all its rules, in memory: on samples, on anything, and in trouble."""

from functools import cache
from itertools import chain, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.samples import Sample, samples
from core.checks import Judgement
from core.events import EndgameBegun, RequestCancelled
from core.model import Scenario, upload_thread
from core.profiles import PROFILES, Profile
from core.sim.world import World
from tests import judging
from tests.conformance.companies import (
    companies,
    with_a_dying_owner,
    with_busy_uploaders,
    with_usual_words,
)
from tests.conformance.judging import judged, scenario_of, undecidable, undecided
from tests.conformance.machines import Busy, LateOne, uploading
from tests.core.sim.test_properties import profiles, scenarios
from tests.worlds import client, file, scenario

every_profile = pytest.mark.parametrize(
    "profile", PROFILES.values(), ids=lambda profile: profile.name
)
SEEDS = st.integers(0, 2**32)
some_runs = settings(max_examples=25, deadline=None, derandomize=True, database=None)
more_runs = settings(max_examples=80, deadline=None, derandomize=True, database=None)


SLOW = {"few-messages"}
"""What a crowd of busy clients does not keep to."""
PRIZE = file("prize", 60)
CROWD = scenario(client(1, owns=[PRIZE]), *(client(rank, wants=[PRIZE]) for rank in range(2, 9)))


def judged_run(scenario: Scenario, profile: Profile, seed: int = 0) -> list[Judgement]:
    """Return what comes of each check of a run in which everyone gets what it wants."""
    world = World(scenario, profile=profile, seed=seed).run(steps_max=200_000)
    judging.assert_everyone_got_what_it_wanted(scenario, world.records, world.holdings)
    return judged(world.records, profile, faultless=True)


@cache
def judged_sample(sample: Sample, profile: Profile) -> list[Judgement]:
    return judged_run(scenario_of(sample), profile)


@cache
def judged_crowds(profile: Profile) -> list[Judgement]:
    """Judge runs in which everyone wants the same, and takes its time before each answer."""
    judgements: list[Judgement] = []
    for delay, seed in product((0.01, 0.3), range(2)):
        records = with_busy_uploaders(CROWD, profile, delay, seed).run().records
        judgements += judged(records, profile, faultless=True, besides=SLOW)
        assert {rank for rank, _ in judging.completed(records)} == set(range(2, 9))
    return judgements


@every_profile
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_sample_keeps_to_all_the_rules(sample: Sample, profile: Profile) -> None:
    assert judged_sample(sample, profile)


@every_profile
@given(scenario=scenarios(), seed=SEEDS)
@some_runs
def test_anything_keeps_to_all_the_rules(profile: Profile, scenario: Scenario, seed: int) -> None:
    assert judged_run(scenario, profile, seed)


@given(scenario=scenarios(), profile=profiles(), seed=SEEDS)
@more_runs
def test_mixtures_of_profiles_keep_to_the_rules_of_their_parts(
    scenario: Scenario, profile: Profile, seed: int
) -> None:
    world = World(scenario, profile=profile, seed=seed).run(steps_max=200_000)
    judged(world.records, profile, faultless=True)


@every_profile
@given(data=st.data())
@some_runs
def test_in_mixed_company_the_rules_are_kept(profile: Profile, data: st.DataObject) -> None:
    usual = with_usual_words(profile)
    world = data.draw(companies(usual)).run(steps_max=50_000)
    judged(world.records, usual, faultless=False)


@every_profile
def test_in_a_crowd_of_busy_clients_the_rules_are_kept(profile: Profile) -> None:
    assert judged_crowds(profile)


every_endgame = pytest.mark.parametrize(
    "profile",
    [profile for profile in PROFILES.values() if profile.endgame],
    ids=lambda profile: profile.name,
)


@every_endgame
@pytest.mark.parametrize("slow", [LateOne, Busy], ids=lambda slow: slow.__name__)
def test_where_some_are_slow_the_last_segments_are_asked_for_elsewhere_and_cancelled(
    profile: Profile, slow: type[LateOne | Busy]
) -> None:
    usual = with_usual_words(profile)
    owners = [client(rank, owns=[PRIZE]) for rank in (1, 2)]
    here = scenario(*owners, *(client(rank, wants=[PRIZE]) for rank in (3, 4, 5)))
    cast = {upload_thread(1): slow(uploading(owners[0], usual), 0.4)}
    records = World(here, profile=usual, cast=cast).run().records
    judged(records, usual, faultless=False)
    assert judging.completed(records) == {(rank, "prize") for rank in (3, 4, 5)}
    assert judging.of_kind(records, EndgameBegun)
    assert judging.of_kind(records, RequestCancelled)


@every_profile
def test_every_rule_is_decided_by_some_run(profile: Profile) -> None:
    usual = with_usual_words(profile)
    judgements = judged(with_a_dying_owner(usual).run().records, usual, faultless=False)
    judgements += chain.from_iterable(judged_sample(sample, profile) for sample in samples())
    judgements += judged_crowds(profile)
    assert undecided(judgements) == undecidable(profile)
