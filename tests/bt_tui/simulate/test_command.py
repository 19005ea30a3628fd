"""`bt-tui simulate`: what it runs, what it tells and records, and what it refuses."""

import json
from pathlib import Path

import pytest

from bt_tui.cli import main
from bt_tui.exits import ALL_DONE, NOT_DONE, USAGE
from core.events import MessageLost, ThreadCrashed
from core.faults import Crash, Lose
from core.faults.reading import EXPECTED
from core.trace import read_trace
from tests.bt_tui.inputs import write_inputs
from tests.worlds import client, file

ATLAS = file("atlas", 12)


@pytest.fixture(autouse=True)
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside inputs of four clients, with signals as they are; return their directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bt_tui.simulate.command.answer_signals", lambda answer: None)
    monkeypatch.setattr("bt_tui.simulate.command.let_signals_end", lambda: None)
    owners = (client(1, owns=[ATLAS]), client(4, owns=[ATLAS]))
    others = (client(2, wants=[ATLAS]), client(3, wants=[ATLAS]))
    return write_inputs(tmp_path / "lab", *owners, *others)


def code_of(*words: str) -> int:
    """Return the exit code of a headless simulation, however it comes."""
    try:
        return main(["simulate", "--headless", *words])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else -1


def recorded(*words: str) -> list[bytes]:
    """Return the lines of the recording of a simulation."""
    code_of("lab", "--record", "run.jsonl", *words)
    return Path("run.jsonl").read_bytes().splitlines()


# ---- what it runs -------------------------------------------------------------------------------


def test_it_runs_to_the_end_and_sums_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("lab", "--seed", "5", "--json") == ALL_DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["scenario"], told["transport"], told["seed"]) == ("lab", "simulator", 5)
    assert told["ranks"] == 5
    assert not Path("output").exists()


@pytest.mark.parametrize(
    ("words", "ranks"), [((), 4), (("rush",), 6), (("--clients", "2"), 3), (("--clients", "9"), 10)]
)
def test_without_inputs_of_ones_own_it_runs_a_sample_or_what_is_generated(
    words: tuple[str, ...], ranks: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("--json", *words) == ALL_DONE
    assert json.loads(capsys.readouterr().out)["ranks"] == ranks


@pytest.mark.parametrize("words", [(), ("--speed", "100000"), ("--fault", "lose chance=0.05")])
def test_the_same_seed_gives_the_same_recording_byte_for_byte(words: tuple[str, ...]) -> None:
    first, again, other = (recorded("--seed", seed, *words) for seed in ("5", "5", "6"))
    assert len(first) > 100
    assert first == again
    assert first[1:] != other[1:]


def test_what_goes_wrong_stands_in_the_recording(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[[fault]]\nkind = "crash"\nclient = 3\nat = "stored:3"\n')
    words = ("--faults", "plan.toml", "--fault", "lose message=SegmentReply nth=2")
    assert code_of("lab", "--seed", "5", "--record", "run.jsonl", *words) == NOT_DONE
    header, records = read_trace(tmp_path / "run.jsonl")
    crash, lose = Crash(client=3, at="stored:3"), Lose(message="SegmentReply", nth=2)
    assert header.faults == (crash, lose)
    kinds = [type(record.event) for record in records]
    assert {MessageLost, ThreadCrashed} <= set(kinds)


# ---- what it refuses ----------------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return the lines of the one error that these words lead to."""
    assert code_of(*words) == USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    [error] = told.err.split("bt-tui: ")[1:]
    return error.splitlines()


def test_a_fault_of_no_kind_is_refused_with_all_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("lab", "--fault", "zap client=2") == USAGE
    error = capsys.readouterr().err
    wrong = "found 'zap client=2' (Invalid value 'zap'); expected one of"
    assert f"argument --fault: {wrong} {EXPECTED}" in error


def test_all_that_does_not_fit_is_told_in_one_error(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--fault", "crash client=7", "--fault", "lose file=globe", "--free-rider", "8")
    assert refused(capsys, "lab", *words) == [
        "--free-rider: found 8; expected a client of lab, from 1 to 4",
        "fault 1: found rank 7; expected one from 1 to 4, or 0 for the tracker's",
        "fault 2: found file 'globe'; expected one of atlas",
    ]


def test_all_that_is_wrong_with_a_plan_is_told_in_one_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.toml").write_text('[[fault]]\nkind = "zap"\n[[fault]]\nkind = "crash"\n')
    first, second = refused(capsys, "lab", "--faults", "plan.toml")
    assert first.startswith("plan.toml: found fault 1 (Invalid value 'zap'); expected [[fault]]")
    assert second.startswith("plan.toml: found fault 2 (Object missing required field `client`)")


def test_a_plan_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    [line] = refused(capsys, "lab", "--faults", "plan.toml")
    assert line.startswith("plan.toml: found no such file or directory; expected [[fault]]")


def test_wrong_inputs_are_told_before_faults_that_may_not_fit(
    lab: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lab / "in2.txt").write_text("x\n")
    lines = refused(capsys, "lab", "--fault", "crash client=2 at=stored:2:globe")
    assert lines
    assert all(line.startswith("lab/in2.txt:") for line in lines)


def test_an_input_and_a_number_of_clients_are_too_much() -> None:
    assert code_of("lab", "--clients", "3") == USAGE


def test_it_is_not_for_mpirun(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PMI_RANK", "0")
    monkeypatch.setenv("PMI_SIZE", "1")
    [line] = refused(capsys, "lab")
    assert line == "found mpirun; expected a simulation without it: bt-tui simulate"
