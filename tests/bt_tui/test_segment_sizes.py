"""How many bytes there are to be held, and whether memory holds them."""

from pathlib import Path

import pytest

from bt_tui import segment_sizes
from bt_tui.options import RunOptions
from bt_tui.scenarios import Source
from bt_tui.segment_sizes import available_memory, limits_for, sizes_of, wrong_size
from core.model import DEFAULT_LIMITS, Sizes
from core.payloads.shared import Shared, SharedFile
from core.profiles import PROFILES
from tests.worlds import client, file, part

FILE, LEFT = file("file1", 3), file("left", 5)
CLIENTS = [
    client(1, owns=[FILE]),
    client(2, wants=[FILE, LEFT, "nobodys"], left=[part(LEFT, 2)]),
    client(3, owns=[FILE], wants=[FILE]),
]


TEN = RunOptions(segment_size=10)
HASHES = Source("hashes", 3)
SHARED = Shared(100, (SharedFile("file1", "/away/file1", 1, 250, 0),))
REAL = Source("real", 3, Path("real"), SHARED)


def test_without_a_size_segments_are_but_their_hashes() -> None:
    assert sizes_of(HASHES, CLIENTS, RunOptions()) is None
    assert wrong_size(HASHES, CLIENTS, RunOptions()) == []


def test_all_files_that_anybody_has_anything_of_have_a_size() -> None:
    sizes = sizes_of(HASHES, CLIENTS, TEN)
    assert sizes == Sizes(10, {"file1": 30, "left": 50})


def test_all_that_clients_own_and_want_must_fit_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segment_sizes, "available_memory", lambda: 140)
    assert wrong_size(HASHES, CLIENTS, TEN) == []
    monkeypatch.setattr(segment_sizes, "available_memory", lambda: 139)
    (error,) = wrong_size(HASHES, CLIENTS, TEN)
    assert "found 10, which makes 140 bytes in all" in error
    assert "expected at most the 139 bytes" in error


def test_what_linux_says_of_memory_is_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(segment_sizes, "MEMINFO", tmp_path / "meminfo")
    elsewhere = available_memory()
    assert elsewhere > 2**20
    (tmp_path / "meminfo").write_text("MemTotal:  9 kB\nMemAvailable:       7 kB\n")
    assert available_memory() == 7 * 1024


def test_a_last_segment_may_be_shorter_and_there_is_none_behind_it() -> None:
    sizes = Sizes(10, {"f": 25})
    assert [sizes.of("f", n) for n in range(4)] == [10, 10, 5, 0]
    assert sizes.of("other", 0) == 0


def test_real_files_have_the_sizes_that_they_have() -> None:
    assert sizes_of(REAL, CLIENTS, RunOptions()) == Sizes(100, {"file1": 250})
    assert wrong_size(REAL, CLIENTS, RunOptions()) == []


def test_real_files_take_no_other_size() -> None:
    (error,) = wrong_size(REAL, CLIENTS, TEN)
    assert error == (
        "--segment-size: found 10; expected none, for real has real files, in segments of 100 bytes"
    )


def test_whoever_asks_for_many_bytes_waits_longer_for_them() -> None:
    profile = PROFILES["bittorrent"]
    assert limits_for(None, profile, 10) == DEFAULT_LIMITS
    limits = limits_for(Sizes(1_000_000, {}), profile, 10)
    assert limits.request_timeout_s == DEFAULT_LIMITS.request_timeout_s + 4 * 10 * 10 / 50
    assert limits.endgame_after_s == DEFAULT_LIMITS.endgame_after_s + 4 * 10 * 10 / 50
