"""What a fault explains breaks no rule; the same without the fault's own event does."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import msgspec
import pytest

from core.checks import Verdict, checks_for, judge
from core.events import (
    AfflictionBegun,
    Event,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    Record,
    SegmentRejected,
    SegmentStored,
    ThreadCrashed,
    ThreadRevived,
)
from core.faults import (
    Corrupt,
    Crash,
    Cut,
    Delay,
    Deny,
    Duplicate,
    Fault,
    Lose,
    Mute,
    Overtake,
    Revive,
    Slow,
)
from core.profiles import PROFILES
from core.sim.case import Case
from tests.worlds import client, file, scenario

LONG, SHORT = file("long", 25), file("short", 4)
COMPANY = scenario(
    client(1, owns=[LONG, SHORT]),
    client(2, wants=[LONG, SHORT]),
    client(3, owns=[SHORT], wants=[LONG]),
    client(4, wants=[SHORT, LONG, "nobodys"]),
)
CRASH = Crash(client=2, at="stored:2", nth=8)
PLANS: dict[str, tuple[Fault, ...]] = {
    "lost": (Lose(nth=5),),
    "delayed": (Delay(chance=0.2, by=0.1),),
    "doubled": (Duplicate(),),
    "overtaken": (Overtake(chance=0.3),),
    "crashed": (CRASH,),
    "back with all": (CRASH, Revive(client=2, at="time:0.5")),
    "back with nothing": (CRASH, Revive(client=2, at="time:0.5", keeps=False)),
    "slow": (Slow(client=1, lasts=0.5),),
    "mute": (Mute(client=1, at="stored", lasts=0.5),),
    "denying": (Deny(client=1, at="stored", lasts=0.5),),
    "corrupt": (Corrupt(client=1, at="stored", lasts=0.5),),
    "cut off": (Cut(at="stored", nth=20, lasts=0.5),),
}


@cache
def _records(plan: str, profile: str) -> tuple[Record, ...]:
    case = Case(scenario=COMPANY, profile=PROFILES[profile], seed=1, faults=PLANS[plan])
    return tuple(case.world().run().records)


def _broken(records: Sequence[Record], profile: str) -> set[str]:
    judgements = judge(records, checks_for(PROFILES[profile], faultless=False))
    return {one.name for one in judgements if one.verdict is Verdict.BROKEN}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("plan", PLANS)
def test_what_a_fault_explains_breaks_no_rule(plan: str, profile: str) -> None:
    assert _broken(_records(plan, profile), profile) == set()


class Unexplained(NamedTuple):
    """A plan whose events of this kind are hidden, and the rule that is then broken."""

    plan: str
    profile: str
    hidden: type[Event]
    check: str


UNEXPLAINED = (
    Unexplained("lost", "client-table", MessageLost, "each-message-once"),
    Unexplained("lost", "client-table", MessageLost, "messages-keep-order"),
    Unexplained("overtaken", "client-table", MessageDelayed, "messages-keep-order"),
    Unexplained("doubled", "client-table", MessageDuplicated, "completion-is-told"),
    Unexplained("doubled", "client-table", MessageDuplicated, "end-signal"),
    Unexplained("doubled", "bittorrent", MessageDuplicated, "swarm-requests-have-reason"),
    Unexplained("doubled", "first-missing", MessageDuplicated, "reports-each"),
    Unexplained("crashed", "client-table", ThreadCrashed, "everyone-finishes"),
    Unexplained("crashed", "client-table", ThreadCrashed, "requests-end-once"),
    Unexplained("back with all", "client-table", ThreadCrashed, "one-request-a-segment"),
    Unexplained("back with nothing", "client-table", ThreadRevived, "stores-once"),
    Unexplained("back with nothing", "client-table", ThreadRevived, "roles-move-forward"),
    Unexplained("denying", "client-table", AfflictionBegun, "refuses-what-is-lacking"),
)


@pytest.mark.parametrize("one", UNEXPLAINED, ids=lambda one: f"{one.plan}: {one.check}")
def test_without_the_fault_the_rule_is_broken(one: Unexplained) -> None:
    records = _records(one.plan, one.profile)
    rest = [record for record in records if not isinstance(record.event, one.hidden)]
    assert one.check in _broken(rest, one.profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_who_stores_what_was_falsified_breaks_a_rule(profile: str) -> None:
    records = list(_records("corrupt", profile))
    place = next(n for n, one in enumerate(records) if isinstance(one.event, SegmentRejected))
    thrown_away = records[place].event
    assert isinstance(thrown_away, SegmentRejected)
    file, segment, source = thrown_away.file, thrown_away.segment, thrown_away.source
    kept = SegmentStored(file, segment, source, held=1)
    records[place] = msgspec.structs.replace(records[place], event=kept)
    judgements = judge(records, checks_for(PROFILES[profile], faultless=False))
    found = next(one for one in judgements if one.name == "stores-what-is-right")
    assert found.verdict is Verdict.BROKEN
    assert found.record is records[place]
