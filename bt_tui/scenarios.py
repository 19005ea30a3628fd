"""What a run is of: the directory, sample or generated scenario that INPUT means."""

from pathlib import Path

import msgspec

from bt_tui.generate import generated_client
from bt_tui.samples import samples
from core.errors import UsageError
from core.inputs import input_name, input_ranks, read_input
from core.model import ClientInput

DEFAULT_SAMPLE = "classroom"


class Source(msgspec.Struct, frozen=True):
    """Where the inputs of all clients come from; without a directory they are generated."""

    name: str
    clients: int
    directory: Path | None = None

    def read(self, rank: int) -> ClientInput:
        """Return the input of client `rank`; raise `InputError` with all that is wrong with it."""
        if self.directory is None:
            return generated_client(rank, self.clients)
        return read_input(self.directory, rank)

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks that there are inputs for, ascending."""
        if self.directory is None:
            return tuple(range(1, self.clients + 1))
        return input_ranks(self.directory)


def find_source(wanted: str | None, clients: int) -> Source:
    """Return what INPUT means for a run with so many clients.

    Raise `UsageError` where it is neither a directory nor the name of a sample.
    """
    if wanted is not None:
        return _named(wanted)
    if Path(input_name(1)).is_file():
        return _directory(Path())
    fitting = next((sample for sample in samples() if sample.clients == clients), None)
    if fitting is not None:
        return Source(fitting.name, clients, fitting.directory)
    return Source(f"generated for {clients} clients", clients)


def ranks_for(wanted: str | None) -> int:
    """Return how many ranks INPUT needs, the tracker included; raise `UsageError` as above."""
    if wanted is None and not Path(input_name(1)).is_file():
        return _named(DEFAULT_SAMPLE).clients + 1
    source = find_source(wanted, 0)
    if not source.clients:
        raise UsageError(no_inputs(source))
    return source.clients + 1


def no_inputs(source: Source) -> str:
    """Return the error for a directory that has no inputs."""
    return f"{source.directory}: found no in<R>.txt; expected in1.txt, in2.txt, …"


def _named(wanted: str) -> Source:
    path = Path(wanted)
    if path.is_dir():
        return _directory(path)
    for sample in samples():
        if sample.name == wanted:
            return Source(sample.name, sample.clients, sample.directory)
    names = ", ".join(sample.name for sample in samples())
    raise UsageError(
        f"found {wanted!r} as INPUT; expected a directory with in1.txt, in2.txt, …, or the name of"
        f" a sample: {names}"
    )


def _directory(path: Path) -> Source:
    return Source(path.resolve().name, len(input_ranks(path)), path)
