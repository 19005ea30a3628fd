"""A headless run that goes until something happens, over real MPI."""

import json
from pathlib import Path

from core.causality import received_by
from core.events import Record, TimerFired
from core.trace import read_trace
from core.until import parse_condition
from tests.mpi.jobs import Mpi, run


def until(mpi: Mpi, what: str, directory: Path, *words: str) -> tuple[int, str, list[Record]]:
    """Run until this happens; return exit code, what was printed, and what was recorded."""
    options = ("--headless", "--seed", "1", "--until", what, "--record", "run.jsonl")
    ended = run(mpi.bt_tui(4, "classroom", *options, *words), directory)
    _, records = read_trace(directory / "run.jsonl")
    return ended.code, ended.out + ended.err, list(records)


def test_it_ends_in_order_where_it_happens_and_says_at_which_event(
    mpi: Mpi, tmp_path: Path
) -> None:
    code, out, records = until(mpi, "stored:2:atlas:5", tmp_path)
    assert code == 1
    condition = parse_condition("stored:2:atlas:5")
    [met] = [n for n, one in enumerate(records, 1) if condition.matches(one)]
    assert f"\nbt-tui: stopped at event {met}: C2  stores atlas #5 from C1" in out
    assert "NOT all files complete" in out
    assert len((tmp_path / "output" / "client2_atlas.partial").read_text().split()) == 24
    later = [one for one in records[met:] if one.at != records[met - 1].at]
    assert not [one for one in later if isinstance(one.event, TimerFired)]
    kinds = {type(one.event).__name__ for one in later if received_by(one.event) is not None}
    assert kinds <= {"MessageUnheeded"}  # no step came after that one


def test_what_comes_at_the_end_leaves_nothing_incomplete(mpi: Mpi, tmp_path: Path) -> None:
    code, out, _ = until(mpi, "end", tmp_path)
    assert code == 0
    assert "bt-tui: stopped at event" in out
    assert "\nall files complete" in out


def test_what_never_comes_up_is_told_in_one_line(mpi: Mpi, tmp_path: Path) -> None:
    code, out, _ = until(mpi, "timeout", tmp_path, "--speed", "100000")
    assert code == 0
    assert "bt-tui: it ended, and this never came up: a timeout\n" in out


def test_a_summary_for_programs_stays_one_object(mpi: Mpi, tmp_path: Path) -> None:
    words = ("--headless", "--seed", "1", "--until", "denial", "--json")
    ended = run(mpi.bt_tui(4, "classroom", *words), tmp_path)
    assert json.loads(ended.out)["complete"] is False
    assert "bt-tui: stopped at event" in ended.err


def test_what_the_inputs_lack_is_one_error(mpi: Mpi, tmp_path: Path) -> None:
    ended = run(mpi.bt_tui(4, "classroom", "--until", "complete:nope"), tmp_path)
    assert ended.code == 2
    [line] = [line for line in ended.err.splitlines() if line.startswith("bt-tui")]
    found = "--until: found 'nope'; expected a file that somebody wants"
    assert line == f"bt-tui: {found}: atlas, music, notes, poem"
    assert not (tmp_path / "output").exists()
