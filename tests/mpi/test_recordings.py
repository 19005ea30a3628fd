"""What a run records: every event of every rank, in an order that respects causality."""

import gzip
import json
import re
from pathlib import Path

import pytest

from bt_tui import __version__
from core.causality import received_by, sent_by
from core.events import MessageReceived, MessageSent, Record
from core.measures import Counts
from core.model import TRACKER, Thread
from core.profiles import profile_named
from core.trace import read_trace
from tests import judging
from tests.conftest import MPIS
from tests.mpi.jobs import ENVIRONMENT, Mpi, run

Run = tuple[list[Record], str]
"""Records, and what the run printed."""


def record(mpi: Mpi, ranks: int, directory: Path, *words: str) -> Run:
    """Run with a recording; return its records and what the run printed."""
    ended = run(mpi.bt_tui(ranks, "--record", "run.jsonl", "--json", *words), directory)
    assert ended.code == 0, ended.err
    header, records = read_trace(directory / "run.jsonl")
    judging.assert_the_rules_are_kept(records, profile_named(header.profile))
    return records, ended.out


@pytest.fixture(scope="module")
def plain_run(mpi: Mpi, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the records of a run on 4 ranks, and what it printed."""
    return record(mpi, 4, tmp_path_factory.mktemp("plain"))


def test_nothing_is_received_before_it_was_sent_and_all_is_received(
    mpi: Mpi, tmp_path: Path
) -> None:
    records, _ = record(mpi, 7, tmp_path)

    under_way = set()
    for one in records:
        sent = sent_by(one)
        if sent is not None:
            under_way.add(sent)
        received = received_by(one.event)
        if received is not None:
            under_way.remove(received)
    assert not under_way


def test_every_event_of_every_rank_is_there_in_its_order(plain_run: Run) -> None:
    records, printed = plain_run

    numbers: dict[int, list[int]] = {}
    for one in records:
        numbers.setdefault(one.at.rank, []).append(one.number)
    assert sorted(numbers) == [0, 1, 2, 3]
    for told in numbers.values():
        assert told == list(range(1, len(told) + 1))
    assert json.loads(printed)["record"] == "run.jsonl"


def test_lamport_stamps_grow_along_every_message(plain_run: Run) -> None:
    records, _ = plain_run

    stamps = {}
    for one in records:
        match one.event:
            case MessageSent(number=number):
                stamps[one.at, number] = one.lamport
            case MessageReceived(source=source, number=number):
                assert stamps[source, number] < one.lamport
            case _:
                pass
    assert stamps


def test_the_summary_says_what_the_recording_says(plain_run: Run) -> None:
    records, printed = plain_run

    counts = {rank: Counts(rank) for rank in range(4)}
    for one in records:
        counts[one.at.rank].observe(one)
    summary = json.loads(printed)
    assert summary["messages"] == sum(isinstance(one.event, MessageSent) for one in records)
    for client in summary["clients"]:
        told = counts[client["rank"]]
        assert client["served"] == told.served
        assert client["denials"] == told.denials
        sources = [{int(k): n for k, n in file["sources"].items()} for file in client["files"]]
        assert sources == [file.sources for file in told.files.values()]


def test_every_client_talks_from_two_threads(plain_run: Run) -> None:
    records, _ = plain_run

    senders = {one.at for one in records if isinstance(one.event, MessageSent)}
    assert TRACKER in senders
    for rank in (1, 2, 3):
        assert {at.thread for at in senders if at.rank == rank} == {Thread.DOWNLOAD, Thread.UPLOAD}


def test_a_run_at_a_given_speed_repeats_exactly_for_a_seed(mpi: Mpi, tmp_path: Path) -> None:
    words = ("--speed", "20000", "--seed", "7")
    record(mpi, 4, tmp_path, *words)
    first = (tmp_path / "run.jsonl").read_bytes()
    record(mpi, 4, tmp_path, *words)
    second = (tmp_path / "run.jsonl").read_bytes()
    record(mpi, 4, tmp_path, "--speed", "20000", "--seed", "8")
    other = (tmp_path / "run.jsonl").read_bytes()

    assert first == second
    assert first != other


def test_a_conducted_run_is_the_same_under_every_mpi(tmp_path: Path) -> None:
    words = ("--speed", "20000", "--seed", "7")
    recordings = [record(mpi, 4, tmp_path, *words)[0] for mpi in MPIS]

    assert all(records == recordings[0] for records in recordings)


def test_a_compressed_recording_holds_the_same(mpi: Mpi, tmp_path: Path) -> None:
    words = ("--speed", "20000", "--seed", "7")
    records, _ = record(mpi, 4, tmp_path, *words)
    ended = run(mpi.bt_tui(4, "--record", "run.jsonl.gz", "--json", *words), tmp_path)

    assert json.loads(ended.out)["record"] == "run.jsonl.gz"
    packed = (tmp_path / "run.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "run.jsonl").read_bytes()
    assert read_trace(tmp_path / "run.jsonl.gz")[1] == records


def test_a_recording_says_which_versions_ran(mpi: Mpi, tmp_path: Path) -> None:
    record(mpi, 3, tmp_path)
    versions = read_trace(tmp_path / "run.jsonl")[0].versions

    assert versions.bt_tui == __version__
    for told in (versions.python, versions.mpi4py, versions.msgspec):
        assert re.match(r"\d+\.\d+", told)


def test_a_headless_run_is_recorded_only_where_it_is_told_to(mpi: Mpi, tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "XDG_STATE_HOME": str(tmp_path / "state")}
    for words in ((), ("--no-record",)):
        ended = run(mpi.bt_tui(3, "--headless", "--json", *words), tmp_path, environment)
        assert ended.code == 0, ended.err
        assert json.loads(ended.out)["record"] is None
    assert not (tmp_path / "state").exists()


def test_a_full_disk_ends_the_run_with_one_line_that_names_the_file(
    mpi: Mpi, tmp_path: Path
) -> None:
    ended = run(mpi.bt_tui(3, "--headless", "--record", "/dev/full"), tmp_path)

    assert ended.code == 1
    assert "Traceback" not in ended.err
    (line,) = (line for line in ended.err.splitlines() if line.startswith("bt-tui: "))
    assert line == (
        "bt-tui: the recording cannot go on, which ends the run: /dev/full: no space left on device"
    )


def test_a_recording_is_told_without_mpi(mpi: Mpi, tmp_path: Path) -> None:
    record(mpi, 4, tmp_path)
    told = run([mpi.python, "-m", "bt_tui", "show", "run.jsonl", "--kind", "files"], tmp_path)

    assert told.code == 0, told.err
    assert len(re.findall(r"C\d  has all of ", told.out)) == 7
