"""Bytes of real files: those that a client owns are read where they are, others come to be files.

What is downloaded goes straight into `client<R>_<file>.partial`, which has its final size from the
beginning and is mapped into memory; so whatever becomes of the run, what has come is on the disk.
Owned files belong to somebody else, who may change them at any time: they are read, not mapped, and
each segment is checked as it leaves.
"""

import errno
import mmap
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.errors import PayloadError, reason, shown
from core.holdings import Holdings
from core.inputs import output_name, partial_name
from core.model import ClientInput, Manifest
from core.payloads.digest import segment_digest
from core.payloads.payloads import Payloads
from core.payloads.shared import Shared, SharedFile, change, differing
from core.wire import Buffer

Result = TypeVar("Result")


class Owned:
    """A file that is shared from here."""

    def __init__(self, file: SharedFile, manifest: Manifest, segment_size: int) -> None:
        self._file = file
        self._hashes = manifest.hashes
        self._segment_size = segment_size
        self._descriptor = _tried(file.path, lambda: os.open(file.path, os.O_RDONLY))

    def read(self, segment: int) -> bytes:
        """Return the bytes of a segment; raise `PayloadError` where they are not what was shared.

        Whether the file is as it was is looked at afterwards: it may change at any time.
        """
        begin = segment * self._segment_size
        path = self._file.path
        data = _tried(path, lambda: os.pread(self._descriptor, self._segment_size, begin))
        problem = change(self._file, self._descriptor)
        if problem is None and segment_digest(data) != self._hashes[segment]:
            problem = differing(self._file, segment)
        if problem is not None:
            raise PayloadError(str(problem))
        return data


class Files:
    """The files of one client, on a disk; `output` is where those go that it wants."""

    def __init__(self, client: ClientInput, shared: Shared, output: Path) -> None:
        self._rank = client.rank
        self._wanted = frozenset(client.wanted)
        self._sizes = shared.sizes
        self._output = output
        self._owned = {
            own.name: Owned(file, own, shared.segment_size)
            for own in client.owned
            if (file := shared.get(own.name)) is not None
        }
        self._maps: dict[str, memoryview] = {}
        """The files that are being downloaded, or were, as far as anything of them came.

        Nothing of a file is read before it is here: its name changes when it is finished.
        """
        self._finished: set[str] = set()
        for left in client.partial:
            self._map(left.name)

    def read(self, file: str, segment: int) -> Buffer:
        """Return the bytes of a segment that is held; raise `PayloadError` where that fails."""
        if file in self._owned:
            return self._owned[file].read(segment)
        return self._cut(file, segment)

    def place(self, file: str, segment: int) -> memoryview | None:
        """Return where a segment belongs, or `None` where its file is not wanted here.

        Raises `PayloadError` where there is no room for the file.
        """
        return self._cut(file, segment) if file in self._wanted - self._owned.keys() else None

    def is_right(self, text: str, data: memoryview) -> bool:
        """Tell whether these bytes are what the hash `text` promises."""
        return segment_digest(data) == text

    def finish(self, file: str) -> None:
        """Give a file of which nothing is missing its name; one that is owned is copied first.

        A client that lost it in a crash may finish it again.
        """
        if file in self._finished:
            return
        self._finished.add(file)
        partial = self._output / partial_name(self._rank, file)
        if file in self._owned or not self._sizes.files.get(file):
            self._copy(file, partial)
        final = self._output / output_name(self._rank, file)
        _tried(shown(final), lambda: partial.replace(final))

    def _copy(self, file: str, into: Path) -> None:
        """Write all of a file that is owned, or has no bytes at all."""
        count = -(-self._sizes.files.get(file, 0) // self._sizes.segment)

        def write() -> None:
            self._output.mkdir(parents=True, exist_ok=True)
            with into.open("wb") as opened:
                opened.writelines(self.read(file, segment) for segment in range(count))

        _tried(shown(into), write)

    def _cut(self, file: str, segment: int) -> memoryview:
        begin = segment * self._sizes.segment
        return self._map(file)[begin : begin + self._sizes.of(file, segment)]

    def _map(self, file: str) -> memoryview:
        if file not in self._maps:
            path = self._output / partial_name(self._rank, file)
            self._maps[file] = _tried(
                shown(path), lambda: _mapped(path, self._sizes.files.get(file, 0))
            )
        return self._maps[file]


def _mapped(path: Path, size: int) -> memoryview:
    """Return a file of this size, mapped into memory, with room on the disk for all of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as opened:
        opened.truncate(size)
        if not size:
            return memoryview(bytearray())
        _reserve(opened.fileno(), size)
        return memoryview(mmap.mmap(opened.fileno(), size))


def _reserve(descriptor: int, size: int) -> None:
    """See that there is room on the disk: a page that finds none when it is written kills."""
    try:
        os.posix_fallocate(descriptor, 0, size)
    except AttributeError:  # not every system has this, nor every file system
        return
    except OSError as error:
        if error.errno not in {errno.EOPNOTSUPP, errno.EINVAL}:
            raise


def _tried(path: str, act: Callable[[], Result]) -> Result:
    """Do something with the file at this path; raise `PayloadError` where that fails."""
    try:
        return act()
    except OSError as error:
        raise PayloadError(f"{path}: {reason(error)}") from error


def of_files(
    client: ClientInput, holdings: Holdings, shared: Shared, output: Path
) -> tuple[Payloads, Files]:
    """Return what moves the bytes of a client's files, and these files."""
    files = Files(client, shared, output)
    return Payloads(files, shared.sizes, holdings), files
