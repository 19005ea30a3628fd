"""What the command line of a run, live or simulated, says of faults."""

from pathlib import Path

import pytest

from bt_tui.exits import USAGE
from bt_tui.run_parser import run_options, run_parser
from bt_tui.simulate.parser import simulate_parser
from core.faults import Crash, Lose

PARSERS = [run_parser, simulate_parser]


@pytest.mark.parametrize("parser", PARSERS)
def test_faults_are_taken_in_their_order(parser: type) -> None:
    words = ["--fault", "crash client=2 at=stored:2", "--fault=lose nth=1", "--faults", "plan.toml"]
    options = run_options(parser().parse_args(words))
    assert options.fault == (Crash(client=2, at="stored:2"), Lose(nth=1))
    assert options.faults == Path("plan.toml")


@pytest.mark.parametrize("parser", PARSERS)
def test_where_nothing_is_said_nothing_goes_wrong(parser: type) -> None:
    options = run_options(parser().parse_args([]))
    assert (options.fault, options.faults) == ((), None)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("words", [["--fault", ""], ["--fault", "zap"], ["--faults", ""]])
def test_what_is_no_fault_is_refused(
    parser: type, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parser().parse_args(words)
    assert end.value.code == USAGE
    assert f"argument {words[0]}: found " in capsys.readouterr().err
