"""What is compared: all inputs, read and checked as a run does, before anything starts."""

from pathlib import Path

import msgspec

from bt_tui.scenarios import DEFAULT_SAMPLE, find_source
from core.errors import InputError, Problem
from core.inputs import contradictions, input_name
from core.model import ClientInput, Scenario, Sizes


class Inputs(msgspec.Struct, frozen=True):
    """A scenario, and the directory that it was read from; `sizes` are those of real files."""

    directory: Path
    scenario: Scenario
    sizes: Sizes | None = None

    @property
    def ranks(self) -> int:
        """How many ranks it needs, the tracker included."""
        return len(self.scenario.clients) + 1


def read_inputs(wanted: str | None) -> Inputs:
    """Read what INPUT means; raise `UsageError` with all that is wrong with any of it."""
    if wanted is None and not Path(input_name(1)).is_file():
        wanted = DEFAULT_SAMPLE
    source = find_source(wanted, 0)
    directory = source.directory or Path()
    clients: list[ClientInput] = []
    problems: set[Problem] = set()
    for rank in range(1, source.clients + 1):
        try:
            clients.append(source.read(rank))
        except InputError as error:
            problems.update(error.problems)
            clients += [] if error.client is None else [error.client]
    problems.update(contradictions(clients, directory))
    if problems:
        raise InputError(problems)
    sizes = None if source.shared is None else source.shared.sizes
    return Inputs(directory, Scenario(source.name, tuple(clients)), sizes)
