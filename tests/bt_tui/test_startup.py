"""Starting cheaply, and leaving alone what others have set."""

import gc
import os
from collections.abc import Iterator

import pytest

from bt_tui import startup

MPICH = {"MPI_LOCALNRANKS": "4", "PMI_SIZE": "4"}
OPEN_MPI = {"OMPI_COMM_WORLD_LOCAL_SIZE": "4", "OMPI_COMM_WORLD_SIZE": "4"}


@pytest.fixture(autouse=True)
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*startup.SETTINGS, *startup.LOCAL_SIZES, *startup.SIZES):
        monkeypatch.setenv(name, "to be deleted afterwards")
        monkeypatch.delenv(name)


@pytest.fixture
def garbage_looked_for() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def settings() -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in startup.SETTINGS}


@pytest.mark.parametrize("told", [MPICH, OPEN_MPI], ids=["MPICH", "Open MPI"])
def test_on_one_host_no_network_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str]
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    startup.spare_the_network()
    assert settings() == startup.SETTINGS


@pytest.mark.parametrize("told", [{**MPICH, "PMI_SIZE": "8"}, {"PMI_SIZE": "4"}, {}])
def test_where_ranks_may_be_on_other_hosts_it_is_left_to_mpi(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str]
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    startup.spare_the_network()
    assert set(settings().values()) == {None}


@pytest.mark.parametrize("name", startup.SETTINGS)
def test_what_somebody_has_set_stays(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for variable, value in {**MPICH, name: "theirs"}.items():
        monkeypatch.setenv(variable, value)
    startup.spare_the_network()
    assert os.environ[name] == "theirs"


@pytest.mark.usefixtures("garbage_looked_for")
def test_garbage_is_looked_for_again_but_not_among_what_was_loaded() -> None:
    startup.put_off_garbage()
    assert not gc.isenabled()
    startup.look_for_garbage()
    assert gc.isenabled()
    assert gc.get_freeze_count()
