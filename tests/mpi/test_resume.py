"""A run that is ended early, and one that picks up what it left, over real MPI."""

import json
from pathlib import Path

from bt_tui.samples import samples
from core.checks import Verdict, checks_for, judge
from core.events import SegmentStored
from core.inputs import read_input
from core.profiles import DEFAULT_PROFILE
from core.trace import read_trace
from tests.mpi.jobs import Mpi, run


def test_what_an_earlier_run_left_is_picked_up_and_not_fetched_again(
    mpi: Mpi, tmp_path: Path
) -> None:
    begun = ("--headless", "--seed", "1", "--until", "complete:poem", "--record", "first.jsonl")
    assert run(mpi.bt_tui(4, "classroom", *begun), tmp_path).code == 1
    left = sorted((tmp_path / "output").glob("*.partial"))
    assert left

    words = ("--headless", "--resume", "--json", "--record", "second.jsonl")
    ended = run(mpi.bt_tui(4, "classroom", *words), tmp_path)
    assert (ended.code, json.loads(ended.out)["complete"]) == (0, True)
    header, records = read_trace(tmp_path / "second.jsonl")
    records = list(records)
    parts = {(one.rank, part.name): part for one in header.scenario.clients for part in one.partial}
    assert len(parts) == len(left)
    for record in records:
        if isinstance(event := record.event, SegmentStored):
            part = parts.get((record.at.rank, event.file))
            assert part is None or part.hashes[event.segment] == "-"
    judgements = judge(records, checks_for(DEFAULT_PROFILE, faultless=False))
    assert [one for one in judgements if one.verdict is Verdict.BROKEN] == []

    assert not list((tmp_path / "output").glob("*.partial"))
    (sample,) = (one for one in samples() if one.name == "classroom")
    owned = {
        file.name: file.hashes
        for rank in range(1, 4)
        for file in read_input(sample.directory, rank).owned
    }
    for client in header.scenario.clients:
        for name in client.wanted:
            output = tmp_path / "output" / f"client{client.rank}_{name}"
            assert tuple(output.read_text().split()) == owned[name]
