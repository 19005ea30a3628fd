"""Medians, problems, and the comparison as JSON."""

import json
import re
from pathlib import Path

from bt_tui.compare.comparison import as_json
from core.profiles import PROFILES
from tests.bt_tui.compare.made import comparison, measured


def test_a_median_is_that_of_the_runs_that_have_the_measure() -> None:
    runs = (measured(balance=3.0), measured(balance=None), measured(balance=1.0), measured(5.0))
    made = comparison(a=(*runs, None))
    assert made.medians("a")["balance"] == 3
    assert made.medians("a")["messages"] == 1


def test_where_no_run_has_a_measure_it_has_no_median() -> None:
    assert comparison(a=(measured(staleness=None), None)).medians("a")["staleness"] is None


def test_a_comparison_is_complete_when_every_run_is() -> None:
    assert comparison(a=(measured(),), b=(measured(),)).complete
    assert not comparison(a=(measured(),), b=(measured(), None)).complete


def test_what_is_wrong_with_several_runs_is_told_once() -> None:
    made = comparison(a=(None, measured()), b=(measured(), None))
    assert made.problems == ["a with seed 1, b with seed 2: it broke"]


def test_the_json_tells_every_run_and_the_medians() -> None:
    told = json.loads(as_json(comparison(a=(measured(2.0), measured(4.0)), b=(None, measured()))))
    assert (told["scenario"], told["ranks"], told["transport"]) == ("lab", 4, "MPICH 5.0.2")
    assert (told["seeds"], told["complete"]) == ([1, 2], False)
    assert told["profiles"]["a"]["median"]["messages"] == 3
    failed, fine = told["profiles"]["b"]["runs"]
    assert (failed["seed"], failed["complete"], failed["problems"]) == (1, False, ["it broke"])
    assert failed["messages"] is None
    assert (fine["seed"], fine["complete"], fine["problems"]) == (2, True, [])
    assert fine["messages"] == 1


def test_the_keys_are_those_of_the_readme() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    section = readme.partition("## Comparing profiles")[2].partition("\n## ")[0]
    documented = set(re.findall(r"`([a-z_]+)`", section)) - PROFILES.keys()
    documented -= {"classroom", "race", "rush", "simulator"}
    told = json.loads(as_json(comparison(a=(measured(),))))
    assert documented == {*told, *told["profiles"]["a"], *told["profiles"]["a"]["runs"][0]}
