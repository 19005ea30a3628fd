"""`bt-tui share`: writes the inputs of a run that moves real files."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bt_tui import launch
from bt_tui.exits import ALL_DONE
from bt_tui.outputs import directory_problem, write_whole
from bt_tui.places import is_directory, is_there
from bt_tui.share.cutting import cut, name_problems
from bt_tui.share.options import ShareOptions
from core.errors import InputError, Problem, reason, shown
from core.inputs import input_name, input_ranks, input_text
from core.model import ClientInput, Manifest
from core.payloads.shared import SHARED_NAME, Shared, SharedFile


def share(options: ShareOptions) -> int:
    """Share the files; return the exit code. Raise `InputError` with all that is wrong."""
    if not launch.speaks_for_all():
        return ALL_DONE
    problems = [*name_problems(options.files), *_place_problems(options.into)]
    files, manifests = list[SharedFile](), list[Manifest]()
    for number, path in enumerate(options.files):
        try:
            file, manifest = cut(path, number % options.clients + 1, options.segment_size)
        except InputError as error:
            problems += error.problems
        else:
            files.append(file)
            manifests.append(manifest)
    if problems:
        raise InputError(problems)
    shared = Shared(options.segment_size, tuple(files))
    _write(options.into, shared, list(_clients(options.clients, files, manifests)))
    _tell(options, shared)
    return ALL_DONE


def _place_problems(into: Path) -> Iterator[Problem]:
    """Yield what keeps inputs from being written there: others' must not be mixed with them."""
    if (problem := directory_problem(into)) is not None:
        yield problem
    elif is_directory(into) and not is_there(into / SHARED_NAME):
        for rank in input_ranks(into)[:1]:
            expected = "a directory without inputs, or one that bt-tui share wrote"
            yield Problem(shown(into), 0, input_name(rank), expected)


def _clients(
    count: int, files: list[SharedFile], manifests: list[Manifest]
) -> Iterator[ClientInput]:
    """Yield what each client owns and wants: what it does not own."""
    pairs = [(file.owner, one) for file, one in zip(files, manifests, strict=True)]
    for rank in range(1, count + 1):
        owned = tuple(one for owner, one in pairs if owner == rank)
        yield ClientInput(rank, owned, tuple(one.name for owner, one in pairs if owner != rank))


def _write(into: Path, shared: Shared, clients: list[ClientInput]) -> None:
    """Write everything: first what says that these are real files, lest the rest be taken for less.

    Raises `InputError` where that fails.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
        text = msgspec.json.format(msgspec.json.encode(shared), indent=2)
        write_whole(into / SHARED_NAME, text + b"\n")
        for client in clients:
            write_whole(into / input_name(client.rank), input_text(client).encode())
        for rank in input_ranks(into):
            if rank > len(clients):  # of an earlier time, with more clients
                (into / input_name(rank)).unlink()
    except OSError as error:
        problem = Problem(shown(into), 0, reason(error), "a directory that can be written")
        raise InputError([problem]) from error


def _tell(options: ShareOptions, shared: Shared) -> None:
    """Say what is shared, and what moves it."""
    segments = sum(shared.segments(file) for file in shared.files)
    size = sum(file.size for file in shared.files)
    into = shlex.quote(shown(options.into))
    sys.stdout.write(
        f"{len(shared.files)} file{'s' * (len(shared.files) != 1)}, {size} bytes in {segments}"
        f" segments of {shared.segment_size}\n"
        f"mpirun -np {options.clients + 1} python -m bt_tui {into}\n"
    )
    sys.stdout.flush()
