"""Files that are shared: `shared.json`, which stands beside their inputs and says where they are.

Inputs tell of segments and their hashes alone; where there is a `shared.json`, these segments are
of real files (`core.payloads.digest`).
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from core.errors import InputError, Problem, reason, shown
from core.inputs import input_name
from core.model import ClientInput, Rank, Sizes

SHARED_NAME = "shared.json"
_UNCHANGED = "what was shared; share it again"


class SharedFile(msgspec.Struct, frozen=True):
    """A file, where it is, what it was like when it was shared, and the client that owns it."""

    name: str
    path: str
    owner: Rank
    size: int
    mtime_ns: int


class Shared(msgspec.Struct, frozen=True):
    """All files that are shared, cut into segments of so many bytes."""

    segment_size: int
    files: tuple[SharedFile, ...]

    @property
    def sizes(self) -> Sizes:
        """How many bytes the segments of each file have."""
        return Sizes(self.segment_size, {file.name: file.size for file in self.files})

    def get(self, name: str) -> SharedFile | None:
        """Return the file of this name, if it is shared."""
        return next((file for file in self.files if file.name == name), None)

    def segments(self, file: SharedFile) -> int:
        """Return how many segments a file has."""
        return -(-file.size // self.segment_size)


def read_shared(directory: Path) -> Shared | None:
    """Return what is shared in a directory of inputs, or `None` where these are of no real files.

    Raises `InputError` where that cannot be read.
    """
    path = directory / SHARED_NAME
    expected = f"what bt-tui share writes, or no {SHARED_NAME}"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Shared)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError([Problem(shown(path), 0, reason(error), expected)]) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError([Problem(shown(path), 0, f"this: {error}", expected)]) from error


def sharing_problems(client: ClientInput, shared: Shared, directory: Path) -> Iterator[Problem]:
    """Yield what keeps a client from sharing what its input says that it owns."""
    path = shown(directory / input_name(client.rank))
    for own, line in zip(client.owned, client.lines, strict=True):
        file = shared.get(own.name)
        if file is None:
            yield Problem(path, line, own.name, f"a file that {SHARED_NAME} tells of")
        elif len(own.hashes) != shared.segments(file):
            found = f"{len(own.hashes)} segments of {own.name}"
            yield Problem(path, line, found, f"{shared.segments(file)}, as {SHARED_NAME} has it")
        elif (problem := change(file)) is not None:
            yield problem


def change(file: SharedFile, descriptor: int | None = None) -> Problem | None:
    """Return what is not any more as it was when the file was shared, if anything.

    Where it is open, what is open counts, and not what is in its place by now.
    """
    try:
        now = Path(file.path).stat() if descriptor is None else os.fstat(descriptor)
    except OSError as error:
        return Problem(file.path, 0, reason(error), _UNCHANGED)
    if not stat.S_ISREG(now.st_mode):
        return Problem(file.path, 0, "no regular file", _UNCHANGED)
    if now.st_size != file.size:
        found = f"{now.st_size} bytes instead of {file.size}"
        return Problem(file.path, 0, found, _UNCHANGED)
    if now.st_mtime_ns != file.mtime_ns:
        return Problem(file.path, 0, "it changed since", _UNCHANGED)
    return None


def differing(file: SharedFile, segment: int) -> Problem:
    """Return the problem of a file one of whose segments is not any more what was shared."""
    return Problem(file.path, 0, f"other bytes in its segment {segment + 1}", _UNCHANGED)
