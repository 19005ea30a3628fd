"""What a failing seed leaves plays the same events as the hunt saw."""

import shlex
from pathlib import Path

import pytest

from bt_tui.cli import main
from core.inputs import read_input
from tests.hunt.cases import case_of
from tests.hunt.evidence import TRACE, command, write_evidence

SEEDS = (1, 508)
"""With strikes at times and at events, and with a message fault."""


@pytest.mark.parametrize("seed", SEEDS)
def test_the_command_plays_the_same_events(seed: int, tmp_path: Path) -> None:
    case, recording = case_of(seed), tmp_path / "again.jsonl"
    write_evidence(case, tmp_path)
    program, *words = shlex.split(command(case, tmp_path))
    assert program == "bt-tui"
    main([*words, "--headless", "--record", str(recording)])
    _header, *events = recording.read_bytes().splitlines()
    assert events == (tmp_path / TRACE).read_bytes().splitlines()[1:]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_inputs_are_read_as_they_were(seed: int, tmp_path: Path) -> None:
    case = case_of(seed)
    write_evidence(case, tmp_path)
    for one in case.scenario.clients:
        again = read_input(tmp_path, one.rank)
        assert (again.owned, again.wanted) == (one.owned, one.wanted)
