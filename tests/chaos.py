"""An audience that holds, steps, plays and releases a run at random moments, and judges it.

Moments are counted in records and in turns of the collector, never in seconds, so that they are
random but bounded, and nobody sleeps.
"""

from collections.abc import Callable
from enum import StrEnum
from queue import SimpleQueue
from random import Random

import msgspec

from core.cast import client_machines
from core.events import Record
from core.holdings import Holdings
from core.machine import Machine
from core.model import (
    Address,
    ClientInput,
    Limits,
    Scenario,
    download_thread,
    upload_thread,
)
from core.profiles import DEFAULT_PROFILE, Profile
from core.runtime.pace import (
    FULL,
    HELD,
    Audience,
    Choice,
    MessageChoice,
    Mode,
    Pace,
    Play,
    RunUntil,
    StepOnce,
    StopRun,
    TimerChoice,
    Wish,
)
from core.until import Condition, What
from tests.chaos_judge import Judge
from tests.machines import Parting
from tests.worlds import client, file, scenario

HOLDS = 200
UNTIL_THE_END = 10**9
"""More holds than any run can see."""
TALKATIVE = {"kinds-of-messages", "few-messages"}
"""What clients with many parting words do not keep to."""
MANY_AT_ONCE = msgspec.structs.replace(DEFAULT_PROFILE, in_flight=4)
"""A profile in which one client has several messages under way to another."""
TURNS = (0, 0, 1, 3, 10, 30)
"""How many turns of the collector pass before a wish is heard; one of these."""
SPEEDS = (300.0, 5000.0, 1e6)
STEPS_MAX = 4
TIMERS_SHARE = 0.02
"""How often a timer is chosen where a message could be."""
SOUGHT = (
    *map(Condition, (What.DENIAL, What.STORED, What.ROLE, What.COMPLETE, What.FINISHED)),
    Condition(What.STORED, client=2),
)
PARTING_WORDS = 100
"""How often each client says something to each other one that heeds nothing any more."""
RECORDS_MAX = 40
"""A hold comes after at most so many records."""


class Bystander(Judge):
    """Counts, but leaves it to the run itself to find what is wrong with a message."""

    def hear_record(self, record: Record) -> None:
        """Let everything pass."""
        self.records.append(record)


class Whims(SimpleQueue[Wish]):
    """Wishes of which each is heard only when so many turns have passed."""

    def __init__(self, judge: Judge, rng: Random) -> None:
        self._judge = judge
        self._rng = rng
        self._turns_left = 0

    def empty(self) -> bool:
        """Let one more turn pass."""
        if super().empty():
            return True
        self._turns_left -= 1
        return self._turns_left >= 0

    def get_nowait(self) -> Wish:
        """Let the judge hear the wish with the collector."""
        wish = super().get_nowait()
        self._judge.hear_wish(wish)
        self._turns_left = self._rng.choice(TURNS)
        return wish


class Ways(StrEnum):
    """What the audience does with a run."""

    ALL = "all"
    """Holds, steps, chooses, seeks, plays and releases."""
    HOLDS = "holds"
    """Holds and releases, and nothing in between."""
    STEPS = "steps"
    """Steps, from the beginning to the end."""
    CHOICES = "choices"
    """Steps of which each is chosen by hand as long as there is a message to choose."""
    EARLY = "early"
    """Likewise, but now and then a timer is chosen."""


