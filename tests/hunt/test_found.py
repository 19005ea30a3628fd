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


ONE, SMALL = file("one", 1), file("small", 1)
PART, LARGE, EMPTY = file("part", 7), file("large", 22), file("empty", 0)
TWO_FILES = scenario(
    client(1, owns=[ONE, SMALL]),
    client(2, owns=[SMALL], wants=[ONE]),
    client(3, owns=[ONE], wants=[SMALL]),
    client(4, owns=[SMALL], wants=[ONE]),
)
SIX = scenario(
    client(1),
    client(2, wants=[LARGE]),
    client(3, owns=[SMALL], wants=[LARGE]),
    client(4, owns=[LARGE], wants=[SMALL, EMPTY]),
    client(5, owns=[EMPTY], wants=[LARGE, SMALL]),
    client(6, wants=[EMPTY, LARGE]),
)


def _case(
    here: Scenario,
    *faults: Fault,
    profile: str = "bittorrent",
    seed: int = 0,
    free_riders: tuple[int, ...] = (),
) -> Case:
    return Case(
        scenario=here,
        profile=PROFILES[profile],
        seed=seed,
        free_riders=free_riders,
        faults=faults,
    )


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
    "word of room that nobody waited for ended a round once more": _case(
        TWO_FILES, Duplicate(before=1.0), seed=3, free_riders=(1, 2, 4)
    ),
    "what a denial told of what stood aside was not asked for": _case(
        SIX, Corrupt(client=4, at="time:0", lasts=0.1), seed=34
    ),
    "what a client registered in a former life was held against its present one": _case(
        scenario(client(1, wants=[PART]), client(2, owns=[PART])),
        Crash(client=1, at="time:0.03"),
        Revive(client=1, at="time:1"),
        Crash(client=1, at="time:0.2"),
        Revive(client=1, at="time:1", keeps=False),
        profile="client-table",
        seed=1,
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
