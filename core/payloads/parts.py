"""What an earlier run left of real files: `client<R>_<file>.partial` has their bytes.

Which of its segments came, their hashes tell, whatever ended that run.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from core.errors import InputError, Problem, reason, shown
from core.inputs import partial_name
from core.model import NOT_HELD, ClientInput, Manifest
from core.payloads.digest import segment_digest
from core.payloads.shared import Shared, SharedFile


def parts_of_files(
    directory: Path, client: ClientInput, shared: Shared, read: Callable[[int], ClientInput]
) -> tuple[Manifest, ...]:
    """Return what `directory` has of the files that this client wants and does not own.

    `read` returns another client's input, which has the hashes. Raises `InputError` with all that
    is wrong with it.
    """
    have = {own.name for own in client.owned}
    parts: list[Manifest] = []
    problems: list[Problem] = []
    for name in client.wanted:
        file = shared.get(name)
        path = directory / partial_name(client.rank, name)
        if file is None or name in have:
            continue
        try:
            parts += _part(path, file, shared, read)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems, client)
    return tuple(parts)


def _part(
    path: Path, file: SharedFile, shared: Shared, read: Callable[[int], ClientInput]
) -> Iterator[Manifest]:
    """Yield what is held of a file, if anything is."""
    try:
        with path.open("rb") as opened:
            size = path.stat().st_size
            if size != file.size:
                expected = f"{file.size}, as {file.name} has, or no such file"
                raise InputError([Problem(shown(path), 0, f"{size} bytes", expected)])
            owned = read(file.owner).owned
            hashes = next((own.hashes for own in owned if own.name == file.name), ())
            held = tuple(
                text if segment_digest(opened.read(shared.segment_size)) == text else NOT_HELD
                for text in hashes
            )
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        expected = f"what an earlier run left of {file.name}"
        raise InputError([Problem(shown(path), 0, reason(error), expected)]) from error
    if any(text != NOT_HELD for text in held):
        yield Manifest(file.name, held)
