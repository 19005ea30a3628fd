"""What all tests share: every MPI that is there, named in the report's first lines."""

import gc
import os
from pathlib import Path

import pytest
from xdist import is_xdist_worker
from xdist.remote import Producer

from tests.compiled import compile_all
from tests.groups import ByGroup
from tests.mpi.jobs import Mpi, available

MPIS = available()
SELDOM = (20_000, 10, 10)


def pytest_configure() -> None:
    """Look for circles of garbage less often than Python does by itself.

    What thousands of tests leave is little, beside what is looked through for it each time.
    """
    gc.set_threshold(*SELDOM)


def pytest_collection_finish() -> None:
    """Look no more through the tests themselves, which stay to the end."""
    gc.freeze()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile once what hundreds of jobs are to load."""
    if not is_xdist_worker(session):
        compile_all()


def pytest_report_header() -> str:
    """Say which MPIs are tested, and how to get the other."""
    names = [mpi.name for mpi in MPIS]
    hint = "" if "openmpi" in names else " (run `make openmpi` to test under Open MPI too)"
    return f"MPI: {', '.join(names)}{hint}"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run single files here, and the rest in a process more than there are processors.

    Jobs wait much: for what one would press, for their launcher, for their end.
    """
    processors = os.cpu_count() or 1
    return processors + 1 if all(Path(arg).is_dir() for arg in config.args) else 0


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByGroup:
    """Keep together what is to run one after another."""
    return ByGroup(config, log)


@pytest.fixture(scope="session", params=MPIS, ids=lambda mpi: mpi.name)
def mpi(request: pytest.FixtureRequest) -> Mpi:
    """Every MPI in turn."""
    assert isinstance(request.param, Mpi)
    return request.param
