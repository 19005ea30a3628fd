"""Runs over real MPI bring every wanted file, segment by segment, to who wants it."""

import json
import shutil
from pathlib import Path

import pytest

from bt_tui.samples import samples_directory
from bt_tui.scenarios import Source
from tests.mpi.jobs import Ended, Mpi, run

SAMPLES = samples_directory()


def sample(name: str, clients: int) -> Source:
    return Source(name, clients, SAMPLES / name)


def outputs(directory: Path) -> dict[str, list[str]]:
    """Return the lines of every file that a run wrote."""
    return {path.name: path.read_text("ascii").split() for path in directory.iterdir()}


def expected(source: Source) -> dict[str, list[str]]:
    """Return the lines of every file that the source's clients want, by its output's name."""
    clients = [source.read(rank) for rank in range(1, source.clients + 1)]
    hashes = {file.name: list(file.hashes) for client in clients for file in client.owned}
    return {
        f"client{client.rank}_{name}": hashes[name] for client in clients for name in client.wanted
    }


def assert_all_arrived(ended: Ended, source: Source, directory: Path) -> None:
    assert ended.code == 0, ended.err
    assert ended.err == ""
    assert outputs(directory) == expected(source)


@pytest.mark.parametrize(
    ("ranks", "source"),
    [
        (2, Source("generated", 1)),
        (3, sample("first-swarm", 2)),
        (4, sample("classroom", 3)),
        (5, Source("generated", 4)),
        (6, sample("rush", 5)),
    ],
    ids=lambda value: value.name if isinstance(value, Source) else str(value),
)
def test_the_main_command_brings_every_wanted_file(
    mpi: Mpi, ranks: int, source: Source, tmp_path: Path
) -> None:
    ended = run(mpi.bt_tui(ranks, "--headless"), tmp_path)

    assert_all_arrived(ended, source, tmp_path / "output")
    assert "all files complete" in ended.out


def test_many_ranks_on_few_cores_end_too(mpi: Mpi, tmp_path: Path) -> None:
    """The last messages of 64 clients were once left unacknowledged in MPI_Finalize."""
    ended = run(mpi.bt_tui(65, "--headless", "--record", "run.jsonl"), tmp_path)

    assert_all_arrived(ended, Source("generated", 64), tmp_path / "output")


def test_a_directory_laid_out_like_the_assignment_runs_unchanged(mpi: Mpi, tmp_path: Path) -> None:
    for path in (SAMPLES / "classroom").glob("in*.txt"):
        shutil.copy(path, tmp_path)

    ended = run(mpi.bt_tui(4, "--output", "."), tmp_path)

    written = {path.name: path.read_text("ascii").split() for path in tmp_path.glob("client*")}
    assert ended.code == 0, ended.err
    assert written == expected(sample("classroom", 3))


def test_without_mpirun_it_starts_mpirun_with_the_right_number_of_ranks(
    mpi: Mpi, tmp_path: Path
) -> None:
    ended = run([str(mpi.programs / "bt-tui"), "race", "--json"], tmp_path)

    assert ended.code == 0, ended.err
    assert "mpirun -np 7" in ended.err
    assert json.loads(ended.out)["ranks"] == 7
    assert outputs(tmp_path / "output") == expected(sample("race", 6))


def test_the_summary_tells_from_whom_every_segment_came(mpi: Mpi, tmp_path: Path) -> None:
    ended = run(mpi.bt_tui(7, "race", "--json"), tmp_path)

    summary = json.loads(ended.out)
    files = [(client["rank"], client["files"][0]) for client in summary["clients"]]
    downloads = [(rank, file) for rank, file in files if file["wanted"]]
    assert [rank for rank, _ in downloads] == [2, 3, 4, 5, 6]
    for rank, file in downloads:
        assert sum(file["sources"].values()) == file["segments"] == 60
        assert str(rank) not in file["sources"]
    assert sum(client["served"] for client in summary["clients"]) == 5 * 60


def write_input(directory: Path, rank: int, *lines: str) -> None:
    (directory / f"in{rank}.txt").write_text("\n".join(lines))


def test_a_file_that_nobody_owns_is_reported_and_the_others_arrive(
    mpi: Mpi, tmp_path: Path
) -> None:
    write_input(tmp_path, 1, "1", "poem 1", "a" * 32, "1", "ghost")
    write_input(tmp_path, 2, "0", "2", "ghost", "poem")

    ended = run(mpi.bt_tui(3), tmp_path)

    assert ended.code == 1
    assert "NOT all files complete" in ended.out
    assert "C1 lacks all of ghost: nobody has registered it" in ended.out
    assert "C2 lacks all of ghost: nobody has registered it" in ended.out
    assert outputs(tmp_path / "output") == {"client2_poem": ["a" * 32]}


def test_clients_that_own_or_want_nothing_and_odd_files_are_legal(mpi: Mpi, tmp_path: Path) -> None:
    same = "b" * 32
    write_input(tmp_path, 1, "2", "empty 0", "same 3", same, same, same, "1", "same")
    write_input(tmp_path, 2, "0", "0")
    write_input(tmp_path, 3, "0", "2", "same", "empty")

    ended = run(mpi.bt_tui(4), tmp_path)

    assert ended.code == 0, ended.err
    assert outputs(tmp_path / "output") == {
        "client1_same": [same] * 3,
        "client3_same": [same] * 3,
        "client3_empty": [],
    }
