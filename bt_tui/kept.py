"""The small place where runs with a screen are recorded: the newest recordings, one file each.

Rank 0 alone loads this. A recording is locked while it is being written, so that no other run takes
it for an old one; the lock goes with its process, however that ends.
"""

import fcntl
import os
import re
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from platformdirs import user_state_path

KEPT_MAX = 10
LEFT_ALONE_S = 3600.0
"""What was written so lately is kept in any case: somebody may be about to look at it."""
SUFFIX = ".jsonl"
_OURS = re.compile(r"run-\d{4}-\d{2}-\d{2}-\d{6}-\w+" + re.escape(SUFFIX))


def kept_directory() -> Path:
    """Return where recordings are kept, whether or not it is there."""
    return user_state_path("bt_tui") / "recordings"


def new_place() -> Path:
    """Make an empty file to record into, named by the time; raise `OSError` where none can be."""
    directory = kept_directory()
    directory.mkdir(parents=True, exist_ok=True)
    name = time.strftime("run-%Y-%m-%d-%H%M%S-")
    descriptor, path = mkstemp(prefix=name, suffix=SUFFIX, dir=directory)
    os.close(descriptor)
    return Path(path)


def lock(file: BinaryIO) -> None:
    """Let other runs know that this recording is being written, until the file is closed."""
    with suppress(OSError):  # not every file system has locks; there its age alone protects it
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def remove_old(directory: Path) -> None:
    """Delete all recordings but the newest, and but those that may still be of use."""
    ours = [path for path in directory.iterdir() if _OURS.fullmatch(path.name)]
    written = {}
    for path in ours:
        with suppress(FileNotFoundError):  # another run tidies up as well
            written[path] = path.stat().st_mtime
    newest_first = sorted(written, key=lambda path: written[path], reverse=True)
    for path in newest_first[KEPT_MAX:]:
        if time.time() - written[path] > LEFT_ALONE_S and not _is_being_written(path):
            with suppress(OSError):  # gone already, or not ours to delete
                path.unlink()


def _is_being_written(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no locks here, or it is gone
        return False
    return False
