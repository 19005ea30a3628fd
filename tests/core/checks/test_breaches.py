"""Every check finds what is wrong in a run, names the record, and has nothing against the rest."""

import msgspec
import pytest

from core.checks import Verdict, checks_for
from core.profiles import PROFILES
from tests.core.checks import (
    wrong_choices,
    wrong_clients,
    wrong_messages,
    wrong_reports,
    wrong_requests,
    wrong_slots,
    wrong_tracker,
)
from tests.core.checks.breaches import BREACHES, Breach
from tests.core.checks.mutants import judgement, recorded

TABLES = (
    wrong_choices,
    wrong_clients,
    wrong_messages,
    wrong_reports,
    wrong_requests,
    wrong_slots,
    wrong_tracker,
)
"""They enter what they hold into the table."""

every_breach = pytest.mark.parametrize("breach", BREACHES, ids=str)


@every_breach
def test_a_defect_is_found_and_named(breach: Breach) -> None:
    records = recorded(breach.profile, faultless=breach.faultless)
    mutant = breach.mutate(records)
    told = judgement(breach.check, mutant.records, breach.profile, faultless=breach.faultless)
    assert told.verdict is Verdict.BROKEN
    assert told.record is mutant.named
    assert told.words.startswith("found ")
    assert "; expected " in told.words


@every_breach
def test_the_run_without_the_defect_is_found_to_hold(breach: Breach) -> None:
    records = recorded(breach.profile, faultless=breach.faultless)
    told = judgement(breach.check, records, breach.profile, faultless=breach.faultless)
    assert (told.verdict, told.record, told.words) == (Verdict.HOLDS, None, "")


def test_every_check_of_every_profile_is_proved_to_find_something() -> None:
    checks = {
        check.name
        for profile in PROFILES.values()
        for faultless in (True, False)
        for check in checks_for(profile, faultless=faultless)
    }
    assert checks == {breach.check for breach in BREACHES}


def test_the_limits_of_other_profiles_are_kept_to() -> None:
    mild = msgspec.structs.replace(PROFILES["peers-then-seeds"], in_flight=3)
    rules = {check.name: check.rule for check in checks_for(mild, faultless=True)}
    assert rules["in-flight"] == "A client has at most 3 requests for segments under way."
