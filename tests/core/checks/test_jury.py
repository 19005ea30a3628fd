"""Judging a run bit by bit: the same as at once, with the place of what broke a rule."""

from random import Random

import msgspec
import pytest

from core.checks import Finding, Jury, Verdict, checks_for, judge
from core.checks.jury import NOT_FAULTLESS
from core.events import Record, SegmentStored, ThreadEnded, TimerFired
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile
from core.timers import PatienceTimer
from tests.core.checks.mutants import Records, at, of, profile_of, recorded
from tests.core.checks.test_judging import stopped_at
from tests.core.trace.made import of_a_run

every_profile = pytest.mark.parametrize(
    "profile", PROFILES.values(), ids=lambda profile: profile.name
)


def jury_on(records: Records, profile: Profile = DEFAULT_PROFILE) -> Jury:
    """Return a jury that was shown these records, a few at a time."""
    jury = Jury(profile)
    for first in range(0, len(records), 100):
        jury.observe(records[first : first + 100])
    return jury


def found(jury: Jury, name: str) -> Finding:
    (finding,) = (one for one in jury.findings if one.judgement.name == name)
    return finding


def numbered(records: Records) -> Records:
    """Return the records with the numbers that their places call for."""
    counts: dict[int, int] = {}
    for record in records:
        counts[record.at.rank] = counts.get(record.at.rank, 0) + 1
    left = dict.fromkeys(counts, 0)
    right: Records = []
    for record in records:
        left[record.at.rank] += 1
        right.append(msgspec.structs.replace(record, number=left[record.at.rank]))
    return right


def with_one_more(records: Records, place: int, like: Record) -> Records:
    return numbered([*records[:place], like, *records[place:]])


@every_profile
def test_a_faultless_run_is_judged_as_by_all_checks_at_once(profile: Profile) -> None:
    records = of_a_run(profile.name)
    jury = jury_on(records, profile)
    jury.close()
    once = {one.name: one for one in judge(records, checks_for(profile, faultless=True))}
    assert {one.judgement.name: one.judgement for one in jury.findings} == once
    assert (jury.events, jury.trouble) == (len(records), None)


@every_profile
def test_rules_of_faultless_runs_are_undecided_once_there_is_trouble(profile: Profile) -> None:
    usual = profile_of(profile.name, faultless=False)
    records = recorded(profile.name, faultless=False)
    jury = jury_on(records, usual)
    always = {one.name: one for one in judge(records, checks_for(usual, faultless=False))}
    besides = {one.name for one in checks_for(usual, faultless=True)} - set(always)
    assert jury.trouble is not None
    for one in (finding.judgement for finding in jury.findings):
        if one.name in besides:
            assert (one.verdict, one.words) == (Verdict.UNDECIDED, NOT_FAULTLESS)
        else:
            assert one == always.pop(one.name)
    assert besides
    assert always == {}


def test_a_broken_rule_comes_first_and_says_which_event_broke_it() -> None:
    records = recorded(DEFAULT_PROFILE.name)
    place = at(records, of(SegmentStored), 3) + 1
    jury = jury_on(with_one_more(records, place, records[place - 1]))
    first = jury.findings[0]
    assert (first.judgement.name, first.event) == ("stores-once", place + 1)
    assert [one.is_broken for one in jury.findings] == sorted(
        (one.is_broken for one in jury.findings), reverse=True
    )


def test_what_broke_a_rule_may_have_happened_long_before_it_was_found() -> None:
    records = recorded(DEFAULT_PROFILE.name)
    last = at(records, of(ThreadEnded), -1)
    stored = at(records, of(SegmentStored), 3)
    early = with_one_more(records[: last + 1], 0, records[stored])
    assert found(jury_on(early), "stores-what-is-right").event == 1


def test_trouble_takes_back_what_broke_a_rule_of_faultless_runs() -> None:
    records = recorded("client-table")
    place = at(records, of(SegmentStored), 3) + 1
    rings = msgspec.structs.replace(records[place], event=TimerFired(PatienceTimer()))
    jury = jury_on(with_one_more(records, place, rings), PROFILES["client-table"])
    assert jury.trouble is not None
    assert found(jury, "nobody-says-no").judgement.words == NOT_FAULTLESS


@every_profile
def test_a_recording_that_ends_anywhere_breaks_no_rule(profile: Profile) -> None:
    records = recorded(profile.name)
    jury = Jury(profile)
    for place, record in enumerate(records):
        jury.observe([record])
        if place % 7 == 0 or place > len(records) - 60:
            assert not any(finding.is_broken for finding in jury.findings)


def test_mail_that_is_on_its_way_when_all_have_stopped_is_not_lost_before_the_run_is_over() -> None:
    records = stopped_at(recorded("client-table"), 400)
    ended = at(records, of(ThreadEnded), -1) + 1
    assert ended < len(records)
    jury = jury_on(records[:ended], PROFILES["client-table"])
    assert found(jury, "each-message-once").judgement.verdict is Verdict.UNDECIDED
    jury.close()
    assert found(jury, "each-message-once").is_broken


@pytest.mark.parametrize("seed", range(12))
def test_records_that_make_no_sense_are_judged_without_an_error(seed: int) -> None:
    rng = Random(seed)
    anything = [one for name in PROFILES for one in recorded(name, faultless=False)]
    records = recorded(rng.choice(list(PROFILES)), faultless=seed % 2 == 0)
    for _ in range(100):
        place = rng.randrange(len(records))
        match rng.randrange(3):
            case 0:
                del records[place]
            case 1:
                records.insert(place, rng.choice(anything))
            case _:
                records.insert(place, records.pop(rng.randrange(len(records))))
    for profile in PROFILES.values():
        jury = jury_on(numbered(records), profile)
        jury.close()
        assert any(finding.is_broken for finding in jury.findings)
