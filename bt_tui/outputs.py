"""Writing what a client downloaded: a file is there whole, or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from core.errors import Problem
from core.events import AnyEvent, FileCompleted
from core.holdings import Holdings
from core.inputs import output_name


def directory_problem(directory: Path) -> Problem | None:
    """Return what keeps files from being written into `directory`, if anything.

    A directory that does not exist can be written when it can be made.
    """
    place = directory.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    expected = "a directory for the output that can be written"
    if not place.is_dir():
        return Problem(str(directory), 0, f"{place}, which is not a directory", expected)
    if not os.access(place, os.W_OK | os.X_OK):
        return Problem(str(directory), 0, f"{place}, which cannot be written", expected)
    return None


def write_whole(path: Path, data: bytes) -> None:
    """Write `path` so that it has all of `data` or, whatever happens, its earlier content.

    Raises `OSError` where it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


class OutputWriter:
    """Writes `client<R>_<file>` into `directory` when client R completes the file."""

    def __init__(self, rank: int, holdings: Holdings, directory: Path) -> None:
        self._rank = rank
        self._holdings = holdings
        self._directory = directory

    def observe(self, events: Iterable[AnyEvent]) -> None:
        """Write every file that these events complete."""
        for event in events:
            if isinstance(event, FileCompleted):
                self._write(event.file)

    def _write(self, name: str) -> None:
        file = self._holdings.get(name)
        if file is None:
            raise AssertionError(f"{name} was completed without being known")
        lines = "".join(f"{text}\n" for text in file.manifest.hashes)
        self._directory.mkdir(parents=True, exist_ok=True)
        write_whole(self._directory / output_name(self._rank, name), lines.encode("ascii"))
