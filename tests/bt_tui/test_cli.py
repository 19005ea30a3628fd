import math
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bt_tui import __version__
from bt_tui.cli import COMMANDS, main
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE, USAGE
from bt_tui.options import RunOptions
from bt_tui.samples import samples
from core.errors import UsageError
from core.faults import Cut, Lose
from core.faults.telling import faults_told
from core.profiles import PROFILES
from core.until import CONDITIONS, Condition, What
from tests.bt_tui.conftest import BecameError, program


class Runs:
    """Stands for `bt_tui.run`, which loads MPI; notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[RunOptions] = []
        self.code = ALL_DONE
        self.error: BaseException | None = None

    def run(self, options: RunOptions) -> int:
        self.asked.append(options)
        if self.error is not None:
            raise self.error
        return self.code


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Be rank 0 of a launched world whose runs are only noted."""
    stand_in, module = Runs(), ModuleType("bt_tui.run")
    module.__dict__["run"] = stand_in.run
    monkeypatch.setitem(sys.modules, "bt_tui.run", module)
    monkeypatch.setenv("PMI_RANK", "0")
    return stand_in


def code_of(*words: str) -> int:
    """Return the exit code of this command line, however it comes."""
    try:
        return main(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else -1


# ---- what is asked for --------------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("run",)])
def test_nothing_said_means_a_run_with_all_defaults(runs: Runs, words: tuple[str, ...]) -> None:
    assert code_of(*words) == ALL_DONE
    assert runs.asked == [RunOptions()]


@pytest.mark.parametrize("words", [("rush",), ("run", "rush"), ("run", "--", "rush")])
def test_run_may_be_left_out(runs: Runs, words: tuple[str, ...]) -> None:
    code_of(*words)
    assert runs.asked == [RunOptions(input="rush")]


def test_a_directory_called_run_can_be_run(runs: Runs) -> None:
    code_of("run", "run")
    assert runs.asked == [RunOptions(input="run")]


def test_options_stand_before_or_after_the_input(runs: Runs) -> None:
    code_of("--seed", "5", "--json", "rush")
    code_of("rush", "--seed", "5", "--json")
    code_of("run", "--seed=5", "rush", "--json")
    assert runs.asked == [RunOptions(input="rush", seed=5, json=True)] * 3


def test_every_option_reaches_the_run(runs: Runs) -> None:
    options = ["--headless", "--profile", "client-table", "--seed", "3", "--speed", "2.5"]
    options += ["--free-rider", "3", "--free-rider", "1", "--free-rider", "3"]
    options += ["--until", "stored:2:atlas:5"]
    code_of("d", *options, "--output", "o", "--record", "r", "--json")
    assert runs.asked == [
        RunOptions(
            input="d",
            headless=True,
            profile="client-table",
            free_rider=(3, 1),
            seed=3,
            speed=2.5,
            until=Condition(What.STORED, 2, "atlas", 4),
            output=Path("o"),
            record=Path("r"),
            json=True,
        )
    ]


def test_what_is_to_go_wrong_reaches_the_run(runs: Runs) -> None:
    code_of("--fault", "lose nth=3", "--fault", "cut for=2", "--faults", "plan.toml")
    faults = (Lose(nth=3), Cut(lasts=2.0))
    assert runs.asked == [RunOptions(fault=faults, faults=Path("plan.toml"))]


def test_all_that_can_go_wrong_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("faults") == ALL_DONE
    assert capsys.readouterr().out == f"{faults_told()}\n"


def test_a_run_may_be_told_not_to_be_recorded(runs: Runs) -> None:
    code_of("--no-record")
    assert runs.asked == [RunOptions(no_record=True)]


def test_a_run_may_begin_with_what_an_earlier_one_left(runs: Runs) -> None:
    code_of("--resume")
    assert runs.asked == [RunOptions(resume=True)]


def test_the_words_of_the_process_are_taken_where_none_are_given(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["bt-tui", "race"])
    assert main() == ALL_DONE
    assert runs.asked == [RunOptions(input="race")]


@pytest.mark.parametrize("text", ["", "denail", "role:x", "stored:2:atlas:0"])
def test_what_a_run_cannot_go_until_is_refused_with_all_it_can(
    runs: Runs, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("--until", text) == USAGE
    assert runs.asked == []
    error = capsys.readouterr().err
    assert f"argument --until: found {text!r}; expected one of" in error
    assert all(form in error for form, _ in CONDITIONS)


@pytest.mark.parametrize(
    ("text", "speed", "steady"),
    [("max", math.inf, None), ("5", 5.0, 5.0), ("0.5", 0.5, 0.5), ("1e3", 1000.0, 1000.0)],
)
def test_a_speed_is_messages_a_second_or_max(
    runs: Runs, text: str, speed: float, steady: float | None
) -> None:
    assert code_of("--speed", text) == ALL_DONE
    assert runs.asked == [RunOptions(speed=speed)]
    assert runs.asked[0].steady_speed == steady


def test_a_speed_that_is_not_said_is_told_apart_from_the_highest(runs: Runs) -> None:
    code_of()
    assert runs.asked[0].speed is None
    assert runs.asked[0].steady_speed is None


@pytest.mark.parametrize("seed", ["-1", "x", "1.5", str(2**63), "9" * 5000, "²"])
def test_a_seed_that_is_no_whole_number_of_63_bits_is_refused(
    runs: Runs, seed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(f"--seed={seed}") == USAGE
    assert "expected a whole number" in capsys.readouterr().err
    assert runs.asked == []


def test_rank_0_alone_tells_the_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PMI_RANK", "1")
    assert code_of("--version") == ALL_DONE
    assert capsys.readouterr().out == ""


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0", "-1", "-0.5", "nan", "inf", "-inf", "junk", ""])
def test_any_other_speed_is_refused_by_name_and_value(
    runs: Runs, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert code_of(f"--speed={text}") == USAGE
    told = capsys.readouterr()
    assert "--speed" in told.err
    assert repr(text) in told.err
    assert "from 0.01 to 1000000, or max" in told.err
    assert not told.out
    assert not runs.asked


def test_a_negative_speed_is_a_speed_and_not_an_option(
    runs: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("--speed", "-1") == USAGE
    assert "'-1'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--bogus",),
        ("one", "two"),
        ("--seed", "x"),
        ("--speed",),
        ("samples", "x"),
        ("profiles", "x"),
        ("--free-rider", "0"),
        ("--free-rider", "me"),
        ("--record", "r", "--no-record"),
        ("--record", ""),
        ("show",),
        ("show", ""),
        ("show", "a", "b"),
        ("show", "a", "--rank", "-1"),
        ("show", "a", "--kind", "fun"),
        ("check",),
        ("check", "a", "b"),
    ],
)
def test_what_cannot_be_understood_is_refused(
    runs: Runs, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert code_of(*words) == USAGE
    assert "usage: bt-tui" in capsys.readouterr().err
    assert not runs.asked


@pytest.mark.parametrize("variable", ["PMI_RANK", "OMPI_COMM_WORLD_RANK", "PMIX_RANK"])
@pytest.mark.parametrize("words", [("--speed", "0"), ("--bogus",), ("samples", "--bogus")])
def test_only_rank_0_tells_of_a_usage_error_and_bears_its_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    words: tuple[str, ...],
) -> None:
    monkeypatch.setenv(variable, "0")
    assert code_of(*words) == USAGE
    assert capsys.readouterr().err
    monkeypatch.setenv(variable, "3")
    assert code_of(*words) == ALL_DONE
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("rank", "code"), [("0", USAGE), ("2", ALL_DONE)])
def test_a_usage_error_of_the_run_itself_is_told_by_rank_0_only(
    runs: Runs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    rank: str,
    code: int,
) -> None:
    runs.error = UsageError("found no MPI library")
    monkeypatch.setenv("PMI_RANK", rank)
    assert code_of() == code
    told = "bt-tui: found no MPI library\n" if code else ""
    assert capsys.readouterr() == ("", told)


# ---- what comes back ----------------------------------------------------------------------------


def test_the_code_of_the_run_is_the_code_of_the_process(runs: Runs) -> None:
    runs.code = NOT_DONE
    assert code_of() == NOT_DONE


def test_an_interrupt_has_a_code_of_its_own(runs: Runs) -> None:
    runs.error = KeyboardInterrupt()
    assert code_of() == INTERRUPTED


def test_without_a_launcher_a_run_becomes_mpirun_with_the_words_as_they_were(
    bin_directory: Path,
) -> None:
    program(bin_directory, "mpirun")
    with pytest.raises(BecameError) as became:
        main(["race", "--seed", "7"])
    assert became.value.command[1:3] == ["-np", "7"]
    assert became.value.command[-5:] == ["bt_tui", "run", "race", "--seed", "7"]


def test_without_a_launcher_an_unknown_input_is_told_before_anything_starts(
    bin_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(bin_directory, "mpirun")
    assert code_of("no-such-thing") == USAGE
    assert "found 'no-such-thing' as INPUT" in capsys.readouterr().err


def test_the_samples_are_listed_each_with_the_command_that_runs_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert code_of("samples") == ALL_DONE
    told = capsys.readouterr().out
    for sample in samples():
        assert sample.summary in told
        assert f"mpirun -np {sample.clients + 1} python -m bt_tui {sample.name}\n" in told


def test_the_profiles_are_listed_each_with_what_sets_it_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert code_of("profiles") == ALL_DONE
    told = capsys.readouterr().out
    for profile in PROFILES.values():
        assert f"{profile.name}\n" in told.replace("  (default)", "")
        assert f"    {profile.summary}\n" in told
        assert f"asks: {profile.choice}; reports: {profile.report}" in told
    assert told.count("(default)") == 1


def test_an_unknown_profile_is_told_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert code_of("--profile", "client-tabel") == USAGE
    told = capsys.readouterr().err
    assert "found profile 'client-tabel'; expected one of" in told
    assert all(name in told for name in PROFILES)


@pytest.mark.parametrize(
    "words",
    [
        ("samples",),
        ("profiles",),
        ("--help",),
        ("-h",),
        ("run", "--help"),
        ("show", "--help"),
        ("check", "--help"),
    ],
)
def test_rank_0_alone_says_what_all_have_to_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OMPI_COMM_WORLD_RANK", "0")
    assert code_of(*words) == ALL_DONE
    assert capsys.readouterr().out
    monkeypatch.setenv("OMPI_COMM_WORLD_RANK", "1")
    assert code_of(*words) == ALL_DONE
    assert capsys.readouterr() == ("", "")


def test_the_help_tells_every_option_and_the_other_commands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert code_of("--help") == ALL_DONE
    told = capsys.readouterr().out
    for field in RunOptions.__struct_fields__[1:]:
        assert f"--{field.replace('_', '-')} " in told
    for command in COMMANDS:
        assert command in told


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("--version") == ALL_DONE
    assert capsys.readouterr().out == f"bt-tui {__version__}\n"
