"""Holding a plan of faults against a scenario."""

import pytest

from core.faults import Corrupt, Crash, Cut, Fault, Lose, Revive
from core.faults.misfits import misfits
from tests.worlds import client, file

CLIENTS = (
    client(1, owns=[file("atlas", 3)]),
    client(2, wants=["atlas", "rumour"]),
)
RANKS = "expected one from 1 to 2, or 0 for the tracker's"


@pytest.mark.parametrize(
    "fault",
    [
        Lose(),
        Lose(source=0, to=2, file="rumour"),
        Crash(client=2),
        Crash(client=1, at="time:3"),
        Revive(client=2, at="stored:2:atlas:3"),
        Corrupt(client=1, at="complete:atlas:2"),
        Cut(at="end"),
    ],
)
def test_what_is_there_fits(fault: Fault) -> None:
    assert misfits([fault], CLIENTS) == []


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        (Lose(source=3), f"found rank 3; {RANKS}"),
        (Lose(to=4), f"found rank 4; {RANKS}"),
        (Lose(file="globe"), "found file 'globe'; expected one of atlas, rumour"),
        (Crash(client=3), f"found rank 3; {RANKS}"),
        (Revive(client=3), f"found rank 3; {RANKS}"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(fault: Fault, wrong: str) -> None:
    assert misfits([fault], CLIENTS) == [f"fault 1: {wrong}"]


@pytest.mark.parametrize("at", ["stored:3", "stored:2:globe", "stored:2:atlas:4", "complete:globe"])
def test_a_moment_of_what_is_not_there_is_told_as_for_until(at: str) -> None:
    for fault in (Crash(client=2, at=at), Cut(at=at)):
        [wrong] = misfits([fault], CLIENTS)
        assert wrong.startswith("fault 1: at: found ")
        assert "; expected" in wrong


def test_all_that_does_not_fit_is_told_with_the_number_of_its_fault() -> None:
    faults: list[Fault] = [
        Lose(source=3, to=4, file="globe"),
        Cut(),
        Crash(client=5, at="stored:6"),
    ]
    told = misfits(faults, CLIENTS)
    assert [line.partition(";")[0] for line in told[:4]] == [
        "fault 1: found rank 3",
        "fault 1: found rank 4",
        "fault 1: found file 'globe'",
        "fault 3: found rank 5",
    ]
    assert told[4].startswith("fault 3: at: found ")
    assert len(told) == 5


def test_where_there_are_no_files_it_is_said() -> None:
    told = misfits([Lose(file="globe")], [client(1)])
    assert told == ["fault 1: found file 'globe'; expected one of none"]
