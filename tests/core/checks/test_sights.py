"""What checks are not shown makes no difference to what they say."""

from collections.abc import Sequence

import pytest

from core.checks import Judgement, checks_for, judge
from core.events import Record
from core.profiles import PROFILES, Profile
from tests.core.checks.breaches import BREACHES, Breach
from tests.core.checks.mutants import profile_of, recorded
from tests.core.checks.test_breaches import TABLES

DEFECTS = {(one.check, one.mutate): one for one in reversed(BREACHES)}.values()
"""Each in a run of one profile only, for a check sees the same in all of them."""


def judged_by_all(
    records: Sequence[Record], profile: Profile, *, faultless: bool
) -> list[Judgement]:
    """Judge with every check looking at every record."""
    checks = checks_for(profile, faultless=faultless)
    for record in records:
        for check in checks:
            check.observe(record)
    for check in checks:
        check.close()
    return [check.judgement for check in checks]


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("faultless", [True, False], ids=["faultless", "in trouble"])
def test_a_run_is_judged_the_same_by_what_checks_see_as_by_everything(
    name: str, *, faultless: bool
) -> None:
    records, profile = recorded(name, faultless=faultless), profile_of(name, faultless=faultless)
    everything = judged_by_all(records, profile, faultless=faultless)
    assert judge(records, checks_for(profile, faultless=faultless)) == everything


@pytest.mark.parametrize("breach", DEFECTS, ids=str)
def test_a_defect_is_judged_the_same_by_what_checks_see_as_by_everything(breach: Breach) -> None:
    assert TABLES
    profile = profile_of(breach.profile, faultless=breach.faultless)
    records = breach.mutate(recorded(breach.profile, faultless=breach.faultless)).records
    everything = judged_by_all(records, profile, faultless=breach.faultless)
    assert judge(records, checks_for(profile, faultless=breach.faultless)) == everything
