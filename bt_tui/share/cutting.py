"""Cutting a file into segments, and what keeps it from being shared."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from core.errors import InputError, Problem, reason, shown
from core.inputs import name_misfit
from core.model import Manifest
from core.payloads.digest import segment_digest
from core.payloads.shared import SharedFile, change

EXPECTED = "a file that can be read"


def cut(path: Path, owner: int, segment_size: int) -> tuple[SharedFile, Manifest]:
    """Return what is shared of a file, and the hashes of its segments.

    Raises `InputError` where it cannot be read, or changes meanwhile.
    """
    try:
        file = _described(path, owner, path.stat())
        with path.open("rb") as opened:
            hashes = tuple(segment_digest(data) for data in _segments(opened, segment_size))
        problem = change(file)
    except OSError as error:
        raise InputError([Problem(shown(path), 0, reason(error), EXPECTED)]) from error
    if problem is not None:
        expected = "a file that does not change while it is read"
        raise InputError([Problem(shown(path), 0, problem.found, expected)])
    return file, Manifest(file.name, hashes)


def _described(path: Path, owner: int, now: os.stat_result) -> SharedFile:
    if not stat.S_ISREG(now.st_mode):
        raise InputError([Problem(shown(path), 0, "no regular file", EXPECTED)])
    return SharedFile(path.name, str(path.resolve()), owner, now.st_size, now.st_mtime_ns)


def _segments(opened: BinaryIO, segment_size: int) -> Iterator[bytes]:
    while data := opened.read(segment_size):
        yield data


def name_problems(paths: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for every file whose name an input cannot have, or has already."""
    first: dict[str, Path] = {}
    for path in paths:
        if (expected := name_misfit(path.name)) is not None:
            yield Problem(shown(path), 0, ascii(path.name), expected)
        elif not str(path.resolve()).isprintable():
            yield Problem(shown(path), 0, "a path that is not plain text", "one that is")
        elif first.setdefault(path.name, path) is not path:
            found = f"{path.name} a second time"
            expected = f"each name once: see {shown(first[path.name])}"
            yield Problem(shown(path), 0, found, expected)
