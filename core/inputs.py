"""Reading `in<R>.txt` (protocol.md, "Input and output"), and finding everything wrong with it.

A file is read as far as its counts can be trusted, so that one error lists all problems; lines are
counted from 1, blank lines and white space around lines do not matter.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import InputError, Problem, reason, shown
from core.model import HASH_LENGTH, ClientInput, Manifest

NAME_BYTES_MAX = 200
"""Longest name of a file, so that `client<R>_<name>` fits every file system."""

_INPUT_NAME = re.compile(r"in([1-9][0-9]*)\.txt")
_COUNT = re.compile(r"[0-9]+")
_DIGITS_MAX = 18
_SHOWN_MAX = 40


def input_name(rank: int) -> str:
    """Return the name of the input file of client `rank`."""
    return f"in{rank}.txt"


def output_name(rank: int, name: str) -> str:
    """Return the name of the file that client `rank` writes when it has all of `name`."""
    return f"client{rank}_{name}"


def partial_name(rank: int, name: str) -> str:
    """Return the name of the file that client `rank` keeps what it holds of `name` in."""
    return f"{output_name(rank, name)}.partial"


def input_ranks(directory: Path) -> tuple[int, ...]:
    """Return the ranks that `directory` has an input file for, ascending."""
    matches = (_INPUT_NAME.fullmatch(path.name) for path in directory.iterdir())
    return tuple(sorted(int(match[1]) for match in matches if match))


def read_input(directory: Path, rank: int) -> ClientInput:
    """Read the input of client `rank`; raise `InputError` with all that is wrong with it."""
    path = directory / input_name(rank)
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = Problem(shown(path), 0, reason(error), f"the input of client {rank}")
        raise InputError([problem]) from error
    return parse_input(data, rank, shown(path))


def input_text(client: ClientInput) -> str:
    """Return what the input file of this client says."""
    lines = [str(len(client.owned))]
    for own in client.owned:
        lines += [f"{own.name} {len(own.hashes)}", *own.hashes]
    return "".join(f"{line}\n" for line in [*lines, len(client.wanted), *client.wanted])


def parse_input(data: bytes, rank: int, path: str) -> ClientInput:
    """Parse the bytes of one input file; raise `InputError` with all that is wrong with it."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise InputError([Problem(path, line, found, "UTF-8 text")]) from error
    reader = _Reader(text, path)
    try:
        parsed = _read_client(reader, rank)
    except _UnreadableError:
        raise InputError(reader.problems) from None
    if reader.problems:
        raise InputError(reader.problems, parsed)
    return parsed


class _UnreadableError(Exception):
    """The rest of the file cannot be told apart: a count is wrong, or the file ended."""


class _Reader:
    """The lines of one file, one after another, and the problems seen so far."""

    def __init__(self, text: str, path: str) -> None:
        stripped = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1))
        self._lines = [(number, line) for number, line in stripped if line]
        self._next = 0
        self._path = path
        self.problems: list[Problem] = []

    @property
    def left(self) -> int:
        return len(self._lines) - self._next

    def complain(self, line: int, found: str, expected: str) -> None:
        self.problems.append(Problem(self._path, line, found, expected))

    def take(self, expected: str) -> tuple[int, str]:
        """Return the next line with its number; complain and stop where there is none."""
        if not self.left:
            last = self._lines[-1][0] if self._lines else 1
            self.complain(last, "the end of the file" if self._lines else "nothing", expected)
            raise _UnreadableError
        self._next += 1
        return self._lines[self._next - 1]

    def rest(self) -> Iterator[tuple[int, str]]:
        yield from self._lines[self._next :]


def _read_client(reader: _Reader, rank: int) -> ClientInput:
    lines: list[int] = []
    owned = tuple(_read_owned(reader, lines))
    wanted = tuple(_read_wanted(reader))
    extra = next(reader.rest(), None)
    if extra is not None:
        reader.complain(extra[0], _quoted(extra[1]), "the end of the file")
    return ClientInput(rank, owned, wanted, tuple(lines))


