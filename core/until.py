"""What a run can be let go until: conditions on one event, in the protocol's words.

A condition is a value that keeps nothing of what it has seen: the same one serves any run, from
anywhere in it. Texts such as `stored:2:atlas:5` stand for them on a command line and in a list to
pick from; segments count from 0 in the events and from 1 in texts. A name may contain colons: the
number behind it is read from the right, and may be left empty, as in `complete:a:5:`.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from core.errors import UsageError
from core.events import (
    AllCompleted,
    AnyEvent,
    FileCompleted,
    FileIncomplete,
    Record,
    RequestTimedOut,
    RoleChanged,
    SegmentRejected,
    SegmentsRefused,
    SegmentStored,
    ShutdownGiven,
    SwarmLearned,
    SwarmUnanswered,
    ThreadGone,
)
from core.model import ClientInput


class What(StrEnum):
    """The kinds of conditions."""

    DENIAL = "denial"
    """A client says no; the denial is on its way then."""
    TIMEOUT = "timeout"
    """Another client, or the tracker, does not answer in time."""
    REFRESH = "refresh"
    """A client learns a swarm again, whether it asked for it, reported, or asked twice at first."""
    ROLE = "role"
    """A client's true role changes."""
    STORED = "stored"
    """A client stores a segment."""
    COMPLETE = "complete"
    """A client has all of a file."""
    FINISHED = "finished"
    """A client has nothing more to fetch."""
    TROUBLE = "trouble"
    """A segment is thrown away, a file is given up, or a thread is listed as gone."""
    END = "end"
    """The tracker sends everyone the end; these messages are on their way then."""


EVENTS: dict[What, tuple[type[AnyEvent], ...]] = {
    What.DENIAL: (SegmentsRefused,),
    What.TIMEOUT: (RequestTimedOut, SwarmUnanswered),
    What.REFRESH: (SwarmLearned,),
    What.ROLE: (RoleChanged,),
    What.STORED: (SegmentStored,),
    What.COMPLETE: (FileCompleted,),
    What.FINISHED: (AllCompleted,),
    What.TROUBLE: (SegmentRejected, FileIncomplete, ThreadGone),
    What.END: (ShutdownGiven,),
}
WORDS = {
    What.DENIAL: "a denial",
    What.TIMEOUT: "a timeout",
    What.REFRESH: "a swarm refresh",
    What.ROLE: "{who} changes its role",
    What.STORED: "{who} stores {segment}",
    What.COMPLETE: "{who} has all of {file}",
    What.FINISHED: "{who} has finished",
    What.TROUBLE: "something fails",
    What.END: "the end messages",
}


class Condition(msgspec.Struct, frozen=True):
    """One thing that may happen: to this client, this file, this segment (from 0), where named."""

    what: What
    client: int | None = None
    file: str | None = None
    segment: int | None = None

    def matches(self, record: Record) -> bool:
        """Tell whether this event is what is waited for."""
        event = record.event
        return (
            isinstance(event, EVENTS[self.what])
            and self.client in {None, record.at.rank}
            and self.file in {None, getattr(event, "file", None)}
            and self.segment in {None, getattr(event, "segment", None)}
            and (not isinstance(event, SwarmLearned) or event.again)
        )

    @property
    def words(self) -> str:
        """What is waited for, as it reads after "until"."""
        who = "a client" if self.client is None else f"C{self.client}"
        file = self.file or "a file"
        return WORDS[self.what].format(who=who, file=file, segment=self._segment)

    @property
    def _segment(self) -> str:
        if self.segment is not None:
            return f"{self.file} #{self.segment + 1}"
        return "a segment" if self.file is None else f"a segment of {self.file}"


# ---- in words -----------------------------------------------------------------------------------


class Form(NamedTuple):
    """How a condition is written, with what may be left out in brackets, and what it means."""

    form: str
    words: str


CONDITIONS = (
    Form("denial", "a client says no: it lacks what it was asked for"),
    Form("timeout", "an answer does not come in time"),
    Form("refresh", "a client gets the swarm of a file again"),
    Form("role[:R]", "a client, or client R, changes its role"),
    Form(
        "stored[:R[:FILE[:K]]]", "a client, or R, stores a segment: any, one of FILE, or its K-th"
    ),
    Form("complete[:FILE[:R]]", "a client, or R, has all of a file, or of FILE"),
    Form("finished[:R]", "a client, or R, has nothing more to fetch"),
    Form("trouble", "a segment is thrown away, a file given up, or a thread listed as gone"),
    Form("end", "the tracker sends everyone the end"),
)
"""R is the rank of a client, and K counts segments from 1."""
_NUMBER = re.compile("[0-9]{1,9}")


class _MalformedError(ValueError):
    """A part of a text is not what its place asks for."""


def parse_condition(text: str) -> Condition:
    """Return the condition that a text stands for; raise `UsageError` where it stands for none."""
    name, colon, rest = text.partition(":")
    try:
        what = What(name)
        return _parsed(what, rest) if colon else Condition(what)
    except ValueError:
        forms = ", ".join(form for form, _ in CONDITIONS)
        raise UsageError(
            f"found {text!r}; expected one of {forms}, with R the rank of a client and K a segment,"
            " both from 1"
        ) from None


def _parsed(what: What, rest: str) -> Condition:
    match what:
        case What.ROLE | What.FINISHED:
            return Condition(what, _number(rest))
        case What.STORED:
            client, colon, rest = rest.partition(":")
            file, place = _numbered(rest) if colon else (None, None)
            return Condition(what, _number(client), file, None if place is None else place - 1)
        case What.COMPLETE:
            file, client_rank = _numbered(rest)
            return Condition(what, client_rank, file)
        case _:
            raise _MalformedError


def _numbered(text: str) -> tuple[str, int | None]:
    """Return a file's name and the number behind it, where there is one."""
    name, colon, number = text.rpartition(":")
    if not (colon and (_NUMBER.fullmatch(number) or not number)):
        name, number = text, ""
    if not name:
        raise _MalformedError
    return name, _number(number) if number else None


def _number(text: str) -> int:
    """Return a number that counts from 1."""
    if not (_NUMBER.fullmatch(text) and int(text)):
        raise _MalformedError
    return int(text)


# ---- in a scenario ------------------------------------------------------------------------------


def misfit(condition: Condition, clients: Sequence[ClientInput]) -> str:
    """Return what was found and expected where these clients lack what the condition names.

    Return nothing where they have it; they are of the ranks 1, 2, …
    """
    client, file, segment = condition.client, condition.file, condition.segment
    if client is not None and client > len(clients):
        return f"found client {client}; expected one from 1 to {len(clients)}"
    wanted = {name for one in clients if client in {None, one.rank} for name in one.wanted}
    if file is not None and file not in wanted:
        whom = "somebody" if client is None else f"C{client}"
        names = ", ".join(sorted(wanted)) or "none"
        return f"found {file!r}; expected a file that {whom} wants: {names}"
    sizes = {own.name: len(own.hashes) for one in clients for own in one.owned}
    size = sizes.get(file or "")
    if size is not None and segment is not None and segment >= size:
        return f"found segment {segment + 1}; expected one of {file}, from 1 to {size}"
    return ""
