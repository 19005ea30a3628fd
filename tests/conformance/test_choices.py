"""Every profile keeps to all its rules whatever order people choose by hand."""

import pytest

from core.events import TimerFired
from core.model import CONDUCTOR
from core.profiles import PROFILES, Profile
from core.runtime.roles import Plan
from core.timers import ServeTimer
from tests import judging
from tests.chaos import Chaos, Ways, swarm
from tests.conformance.judging import judged
from tests.nets import Troupe

SEGMENTS = 12
SKEWED = {"few-messages"}
"""Where some are kept waiting for long, others ask for little at a time; see `test_balance`."""

every_profile = pytest.mark.parametrize(
    "profile", PROFILES.values(), ids=lambda profile: profile.name
)


def played(chaos: Chaos, profile: Profile, seed: int) -> Troupe:
    """Play a run before this audience; all that it must keep to in any order is seen to."""
    plan = Plan(seed, profile, conducted=True)
    troupe = Troupe(swarm(SEGMENTS), plan, audience=chaos).play()
    assert not troupe.failures
    chaos.judge.judge_end(ranks=4)
    assert any(record.at == CONDUCTOR for record in troupe.records)
    return troupe


@every_profile
@pytest.mark.parametrize("seed", range(2))
def test_whatever_message_is_chosen_each_time_the_rules_are_kept(
    profile: Profile, seed: int
) -> None:
    troupe = played(Chaos(seed, ways=Ways.CHOICES), profile, seed)
    rang = [one.event.timer for one in troupe.records if isinstance(one.event, TimerFired)]
    assert all(isinstance(timer, ServeTimer) for timer in rang)
    judged(troupe.records, profile, faultless=True, besides=SKEWED)
    judging.assert_everyone_got_what_it_wanted(swarm(SEGMENTS), troupe.records, troupe.holdings)


@every_profile
@pytest.mark.parametrize("seed", range(2))
def test_where_timers_are_rung_too_early_the_rules_are_kept(profile: Profile, seed: int) -> None:
    troupe = played(Chaos(seed, ways=Ways.EARLY), profile, seed)
    judged(troupe.records, profile, faultless=False)
