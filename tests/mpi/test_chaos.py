"""Runs over real MPI that are held, stepped, played and let go at random moments."""

import re
from pathlib import Path

import pytest

from tests.chaos import HOLDS, PARTING_WORDS
from tests.conftest import MPIS
from tests.mpi.jobs import Ended, Mpi, run

PROGRAM = str(Path(__file__).with_name("chaos.py"))
UNHEEDED = 3 * 2 * PARTING_WORDS
SEEN = re.compile(
    r"(?P<holds>[\d,]+) holds, (?P<steps>[\d,]+) steps, (?P<choices>[\d,]+) choices, "
    r"(?P<finds>[\d,]+) finds, (?P<messages>[\d,]+) messages, "
    r"(?P<rests>[\d,]+) rests in the close, (?P<unheeded>[\d,]+) unheeded, "
    r"(?P<stopped>[\d,]+) stopped, (?P<digest>[0-9a-f]{64})"
)


def play(mpi: Mpi, directory: Path, *acts: str) -> Ended:
    """Play these acts, one after another, in one job of 4 ranks."""
    return run(mpi.mpirun(4, PROGRAM, *acts), directory)


def seen(mpi: Mpi, directory: Path, *acts: str) -> list[dict[str, str]]:
    """Return what the judge saw of acts that all went well."""
    ended = play(mpi, directory, *acts)
    assert ended.code == 0, ended.err
    verdicts = [SEEN.fullmatch(line) for line in ended.out.splitlines()]
    found = [verdict.groupdict() for verdict in verdicts if verdict is not None]
    assert len(found) == len(acts), ended.out
    return found


def number(text: str) -> int:
    """Return a number that is written with commas."""
    return int(text.replace(",", ""))


def test_200_holds_at_random_moments_lose_double_and_reorder_nothing(
    mpi: Mpi, tmp_path: Path
) -> None:
    [verdict] = seen(mpi, tmp_path, "holds:1")
    assert number(verdict["holds"]) >= HOLDS
    assert number(verdict["steps"]) > HOLDS / 2
    assert number(verdict["choices"]) > HOLDS / 4
    assert number(verdict["finds"]) > 0


def test_a_run_is_held_stepped_and_released_through_its_close(mpi: Mpi, tmp_path: Path) -> None:
    verdicts = seen(mpi, tmp_path, *(f"close:{seed}" for seed in range(6)))
    # a timer that is rung early by hand may bring an answer too many
    assert min(number(verdict["unheeded"]) for verdict in verdicts) >= UNHEEDED
    assert sum(number(verdict["rests"]) for verdict in verdicts) > len(verdicts)


def test_a_run_that_is_stepped_all_along_is_the_same_as_one_that_is_played(tmp_path: Path) -> None:
    acts = ("steps:5", "play:5", "play:6")
    digests = {tuple(verdict["digest"] for verdict in seen(mpi, tmp_path, *acts)) for mpi in MPIS}
    assert len(digests) == 1
    stepped, played, other = digests.pop()
    assert stepped == played
    assert stepped != other


def test_a_run_whose_steps_are_all_chosen_is_the_same_for_the_same_choices(tmp_path: Path) -> None:
    acts = ("choices:5", "choices:5", "choices:6")
    verdicts = [seen(mpi, tmp_path, *acts) for mpi in MPIS]
    assert all(number(one["choices"]) > number(one["steps"]) / 2 for one, *_ in verdicts)
    digests = {tuple(verdict["digest"] for verdict in found) for found in verdicts}
    assert len(digests) == 1
    first, again, other = digests.pop()
    assert first == again
    assert first != other


def test_a_run_can_be_ended_early_whatever_its_pace(mpi: Mpi, tmp_path: Path) -> None:
    modes = ("full", "held", "playing", "holding", "seeking")
    for verdict in seen(mpi, tmp_path, *(f"stop-{mode}:{n}" for n, mode in enumerate(modes))):
        assert number(verdict["stopped"]) > 0


def test_a_run_can_be_ended_early_while_its_close_is_held(mpi: Mpi, tmp_path: Path) -> None:
    [verdict] = seen(mpi, tmp_path, "stop-closing:1")
    assert number(verdict["rests"]) > 0
    assert number(verdict["unheeded"]) == UNHEEDED


@pytest.mark.parametrize(
    ("act", "named"),
    [
        ("lost:1", r"rank 1, C1↑: C1↑ was closed, but handled \d+ of \d+ from C[23]↓"),
        ("doubled:1", r"rank 1, C1↑: C1↑ got message (\d+) of C[23]↓ after message \1"),
        ("overtaken:1", r"rank 1, C1↑: C1↑ got message \d+ of C[23]↓ after message \d+"),
        ("judged-lost:1", r"rank 0, collector: message \d+ of C[23]↓ overtook message \d+"),
    ],
)
def test_a_message_that_goes_wrong_is_caught_and_named(
    mpi: Mpi, act: str, named: str, tmp_path: Path
) -> None:
    ended = play(mpi, tmp_path, act)
    assert ended.code == 1
    assert not ended.out
    words = [path.read_text() for path in tmp_path.glob("failure*.txt")]
    assert any(re.fullmatch(named, word) for word in words), words
