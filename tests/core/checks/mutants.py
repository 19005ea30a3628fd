"""Records of real runs, and what they look like with one thing wrong.

A mutation returns the records with the defect, and the record that should be named.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from core.checks import Judgement, checks_for, judge
from core.events import AnyEvent, Event, Record, SegmentRequested
from core.messages import NOTHING, About
from core.model import DEFAULT_LIMITS
from core.profiles import PROFILES, Profile
from core.sim.world import World
from tests.conformance.companies import (
    with_a_dying_owner,
    with_busy_uploaders,
    with_usual_words,
)
from tests.worlds import client, file, scenario

Records = list[Record]
Test = Callable[[Record], bool]

LONG, SHORT = file("long", 25), file("short", 4)


def profile_of(name: str, *, faultless: bool) -> Profile:
    """Return the profile; in trouble with the words of the machines that tests put in."""
    return PROFILES[name] if faultless else with_usual_words(PROFILES[name])


@cache
def _run(name: str, *, faultless: bool) -> tuple[Record, ...]:
    profile = profile_of(name, faultless=faultless)
    if not faultless:
        return tuple(with_a_dying_owner(profile).run().records)
    # either way somebody asks for the short one after it has another seed
    both = [LONG, SHORT] if profile.spreads_files else [SHORT, LONG]
    few = (
        client(1, owns=[LONG, SHORT]),
        client(2, wants=[LONG, SHORT]),
        client(3, owns=[SHORT], wants=[LONG]),
        client(4, wants=[*both, "nobodys"]),
    )
    if profile.slots is None:
        return tuple(World(scenario(*few), profile=profile, seed=1).run().records)
    others = (client(rank, wants=[LONG]) for rank in range(5, 7))
    soon = msgspec.structs.replace(DEFAULT_LIMITS, endgame_after_s=0.03)
    world = with_busy_uploaders(scenario(*few, *others), profile, 0.02, 4, soon)
    return tuple(world.run().records)


def recorded(name: str, *, faultless: bool = True) -> Records:
    """Return the records of a run of this profile: all goes well, or an owner dies on the way."""
    return list(_run(name, faultless=faultless))


class Mutant(NamedTuple):
    """Records with one thing wrong, and the record that should be named for it."""

    records: Records
    named: Record


def judgement(check: str, records: Sequence[Record], name: str, *, faultless: bool) -> Judgement:
    """Return what one check says of the records."""
    profile = profile_of(name, faultless=faultless)
    checks = [one for one in checks_for(profile, faultless=faultless) if one.name == check]
    assert len(checks) == 1, f"{check} is no check of {name}"
    return judge(records, checks)[0]


# ---- finding ------------------------------------------------------------------------------------


def anything(record: Record) -> bool:
    """Accept every record."""
    return True


def of(kind: type[Event], /, **fields: object) -> Test:
    """Accept events of a kind whose fields have these values."""

    def accepts(record: Record) -> bool:
        event = record.event
        return isinstance(event, kind) and all(
            getattr(event, name) == value for name, value in fields.items()
        )

    return accepts


def at(records: Records, test: Test, nth: int = 0) -> int:
    """Return where the nth such record stands; the last for -1."""
    return [place for place, record in enumerate(records) if test(record)][nth]


def next_at(records: Records, after: int, test: Test) -> int:
    """Return where the first such record stands after this place."""
    return next(place for place in range(after + 1, len(records)) if test(records[place]))


# ---- changing -----------------------------------------------------------------------------------


def without(records: Records, place: int) -> Records:
    """Return the records without that one."""
    return records[:place] + records[place + 1 :]


def inserted(records: Records, place: int, event: AnyEvent, like: int | None = None) -> Mutant:
    """Put an event before this place, in the thread of that one or of another; name it."""
    record = msgspec.structs.replace(records[place if like is None else like], event=event)
    return Mutant([*records[:place], record, *records[place:]], record)


def doubled(records: Records, place: int) -> Mutant:
    """Let a record stand there twice; name the second."""
    second = msgspec.structs.replace(records[place])
    return Mutant([*records[: place + 1], second, *records[place + 1 :]], second)


def altered(records: Records, place: int, **fields: object) -> Mutant:
    """Change fields of an event; name it."""
    event = msgspec.structs.replace(records[place].event, **fields)
    record = msgspec.structs.replace(records[place], event=event)
    return Mutant([*records[:place], record, *records[place + 1 :]], record)


def about(records: Records, place: int, **fields: object) -> Mutant:
    """Change what a message is about; name it."""
    before: About = getattr(records[place].event, "about", NOTHING)
    return altered(records, place, about=msgspec.structs.replace(before, **fields))


def moved(records: Records, place: int, to: int) -> Mutant:
    """Let a record stand before another place; name it."""
    record = records[place]
    rest = without(records, place)
    to -= place < to
    return Mutant([*rest[:to], record, *rest[to:]], record)


# ---- what most mutations are about --------------------------------------------------------------

EVERY_PROFILE = tuple(PROFILES)


def profiles_where(holds: Callable[[Profile], bool]) -> tuple[str, ...]:
    """Return the names of the profiles of which this holds."""
    return tuple(profile.name for profile in PROFILES.values() if holds(profile))


LISTED = profiles_where(lambda profile: profile.records != "two-lists")
AT_ONCE = profiles_where(lambda profile: profile.slots is None)
SLOTTED = profiles_where(lambda profile: profile.slots is not None)
ENDGAME = profiles_where(lambda profile: profile.endgame)


def by(record: Record, kind: type[Event]) -> bool:
    return isinstance(record.event, kind)


def request(records: Records, nth: int, file: str = "long") -> int:
    """Return where the nth request for the file by client 2 stands."""
    asks = of(SegmentRequested, file=file)
    return at(records, lambda one: one.at.rank == 2 and asks(one), nth)


def a_request(records: Records, place: int) -> SegmentRequested:
    event = records[place].event
    assert isinstance(event, SegmentRequested)
    return event
