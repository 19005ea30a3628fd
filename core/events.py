"""What happened, in the past tense: the one stream that screens, traces and checks are made of.

An event says enough to be explained on its own. A `Record` is an event with its place: which
thread it happened in, and where it stands in the order of its rank.

Segments are counted from 0 here and shown from 1. Imports values and language only.

Nothing here can refer back to itself, so the collector of garbage need not look at it (`gc=False`):
with all that a run keeps, it would take longer than everything else together.
"""

import msgspec

from core.messages import NOTHING, About, SwarmView
from core.model import Address, Affliction, ClientState, Role
from core.timers import TimerKey


class Event(msgspec.Struct, frozen=True, tag=True, gc=False):
    """What all events have in common."""


# ---- any thread: messages, timers, beginning and end --------------------------------------------


class ThreadStarted(Event, frozen=True):
    """The thread is up, and its machine is about to start."""


class MessageSent(Event, frozen=True):
    """Message `number` of this thread left for `to`; `size` is in bytes on the wire."""

    to: Address
    number: int
    kind: str
    size: int
    about: About = NOTHING


class MessageReceived(Event, frozen=True):
    """Message `number` of `source` was handled."""

    source: Address
    number: int
    kind: str
    about: About = NOTHING


class MessageUnheeded(Event, frozen=True):
    """Message `number` of `source` came when this thread had nothing more to do.

    Where a fault kept it from being handled, `why` says which.
    """

    source: Address
    number: int
    kind: str
    about: About = NOTHING
    why: str = ""


class TimerSet(Event, frozen=True):
    """The thread will act at protocol time `due`, unless something happens first."""

    timer: TimerKey
    due: float
    reason: str


class TimerCancelled(Event, frozen=True):
    """What the timer waited for came in time."""

    timer: TimerKey


class TimerFired(Event, frozen=True):
    """The timer rang."""

    timer: TimerKey


class ThreadStopped(Event, frozen=True):
    """The run was ended early, and this thread with it, before its machine was done."""


class ThreadEnded(Event, frozen=True):
    """The machine of this thread is done; mail that still comes is unheeded."""


# ---- any thread: faults -------------------------------------------------------------------------


class MessageLost(Event, frozen=True):
    """Message `number` of this thread, which it just sent, will never reach `to`."""

    to: Address
    number: int
    kind: str
    why: str
    about: About = NOTHING


class MessageDelayed(Event, frozen=True):
    """Message `number` of this thread, which it just sent, takes longer on its way to `to`."""

    to: Address
    number: int
    kind: str
    why: str
    about: About = NOTHING


class MessageReleased(Event, frozen=True):
    """Message `number` of this thread, which was delayed, is now about to reach `to`."""

    to: Address
    number: int
    kind: str
    about: About = NOTHING


class MessageDuplicated(Event, frozen=True):
    """Message `number` of this thread to `to` goes out once more, as its message `copy`."""

    to: Address
    number: int
    kind: str
    copy: int
    about: About = NOTHING


class SegmentsCorrupted(Event, frozen=True):
    """What this thread is about to send to client `to` for these segments was falsified."""

    file: str
    segments: tuple[int, ...]
    to: int


class ThreadCrashed(Event, frozen=True):
    """The thread is dead: nothing that comes is handled, and no timer of its rings."""


class ThreadRevived(Event, frozen=True):
    """The thread begins anew, with nothing but its input, and what it held where it is `kept`.

    `life` counts from 1.
    """

    life: int
    kept: bool


class AfflictionBegun(Event, frozen=True):
    """From now on this is wrong with the thread; what it sends takes `delay_s` seconds longer."""

    affliction: Affliction
    delay_s: float = 0.0


class AfflictionEnded(Event, frozen=True):
    """This is not wrong with the thread any more."""

    affliction: Affliction


# ---- conductor: what people choose by hand ------------------------------------------------------


class MessageChosen(Event, frozen=True):
    """Message `number` of `source` goes next, though `older` messages wait.

    Without this choice the oldest of all would have gone.
    """

    source: Address
    to: Address
    number: int
    kind: str
    older: int
    about: About = NOTHING


class TimerChosen(Event, frozen=True):
    """The timer of thread `of` rings next, at its deadline `due`.

    Without this choice the oldest of the `messages` that wait would have gone; where none waits,
    the first due of the `sooner` timers.
    """

    of: Address
    timer: TimerKey
    due: float
    messages: int
    sooner: int


class FaultChosen(Event, frozen=True):
    """Somebody lets this happen to `client`, 0 being the tracker; `words` say what."""

    client: int
    words: str


# ---- tracker ------------------------------------------------------------------------------------


class ClientRegistered(Event, frozen=True):
    """The tracker took down a client's files; it now lists the client as a seed of each."""

    client: int
    files: tuple[str, ...]


class StartGiven(Event, frozen=True):
    """All have registered, so the tracker sent everyone the start signal, called `word`."""

    word: str


class BarrierOpened(Event, frozen=True):
    """All stand at the barrier, so the tracker let them go together."""


