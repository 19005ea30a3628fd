"""Judging a run by all checks of its profile, and what no run of a profile can decide."""

from collections.abc import Collection, Sequence

from bt_tui.samples import Sample
from core.checks import Judgement, Verdict, checks_for, judge
from core.events import Record
from core.inputs import read_input
from core.model import Scenario
from core.profiles import Profile

NEEDS_TROUBLE = {"gives-up-last", "round-tries-everyone", "silence-is-told"}
"""What a run in which everything goes well gives no occasion for."""
NEEDS_A_CROWD = {
    "chokes-when-full",
    "choked-are-told",
    "endgame-comes-last",
    "cancels-what-is-held",
    "cancelled-is-not-served",
}
"""What is decided only where clients have more to do than they can."""
NEEDS_BLINDNESS = {"refuses-what-is-lacking"}
"""What is decided only where the tracker does not tell who holds which segment."""


def scenario_of(sample: Sample) -> Scenario:
    """Return a sample's inputs."""
    ranks = range(1, sample.clients + 1)
    return Scenario(sample.name, tuple(read_input(sample.directory, rank) for rank in ranks))


def judged(
    records: Sequence[Record], profile: Profile, *, faultless: bool, besides: Collection[str] = ()
) -> list[Judgement]:
    """Return what came of each check, none of which is broken, `besides` those named."""
    checks = checks_for(profile, faultless=faultless)
    judgements = judge(records, [one for one in checks if one.name not in besides])
    broken = [one for one in judgements if one.verdict is Verdict.BROKEN]
    assert not broken, broken
    return judgements


def undecided(judgements: Sequence[Judgement]) -> set[str]:
    """Return the checks that none of these judgements decides."""
    names = {verdict: set[str]() for verdict in Verdict}
    for one in judgements:
        names[one.verdict].add(one.name)
    return names[Verdict.UNDECIDED] - names[Verdict.HOLDS]


def undecidable(profile: Profile) -> set[str]:
    """Return the checks that no run of this profile gives an occasion for."""
    return set() if profile.records == "two-lists" else NEEDS_BLINDNESS
