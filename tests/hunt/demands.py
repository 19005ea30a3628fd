"""What is demanded of every case, whatever goes wrong in it."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from core.checks import Jury
from core.errors import ProtocolError, RunError
from core.events import (
    AfflictionBegun,
    FileCompleted,
    FileIncomplete,
    MessageReceived,
    Record,
    ThreadCrashed,
    ThreadRevived,
    TimerFired,
)
from core.faults import Crash, Cut, Fault, MessageFault, Revive
from core.machine import Machine
from core.model import Address, download_thread, upload_thread
from core.runtime.pace import Audience
from core.sim.case import Case
from core.sim.play import play_simulated
from core.sim.world import World
from tests.hunt.cases import HEAL_S

STEPS_MAX = 50_000
TIME_MAX_S = 300.0
"""Protocol time within which a case is to end: with silent clients each request may take 3 s."""
LAST_BEGIN_S = HEAL_S - 0.3
"""What begins to go wrong by then, and heals, is healed in time."""

Cast = Mapping[Address, Machine]


class Failure(NamedTuple):
    """A demand that is not met: which, and how."""

    demand: str
    words: str

    def __str__(self) -> str:
        return f"{self.demand}: {self.words}"


def failure_of(case: Case, cast: Cast | None = None) -> Failure | None:
    """Run a case; return the first demand that it does not meet, if any."""
    world = case.world(cast)
    try:
        world.run(STEPS_MAX)
    except RunError as error:
        return Failure("it ends", str(error))
    except ProtocolError as error:
        return Failure("nobody breaks the protocol", str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is to be found
        return Failure(f"no {type(error).__name__}", repr(error))
    return next(_unmet(case, world, repeats=cast is None), None)


def _unmet(case: Case, world: World, *, repeats: bool) -> Iterator[Failure]:
    yield from _ends(world)
    yield from _keeps_rules(case, world.records)
    yield from _everyone_knows(case, world)
    if repeats:
        yield from _comes_again(case, world.records)


# ---- it ends, and all rules hold ----------------------------------------------------------------


def _ends(world: World) -> Iterator[Failure]:
    unended = [str(at) for at, performer in world.performers.items() if not performer.ended]
    if unended:
        yield Failure("every thread ends", f"{', '.join(unended)} did not")
    if world.now > TIME_MAX_S:
        yield Failure("it ends in time", f"after {world.now} s")


def _keeps_rules(case: Case, records: list[Record]) -> Iterator[Failure]:
    jury = Jury(case.profile)
    jury.observe(records)
    jury.close()
    for one in jury.findings:
        if one.is_broken:
            yield Failure(one.judgement.name, f"event {one.event}: {one.judgement.words}")


# ---- everyone gets what it wants, or says what is missing ---------------------------------------


def _everyone_knows(case: Case, world: World) -> Iterator[Failure]:
    lost = _crashed(world.records)
    heals = _heals(case, world.records)
    safe = {
        own.name
        for one in case.scenario.clients
        if one.rank not in case.free_riders and upload_thread(one.rank) not in lost
        for own in one.owned
    }
    ends = _ends_of_files(world.records)
    for one in case.scenario.clients:
        for name in one.wanted if download_thread(one.rank) not in lost else ():
            end = ends.get((one.rank, name))
            if end is None:
                yield Failure("everyone tells", f"C{one.rank} says nothing of {name}")
            elif heals and name in safe and isinstance(end, FileIncomplete):
                yield Failure("everyone converges", f"C{one.rank} lacks {name}: {end.reason}")


def _crashed(records: list[Record]) -> set[Address]:
    """Return the threads that are dead in the end."""
    dead = set[Address]()
    for record in records:
        match record.event:
            case ThreadCrashed():
                dead.add(record.at)
            case ThreadRevived():
                dead.discard(record.at)
            case _:
                pass
    return dead


def _ends_of_files(
    records: list[Record],
) -> dict[tuple[int, str], FileCompleted | FileIncomplete]:
    """Return what every client said of each file, since it began anew."""
    ends: dict[tuple[int, str], FileCompleted | FileIncomplete] = {}
    for record in records:
        rank = record.at.rank
        match record.event:
            case FileCompleted() | FileIncomplete() as end:
                ends[rank, end.file] = end
            case ThreadRevived() if record.at == download_thread(rank):
                ends = {key: end for key, end in ends.items() if key[0] != rank}
            case _:
                pass
    return ends


def _heals(case: Case, records: list[Record]) -> bool:
    """Tell whether all that goes wrong is well again when the last round of a search begins."""
    begun = [
        record.time
        for record in records
        if isinstance(record.event, ThreadCrashed | AfflictionBegun)
    ]
    return (
        all(map(_is_healed, case.faults))
        and max(begun, default=0.0) <= LAST_BEGIN_S
        and not _crashed(records)
    )


def _is_healed(fault: Fault) -> bool:
    if isinstance(fault, MessageFault):
        return fault.before is not None
    return isinstance(fault, Crash | Revive | Cut) or fault.lasts is not None


# ---- a seed means the same run ------------------------------------------------------------------


def _comes_again(case: Case, records: list[Record]) -> Iterator[Failure]:
    """Play it as a screen does, anew or, with every other seed, from some step on."""
    begun = records[: _some_step(case.seed, records) if case.seed % 2 else 0]
    try:
        differs = _first_difference(records, _played(case, begun))
    except RunError as error:
        yield Failure("it can be run again", f"up to event {len(begun)}: {error}")
        return
    if differs is not None:
        yield Failure(
            "a seed means the same run", f"event {differs} is another, after {len(begun)}"
        )


def _some_step(seed: int, records: list[Record]) -> int:
    """Return how many events there are before one of the steps."""
    steps = (MessageReceived, TimerFired)
    begins = [place for place, one in enumerate(records) if isinstance(one.event, steps)]
    return Random(seed).choice(begins)


def _played(case: Case, begun: Sequence[Record]) -> list[Record]:
    records: list[Record] = []
    play_simulated(case.scenario, case.plan, Audience(take=records.extend), begun)
    return records


def _first_difference(first: list[Record], second: list[Record]) -> int | None:
    """Return the number of the first event in which two runs differ, if any."""
    if first == second:
        return None
    same = (one == other for one, other in zip(first, second, strict=False))
    return next(
        (n for n, equal in enumerate(same, 1) if not equal), min(len(first), len(second)) + 1
    )
