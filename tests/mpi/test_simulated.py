"""A simulated run is as one over MPI: for a seed, their recordings differ in the header alone."""

from pathlib import Path

import pytest

from tests.mpi.jobs import Mpi, run

FAULTS = ("--fault", "crash client=2 at=stored:2 nth=3", "--fault", "delay chance=0.2 by=0.3")


@pytest.mark.parametrize("words", [(), FAULTS], ids=["faultless", "faulty"])
def test_a_simulated_run_is_as_one_over_mpi(
    mpi: Mpi, tmp_path: Path, words: tuple[str, ...]
) -> None:
    course = ("classroom", "--headless", "--speed", "100000", "--seed", "5", *words)
    over_mpi = run(mpi.bt_tui(4, *course, "--record", "live.jsonl"), tmp_path)
    simulate = [mpi.python, "-m", "bt_tui", "simulate", *course, "--record", "simulated.jsonl"]
    simulated = run(simulate, tmp_path)

    assert over_mpi.code == simulated.code == bool(words), over_mpi.err + simulated.err
    live, told = ((tmp_path / f"{name}.jsonl").read_bytes() for name in ("live", "simulated"))
    assert len(told.splitlines()) > 100
    assert told.partition(b"\n")[2] == live.partition(b"\n")[2]