class PeerListed(Event, frozen=True):
    """The tracker now lists `client` as a peer of `file`, for this reason."""

    file: str
    client: int
    reason: str


class HoldingsNoted(Event, frozen=True):
    """The tracker learned from an update that `client` holds these segments of `file`."""

    file: str
    client: int
    segments: tuple[int, ...]


class SeedListed(Event, frozen=True):
    """The tracker now lists `client` as a seed of `file`, and no longer as a peer."""

    file: str
    client: int


class SwarmTold(Event, frozen=True):
    """The tracker answered `client` with what it believes of the swarm of `file`."""

    file: str
    client: int
    swarm: SwarmView


class ClientNoted(Event, frozen=True):
    """The tracker, whose profile lets it know what state each client is in, noted this one."""

    client: int
    state: ClientState


class ClientFinished(Event, frozen=True):
    """The tracker learned that `client` has nothing more to fetch."""

    client: int


class ThreadSuspected(Event, frozen=True):
    """The tracker probes this thread, for this reason; `accuser` complained, 0 is the tracker."""

    thread: Address
    accuser: int
    reason: str


class ThreadCleared(Event, frozen=True):
    """A suspected thread spoke."""

    thread: Address


class ThreadGone(Event, frozen=True):
    """A suspected thread did not answer.

    An upload thread leaves all swarms; for a download thread nobody waits any more.
    """

    thread: Address


class ThreadReturned(Event, frozen=True):
    """A thread that was listed as gone spoke again, and counts again."""

    thread: Address


class ShutdownGiven(Event, frozen=True):
    """Everyone is done or gone, so the tracker sent every upload thread the end, called `word`."""

    word: str


# ---- download thread ----------------------------------------------------------------------------


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


# ---- upload thread ------------------------------------------------------------------------------


class SegmentsServed(Event, frozen=True):
    """The client sent these segments to client `to`, in an answer that is called `word`."""

    file: str
    segments: tuple[int, ...]
    to: int
    word: str


class RequestQueued(Event, frozen=True):
    """The request of client `asker` waits for its turn; `queue` are all that wait, best first."""

    file: str
    segments: tuple[int, ...]
    asker: int
    queue: tuple[int, ...]


class AskerChoked(Event, frozen=True):
    """The client said "not now" to client `asker`, for this reason."""

    file: str
    segments: tuple[int, ...]
    asker: int
    reason: str


class AskerUnchoked(Event, frozen=True):
    """The client told `asker`, which it had choked, that there is room again."""

    file: str
    asker: int


class RequestDropped(Event, frozen=True):
    """Client `asker` cancelled its request for these segments before its turn came."""

    file: str
    segments: tuple[int, ...]
    asker: int


class CancelLate(Event, frozen=True):
    """Client `asker` cancelled what was answered already."""

    file: str
    segments: tuple[int, ...]
    asker: int


class SegmentsRefused(Event, frozen=True):
    """The client said no to client `to`: it lacks these segments."""

    file: str
    segments: tuple[int, ...]
    to: int


AnyEvent = (
    ThreadStarted
    | MessageSent
    | MessageReceived
    | MessageUnheeded
    | TimerSet
    | TimerCancelled
    | TimerFired
    | ThreadStopped
    | ThreadEnded
    | MessageLost
    | MessageDelayed
    | MessageReleased
    | MessageDuplicated
    | SegmentsCorrupted
    | ThreadCrashed
    | ThreadRevived
    | AfflictionBegun
    | AfflictionEnded
    | MessageChosen
    | TimerChosen
    | FaultChosen
    | ClientRegistered
    | StartGiven
    | BarrierOpened
    | PeerListed
    | HoldingsNoted
    | SeedListed
    | SwarmTold
    | ClientNoted
    | ClientFinished
    | ThreadSuspected
    | ThreadCleared
    | ThreadGone
    | ThreadReturned
    | ShutdownGiven
    | ClientStarted
    | SwarmLearned
    | SwarmUnanswered
    | SegmentRequested
    | SegmentStored
    | SegmentRejected
    | RequestDenied
    | RequestChoked
    | ChokeEnded
    | SegmentsLeft
    | EndgameBegun
    | RequestCancelled
    | RequestTimedOut
    | AnswerLate
    | RoundEnded
    | RoleChanged
    | FileCompleted
    | FileIncomplete
    | AllCompleted
    | StartRepeated
    | TrackerSilent
    | RequestQueued
    | AskerChoked
    | AskerUnchoked
    | RequestDropped
    | CancelLate
    | SegmentsServed
    | SegmentsRefused
)


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event in its place.

    `number` counts the events of rank `at.rank` from 1, `lamport` is that rank's Lamport stamp
    (Lamport 1978), `time` is in seconds of protocol time since the rank's start. The conductor is
    none of rank 0's threads: it counts for itself, and its stamp is the greatest so far.
    """

    at: Address
    number: int
    lamport: int
    time: float
    event: AnyEvent
