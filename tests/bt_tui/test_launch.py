import os
import shlex
import sys
from pathlib import Path

import pytest

from bt_tui import launch
from bt_tui.launch import Launched
from bt_tui.options import RunOptions
from core.errors import UsageError
from tests.bt_tui.conftest import BecameError, program

MPICH = "MPICH 5.0.2"
OPEN_MPI = "Open MPI 5.0.8"


@pytest.fixture
def path_directory(bin_directory: Path) -> Path:
    """Return the only place that the path has."""
    return Path(os.environ["PATH"])


def become_mpirun(options: RunOptions | None = None, *words: str) -> BecameError:
    """Return what the process would have become."""
    with pytest.raises(BecameError) as became:
        launch.under_mpirun(options or RunOptions("race"), list(words))
    return became.value


def test_the_mpiexec_beside_this_python_goes_before_a_mpirun_on_the_path(
    bin_directory: Path, path_directory: Path
) -> None:
    program(path_directory, "mpirun")
    beside = program(bin_directory, "mpiexec")
    assert become_mpirun().path == str(beside)


def test_an_unknown_input_is_told_of_before_a_missing_mpirun(bin_directory: Path) -> None:
    with pytest.raises(UsageError, match="as INPUT"):
        launch.under_mpirun(RunOptions("nowhere"), [])


# ---- what the launcher says ---------------------------------------------------------------------


def test_a_process_of_its_own_is_not_launched_and_speaks() -> None:
    assert launch.launched() is None
    assert not launch.is_launched()
    assert launch.speaks_for_all()


