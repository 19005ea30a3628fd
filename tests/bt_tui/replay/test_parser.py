"""The command line of a replay."""

import math
from pathlib import Path

import pytest

from bt_tui.replay.options import ReplayOptions
from bt_tui.replay.parser import replay_parser
from core.until import Condition, What

FILE = Path("run.jsonl")


def options(*words: str) -> ReplayOptions:
    """Return what these words ask for."""
    return ReplayOptions(**vars(replay_parser().parse_args(words)))


def test_a_file_alone_is_opened_held() -> None:
    assert options("run.jsonl") == ReplayOptions(FILE, speed=None, until=None)


@pytest.mark.parametrize(("text", "speed"), [("2.5", 2.5), ("max", math.inf)])
def test_a_speed_is_in_messages_a_second(text: str, speed: float) -> None:
    assert options("run.jsonl", "--speed", text) == ReplayOptions(FILE, speed=speed)


def test_a_condition_is_one_as_of_a_run() -> None:
    condition = Condition(What.STORED, 2, "file1", 2)
    assert options("--until", "stored:2:file1:3", "run.jsonl") == ReplayOptions(
        FILE, until=condition
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "required: FILE"),
        ([""], "found ''; expected a name"),
        (["a", "b"], "unrecognized arguments: b"),
        (["a", "--speed", "0"], "found '0'; expected messages a second"),
        (["a", "--until", "nothing"], "found 'nothing'; expected one of denial"),
        (["a", "--until", "end", "--speed", "1"], "not allowed with"),
        (["a", "--sp", "1"], "unrecognized arguments: --sp"),
    ],
)
def test_anything_else_is_refused_with_code_2(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        options(*words)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
