"""Choosing what of a recording is told: by rank, by kind, by file."""

from bt_tui.show.options import ShowOptions
from core.errors import UsageError
from core.events import AnyEvent, ClientRegistered, ClientStarted, Record
from core.model import Scenario
from core.narration.kinds import kind_of


class Chosen:
    """Lets a record through that is of one of the ranks, kinds and files that were asked for."""

    def __init__(self, options: ShowOptions, scenario: Scenario) -> None:
        """Raise `UsageError` where the scenario has no such rank or file."""
        self._ranks = frozenset(options.rank)
        self._kinds = frozenset(options.kind)
        self._files = frozenset(options.file)
        _check_ranks(self._ranks, scenario)
        _check_files(self._files, scenario)

    def __contains__(self, record: Record) -> bool:
        return (
            (not self._ranks or record.at.rank in self._ranks)
            and (not self._kinds or kind_of(record.event) in self._kinds)
            and (not self._files or not self._files.isdisjoint(files_of(record.event)))
        )


def files_of(event: AnyEvent) -> tuple[str, ...]:
    """Return the names of the files that an event is about."""
    match event:
        case ClientStarted(owned=owned, wanted=wanted):
            return (*(file.name for file in owned), *wanted)
        case ClientRegistered(files=files):
            return files
        case _:
            about = getattr(event, "about", None) or getattr(event, "timer", None) or event
            file = getattr(about, "file", None)
            return () if file is None else (file,)


def _check_ranks(ranks: frozenset[int], scenario: Scenario) -> None:
    most = len(scenario.clients)
    for rank in sorted(ranks):
        if rank > most:
            raise UsageError(
                f"--rank: found {rank}; expected a rank of {scenario.name}, from 0 to {most}"
            )


def _check_files(files: frozenset[str], scenario: Scenario) -> None:
    known = {file.name for client in scenario.clients for file in client.owned}
    known.update(name for client in scenario.clients for name in client.wanted)
    for file in sorted(files - known):
        listed = ", ".join(sorted(known)) or "none, for there are none"
        raise UsageError(f"--file: found {file!r}; expected a file of {scenario.name}: {listed}")
