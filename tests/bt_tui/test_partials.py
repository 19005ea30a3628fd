"""What is held of a file that stays incomplete is kept beside its output."""

from pathlib import Path

from bt_tui.outputs import OutputWriter
from core.events import FileCompleted, FileIncomplete, ThreadStopped
from core.holdings import Holdings
from tests.worlds import file

ATLAS = file("atlas", 3)


def writer_of(directory: Path, *held: int) -> OutputWriter:
    """Return the writer of a client that holds these segments of atlas."""
    holdings = Holdings([file("own", 2)])
    atlas = holdings.open(ATLAS)
    for segment in held:
        atlas.store(segment)
    return OutputWriter(2, holdings, directory)


def kept(directory: Path) -> dict[str, list[str]]:
    """Return the lines of every file in the directory."""
    return {path.name: path.read_text().splitlines() for path in directory.iterdir()}


def test_a_run_that_is_stopped_leaves_what_is_held_with_dashes_for_the_rest(tmp_path: Path) -> None:
    writer_of(tmp_path, 0, 2).observe([ThreadStopped()])
    assert kept(tmp_path) == {"client2_atlas.partial": [ATLAS.hashes[0], "-", ATLAS.hashes[2]]}


def test_so_does_a_search_that_ends_without_all_of_the_file(tmp_path: Path) -> None:
    writer_of(tmp_path, 1).observe([FileIncomplete("atlas", 3, (0, 2), "nobody is left")])
    assert kept(tmp_path) == {"client2_atlas.partial": ["-", ATLAS.hashes[1], "-"]}


def test_nothing_is_left_of_a_file_of_which_nothing_is_held(tmp_path: Path) -> None:
    writer_of(tmp_path).observe([ThreadStopped(), FileIncomplete("atlas", 3, (0, 1, 2), "")])
    assert kept(tmp_path) == {}


def test_nor_of_a_file_that_nobody_ever_knew(tmp_path: Path) -> None:
    writer_of(tmp_path).observe([FileIncomplete("ghost", None, (), "nobody has it")])
    assert kept(tmp_path) == {}


def test_a_complete_file_takes_the_place_of_what_an_earlier_run_left(tmp_path: Path) -> None:
    writer_of(tmp_path, 0).observe([ThreadStopped()])
    writer_of(tmp_path, 0, 1, 2).observe([FileCompleted("atlas", 3), ThreadStopped()])
    assert kept(tmp_path) == {"client2_atlas": list(ATLAS.hashes)}
