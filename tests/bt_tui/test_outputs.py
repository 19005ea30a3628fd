import os
from pathlib import Path

import pytest

from bt_tui.outputs import OutputWriter, directory_problem, write_whole
from core.events import AllCompleted, AnyEvent, FileCompleted, FileIncomplete, SegmentStored
from core.holdings import Holdings
from core.sim.world import World
from tests.worlds import client, file, scenario


def names_in(directory: Path) -> list[str]:
    """Return what lies in the directory, hidden files too."""
    return sorted(path.name for path in directory.iterdir())


def forbid(monkeypatch: pytest.MonkeyPatch, forbidden: int) -> None:
    """Let the operating system forbid this kind of access; root is forbidden nothing for real."""
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & forbidden)


# ---- a file is there whole, or not at all -------------------------------------------------------


def test_a_file_is_written_with_all_of_its_bytes_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "out", b"all of it")
    assert (tmp_path / "out").read_bytes() == b"all of it"
    assert names_in(tmp_path) == ["out"]


def test_an_earlier_file_is_replaced_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "out", b"a longer content from before")
    write_whole(tmp_path / "out", b"short")
    assert (tmp_path / "out").read_bytes() == b"short"


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_file_that_cannot_take_its_place_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(type(error)):
        write_whole(tmp_path / "out", b"new")
    assert names_in(tmp_path) == []


def test_a_file_that_is_written_in_part_leaves_the_earlier_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").write_bytes(b"old")

    def write_half(self: Path, data: bytes) -> int:
        with self.open("wb") as half:
            half.write(data[: len(data) // 2])
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(OSError, match="disk full"):
        write_whole(tmp_path / "out", b"new content")
    assert (tmp_path / "out").read_bytes() == b"old"
    assert names_in(tmp_path) == ["out"]


def test_a_directory_in_the_place_of_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(OSError, match="out"):
        write_whole(tmp_path / "out", b"new")
    assert names_in(tmp_path) == ["out"]


def test_a_name_as_long_as_an_input_may_have_it_can_be_written(tmp_path: Path) -> None:
    holdings = Holdings([file("n" * 200)])
    OutputWriter(99_999, holdings, tmp_path).observe([FileCompleted("n" * 200, 3)])
    assert names_in(tmp_path) == [f"client99999_{'n' * 200}"]


# ---- what a client writes, and when -------------------------------------------------------------


def test_a_completed_file_is_written_as_its_hashes_in_order_one_a_line(tmp_path: Path) -> None:
    atlas = file("atlas", 3)
    OutputWriter(2, Holdings([atlas]), tmp_path).observe([FileCompleted("atlas", 3)])
    first, second, third = atlas.hashes
    text = f"{first}\n{second}\n{third}\n"
    assert (tmp_path / "client2_atlas").read_bytes() == text.encode("ascii")
    assert names_in(tmp_path) == ["client2_atlas"]


def test_nothing_is_written_before_a_file_is_complete(tmp_path: Path) -> None:
    events: list[AnyEvent] = [
        SegmentStored("atlas", 0, 1, 1),
        FileIncomplete("atlas", 3, (2,), "nobody has it"),
        AllCompleted(),
    ]
    OutputWriter(2, Holdings([file("atlas", 3)]), tmp_path).observe(events)
    assert names_in(tmp_path) == []


def test_a_file_of_no_segments_is_written_empty(tmp_path: Path) -> None:
    OutputWriter(1, Holdings([file("empty", 0)]), tmp_path).observe([FileCompleted("empty", 0)])
    assert (tmp_path / "client1_empty").read_bytes() == b""


def test_the_directory_is_made_when_the_first_file_is_complete(tmp_path: Path) -> None:
    directory = tmp_path / "a" / "b"
    writer = OutputWriter(1, Holdings([file("one"), file("two")]), directory)
    assert not directory.exists()
    writer.observe([FileCompleted("one", 3), FileCompleted("two", 3)])
    assert names_in(directory) == ["client1_one", "client1_two"]


def test_to_complete_an_unknown_file_is_a_fault_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="atlas was searched without being known"):
        OutputWriter(1, Holdings(), tmp_path).observe([FileCompleted("atlas", 3)])


def test_a_whole_run_writes_what_each_client_wanted_and_nothing_else(tmp_path: Path) -> None:
    atlas, poem, own = file("atlas", 24), file("poem", 2), file("own", 1)
    world = World(
        scenario(
            client(1, owns=[atlas, poem]),
            client(2, wants=[atlas, "nobody-has-it"]),
            client(3, owns=[own], wants=[own, poem, atlas]),
        )
    ).run()
    for rank, holdings in world.holdings.items():
        writer = OutputWriter(rank, holdings, tmp_path)
        writer.observe(record.event for record in world.records if record.at.rank == rank)
    expected = {
        "client2_atlas": atlas,
        "client3_atlas": atlas,
        "client3_own": own,
        "client3_poem": poem,
    }
    assert names_in(tmp_path) == sorted(expected)
    for name, manifest in expected.items():
        assert (tmp_path / name).read_text("ascii").split() == list(manifest.hashes)


# ---- whether the directory can be written -------------------------------------------------------


@pytest.mark.parametrize("below", ["", "new", "new/and/deep"])
def test_a_directory_that_is_there_or_can_be_made_is_no_problem(tmp_path: Path, below: str) -> None:
    assert directory_problem(tmp_path / below) is None
    assert names_in(tmp_path) == []


def test_a_relative_directory_is_looked_for_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert directory_problem(Path("output")) is None
    (tmp_path / "output").touch()
    problem = directory_problem(Path("output"))
    assert problem is not None
    assert problem.path == "output"


@pytest.mark.parametrize("below", ["", "new", "new/and/deep"])
def test_a_file_is_no_directory_and_nothing_can_be_made_below_it(
    tmp_path: Path, below: str
) -> None:
    (tmp_path / "file").touch()
    wanted = tmp_path / "file" / below
    assert str(directory_problem(wanted)) == (
        f"{wanted}: found {tmp_path / 'file'}, which is not a directory;"
        " expected a directory for the output that can be written"
    )


@pytest.mark.parametrize("forbidden", [os.W_OK, os.X_OK])
@pytest.mark.parametrize("below", ["", "new/and/deep"])
def test_a_directory_that_cannot_be_written_or_entered_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forbidden: int, below: str
) -> None:
    forbid(monkeypatch, forbidden)
    problem = directory_problem(tmp_path / below)
    assert problem is not None
    assert problem.path == str(tmp_path / below)
    assert problem.found == f"{tmp_path}, which cannot be written"


def test_a_directory_need_not_be_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, os.R_OK)
    assert directory_problem(tmp_path) is None
