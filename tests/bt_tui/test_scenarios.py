from pathlib import Path

import pytest

from bt_tui import scenarios
from bt_tui.generate import generated_client
from bt_tui.samples import samples_directory
from bt_tui.scenarios import Source, find_source, own_source, ranks_for, source_of
from core.errors import InputError, UsageError
from core.model import ClientInput
from tests.bt_tui.inputs import write_inputs
from tests.worlds import client


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty directory, and return it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def empty_inputs(directory: Path, *ranks: int) -> Path:
    """Write inputs that own and want nothing."""
    return write_inputs(directory, *map(ClientInput, ranks))


# ---- what INPUT means ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "clients"), [("first-swarm", 2), ("classroom", 3), ("rush", 5), ("race", 6)]
)
def test_a_sample_is_found_by_its_name(name: str, clients: int) -> None:
    source = find_source(name, 1)
    assert source == Source(name, clients, samples_directory() / name)


def test_a_directory_is_found_by_its_path(here: Path) -> None:
    empty_inputs(here / "a" / "mine", 1, 2)
    assert find_source("a/mine", 5) == Source("mine", 2, Path("a/mine"))
    assert find_source(str(here / "a" / "mine"), 5).clients == 2


def test_a_directory_wins_over_a_sample_of_the_same_name(here: Path) -> None:
    empty_inputs(here / "race", 1, 2)
    assert find_source("race", 6) == Source("race", 2, Path("race"))


def test_a_directory_is_called_by_its_own_name_however_it_is_reached(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(empty_inputs(here / "lab", 1))
    assert find_source(".", 1).name == "lab"
    assert find_source("../lab", 1).name == "lab"


@pytest.mark.parametrize("wanted", ["nothing", "a/race", "Race", "in1.txt"])
def test_what_is_neither_is_told_with_all_that_could_be(here: Path, wanted: str) -> None:
    empty_inputs(here, 1)
    with pytest.raises(UsageError) as told:
        find_source(wanted, 3)
    assert f"found {wanted!r} as INPUT; expected a directory with in1.txt" in str(told.value)
    assert str(told.value).endswith("first-swarm, classroom, rush, race")


# ---- what no INPUT means ------------------------------------------------------------------------


@pytest.mark.parametrize("clients", [1, 3, 6])
def test_inputs_in_the_current_directory_win_over_everything_not_named(
    here: Path, clients: int
) -> None:
    empty_inputs(here, 1, 2)
    assert find_source(None, clients) == Source(here.name, 2, Path())


def test_a_named_sample_wins_over_inputs_in_the_current_directory(here: Path) -> None:
    empty_inputs(here, 1, 2)
    assert find_source("race", 3).name == "race"


@pytest.mark.parametrize("stray", ["in2.txt", "in01.txt", "in1.txt.bak", "xin1.txt"])
def test_without_in1_the_current_directory_is_not_meant(here: Path, stray: str) -> None:
    (here / stray).touch()
    assert find_source(None, 3).name == "classroom"


def test_a_directory_called_in1_is_no_input(here: Path) -> None:
    (here / "in1.txt").mkdir()
    assert find_source(None, 3).name == "classroom"


@pytest.mark.parametrize(
    ("clients", "name"), [(2, "first-swarm"), (3, "classroom"), (5, "rush"), (6, "race")]
)
def test_else_the_sample_that_fits_is_run(clients: int, name: str) -> None:
    assert find_source(None, clients) == find_source(name, clients)


@pytest.mark.parametrize("clients", [1, 4, 7, 40])
def test_else_a_scenario_is_generated_for_as_many_clients_as_there_are(clients: int) -> None:
    source = find_source(None, clients)
    told = "1 client" if clients == 1 else f"{clients} clients"
    assert source == Source(f"generated for {told}", clients)


# ---- reading it ---------------------------------------------------------------------------------


def test_a_client_of_a_directory_reads_its_own_input(here: Path) -> None:
    write_inputs(here, client(1), client(2, wants=["file1"]))
    source = find_source(None, 2)
    assert source.read(1) == client(1)
    assert source.read(2) == client(2, wants=["file1"])
    with pytest.raises(InputError, match=r"in3\.txt: found no such file"):
        source.read(3)


def test_a_client_of_a_generated_scenario_is_made_up_for_the_number_of_clients() -> None:
    source = find_source(None, 7)
    assert source.read(3) == generated_client(3, 7)


def test_the_highest_rank_with_an_input_says_how_many_clients_there_are(here: Path) -> None:
    empty_inputs(here, 1, 2, 10)
    assert find_source(".", 3).clients == 10
    assert ranks_for(".") == 11


def test_a_directory_that_cannot_be_listed_is_told_as_such(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(directory: Path) -> None:
        raise PermissionError(13, "Permission denied", str(directory))

    monkeypatch.setattr(scenarios, "input_ranks", deny)
    with pytest.raises(UsageError, match="permission denied"):
        find_source(str(here), 3)


# ---- how many ranks it needs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "ranks"), [("first-swarm", 3), ("classroom", 4), ("rush", 6), ("race", 7)]
)
def test_a_sample_needs_a_rank_for_each_client_and_the_tracker(name: str, ranks: int) -> None:
    assert ranks_for(name) == ranks


def test_without_input_the_classroom_is_started() -> None:
    assert ranks_for(None) == 4
    assert find_source(None, 4 - 1).name == "classroom"


def test_inputs_in_the_current_directory_need_ranks_for_them(here: Path) -> None:
    empty_inputs(here, 1, 2, 3, 4)
    assert ranks_for(None) == 5
    assert ranks_for(".") == 5


def test_a_directory_without_inputs_is_told_before_anything_starts(here: Path) -> None:
    (here / "empty").mkdir()
    with pytest.raises(UsageError, match=r"^empty: found no in<R>\.txt; expected in1\.txt"):
        ranks_for("empty")


def test_an_unknown_input_is_told_before_anything_starts() -> None:
    with pytest.raises(UsageError, match="found 'nothing' as INPUT"):
        ranks_for("nothing")


def test_an_empty_directory_does_not_hide_a_sample_of_its_name(here: Path) -> None:
    (here / "race").mkdir()
    assert find_source("race", 3).clients == 6


# ---- where nothing but INPUT says how many clients there are ------------------------------------


@pytest.mark.parametrize(("wanted", "name"), [(None, "classroom"), ("rush", "rush")])
def test_a_source_of_its_own_is_what_is_wanted_or_the_classroom(
    wanted: str | None, name: str
) -> None:
    assert own_source(wanted).name == name


def test_inputs_in_the_current_directory_are_a_source_of_their_own(here: Path) -> None:
    empty_inputs(here, 1, 2)
    assert own_source(None) == Source(here.name, 2, Path())


@pytest.mark.parametrize(
    ("clients", "name"),
    [(3, "classroom"), (1, "generated for 1 client"), (9, "generated for 9 clients")],
)
def test_so_many_clients_have_a_sample_or_something_generated(
    here: Path, clients: int, name: str
) -> None:
    empty_inputs(here, 1, 2)  # which are not asked
    source = source_of(clients)
    assert (source.name, source.clients) == (name, clients)
    assert source.read(clients).rank == clients
