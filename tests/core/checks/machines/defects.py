"""A table of mutant machines: real ones with one defect each, and the rule that this breaks.

What is mutant is a machine, or a part of one, or what performs it. It takes the place of the sound
one in all who take part in a run, as if all ran the same wrong program.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from unittest.mock import patch

import msgspec

from core.asker import Asker
from core.downloader import Downloader
from core.events import Record
from core.fetcher import Fetcher
from core.holdings import FileHoldings
from core.profiles import PROFILES, Profile
from core.queue import Queue
from core.reporter import Reporter
from core.runtime.faulty import FaultyPerformer
from core.search import Search
from core.sim.world import World
from core.slot_uploader import SlotUploader
from core.tracker import Tracker
from core.uploader import Uploader
from tests.core.checks.machines.occasions import four_clients

STEPS_MAX = 20_000
PLACES: dict[type, str] = {
    Tracker: "core.cast",
    Downloader: "core.cast",
    Uploader: "core.cast",
    SlotUploader: "core.cast",
    Queue: "core.slot_uploader",
    Reporter: "core.downloader",
    Fetcher: "core.downloader",
    Search: "core.downloader",
    Asker: "core.fetcher",
    FileHoldings: "core.holdings",
    FaultyPerformer: "core.sim.world",
}
"""Where each kind of machine, or of part, is made."""

Occasion = Callable[[Profile], World]
Part = TypeVar("Part", bound=type)


class Defect(NamedTuple):
    """A mutant, the check that must find it in a run of this profile, and what else is broken.

    `mistakes` are the axes of its profile that it has got wrong.
    """

    check: str
    profile: str
    occasion: Occasion
    mutant: type
    mistakes: Mapping[str, object]
    also: frozenset[str]

    def __str__(self) -> str:
        return f"{self.check}: {self.mutant.__name__} ({self.profile})"

    def made(self, *args: object, **named: object) -> object:
        """Make the mutant as the sound one is made, but for its mistakes."""
        return self.mutant(*map(self._mistaken, args), **named)

    def _mistaken(self, one: object) -> object:
        return msgspec.structs.replace(one, **self.mistakes) if isinstance(one, Profile) else one


DEFECTS: list[Defect] = []


def breaks(
    check: str,
    profile: str,
    occasion: Occasion = four_clients,
    *,
    also: str = "",
    **mistakes: object,
) -> Callable[[Part], Part]:
    """Enter a mutant into the table; `also` names rules that cannot but break with this one.

    That is so where what is wrong is told in messages of a kind that the profile has no use for, or
    where two rules look at the same list. `mistakes` are axes of the profile, as the mutant has
    them.
    """

    def enter(mutant: Part) -> Part:
        others = frozenset(also.split())
        DEFECTS.append(Defect(check, profile, occasion, mutant, mistakes, others))
        return mutant

    return enter


def recorded(defect: Defect) -> list[Record]:
    """Return the records of a run with the mutant."""
    sound = next(kind for kind in defect.mutant.__mro__ if kind in PLACES)
    with patch(f"{PLACES[sound]}.{sound.__name__}", defect.made):
        return defect.occasion(PROFILES[defect.profile]).run(STEPS_MAX).records
