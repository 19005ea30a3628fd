"""Writing what a client downloaded: a file is there whole, or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

from bt_tui.places import is_there
from core.errors import Problem, reason, shown
from core.events import AnyEvent, FileCompleted
from core.holdings import Holdings
from core.inputs import output_name


def directory_problem(directory: Path) -> Problem | None:
    """Return what keeps files from being written into `directory`, if anything.

    A directory that does not exist can be written when it can be made.
    """
    try:
        found = _found_instead(directory.absolute())
    except OSError as error:
        found = reason(error)
    if found is None:
        return None
    return Problem(shown(directory), 0, found, "a directory for the output that can be written")


def _found_instead(place: Path) -> str | None:
    """Return what is wrong with the place, or with the nearest one above it that is there."""
    while not is_there(place) and place != place.parent:
        place = place.parent
    if not place.is_dir():
        return f"{shown(place)}, which is not a directory"
    if not os.access(place, os.W_OK | os.X_OK):
        return f"{shown(place)}, which cannot be written"
    with TemporaryFile(dir=place):  # not every directory lets even root in
        return None


def file_problem(path: Path) -> Problem | None:
    """Return what keeps `path` from being written as a file, if anything, leaving no trace."""
    try:
        if not is_there(path):
            return directory_problem(path.parent)
        if path.is_file() or path.is_dir():
            with path.open("ab"):
                return None
    except OSError as error:
        return Problem(shown(path), 0, reason(error), "a file that can be written")
    return None  # a pipe or a device: not to be opened twice


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
