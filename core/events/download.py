"""What happens in the download thread of a client."""

import msgspec

from core.events.event import Event
from core.messages import SwarmView
from core.model import Role


class FileOwned(msgspec.Struct, frozen=True, gc=False):
    """A file that a client has from the start."""

    name: str
    segments: int


class FileBegun(msgspec.Struct, frozen=True, gc=False):
    """A file of which a client has some segments from the start: `held`, of so many."""

    name: str
    segments: int
    held: tuple[int, ...]


class ClientStarted(Event, frozen=True):
    """What this client brings and what it wants; a free rider shares nothing of either.

    `partial` are files of which an earlier run left a part.
    """

    owned: tuple[FileOwned, ...]
    wanted: tuple[str, ...]
    shares: bool = True
    partial: tuple[FileBegun, ...] = ()


class SwarmLearned(Event, frozen=True):
    """The tracker's answer for `file` came: so many segments, and this swarm.

    `again` says that this client had learned it before.
    """

    file: str
    segments: int
    swarm: SwarmView
    again: bool = False


class SwarmUnanswered(Event, frozen=True):
    """The tracker did not answer in time; this was try number `attempt`."""

    file: str
    attempt: int


class SegmentRequested(Event, frozen=True):
    """Client `asked` was drawn out of `candidates` for these segments, for this reason."""

    file: str
    segments: tuple[int, ...]
    asked: int
    candidates: tuple[int, ...]
    reason: str


class SegmentStored(Event, frozen=True):
    """The segment came from `source`, its hash matched; `held` segments of the file are here."""

    file: str
    segment: int
    source: int
    held: int


class SegmentRejected(Event, frozen=True):
    """What `source` sent for this segment does not match the hash, and was thrown away."""

    file: str
    segment: int
    source: int


class RequestDenied(Event, frozen=True):
    """Client `asked` said no: it lacks these segments."""

    file: str
    segments: tuple[int, ...]
    asked: int


class RequestChoked(Event, frozen=True):
    """Client `asked` said "not now" to these segments.

    `elsewhere` are those that it said have some of them; where it names nobody, it has no room.
    """

    file: str
    segments: tuple[int, ...]
    asked: int
    elsewhere: tuple[int, ...]


class ChokeEnded(Event, frozen=True):
    """Client `asked` has room again."""

    file: str
    asked: int


class SegmentsLeft(Event, frozen=True):
    """Client `asked` answered, but left these segments for another time."""

    file: str
    segments: tuple[int, ...]
    asked: int


class EndgameBegun(Event, frozen=True):
    """The last segments are long under way, so they are asked for elsewhere, too."""

    file: str
    segments: tuple[int, ...]


class RequestCancelled(Event, frozen=True):
    """These segments came from elsewhere, so client `asked` need not send them any more."""

    file: str
    segments: tuple[int, ...]
    asked: int


class RequestTimedOut(Event, frozen=True):
    """Client `asked` did not answer in time."""

    file: str
    segments: tuple[int, ...]
    asked: int


class AnswerLate(Event, frozen=True):
    """An answer of this kind came from `source` that was not, or no longer, waited for."""

    kind: str
    file: str
    segments: tuple[int, ...]
    source: int


class RoundEnded(Event, frozen=True):
    """Everyone listed was tried for these segments; round `round` of `rounds_max` is over."""

    file: str
    segments: tuple[int, ...]
    round: int
    rounds_max: int


class RoleChanged(Event, frozen=True):
    """The client's true role for `file` moved forward."""

    file: str
    old: Role
    new: Role


class FileCompleted(Event, frozen=True):
    """The client holds every segment of `file`."""

    file: str
    segments: int


class FileIncomplete(Event, frozen=True):
    """The client ends its search for `file`, lacking these segments, for this reason.

    `segments` is how many the file has; `None` where nobody ever said.
    """

    file: str
    segments: int | None
    missing: tuple[int, ...]
    reason: str


class StartRepeated(Event, frozen=True):
    """The start signal came again, as if the first one had been lost."""


class TrackerSilent(Event, frozen=True):
    """The tracker answered none of so many questions, so this thread takes the run for over."""

    questions: int


class AllCompleted(Event, frozen=True):
    """The client has nothing more to fetch."""
