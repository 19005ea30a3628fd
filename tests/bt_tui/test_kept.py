"""The small place for recordings: the newest stay, the others go, unless they are of use."""

import fcntl
import os
import re
import time
from pathlib import Path

import pytest

from bt_tui import kept

OLD_S = 10 * kept.LEFT_ALONE_S


@pytest.fixture(name="place", autouse=True)
def place_for_recordings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "bt_tui" / "recordings"


def recordings(place: Path, count: int, *, age_s: float = OLD_S) -> list[Path]:
    """Make so many recordings, the first the newest; return their paths."""
    place.mkdir(parents=True, exist_ok=True)
    paths = [place / f"run-2024-01-01-000000-{number:08}.jsonl" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text("{}")
        written = time.time() - age_s - number
        os.utime(path, (written, written))
    return paths


def test_it_is_in_the_state_directory_of_the_user(place: Path) -> None:
    assert kept.kept_directory() == place


def test_a_new_place_is_an_empty_file_named_by_the_time(place: Path) -> None:
    path = kept.new_place()
    assert path.parent == place
    assert re.fullmatch(r"run-\d{4}-\d\d-\d\d-\d{6}-\w+\.jsonl", path.name)
    assert path.read_bytes() == b""
    assert path.stat().st_mode & 0o077 == 0, "others need not read it"


def test_every_run_has_a_place_of_its_own() -> None:
    assert len({kept.new_place() for _ in range(20)}) == 20


def test_the_newest_stay_and_older_ones_go(place: Path) -> None:
    paths = recordings(place, kept.KEPT_MAX + 5)
    kept.remove_old(place)
    assert sorted(place.iterdir()) == paths[: kept.KEPT_MAX]


def test_no_more_than_are_kept_all_stay(place: Path) -> None:
    paths = recordings(place, kept.KEPT_MAX)
    kept.remove_old(place)
    assert sorted(place.iterdir()) == paths


def test_what_was_written_just_now_stays_however_many_there_are(place: Path) -> None:
    paths = recordings(place, kept.KEPT_MAX + 5, age_s=0.0)
    kept.remove_old(place)
    assert sorted(place.iterdir()) == paths


def test_what_a_run_still_writes_stays_however_old_it_is(place: Path) -> None:
    paths = recordings(place, kept.KEPT_MAX + 2)
    with paths[-1].open("r+b") as file:
        kept.lock(file)
        kept.remove_old(place)
        assert sorted(place.iterdir()) == [*paths[: kept.KEPT_MAX], paths[-1]]
    kept.remove_old(place)
    assert sorted(place.iterdir()) == paths[: kept.KEPT_MAX]


def test_files_of_others_stay(place: Path) -> None:
    recordings(place, kept.KEPT_MAX + 3)
    mine = place / "lecture.jsonl"
    mine.write_text("{}")
    os.utime(mine, (0, 0))
    kept.remove_old(place)
    assert mine.exists()
    assert len(list(place.iterdir())) == kept.KEPT_MAX + 1


def test_without_locks_the_age_alone_counts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(file: object, how: int) -> None:
        raise OSError(38, "Function not implemented")

    paths = recordings(place, kept.KEPT_MAX + 1)
    monkeypatch.setattr(fcntl, "flock", no_locks)
    with paths[0].open("r+b") as file:
        kept.lock(file)
        kept.remove_old(place)
    assert sorted(place.iterdir()) == paths[: kept.KEPT_MAX]


def test_a_state_directory_that_cannot_be_made_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "taken"))
    with pytest.raises(OSError, match="Not a directory"):
        kept.new_place()
