"""Which tests run one after another."""

import pytest

from tests.groups import group_of
from tests.mpi.jobs import MPI_NAMES, MPICH, OPENMPI, Mpi

HERE = "tests/test_groups.py"


@pytest.mark.parametrize(
    ("test", "name"),
    [
        ("tests/mpi/test_runs.py::test_a", MPICH),
        ("tests/pty/test_compare.py::test_a[3-b]", MPICH),
        ("tests/bench/test_main.py::test_a", MPICH),
        ("tests/conformance/test_over_mpi.py::test_a[mpich-bittorrent]", MPICH),
        ("tests/conformance/test_balance.py::test_a[race-openmpi]", OPENMPI),
        ("tests/pty/test_compare.py::test_a[openmpi-3]", OPENMPI),
    ],
)
def test_tests_that_start_jobs_run_one_after_another_under_each_mpi(test: str, name: str) -> None:
    assert group_of(test) == f"jobs of {name}"


def test_whatever_is_run_under_an_mpi_starts_jobs(mpi: Mpi, request: pytest.FixtureRequest) -> None:
    assert group_of(request.node.nodeid) == f"jobs of {mpi.name}"


def test_the_others_stay_with_their_module_and_profile() -> None:
    names = ["test_a", "test_b[1]", "test_a[random-owner]", "test_b[2-random-owner]"]
    first, second, third, fourth = [group_of(f"{HERE}::{name}") for name in names]
    assert first == second != third == fourth
    assert group_of("tests/test_others.py::test_a") != first
    assert not {first, third} & {f"jobs of {name}" for name in MPI_NAMES}
