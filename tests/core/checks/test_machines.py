"""For every check there is a machine with one defect that it finds, and that no other one finds."""

from collections.abc import Sequence
from functools import cache

import pytest

from core.checks import Finding, Jury, Verdict, checks_for
from core.events import Record
from core.profiles import PROFILES
from tests.core.checks.machines import (
    asking,
    beginning,
    carrying,
    reporting,
    serving,
    slots,
    storing,
    tracking,
)
from tests.core.checks.machines.defects import DEFECTS, Defect, Occasion, recorded

TABLES = (asking, beginning, carrying, reporting, serving, slots, storing, tracking)
"""They enter what they hold into the table."""

every_defect = pytest.mark.parametrize("defect", DEFECTS, ids=str)


def judged(records: Sequence[Record], profile: str) -> dict[str, Finding]:
    """Return what comes of every check, as a screen shows it."""
    jury = Jury(PROFILES[profile])
    jury.observe(records)
    jury.close()
    return {one.judgement.name: one for one in jury.findings}


@cache
def judged_if_sound(occasion: Occasion, profile: str) -> dict[str, Finding]:
    """Return what comes of every check where all machines are as they should be."""
    return judged(occasion(PROFILES[profile]).run().records, profile)


@every_defect
def test_a_mutant_breaks_its_rule_and_no_other(defect: Defect) -> None:
    records = recorded(defect)
    findings = judged(records, defect.profile)
    broken = {name for name, finding in findings.items() if finding.is_broken}
    assert broken == {defect.check} | defect.also
    found = findings[defect.check]
    assert found.event is not None
    assert records[found.event - 1] is found.judgement.record
    assert found.judgement.words.startswith("found ")
    assert "; expected " in found.judgement.words


@every_defect
def test_without_the_mutant_the_rule_has_its_occasion_and_holds(defect: Defect) -> None:
    findings = judged_if_sound(defect.occasion, defect.profile)
    assert not any(finding.is_broken for finding in findings.values())
    assert findings[defect.check].judgement.verdict is Verdict.HOLDS


def test_there_is_a_mutant_for_every_check_of_every_profile() -> None:
    checks = {
        check.name
        for profile in PROFILES.values()
        for faultless in (True, False)
        for check in checks_for(profile, faultless=faultless)
    }
    assert checks == {defect.check for defect in DEFECTS}
