"""What is wrong with whom, as the events tell it: which threads are dead, and what ails others."""

from core.events import (
    AfflictionBegun,
    AfflictionEnded,
    Event,
    Record,
    ThreadCrashed,
    ThreadRevived,
)
from core.model import Address, Affliction


class Ailing:
    """Keeps it by thread."""

    sees: frozenset[type[Event]] = frozenset(
        {ThreadCrashed, ThreadRevived, AfflictionBegun, AfflictionEnded}
    )
    """The events that it looks at."""

    def __init__(self) -> None:
        self._crashed: dict[Address, None] = {}
        self._afflictions: dict[tuple[Address, Affliction], None] = {}

    def observe(self, record: Record) -> None:
        """Take notice of an event; only some are about that."""
        at = record.at
        match record.event:
            case ThreadCrashed():
                self._crashed[at] = None
            case ThreadRevived():
                self._crashed.pop(at, None)
            case AfflictionBegun(affliction=affliction):
                self._afflictions[at, affliction] = None
            case AfflictionEnded(affliction=affliction):
                self._afflictions.pop((at, affliction), None)
            case _:
                pass

    def __copy__(self) -> "Ailing":
        twin = Ailing()
        twin._crashed, twin._afflictions = dict(self._crashed), dict(self._afflictions)
        return twin

    def is_dead(self, at: Address) -> bool:
        """Tell whether this thread has crashed."""
        return at in self._crashed

    def is_crashed(self, rank: int) -> bool:
        """Tell whether a thread of this client is dead."""
        return any(at.rank == rank for at in self._crashed)

    def has(self, rank: int, affliction: Affliction) -> bool:
        """Tell whether this ails a client, or, where its rank is 0, the tracker."""
        return affliction in self.of(rank)

    def of(self, rank: int) -> list[Affliction]:
        """Return what ails a client besides a crash."""
        return list(dict.fromkeys(what for at, what in self._afflictions if at.rank == rank))

    def words(self, rank: int) -> str:
        """Return what is wrong with a client, in a few words; nothing where all is well."""
        crashed = ["crashed"] if self.is_crashed(rank) else []
        return ", ".join([*crashed, *self.of(rank)])
