"""What the hunt found, as small as it got: each once was a defect."""

import pytest

from core.faults import Corrupt, Crash, Deny, Duplicate, Fault, Lose, Revive
from core.model import Scenario
from core.profiles import PROFILES
from core.sim.case import Case
from tests.hunt.demands import failure_of
from tests.worlds import client, file, scenario

FILE = file("file1", 11)
PAIR = scenario(client(1, wants=[FILE]), client(2, owns=[FILE]))
CROWD = scenario(client(1, owns=[FILE]), *(client(rank, wants=[FILE]) for rank in (2, 3, 4)))


def _case(here: Scenario, *faults: Fault, profile: str = "bittorrent", seed: int = 0) -> Case:
    return Case(scenario=here, profile=PROFILES[profile], seed=seed, faults=faults)


FOUND = {
    "what stands aside was named beside what the asked had left": _case(
        PAIR, Corrupt(client=2, at="time:0.0043", lasts=0.01), seed=508
    ),
    "doubled answers filled all slots with the same request": _case(CROWD, Duplicate(), seed=1),
    "room after a choke let what was refused be asked for again, for ever": _case(
        CROWD, Corrupt(client=1), seed=1
    ),
    "who came back when its client had finished waited for ever for the end": _case(
        PAIR,
        Crash(client=2, at="finished:2"),
        Revive(client=2, at="time:0.05"),
        Lose(message="Poison", to=2),
    ),
    "who crashed after the end was lost was waited for for ever": _case(
        PAIR, Lose(message="Poison", to=2), Crash(client=2, at="time:0.1")
    ),
    "who was to say no said yes when it came back": _case(
        PAIR,
        Deny(client=2),
        Crash(client=2, at="denial"),
        Revive(client=2, at="time:0.05"),
    ),
}


@pytest.mark.parametrize("case", FOUND.values(), ids=FOUND)
def test_what_was_found_is_found_no_more(case: Case) -> None:
    assert failure_of(case) is None


def test_who_is_to_say_no_does_so_in_every_life() -> None:
    case = FOUND["who was to say no said yes when it came back"]
    assert not case.world().run().totals.complete