class Chaos(Audience):
    """Has its whims until it has seen so many holds or more, then lets the run go.

    It may have wished for much that is not heard yet, so that one wish crosses another.

    The run begins at `speed`, which is random too where none is given, and ends early when
    `stop_when` says so of a pace that is told.
    """

    def __init__(
        self,
        seed: int,
        *,
        ways: Ways = Ways.ALL,
        holds: int = HOLDS,
        speed: float | None = None,
        judge: type[Judge] = Judge,
        stop_when: Callable[[Judge, Pace], bool] = lambda judge, pace: False,
    ) -> None:
        self._rng = Random(seed)
        if speed is None:
            begins_held = ways not in {Ways.ALL, Ways.HOLDS}
            speed = HELD if begins_held else self._rng.choice((HELD, FULL, 5000.0))
        super().__init__(take=self._take, tell=self._tell, speed=speed)
        self.judge = judge(speed)
        self.wishes = Whims(self.judge, self._rng)
        self._ways = ways
        self._holds = holds
        self._stop_when = stop_when
        self._stopped = False
        self._hold_after: int | None = None
        """After how many more records it wishes to hold."""

    @property
    def summary(self) -> str:
        """What it saw."""
        judge = self.judge
        return (
            f"{judge.holds} holds, {judge.steps} steps, {judge.choices} choices, "
            f"{judge.finds} finds, {judge.messages:,} messages, "
            f"{judge.rests_in_close} rests in the close"
        )

    def _take(self, records: list[Record]) -> None:
        for record in records:
            self.judge.hear_record(record)
        if self._hold_after is None:
            return
        self._hold_after -= len(records)
        if self._hold_after <= 0:
            self._hold_after = None
            self.wishes.put(self._hold_wish())

    def _hold_wish(self) -> Wish:
        steps_at_once = self._ways is Ways.ALL and self._rng.random() < 0.2
        return StepOnce() if steps_at_once else Play(HELD)

    def _tell(self, pace: Pace) -> None:
        self.judge.hear_pace(pace)
        if not self._stopped and self._stop_when(self.judge, pace):
            self._stopped = True
            self._hold_after = None
            self.wishes.put(StopRun())
        elif pace.mode is Mode.HELD:
            self._go_on()
        elif pace.mode is not Mode.HOLDING and not self._is_satisfied:
            self._hold_after = self._rng.randint(1, RECORDS_MAX)

    @property
    def _is_satisfied(self) -> bool:
        return self.judge.holds >= self._holds

    def _go_on(self) -> None:
        """Wish for something, now that the run is held."""
        if self._ways is Ways.STEPS:
            self.wishes.put(StepOnce())
        elif self._ways is Ways.CHOICES:
            self.wishes.put(StepOnce(self._choice(timers_share=0.0)))
        elif self._ways is Ways.EARLY:
            self.wishes.put(StepOnce(self._choice(TIMERS_SHARE)))
        elif self._is_satisfied or self._ways is Ways.HOLDS:
            self.wishes.put(Play(FULL))
        else:
            for wish in self._whim():
                self.wishes.put(wish)

    def _whim(self) -> list[Wish]:
        match self._rng.randrange(7):
            case 0:
                return [Play(FULL)]
            case 1 | 2:
                return [Play(self._rng.choice(SPEEDS))]
            case 3:
                return self._search()
            case 4 | 5:
                return self._choose()
            case _:
                return self._steps()

    def _steps(self) -> list[Wish]:
        return [StepOnce() for _ in range(self._rng.randint(1, STEPS_MAX))]

    def _search(self) -> list[Wish]:
        """Seek something, sometimes on the way from full speed to the next hold."""
        first: list[Wish] = [Play(FULL)] if self._rng.random() < 0.5 else []
        speed = self._rng.choice((*SPEEDS, FULL))
        return [*first, RunUntil(self._rng.choice(SOUGHT), speed)]

    def _choose(self) -> list[Wish]:
        """Choose what waits now: some will not when its turn comes, and some may not go at all."""
        count = self._rng.randint(1, STEPS_MAX)
        chosen = [StepOnce(self._choice(TIMERS_SHARE)) for _ in range(count)]
        if self.judge.waiting and self._rng.random() < 0.5:
            chosen.append(StepOnce(MessageChoice(*self._rng.choice(self.judge.waiting).id)))
        return [*chosen, *self._steps()]  # so that the run is told to be held again

    def _choice(self, timers_share: float) -> Choice | None:
        """Return a message that may go next, if there is one, or sometimes a timer."""
        firsts = {(sent.id[0], sent.to): sent for sent in reversed(self.judge.waiting)}
        timers = list(self.judge.timers)
        if timers and self._rng.random() < timers_share:
            return TimerChoice(*self._rng.choice(timers))
        return MessageChoice(*self._rng.choice(list(firsts.values())).id) if firsts else None


def swarm(segments: int) -> Scenario:
    """Return three clients of which one has all of a file that the others want, and a bit more."""
    prize, bits = file("prize", segments), [file(f"bit{n}", 3) for n in range(3)]
    return scenario(
        client(1, owns=[prize, bits[0]], wants=[bits[1], bits[2]]),
        client(2, owns=[bits[1]], wants=[prize, bits[0]]),
        client(3, owns=[bits[2]], wants=[bits[0], prize]),
    )


def parting_machines(
    client: ClientInput,
    holdings: Holdings,
    profile: Profile,
    seed: int,
    limits: Limits,
    *,
    life: int = 0,
) -> dict[Address, Machine]:
    """Return a client's machines; the last to end has many words for threads that heed none."""
    machines = client_machines(client, holdings, profile, seed, limits, life=life)
    upload = upload_thread(client.rank)
    others = [download_thread(rank) for rank in (1, 2, 3) if rank != client.rank]
    return machines | {upload: Parting(machines[upload], others, PARTING_WORDS)}
