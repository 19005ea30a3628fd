"""The command, in the simulator, from its words to its table."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bt_tui.cli import main
from bt_tui.compare.columns import shown
from bt_tui.exits import ALL_DONE, NOT_DONE, USAGE
from core.profiles import PROFILES
from tests.bt_tui.inputs import write_inputs
from tests.worlds import client, file

WITHOUT_MPI = "import sys; sys.modules['mpi4py'] = None; from bt_tui.cli import main; main("


def code_of(*words: str) -> int:
    """Return the exit code of this command line, however it comes."""
    try:
        return main(("compare", *words))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else -1


def simulated(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a comparison in the simulator prints."""
    assert code_of("--simulate", *words) == ALL_DONE
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def parsed(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(simulated(capsys, "--json", *words))


def test_the_table_has_a_row_for_every_profile_with_the_medians_of_the_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = simulated(capsys, "race", "--runs", "2")
    told = parsed(capsys, "race", "--runs", "2")
    rows = {line.split()[0]: line.split()[1:] for line in table.splitlines() if line}
    assert list(told["profiles"]) == list(PROFILES)
    for name, profile in told["profiles"].items():
        assert rows[name] == [shown(key, value) for key, value in profile["median"].items()]
    assert "race · 7 ranks · simulator · medians of 2 runs of each, seeds 1 to 2" in table


def test_a_comparison_can_be_had_again_and_another_seed_is_another_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("classroom", "--profiles", "peers-then-seeds")
    first = parsed(capsys, *words)
    assert parsed(capsys, *words) == first
    assert first["seeds"] == [1, 2, 3]
    other = parsed(capsys, *words, "--seed", "2", "--runs", "2")
    assert other["seeds"] == [2, 3]
    runs = first["profiles"]["peers-then-seeds"]["runs"]
    assert other["profiles"]["peers-then-seeds"]["runs"] == runs[1:]


def test_profiles_come_in_the_order_in_which_they_are_named_and_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = "random-owner, client-table,random-owner"
    told = parsed(capsys, "first-swarm", "--runs", "1", "--profiles", names)
    assert list(told["profiles"]) == ["random-owner", "client-table"]


def test_what_does_not_arrive_is_told_once_and_makes_a_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_inputs(tmp_path, client(1, owns=[file()]), client(2, wants=[file(), "ghost"]))
    assert code_of(str(tmp_path), "--simulate", "--runs", "1", "--json") == NOT_DONE
    told = capsys.readouterr()
    assert told.err.endswith("C2 did not get all of ghost: nobody has registered it\n")
    assert told.err.count("\n") == 1
    assert json.loads(told.out)["complete"] is False


def test_a_simulated_comparison_needs_no_mpi() -> None:
    words = "['compare', 'first-swarm', '--simulate', '--runs', '1']"
    command = [sys.executable, "-c", f"{WITHOUT_MPI}{words})"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "simulator" in ended.stdout


def test_a_chart_is_written_beside_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "chart.svg"
    told = simulated(capsys, "first-swarm", "--runs", "1", "--chart", str(path))
    assert "client-table" in told
    assert "client-table" in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]


# ---- what is refused, before any run, in one line -----------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--profiles", "a,client-table,b"), "--profiles: found 'a', 'b'; expected some of peers-"),
        (("--profiles", ""), "--profiles: found ''; expected some of"),
        (("--runs", "0"), "--runs: found '0'; expected a whole number, 1 or more"),
        (("--runs", "-1"), "--runs: found '-1'; expected a whole number, 1 or more"),
        (("--runs", "x"), "--runs: found 'x'; expected a whole number, 1 or more"),
        (("--seed", str(2**63 - 1)), "--seed: found 9223372036854775807 and 3 runs; expected"),
        (("--chart", "a.png"), "--chart: found 'a.png'; expected a name that ends in .svg or .htm"),
        (("--chart", ".svg"), "--chart: found '.svg'; expected a name that ends in .svg or .html"),
        (("--chart", "/dev/null/x.svg"), "/dev/null: found"),
        (("no-such-thing",), "found 'no-such-thing' as INPUT; expected a directory"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert code_of("--simulate", *words) == USAGE
    assert capsys.readouterr().err.startswith(f"bt-tui: {told}")


def test_bad_inputs_are_told_all_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in1.txt").write_text("x\n")
    (tmp_path / "in3.txt").write_text("0\n0\nmore\n")
    assert code_of(str(tmp_path)) == USAGE
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(": found")[0] for line in told] == [
        f"bt-tui: {tmp_path}/in1.txt:1",
        f"{tmp_path}/in2.txt",
        f"{tmp_path}/in3.txt:3",
    ]


def test_without_the_library_a_chart_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert code_of("race", "--simulate", "--chart", str(tmp_path / "c.svg")) == USAGE
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "pip install 'bt-tui[chart]'" in told.err
    assert told.out == ""


@pytest.mark.parametrize(("rank", "code"), [("0", USAGE), ("1", ALL_DONE)])
def test_under_mpirun_it_is_refused_by_rank_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rank: str, code: int
) -> None:
    monkeypatch.setenv("PMI_RANK", rank)
    assert code_of("race") == code
    told = capsys.readouterr().err
    assert ("found mpirun around bt-tui compare" in told, told.count("\n")) == (
        (True, 1) if code else (False, 0)
    )


def test_its_help_tells_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("--help") == ALL_DONE
    told = capsys.readouterr().out
    for option in ("--profiles", "--runs", "--seed", "--simulate", "--json", "--chart"):
        assert option in told
