"""What is compared: the same inputs, and the same complaints, as of a run."""

from pathlib import Path

import pytest

from bt_tui.compare.inputs import read_inputs
from core.errors import UsageError
from tests.bt_tui.inputs import write_inputs
from tests.worlds import client, file


def test_a_sample_is_read_whole() -> None:
    inputs = read_inputs("race")
    assert (inputs.scenario.name, inputs.ranks) == ("race", 7)
    assert [one.rank for one in inputs.scenario.clients] == [1, 2, 3, 4, 5, 6]


def test_without_input_it_is_the_current_directory_if_that_has_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_inputs(None).scenario.name == "classroom"
    write_inputs(tmp_path, client(1, owns=[file()]), client(2, wants=[file()]))
    assert (read_inputs(None).scenario.name, read_inputs(None).ranks) == (tmp_path.name, 3)


def test_all_problems_of_all_inputs_are_told_at_once(tmp_path: Path) -> None:
    write_inputs(tmp_path, client(1, owns=[file("a", 3)]), client(3, owns=[file("a", 4)]))
    (tmp_path / "in4.txt").write_text("0\nx\n")
    with pytest.raises(UsageError) as told:
        read_inputs(str(tmp_path))
    lines = str(told.value).splitlines()
    assert [line.partition(": found")[0] for line in lines] == [
        f"{tmp_path}/in2.txt",
        f"{tmp_path}/in3.txt:2",
        f"{tmp_path}/in4.txt:2",
    ]
