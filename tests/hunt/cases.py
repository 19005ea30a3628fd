"""Making up a case from one integer: a small scenario, a profile, and what goes wrong."""

import math
from collections.abc import Callable
from random import Random

import msgspec

from core.faults import (
    Corrupt,
    Crash,
    Cut,
    Delay,
    Deny,
    Duplicate,
    Fault,
    Lose,
    MessageFault,
    Mute,
    Overtake,
    Revive,
    Slow,
)
from core.messages import KINDS
from core.model import ClientInput, Manifest, Scenario
from core.profiles import PROFILES
from core.sim.case import Case
from tests.worlds import client, file, scenario

HEAL_S = 1.2
"""By then all is well in a case that heals: the last round of a search begins at 1.5 s or later."""
STARTS_S = (0.0005, 0.9)
"""When something begins to go wrong: mostly soon, for without faults all is over in 0.2 s."""
CLIENTS = (2, 6)
FILES = (1, 4)
SEGMENTS = (0, 1, 3, 9, 10, 11, 25)
"""Sizes of files: none, one, and what is about the ten segments of a batch."""
NOBODYS = "nobodys"
FAULTS_MAX = 4
UNHEALED_SHARE = 0.2


def case_of(seed: int) -> Case:
    """Return the case of this seed, the same each time."""
    return _Maker(seed).case()


class _Maker:
    """Draws one thing after another."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._rng = Random(f"hunt/{seed}")
        self._heals = self._rng.random() >= UNHEALED_SHARE

    def case(self) -> Case:
        scenario = self._scenario()
        ranks = range(1, len(scenario.clients) + 1)
        riders = [rank for rank in ranks if self._rng.random() < 0.3]
        return Case(
            scenario=scenario,
            profile=self._rng.choice(list(PROFILES.values())),
            seed=self._seed,
            free_riders=tuple(riders) if self._rng.random() < 0.15 else (),
            faults=self._plan(scenario),
        )

    # ---- who has what ---------------------------------------------------------------------------

    def _scenario(self) -> Scenario:
        names = [f"file{n}" for n in range(1, self._rng.randint(*FILES) + 1)]
        files = [file(name, self._rng.choice(SEGMENTS)) for name in names]
        count = self._rng.randint(*CLIENTS)
        owners = {one.name: self._some(range(1, count + 1)) for one in files}
        return scenario(*(self._client(rank, files, owners) for rank in range(1, count + 1)))

    def _some(self, ranks: range) -> set[int]:
        """Return one of them, or a few."""
        return {self._rng.choice(ranks) for _ in range(self._rng.choice([1, 1, 2, 3]))}

    def _client(self, rank: int, files: list[Manifest], owners: dict[str, set[int]]) -> ClientInput:
        owned = [one for one in files if rank in owners[one.name]]
        others = [one.name for one in files if rank not in owners[one.name]]
        wanted = [name for name in others if self._rng.random() < 0.8]
        wanted += [own.name for own in owned if self._rng.random() < 0.1]
        wanted += [NOBODYS] if self._rng.random() < 0.05 else []
        self._rng.shuffle(wanted)
        return client(rank, owns=owned, wants=wanted)

    # ---- what goes wrong ------------------------------------------------------------------------

    def _plan(self, scenario: Scenario) -> tuple[Fault, ...]:
        kinds = self._kinds(scenario)
        count = self._rng.randint(0, FAULTS_MAX)
        return tuple(fault for _ in range(count) for fault in self._rng.choice(kinds)())

    def _kinds(self, scenario: Scenario) -> list[Callable[[], tuple[Fault, ...]]]:
        return [
            lambda: (self._of_messages(scenario),),
            lambda: (self._of_messages(scenario),),
            lambda: self._crash(scenario),
            lambda: (self._lasting(scenario),),
            self._cut,
        ]

    def _of_messages(self, scenario: Scenario) -> MessageFault:
        rng = self._rng
        ranks = range(len(scenario.clients) + 1)
        names = [own.name for one in scenario.clients for own in one.owned]
        kind = rng.choice([Lose, Lose, Delay, Duplicate, Overtake])
        fault: MessageFault = kind(
            message=rng.choice(KINDS) if rng.random() < 0.7 else None,
            source=rng.choice(ranks) if rng.random() < 0.3 else None,
            to=rng.choice(ranks) if rng.random() < 0.3 else None,
            file=rng.choice(names) if rng.random() < 0.2 else None,
            nth=rng.randint(1, 6) if rng.random() < 0.5 else None,
            chance=round(rng.uniform(0.05, 1), 2),
            since=self._moment() if rng.random() < 0.2 else 0.0,
            before=HEAL_S,
        )
        if isinstance(fault, Delay | Overtake):
            return msgspec.structs.replace(fault, by=self._span(0.001, HEAL_S / 2))
        return fault

    def _crash(self, scenario: Scenario) -> tuple[Fault, ...]:
        rng = self._rng
        rank = rng.randint(1, len(scenario.clients))
        at, nth = self._trigger(rank)
        crash = Crash(client=rank, at=at, nth=nth)
        if not self._heals and rng.random() < 0.5:
            return (crash,)
        back = round(rng.uniform(0.05, HEAL_S), 3)
        return crash, Revive(client=rank, at=f"time:{back:g}", keeps=rng.random() < 0.5)

    def _lasting(self, scenario: Scenario) -> Fault:
        rng = self._rng
        kind = rng.choice([Slow, Mute, Deny, Corrupt])
        rank = rng.randint(1, len(scenario.clients))
        at, nth = self._trigger(rank)
        lasts = None if not self._heals and rng.random() < 0.5 else self._span(0.005, 0.3)
        fault: Fault = kind(client=rank, at=at, nth=nth, lasts=lasts)
        if isinstance(fault, Slow):
            return msgspec.structs.replace(fault, by=self._span(0.001, HEAL_S / 2))
        return fault

    def _cut(self) -> tuple[Fault, ...]:
        return (Cut(at=f"time:{self._moment():g}", lasts=self._span(0.005, 0.3)),)

    def _trigger(self, rank: int) -> tuple[str | None, int]:
        """Return a time, or something that happens: to this client, or to anybody."""
        rng = self._rng
        if rng.random() < 0.6:
            return f"time:{self._moment():g}", 1
        events = [f"stored:{rank}", "stored", f"role:{rank}", "refresh", "denial", "timeout"]
        events += [f"finished:{rank}", "complete", "trouble"]
        return rng.choice(events), rng.randint(1, 5)

    def _moment(self) -> float:
        return self._span(*STARTS_S)

    def _span(self, least: float, most: float) -> float:
        """Return seconds, as likely between 1 and 10 ms as between 10 and 100."""
        share = self._rng.random()
        return round(least * math.pow(most / least, share), 4)
