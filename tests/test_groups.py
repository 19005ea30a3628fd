"""Which tests run one after another."""

import pytest

from tests.groups import JOBS, group_of
from tests.mpi.jobs import Mpi

HERE = "tests/test_groups.py"


@pytest.mark.parametrize(
    "test",
    [
        "tests/mpi/test_runs.py::test_a",
        "tests/pty/test_compare.py::test_a[3-b]",
        "tests/conformance/test_over_mpi.py::test_a[mpich-bittorrent]",
        "tests/conformance/test_over_mpi.py::test_a[race-openmpi]",
    ],
)
def test_tests_that_start_jobs_run_one_after_another(test: str) -> None:
    assert group_of(test) == JOBS


def test_whatever_is_run_under_an_mpi_starts_jobs(mpi: Mpi, request: pytest.FixtureRequest) -> None:
    assert group_of(request.node.nodeid) == JOBS


def test_the_others_stay_with_their_module_and_profile() -> None:
    names = ["test_a", "test_b[1]", "test_a[random-owner]", "test_b[2-random-owner]"]
    first, second, third, fourth = [group_of(f"{HERE}::{name}") for name in names]
    assert first == second != third == fourth
    assert group_of("tests/test_others.py::test_a") != first
    assert JOBS not in (first, third)
