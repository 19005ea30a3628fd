"""How many bytes there are to be held, and whether memory holds them."""

from pathlib import Path

import pytest

from bt_tui import segment_sizes
from bt_tui.options import RunOptions
from bt_tui.segment_sizes import available_memory, sizes_of, too_large
from core.model import Sizes
from tests.worlds import client, file, part

FILE, LEFT = file("file1", 3), file("left", 5)
CLIENTS = [
    client(1, owns=[FILE]),
    client(2, wants=[FILE, LEFT, "nobodys"], left=[part(LEFT, 2)]),
    client(3, owns=[FILE], wants=[FILE]),
]


def test_without_a_size_segments_are_but_their_hashes() -> None:
    assert sizes_of(CLIENTS, RunOptions()) is None
    assert too_large(CLIENTS, None) == []


def test_all_files_that_anybody_has_anything_of_have_a_size() -> None:
    sizes = sizes_of(CLIENTS, RunOptions(segment_size=10))
    assert sizes == Sizes(10, {"file1": 30, "left": 50})


def test_all_that_clients_own_and_want_must_fit_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = Sizes(10, {"file1": 30, "left": 50})
    monkeypatch.setattr(segment_sizes, "available_memory", lambda: 140)
    assert too_large(CLIENTS, sizes) == []
    monkeypatch.setattr(segment_sizes, "available_memory", lambda: 139)
    (error,) = too_large(CLIENTS, sizes)
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
