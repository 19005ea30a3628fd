"""Where a run is recorded, and what a screen can read of it meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bt_tui.kept import KEPT_MAX
from bt_tui.options import RunOptions
from bt_tui.recording import Recording, open_recording
from core.errors import RecordingError
from core.trace import read_trace
from tests.bt_tui.test_kept import recordings
from tests.core.trace.made import HEADER, RECORDS


@pytest.fixture(name="opened")
def opened_recordings() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(name="place", autouse=True)
def place_for_recordings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "bt_tui" / "recordings"


def begin(opened: ExitStack, options: RunOptions, *, watched: bool) -> Recording:
    recording = open_recording(options, HEADER, watched=watched)
    for writer in recording.writers:
        opened.enter_context(writer)
        writer.write(RECORDS)
        writer.flush()
    return recording


def test_a_headless_run_is_recorded_only_where_it_is_told_to(
    opened: ExitStack, place: Path, tmp_path: Path
) -> None:
    assert begin(opened, RunOptions(), watched=False) == Recording()
    path = tmp_path / "deep" / "run.jsonl"
    recording = begin(opened, RunOptions(record=path), watched=False)
    assert recording.path == path
    assert read_trace(path) == (HEADER, RECORDS)
    assert not place.exists()


@pytest.mark.parametrize("name", ["run.jsonl", "run.jsonl.gz"])
def test_a_watched_run_is_recorded_where_it_is_told_to_and_nowhere_else(
    name: str, opened: ExitStack, place: Path, tmp_path: Path
) -> None:
    recording = begin(opened, RunOptions(record=tmp_path / name), watched=True)
    assert recording.path == tmp_path / name
    assert read_trace(tmp_path / name) == (HEADER, RECORDS)
    assert not place.exists()


def test_a_watched_run_that_is_told_nothing_is_recorded_in_the_small_place(
    opened: ExitStack, place: Path
) -> None:
    recording = begin(opened, RunOptions(), watched=True)
    (path,) = place.iterdir()
    assert recording.path == path
    assert not recording.why_not
    assert read_trace(path) == (HEADER, RECORDS)


def test_a_run_that_goes_on_makes_room_but_not_for_itself(opened: ExitStack, place: Path) -> None:
    paths = recordings(place, KEPT_MAX + 3)
    recording = begin(opened, RunOptions(), watched=True)
    assert set(place.iterdir()) == {*paths[: KEPT_MAX - 1], recording.path}


def test_told_not_to_be_recorded_a_watched_run_leaves_nothing(
    opened: ExitStack, place: Path
) -> None:
    recording = begin(opened, RunOptions(no_record=True), watched=True)
    assert recording.path is None
    assert not recording.why_not
    assert not place.exists()


@pytest.mark.parametrize("where", [None, "run.jsonl", "run.jsonl.gz", "/dev/null"])
@pytest.mark.parametrize("no_record", [False, True])
def test_a_screen_can_look_back_however_the_run_is_recorded(
    where: str | None, no_record: bool, opened: ExitStack, tmp_path: Path
) -> None:
    record = None if where is None or no_record else tmp_path / where
    options = RunOptions(record=record, no_record=no_record)
    recording = begin(opened, options, watched=True)
    assert recording.index is not None
    assert recording.index.read(1, 3) == RECORDS[1:3]
    assert len(recording.writers) == (1 if where in {None, "run.jsonl"} or no_record else 2)


def test_a_small_place_that_cannot_be_written_keeps_no_screen_from_starting(
    opened: ExitStack, place: Path
) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("")
    recording = begin(opened, RunOptions(), watched=True)
    assert recording.path is None
    assert recording.why_not == f"{place}: file exists"
    assert recording.index is not None
    assert recording.index.read(0, 9) == RECORDS


def test_a_place_that_was_named_and_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(RecordingError, match=r"taken/r: "):
        open_recording(RunOptions(record=tmp_path / "taken" / "r"), HEADER, watched=True)
    with pytest.raises(RecordingError, match="/dev/full: no space left on device"):
        open_recording(RunOptions(record=Path("/dev/full")), HEADER, watched=False)
