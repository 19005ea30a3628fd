"""What a run is of: the directory, sample or generated scenario that INPUT means."""

from pathlib import Path

import msgspec

from bt_tui.places import is_directory
from bt_tui.samples import Sample, samples
from core.errors import Problem, UsageError, reason, shown
from core.inputs import input_name, input_ranks, read_input
from core.model import ClientInput, Manifest
from core.partials import read_partials
from core.payloads.shared import Shared, read_shared, sharing_problems

DEFAULT_SAMPLE = "classroom"


class Source(msgspec.Struct, frozen=True):
    """Where the inputs of all clients come from; without a directory they are generated.

    `clients` is how many clients a run of it has: the highest rank that there is an input for.
    `shared` tells of real files, where they are of such.
    """

    name: str
    clients: int
    directory: Path | None = None
    shared: Shared | None = None

    def read(self, rank: int) -> ClientInput:
        """Return the input of client `rank`; raise `InputError` with all that is wrong with it."""
        if self.directory is None:
            from bt_tui.generate import generated_client  # noqa: PLC0415 - loads OpenSSL

            return generated_client(rank, self.clients)
        return read_input(self.directory, rank)

    def left(self, client: ClientInput, output: Path) -> tuple[Manifest, ...]:
        """Return what an earlier run left of what a client wants; raise `InputError` likewise."""
        if self.shared is None:
            return read_partials(output, client)
        from core.payloads.parts import parts_of_files  # noqa: PLC0415 - few runs need it

        return parts_of_files(output, client, self.shared, self.read)

    def sharing_problems(self, client: ClientInput) -> tuple[Problem, ...]:
        """Return what keeps a client from sharing the real files that it owns."""
        if self.shared is None or self.directory is None:
            return ()
        return tuple(sharing_problems(client, self.shared, self.directory))


def find_source(wanted: str | None, clients: int) -> Source:
    """Return what INPUT means for a run with so many clients.

    Raise `UsageError` where it is neither a directory nor the name of a sample.
    """
    if wanted is not None:
        return _named(wanted)
    if Path(input_name(1)).is_file():
        return _directory(Path())
    return source_of(clients)


def source_of(clients: int) -> Source:
    """Return the sample with so many clients, or what is generated for them."""
    fitting = next((sample for sample in samples() if sample.clients == clients), None)
    if fitting is not None:
        return _sample(fitting)
    return Source(f"generated for {clients} client{'s' if clients > 1 else ''}", clients)


def own_source(wanted: str | None) -> Source:
    """Return what INPUT means where it says itself how many clients there are.

    Raise `UsageError` as above.
    """
    if wanted is None and not Path(input_name(1)).is_file():
        return _named(DEFAULT_SAMPLE)
    return find_source(wanted, 0)


def ranks_for(wanted: str | None) -> int:
    """Return how many ranks INPUT needs, the tracker included; raise `UsageError` as above."""
    return own_source(wanted).clients + 1


def _named(wanted: str) -> Source:
    sample = next((sample for sample in samples() if sample.name == wanted), None)
    if is_directory(Path(wanted)) and (sample is None or Path(wanted, input_name(1)).is_file()):
        return _directory(Path(wanted))
    if sample is not None:
        return _sample(sample)
    names = ", ".join(sample.name for sample in samples())
    raise UsageError(
        f"found {wanted!r} as INPUT; expected a directory with in1.txt, in2.txt, …, or the name of"
        f" a sample: {names}"
    )


def _sample(sample: Sample) -> Source:
    return Source(sample.name, sample.clients, sample.directory)


def _directory(path: Path) -> Source:
    try:
        ranks = input_ranks(path)
    except OSError as error:
        raise UsageError(f"{shown(path)}: found {reason(error)}; expected inputs") from error
    if not ranks:
        raise UsageError(f"{shown(path)}: found no in<R>.txt; expected in1.txt, in2.txt, …")
    return Source(shown(Path(path.resolve().name)), ranks[-1], path, read_shared(path))
