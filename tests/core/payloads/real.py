"""Real files for tests, shared as `bt-tui share` shares them."""

import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bt_tui.share.cutting import cut
from core.model import ClientInput, Manifest
from core.payloads.shared import Shared

SEGMENT = 1000


def any_bytes(size: int, seed: int = 1) -> bytes:
    """Return so many bytes, the same each time."""
    return Random(seed).randbytes(size)


def write(directory: Path, name: str, data: bytes) -> Path:
    """Write a file and return where it is."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.write_bytes(data)
    return path


def shared(*paths: Path, owner: int = 1) -> tuple[Shared, tuple[Manifest, ...]]:
    """Return what is shared of these files, which one client owns, and their hashes."""
    pairs = [cut(path, owner, SEGMENT) for path in paths]
    return Shared(SEGMENT, tuple(file for file, _ in pairs)), tuple(own for _, own in pairs)


def owner(manifests: Sequence[Manifest], rank: int = 1) -> ClientInput:
    """Return the input of a client that owns these files."""
    return ClientInput(rank, tuple(manifests), (), tuple(range(2, 2 + len(manifests))))


def touch_later(path: Path) -> None:
    """Let a file be a second younger."""
    now = path.stat()
    os.utime(path, ns=(now.st_atime_ns, now.st_mtime_ns + 10**9))


def change_unnoticed(path: Path, data: bytes) -> None:
    """Give a file other bytes, as old as those that it had."""
    now = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(now.st_atime_ns, now.st_mtime_ns))
