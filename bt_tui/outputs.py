"""Writing what a client downloaded: a file is there whole, or not at all.

Of a file that stays incomplete, what is held is kept beside it, under a name of its own.
"""

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from bt_tui.places import is_there
from core.errors import Problem, reason, shown
from core.events import AnyEvent, FileCompleted, FileIncomplete, ThreadStopped
from core.holdings import FileHoldings, Holdings
from core.inputs import output_name, partial_name
from core.model import NOT_HELD

if TYPE_CHECKING:
    from core.payloads.files import Files


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
    """Writes `client<R>_<file>` into `directory` when client R completes the file.

    Where the search for a file ends without all of it, or the run is ended early, it writes
    `client<R>_<file>.partial`: a line for each segment, its hash where it is held, else a dash.
    Both threads of a client tell it what happened, so it does one thing at a time.
    """

    def __init__(self, rank: int, holdings: Holdings, directory: Path) -> None:
        self._rank = rank
        self._holdings = holdings
        self._directory = directory
        self._lock = threading.Lock()

    def observe(self, events: Iterable[AnyEvent]) -> None:
        """Write every file that these events complete, or leave incomplete."""
        for event in events:
            with self._lock:
                self._follow(event)

    def _follow(self, event: AnyEvent) -> None:
        match event:
            case FileCompleted(file=name):
                self._write(self._known(name))
            case FileIncomplete(file=name, segments=int()):
                self._write_partial(self._known(name))
            case ThreadStopped():
                for file in self._holdings.files:
                    self._write_partial(file)
            case _:
                pass

    def _known(self, name: str) -> FileHoldings:
        file = self._holdings.get(name)
        if file is None:
            raise AssertionError(f"{name} was searched without being known")
        return file

    def _write(self, file: FileHoldings) -> None:
        name = file.manifest.name
        self._write_lines(output_name(self._rank, name), file.manifest.hashes)
        (self._directory / partial_name(self._rank, name)).unlink(missing_ok=True)

    def _write_partial(self, file: FileHoldings) -> None:
        if not file.held or not file.missing:
            return
        hashes = enumerate(file.manifest.hashes)
        lines = [text if file.has(segment) else NOT_HELD for segment, text in hashes]
        self._write_lines(partial_name(self._rank, file.manifest.name), lines)

    def _write_lines(self, name: str, lines: Iterable[str]) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        data = "".join(f"{line}\n" for line in lines).encode("ascii")
        write_whole(self._directory / name, data)


class FileFinisher:
    """Gives real files their names when client R completes them; their bytes are there already."""

    def __init__(self, files: "Files") -> None:
        self._files = files

    def observe(self, events: Iterable[AnyEvent]) -> None:
        """Finish every file that these events complete."""
        for event in events:
            if isinstance(event, FileCompleted):
                self._files.finish(event.file)
