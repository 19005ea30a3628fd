"""Comparing profiles over real MPI."""

import json
from pathlib import Path

from tests.mpi.jobs import Mpi, run


def test_two_profiles_are_run_by_an_mpirun_of_its_own(mpi: Mpi, tmp_path: Path) -> None:
    words = ["first-swarm", "--runs", "1", "--json", "--profiles", "client-table,first-missing"]
    ended = run([mpi.python, "-m", "bt_tui", "compare", *words], tmp_path)

    assert (ended.code, ended.err) == (0, "")
    told = json.loads(ended.out)
    assert told["transport"].startswith({"mpich": "MPICH", "openmpi": "Open MPI"}[mpi.name])
    assert (told["scenario"], told["ranks"], told["seeds"]) == ("first-swarm", 3, [1])
    messages = [profile["median"]["messages"] for profile in told["profiles"].values()]
    assert messages == [27, 34]
    assert list(tmp_path.iterdir()) == []
