"""Real runs whose segments have real bytes: these arrive, and are as told."""

import json
from pathlib import Path

import pytest

from bt_tui.samples import samples
from core.inputs import read_input
from tests.bt_tui.inputs import write_inputs
from tests.mpi.jobs import Mpi, run
from tests.mpi.test_bad_input import assert_refused
from tests.worlds import client, file

SMALL, LARGE = 1000, 3 * 2**19 + 1


def test_everyone_gets_its_files(mpi: Mpi, tmp_path: Path) -> None:
    words = ("--headless", "--json", "--segment-size", str(SMALL))
    ended = run(mpi.bt_tui(4, "classroom", *words), tmp_path)
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    fetched = sum(sum(one["sources"].values()) for each in told["clients"] for one in each["files"])
    assert fetched * SMALL < told["by_kind"]["SegmentReply"]["bytes"] < fetched * (SMALL + 100)
    (sample,) = (one for one in samples() if one.name == "classroom")
    inputs = [read_input(sample.directory, rank) for rank in (1, 2, 3)]
    owned = {own.name: own for one in inputs for own in one.owned}
    outputs = sorted((tmp_path / "output").iterdir())
    assert outputs
    for output in outputs:
        assert tuple(output.read_text().split()) == owned[output.name.partition("_")[2]].hashes


@pytest.mark.parametrize("profile", ["bittorrent", "peers-then-seeds"])
def test_segments_larger_than_what_any_mpi_sends_at_once_arrive(
    mpi: Mpi, tmp_path: Path, profile: str
) -> None:
    shared = file("file1", 12)
    write_inputs(
        tmp_path, client(1, owns=[shared]), client(2, wants=[shared]), client(3, wants=[shared])
    )
    words = ("--headless", "--json", "--profile", profile, "--segment-size", str(LARGE))
    ended = run(mpi.bt_tui(4, *words), tmp_path)
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert told["complete"]
    assert [one["rejected"] for one in told["clients"]] == [0, 0, 0]
    assert 24 * LARGE < told["bytes"] < 1.05 * 24 * LARGE


def test_a_run_with_bytes_is_as_a_simulated_one_with_faults_too(mpi: Mpi, tmp_path: Path) -> None:
    faults = ("--fault", "corrupt client=2 at=stored:2", "--fault", "delay chance=0.2 by=0.3")
    words = ("--headless", "--speed", "100000", "--seed", "5", "--segment-size", str(SMALL))
    course = ("classroom", *words, *faults)
    over_mpi = run(mpi.bt_tui(4, *course, "--record", "live.jsonl"), tmp_path)
    simulate = [mpi.python, "-m", "bt_tui", "simulate", *course, "--record", "simulated.jsonl"]
    simulated = run(simulate, tmp_path)
    assert over_mpi.code == simulated.code, over_mpi.err + simulated.err
    live, told = ((tmp_path / f"{name}.jsonl").read_bytes() for name in ("live", "simulated"))
    assert b"SegmentsCorrupted" in live
    assert told.partition(b"\n")[2] == live.partition(b"\n")[2]


def test_what_an_earlier_run_left_is_served_with_its_bytes(mpi: Mpi, tmp_path: Path) -> None:
    begun = ("--headless", "--seed", "1", "--until", "complete:poem", "--segment-size", str(SMALL))
    assert run(mpi.bt_tui(4, "classroom", *begun), tmp_path).code == 1
    assert list((tmp_path / "output").glob("*.partial"))
    words = ("--headless", "--resume", "--json", "--segment-size", str(SMALL))
    ended = run(mpi.bt_tui(4, "classroom", *words), tmp_path)
    assert ended.code == 0, ended.err
    assert [one["rejected"] for one in json.loads(ended.out)["clients"]] == [0, 0, 0]


@pytest.mark.parametrize("size", ["0", "-1", "1.5", "many", "2147483648"])
def test_a_segment_size_that_cannot_be_is_told_once(mpi: Mpi, tmp_path: Path, size: str) -> None:
    ended = run(mpi.bt_tui(4, f"--segment-size={size}"), tmp_path)
    assert ended.code == 2
    assert ended.err.count("usage:") == 1
    assert f"found '{size}'; expected a number of bytes, from 1 to 2147483647" in ended.err


def test_more_than_memory_holds_is_refused_with_the_sum(mpi: Mpi, tmp_path: Path) -> None:
    ended = run(mpi.bt_tui(4, "classroom", "--segment-size", "2147483647"), tmp_path)
    assert assert_refused(ended, tmp_path)[0].startswith(
        f"--segment-size: found 2147483647, which makes {153 * 2147483647} bytes in all that"
    )
