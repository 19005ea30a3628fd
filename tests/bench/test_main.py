"""The command: measuring whole jobs, and refusing what it does not know."""

import json
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import GROUPS
from tests.mpi.jobs import run

BENCH = [sys.executable, "-m", "tests.bench"]


def test_one_group_can_be_measured_for_programs(tmp_path: Path) -> None:
    ended = run([*BENCH, "startup", "--rounds", "1", "--json", "-"], tmp_path)
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert told["machine"]["mpi"]
    (wall,) = (
        one
        for one in told["figures"]
        if (one["of"], one["name"]) == ("classroom, 4 ranks", "wall time")
    )
    assert len(wall["values"]) == 1
    assert {len(taken) for taken in wall["beside"].values()} == {1}
    assert set(wall["beside"]) == {"bare Python", "plain", "ours"}
    assert "wall time" in ended.err  # where the table goes


@pytest.mark.parametrize(
    "words", [["speed"], ["--rounds", "0"], ["--rounds", "many"], ["--json", "no/such/place"]]
)
def test_what_cannot_be_measured_is_refused(words: list[str], tmp_path: Path) -> None:
    ended = run([*BENCH, *words], tmp_path)
    assert ended.code == 2
    assert f"found {words[-1]!r}" in ended.err
    assert "; expected" in ended.err


def test_the_help_names_every_group(tmp_path: Path) -> None:
    told = run([*BENCH, "--help"], tmp_path).out
    assert all(name in told for name in GROUPS)
