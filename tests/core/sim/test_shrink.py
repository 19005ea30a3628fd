"""Failing cases become as small as they get, within so many tries."""

from core.faults import Crash, Delay, Lose, Mute, Overtake, Revive
from core.holdings import Holdings
from core.machine import Machine, Step
from core.messages import Envelope, SegmentReply, SegmentRequest
from core.model import Address, upload_thread
from core.profiles import PROFILES
from core.sim.case import Case
from core.sim.shrink import shrink
from core.uploader import Uploader
from tests.hunt.demands import failure_of
from tests.machines import Stand
from tests.worlds import client, file, scenario

PROFILE = PROFILES["client-table"]
LONG, SHORT = file("long", 11), file("short", 2)
LARGE = Case(
    scenario=scenario(
        client(1, owns=[SHORT], wants=[LONG]),
        client(2, owns=[LONG, SHORT]),
        client(3, owns=[LONG], wants=["short"]),
        client(4, wants=["short", "long"]),
    ),
    profile=PROFILE,
    seed=1,
    free_riders=(4,),
    faults=(Delay(by=0.3123, message="Update", to=0), Mute(client=4, at="time:0.0123", lasts=0.3)),
)


class Generous(Stand):
    """Sends what was asked for, and tells nobody of it."""

    def __init__(self, rank: int) -> None:
        super().__init__(Uploader(rank, Holdings()))

    def answer(self, envelope: Envelope, request: SegmentRequest, now: float) -> Step:
        """Send the right contents."""
        hashes = {one.name: one.hashes for one in (LONG, SHORT)}[request.file]
        contents = tuple(hashes[segment].encode() for segment in request.segments)
        reply = SegmentReply(request.file, request.segments, contents, PROFILE.words.answer)
        return Step().send(envelope.source, reply)


def _machines(case: Case) -> dict[Address, Machine]:
    return {upload_thread(one.rank): Generous(one.rank) for one in case.scenario.clients}


def _breaks_the_rule(case: Case) -> bool:
    failure = failure_of(case, _machines(case))
    return failure is not None and failure.demand == "stores-what-is-right"


def test_a_mutant_is_shown_with_one_owner_one_leecher_and_one_segment() -> None:
    assert _breaks_the_rule(LARGE)
    smallest = shrink(LARGE, _breaks_the_rule)
    owner, leecher = sorted(smallest.scenario.clients, key=lambda one: len(one.wanted))
    (manifest,) = owner.owned
    assert (owner.wanted, leecher.owned, leecher.wanted) == ((), (), (manifest.name,))
    assert len(manifest.hashes) == 1
    assert (smallest.faults, smallest.free_riders) == ((), ())
    assert _breaks_the_rule(smallest)


def test_there_are_no_more_tries_than_allowed() -> None:
    tried: list[Case] = []

    def fails(case: Case) -> bool:
        tried.append(case)
        return True

    shrink(LARGE, fails, tries_max=3)
    assert len(tried) == 3


def test_what_never_fails_again_stays_as_it_is() -> None:
    assert shrink(LARGE, lambda _: False) == LARGE


def test_numbers_of_faults_become_plain() -> None:
    faults = (
        Overtake(nth=5, since=0.1234, before=1.1999, by=0.0312),
        Lose(chance=0.37),
        Crash(client=1, at="time:0.1234", nth=3),
        Mute(client=2, at="stored:2", nth=2, lasts=0.0444),
    )
    case = Case(scenario=LARGE.scenario, profile=PROFILE, seed=1, faults=faults)
    smallest = shrink(case, lambda one: (len(one.faults), len(one.scenario.clients)) == (4, 4))
    assert smallest.faults == (
        Overtake(nth=1, before=1.0, by=0.03),
        Lose(),
        Crash(client=1, at="time:0"),
        Mute(client=2, at="stored:2", lasts=0.04),
    )


def test_faults_move_up_with_the_clients_that_they_are_of() -> None:
    faults = (Revive(client=4, at="time:1"), Lose(source=2, to=4))
    case = Case(scenario=LARGE.scenario, profile=PROFILE, seed=1, faults=faults)
    smallest = shrink(case, lambda one: len(one.faults) == 2)
    assert len(smallest.scenario.clients) == 2
    assert smallest.faults == (Revive(client=2, at="time:1"), Lose(source=1, to=2))
