"""Reading `client<R>_<file>.partial`, what an earlier run left of a file that it did not complete.

It has a line for each segment of the file, in order: the segment's hash where it is held, else
`NOT_HELD`. White space around lines does not matter; a blank line is wrong.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import InputError, Problem, reason, shown
from core.inputs import hash_misfit, input_name, partial_name
from core.model import NOT_HELD, ClientInput, Manifest


def read_partials(directory: Path, client: ClientInput) -> tuple[Manifest, ...]:
    """Return what `directory` has of the files that this client wants and does not own.

    Raises `InputError` with all that is wrong with it.
    """
    have = {own.name for own in client.owned}
    lacking = [name for name in client.wanted if name not in have]
    found = {name: directory / partial_name(client.rank, name) for name in lacking}
    parts: list[Manifest] = []
    problems: list[Problem] = []
    for name, path in found.items():
        try:
            parts += _read(path, name)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems, client)
    return tuple(parts)


def _read(path: Path, name: str) -> Iterator[Manifest]:
    """Yield what is held of the file, if anything is."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        expected = f"what an earlier run left of {name}"
        raise InputError([Problem(shown(path), 0, reason(error), expected)]) from error
    part = parse_partial(data, name, shown(path))
    if any(known != NOT_HELD for known in part.hashes):
        yield part


def parse_partial(data: bytes, name: str, path: str) -> Manifest:
    """Parse what is held of the file `name`; raise `InputError` with all that is wrong with it."""
    text = data.decode("utf-8", "replace").rstrip()
    if not text:
        raise InputError([Problem(path, 1, "nothing", f"a line for each segment of {name}")])
    lines = [line.strip() for line in text.split("\n")]
    if problems := list(_problems(lines, name, path)):
        raise InputError(problems)
    return Manifest(name, tuple(lines))


def _problems(lines: Iterable[str], name: str, path: str) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        misfit = None if line == NOT_HELD else hash_misfit(line, name)
        if misfit is not None:
            found, expected = misfit
            yield Problem(path, number, found, f"{expected}, or {NOT_HELD} where it is not held")


def foreign_parts(clients: Iterable[ClientInput], directory: Path) -> tuple[Problem, ...]:
    """Return a problem for each part in `directory` that is of another file than its name says.

    What the owners of a file have under its name is right, and else what the first part says.
    """
    clients = tuple(clients)
    known = {own.name: (input_name(one.rank), own) for one in clients for own in one.owned}
    problems = []
    for client in clients:
        for part in client.partial:
            here = partial_name(client.rank, part.name)
            where, right = known.setdefault(part.name, (here, part))
            if (differing := _difference(part, right)) is not None:
                line, found, expected = differing
                there = f"{expected}, as in {where}, or no {here}"
                problems.append(Problem(shown(directory / here), line, found, there))
    return tuple(problems)


def _difference(part: Manifest, right: Manifest) -> tuple[int, str, str] | None:
    """Return the line where a part differs from the file, what it has there, and what it should."""
    if len(part.hashes) != len(right.hashes):
        found, expected = (f"{len(one.hashes)} segments" for one in (part, right))
        return 0, found, f"{expected} of {part.name}"
    for line, (held, known) in enumerate(zip(part.hashes, right.hashes, strict=True), 1):
        if NOT_HELD not in (held, known) and held != known:
            return line, held, f"{known} as segment {line} of {part.name}"
    return None
