"""Telling what is shared, and whether that is as it was."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from core.errors import InputError
from core.model import ClientInput, Manifest
from core.payloads.digest import segment_digest
from core.payloads.shared import SHARED_NAME, change, read_shared, sharing_problems
from tests.core.payloads.real import any_bytes, change_unnoticed, owner, shared, touch_later, write


def test_a_hash_is_sha_256_cut_to_128_bits() -> None:
    assert segment_digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    told, _ = shared(write(tmp_path, "f", any_bytes(2500)))
    (tmp_path / SHARED_NAME).write_bytes(msgspec.json.encode(told))
    assert read_shared(tmp_path) == told
    assert told.sizes.of("f", 2) == 500


def test_without_it_inputs_are_of_no_real_files(tmp_path: Path) -> None:
    assert read_shared(tmp_path) is None


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"segment_size": "x"}', b"\xff"])
def test_what_is_something_else_is_named(tmp_path: Path, text: bytes) -> None:
    (tmp_path / SHARED_NAME).write_bytes(text)
    with pytest.raises(InputError, match=r"shared.json: found .*; expected what bt-tui share"):
        read_shared(tmp_path)


def test_a_directory_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / SHARED_NAME).mkdir()
    with pytest.raises(InputError, match="found a directory"):
        read_shared(tmp_path)


def problems(client: ClientInput, *paths: Path, then: Callable[[], object]) -> list[str]:
    told, _ = shared(*paths)
    then()
    return [str(problem) for problem in sharing_problems(client, told, Path("d"))]


def test_what_is_as_it_was_is_shared(tmp_path: Path) -> None:
    path = write(tmp_path, "f", any_bytes(2500))
    _, manifests = shared(path)
    assert problems(owner(manifests), path, then=lambda: None) == []


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (lambda path: path.write_bytes(any_bytes(2499)), "2499 bytes instead of 2500"),
        (touch_later, "it changed since"),
        (lambda path: path.unlink(), "no such file or directory"),
        (lambda path: (path.unlink(), path.mkdir()), "no regular file"),
    ],
)
def test_what_is_not_as_it_was_is_named(
    tmp_path: Path, alter: Callable[[Path], object], found: str
) -> None:
    path = write(tmp_path, "f", any_bytes(2500))
    _, manifests = shared(path)
    told = problems(owner(manifests), path, then=lambda: alter(path))
    assert told == [f"{path}: found {found}; expected what was shared; share it again"]


def test_what_only_reading_shows_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    path = write(tmp_path, "f", any_bytes(2500))
    _, manifests = shared(path)
    told = problems(
        owner(manifests), path, then=lambda: change_unnoticed(path, any_bytes(2500, seed=2))
    )
    assert told == []


def test_inputs_that_tell_of_other_files_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "f", any_bytes(2500))
    _, (manifest,) = shared(path)
    client = owner([Manifest("g", ()), Manifest("f", manifest.hashes[:2])])
    assert problems(client, path, then=lambda: None) == [
        "d/in1.txt:2: found g; expected a file that shared.json tells of",
        "d/in1.txt:3: found 2 segments of f; expected 3, as shared.json has it",
    ]


def test_a_file_that_is_open_counts_though_another_took_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "f", any_bytes(2500))
    told, _ = shared(path)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        write(tmp_path, "other", b"x").replace(path)
        assert change(told.files[0]) is not None
        assert change(told.files[0], descriptor) is None
    finally:
        os.close(descriptor)
