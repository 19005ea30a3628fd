"""What a judgement says of runs that were cut off, ended early, or went by other rules."""

from itertools import permutations

import msgspec
import pytest

from core.causality import received_by, sent_by
from core.checks import Verdict, checks_for, judge
from core.events import (
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    SegmentStored,
    ThreadEnded,
    ThreadStarted,
    ThreadStopped,
)
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile
from tests.core.checks.mutants import Records, at, doubled, of, recorded

every_profile = pytest.mark.parametrize(
    "profile", PROFILES.values(), ids=lambda profile: profile.name
)


def broken(records: Records, profile: Profile) -> set[str]:
    judgements = judge(records, checks_for(profile, faultless=True))
    return {one.name for one in judgements if one.verdict is Verdict.BROKEN}


def stopped_at(records: Records, place: int) -> Records:
    """Return a run that is ended early there: every thread stops, and mail is unheeded."""
    begun = records[:place]
    ended = {one.at for one in begun if isinstance(one.event, ThreadEnded)}
    running = [one for one in begun if isinstance(one.event, ThreadStarted)]
    handled = {received_by(one.event) for one in begun}
    mail = [one for one in begun if sent_by(one) not in handled | {None}]
    stops = [
        msgspec.structs.replace(one, event=event)
        for one in running
        if one.at not in ended
        for event in (ThreadStopped(), ThreadEnded())
    ]
    return begun + stops + [unheeded(one) for one in mail]


def unheeded(sending: Record) -> Record:
    sent = sending.event
    assert isinstance(sent, MessageSent)
    event = MessageUnheeded(sending.at, sent.number, sent.kind, sent.about)
    return msgspec.structs.replace(sending, at=sent.to, event=event)


def test_of_nothing_nothing_can_be_said() -> None:
    judgements = judge([], checks_for(DEFAULT_PROFILE, faultless=True))
    assert {one.verdict for one in judgements} == {Verdict.UNDECIDED}


@every_profile
def test_a_run_that_is_cut_off_breaks_no_rule(profile: Profile) -> None:
    records = recorded(profile.name)
    for place in range(0, len(records), 37):
        assert broken(records[:place], profile) == set()


@every_profile
def test_a_run_that_is_ended_early_breaks_no_rule(profile: Profile) -> None:
    records = recorded(profile.name)
    steps = [n for n, one in enumerate(records) if isinstance(one.event, MessageReceived)]
    for place in steps[::23]:
        assert broken(stopped_at(records, place), profile) == set()


@pytest.mark.parametrize(
    ("profile", "other"),
    list(permutations(PROFILES.values(), 2)),
    ids=lambda profile: profile.name,
)
def test_a_run_by_other_rules_is_told_from_one_by_these(profile: Profile, other: Profile) -> None:
    assert len(broken(recorded(other.name), profile)) > 1


def test_a_check_stays_broken_at_its_first_breach() -> None:
    records = recorded(DEFAULT_PROFILE.name)
    second = doubled(records, at(records, of(SegmentStored), 5)).records
    first = doubled(second, at(second, of(SegmentStored)))
    judgements = judge(first.records, checks_for(DEFAULT_PROFILE, faultless=True))
    named = [one.record for one in judgements if one.name == "stores-once"]
    assert named == [first.named]


@every_profile
def test_names_are_told_once_and_rules_are_sentences(profile: Profile) -> None:
    checks = checks_for(profile, faultless=True)
    names = [check.name for check in checks]
    assert len(names) == len(set(names))
    assert all(check.rule[0].isupper() and check.rule.endswith(".") for check in checks)