def _read_owned(reader: _Reader, lines: list[int]) -> Iterator[Manifest]:
    seen: dict[str, int] = {}
    for _ in range(_read_count(reader, "the number of files owned")):
        line, text = reader.take("the name of an owned file and its number of segments")
        name, _, count_text = " ".join(text.split()).rpartition(" ")
        if not name:
            reader.complain(line, _quoted(text), "a file name and its number of segments")
            raise _UnreadableError
        lines.append(line)
        _check_name(reader, line, name, seen)
        count = _check_count(reader, line, count_text, f"the number of segments of {name}")
        yield Manifest(name, tuple(_read_hash(reader, name) for _ in range(count)))


def _read_wanted(reader: _Reader) -> Iterator[str]:
    seen: dict[str, int] = {}
    for _ in range(_read_count(reader, "the number of files wanted")):
        line, name = reader.take("the name of a wanted file")
        _check_name(reader, line, name, seen)
        yield name


def _read_hash(reader: _Reader, name: str) -> str:
    line, text = reader.take(f"the hash of a segment of {name}")
    if misfit := hash_misfit(text, name):
        reader.complain(line, *misfit)
    return text


def hash_misfit(text: str, name: str) -> tuple[str, str] | None:
    """Return what was found and what expected where this is no hash of a segment of `name`."""
    if len(text) != HASH_LENGTH:
        expected = f"a hash of {HASH_LENGTH} characters for {name}"
        return f"{_quoted(text)} of {len(text)} characters", expected
    if not all("!" <= character <= "~" for character in text):
        return _quoted(text), f"a hash of visible ASCII characters for {name}"
    return None


def _read_count(reader: _Reader, what: str) -> int:
    line, text = reader.take(what)
    return _check_count(reader, line, text, what)


def _check_count(reader: _Reader, line: int, text: str, what: str) -> int:
    """Return the count; complain and stop where it is none, or more than the file has lines."""
    if not _COUNT.fullmatch(text):
        reader.complain(line, _quoted(text), f"{what}, 0 or more")
        raise _UnreadableError
    if len(text) > _DIGITS_MAX or int(text) > reader.left:
        expected = f"{what}, at most {reader.left}, as no more lines follow"
        reader.complain(line, _quoted(text), expected)
        raise _UnreadableError
    return int(text)


def _check_name(reader: _Reader, line: int, name: str, seen: dict[str, int]) -> None:
    if problem := name_misfit(name):
        reader.complain(line, _quoted(name), problem)
    first = seen.setdefault(name, line)
    if first != line:
        reader.complain(line, f"{_quoted(name)} a second time", f"each file once: see line {first}")


def name_misfit(name: str) -> str | None:
    """Return what a file's name should have been, or `None` where it is good."""
    if "/" in name or "\\" in name or name in {".", ".."}:
        return "a file name without a path in it"
    if not name.isprintable() or any(character.isspace() for character in name):
        return "a file name of visible characters, without white space"
    if len(name.encode()) > NAME_BYTES_MAX:
        return f"a file name of at most {NAME_BYTES_MAX} bytes"
    return None


def _quoted(text: str) -> str:
    """Return found text as an error may show it: quoted, escaped, short."""
    return ascii(text) if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]!a}…"


def contradictions(clients: Iterable[ClientInput], directory: Path) -> tuple[Problem, ...]:
    """Return a problem for every file that two owners have with different segments."""
    first: dict[str, tuple[int, Manifest]] = {}
    problems = []
    for client in clients:
        for manifest, line in zip(client.owned, client.lines, strict=True):
            rank, known = first.setdefault(manifest.name, (client.rank, manifest))
            if known.hashes != manifest.hashes:
                path = shown(directory / input_name(client.rank))
                found, there = _difference(manifest, known)
                expected = f"{there}, as in {input_name(rank)}"
                problems.append(Problem(path, line, found, expected))
    return tuple(problems)


def _difference(here: Manifest, there: Manifest) -> tuple[str, str]:
    """Return what tells two contents of one file apart, as said of either."""
    if len(here.hashes) != len(there.hashes):
        told = (f"{_segments(len(one.hashes))} of {one.name}" for one in (here, there))
    else:
        pairs = enumerate(zip(here.hashes, there.hashes, strict=True), 1)
        segment, hashes = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
        told = (f"{one} as segment {segment} of {here.name}" for one in hashes)
    first, second = told
    return first, second


def _segments(count: int) -> str:
    return f"{count} segment{'' if count == 1 else 's'}"