@pytest.mark.parametrize("variable", ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"])
def test_a_launched_process_is_known_by_its_rank(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for rank in range(3):
        monkeypatch.setenv(variable, str(rank))
        assert launch.is_launched()
        assert launch.speaks_for_all() == (rank == 0)


@pytest.mark.parametrize("value", ["", "none", "-1"])
def test_a_variable_without_a_rank_in_it_is_no_launcher(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PMI_RANK", value)
    monkeypatch.setenv("PMI_SIZE", value)
    assert not launch.is_launched()
    assert launch.launched() is None


@pytest.mark.parametrize(
    ("variable", "by"), [("OMPI_COMM_WORLD_SIZE", "Open MPI"), ("PMI_SIZE", "MPICH")]
)
def test_the_launcher_is_known_by_how_it_tells_the_number_of_ranks(
    monkeypatch: pytest.MonkeyPatch, variable: str, by: str
) -> None:
    monkeypatch.setenv(variable, "4")
    assert launch.launched() == Launched(by, 4)


def test_only_the_rank_that_speaks_bears_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert launch.agreed_exit(2) == 2
    monkeypatch.setenv("PMI_RANK", "0")
    assert launch.agreed_exit(2) == 2
    monkeypatch.setenv("PMI_RANK", "1")
    assert launch.agreed_exit(2) == 0


# ---- the wrong launcher, the wrong world --------------------------------------------------------


def test_an_mpich_library_under_the_launcher_of_open_mpi_is_told_before_it_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMPI_COMM_WORLD_SIZE", "4")
    with pytest.raises(UsageError) as told:
        launch.check_library(MPICH)
    for part in ("mpirun of Open MPI", "4 ranks", MPICH, f"beside {sys.executable}"):
        assert part in str(told.value)


@pytest.mark.parametrize(
    ("variable", "library"),
    [("OMPI_COMM_WORLD_SIZE", OPEN_MPI), ("PMI_SIZE", MPICH), ("PMI_SIZE", OPEN_MPI)],
)
def test_a_library_that_can_at_least_start_is_let_start(
    monkeypatch: pytest.MonkeyPatch, variable: str, library: str
) -> None:
    launch.check_library(library)
    monkeypatch.setenv(variable, "4")
    launch.check_library(library)


def test_ranks_that_are_each_alone_were_started_by_a_foreign_launcher(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PMI_SIZE", "4")
    with pytest.raises(UsageError) as told:
        launch.check_world(1, OPEN_MPI)
    for part in ("mpirun of MPICH", "started 4 ranks", OPEN_MPI):
        assert part in str(told.value)


@pytest.mark.parametrize("launched_ranks", ["1", None])
def test_a_world_of_one_rank_is_too_small_and_the_error_says_what_to_type(
    monkeypatch: pytest.MonkeyPatch, launched_ranks: str | None
) -> None:
    if launched_ranks is not None:
        monkeypatch.setenv("PMI_SIZE", launched_ranks)
    with pytest.raises(UsageError, match=r"found 1 rank; .*at least 2.*mpirun -np 4 python -m bt_"):
        launch.check_world(1, MPICH)


@pytest.mark.parametrize("size", [2, 3, 100])
def test_a_tracker_and_a_client_are_world_enough(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    launch.check_world(size, MPICH)
    monkeypatch.setenv("PMI_SIZE", str(size))
    launch.check_world(size, MPICH)


# ---- becoming mpirun ----------------------------------------------------------------------------


def test_mpirun_is_started_with_as_many_ranks_as_the_input_needs(bin_directory: Path) -> None:
    mpirun = str(program(bin_directory, "mpirun"))
    became = become_mpirun(RunOptions("race"), "race", "--seed", "5")
    assert became.path == mpirun
    assert became.command == [
        *(mpirun, "-np", "7", str(bin_directory / "python"), "-m", "bt_tui"),
        *("run", "race", "--seed", "5"),
    ]


def test_the_command_is_told_as_it_could_be_typed(
    bin_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(bin_directory, "mpirun")
    became = become_mpirun(RunOptions("race"), "race", "--output", "two words")
    told = capsys.readouterr()
    assert not told.out
    assert told.err.startswith("bt-tui: ")
    assert shlex.split(told.err.removeprefix("bt-tui: ")) == became.command


def test_the_mpirun_beside_this_python_goes_before_the_one_on_the_path(
    bin_directory: Path, path_directory: Path
) -> None:
    on_path = program(path_directory, "mpirun")
    assert become_mpirun().path == str(on_path)
    beside = program(bin_directory, "mpirun")
    assert become_mpirun().path == str(beside)


def test_mpiexec_will_do_where_there_is_no_mpirun(path_directory: Path) -> None:
    mpiexec = program(path_directory, "mpiexec")
    assert become_mpirun().path == str(mpiexec)


def test_a_file_that_cannot_be_started_is_no_mpirun(
    bin_directory: Path, path_directory: Path
) -> None:
    (bin_directory / "mpirun").touch(mode=0o644)
    on_path = program(path_directory, "mpirun")
    assert become_mpirun().path == str(on_path)


def test_where_there_is_no_mpirun_the_error_says_how_to_get_one(bin_directory: Path) -> None:
    with pytest.raises(UsageError, match=r"found no mpirun; .*pip install 'bt-tui\[mpich\]'"):
        launch.under_mpirun(RunOptions("race"), [])


def test_an_input_that_is_not_there_starts_nothing(bin_directory: Path) -> None:
    program(bin_directory, "mpirun")
    with pytest.raises(UsageError, match="'nothing' as INPUT"):
        launch.under_mpirun(RunOptions("nothing"), ["nothing"])


def test_open_mpi_may_start_more_ranks_than_cores(bin_directory: Path) -> None:
    program(bin_directory, "mpirun")
    become_mpirun()
    assert os.environ[launch.OVERSUBSCRIBE] == ":oversubscribe"


def test_a_mapping_that_the_user_asked_for_is_kept(
    bin_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin_directory, "mpirun")
    monkeypatch.setenv(launch.OVERSUBSCRIBE, "core")
    become_mpirun()
    assert os.environ[launch.OVERSUBSCRIBE] == "core"
