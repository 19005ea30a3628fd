"""What happened, in the past tense: the one stream that screens, traces and checks are made of.

An event says enough to be explained on its own. A `Record` is an event with its place: which
thread it happened in, and where it stands in the order of its rank.

Segments are counted from 0 here and shown from 1. Imports values and language only.
"""

import msgspec

from core.events.choices import (
    FaultChosen,
    MessageChosen,
    TimerChosen,
)
from core.events.download import (
    AllCompleted,
    AnswerLate,
    ChokeEnded,
    ClientStarted,
    EndgameBegun,
    FileBegun,
    FileCompleted,
    FileIncomplete,
    FileOwned,
    RequestCancelled,
    RequestChoked,
    RequestDenied,
    RequestTimedOut,
    RoleChanged,
    RoundEnded,
    SegmentRejected,
    SegmentRequested,
    SegmentsLeft,
    SegmentStored,
    StartRepeated,
    SwarmLearned,
    SwarmUnanswered,
    TrackerSilent,
)
from core.events.event import (
    Event,
)
from core.events.faults import (
    AfflictionBegun,
    AfflictionEnded,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    MessageReleased,
    SegmentsCorrupted,
    ThreadCrashed,
    ThreadRevived,
)
from core.events.threads import (
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    ThreadEnded,
    ThreadStarted,
    ThreadStopped,
    TimerCancelled,
    TimerFired,
    TimerSet,
)
from core.events.tracker import (
    BarrierOpened,
    ClientFinished,
    ClientNoted,
    ClientRegistered,
    HoldingsNoted,
    PeerListed,
    SeedListed,
    ShutdownGiven,
    StartGiven,
    SwarmTold,
    ThreadCleared,
    ThreadGone,
    ThreadReturned,
    ThreadSuspected,
)
from core.events.upload import (
    AskerChoked,
    AskerUnchoked,
    CancelLate,
    RequestDropped,
    RequestQueued,
    SegmentsRefused,
    SegmentsServed,
)
from core.model import Address

__all__ = [
    "AfflictionBegun",
    "AfflictionEnded",
    "AllCompleted",
    "AnswerLate",
    "AnyEvent",
    "AskerChoked",
    "AskerUnchoked",
    "BarrierOpened",
    "CancelLate",
    "ChokeEnded",
    "ClientFinished",
    "ClientNoted",
    "ClientRegistered",
    "ClientStarted",
    "EndgameBegun",
    "Event",
    "FaultChosen",
    "FileBegun",
    "FileCompleted",
    "FileIncomplete",
    "FileOwned",
    "HoldingsNoted",
    "MessageChosen",
    "MessageDelayed",
    "MessageDuplicated",
    "MessageLost",
    "MessageReceived",
    "MessageReleased",
    "MessageSent",
    "MessageUnheeded",
    "PeerListed",
    "Record",
    "RequestCancelled",
    "RequestChoked",
    "RequestDenied",
    "RequestDropped",
    "RequestQueued",
    "RequestTimedOut",
    "RoleChanged",
    "RoundEnded",
    "SeedListed",
    "SegmentRejected",
    "SegmentRequested",
    "SegmentStored",
    "SegmentsCorrupted",
    "SegmentsLeft",
    "SegmentsRefused",
    "SegmentsServed",
    "ShutdownGiven",
    "StartGiven",
    "StartRepeated",
    "SwarmLearned",
    "SwarmTold",
    "SwarmUnanswered",
    "ThreadCleared",
    "ThreadCrashed",
    "ThreadEnded",
    "ThreadGone",
    "ThreadReturned",
    "ThreadRevived",
    "ThreadStarted",
    "ThreadStopped",
    "ThreadSuspected",
    "TimerCancelled",
    "TimerChosen",
    "TimerFired",
    "TimerSet",
    "TrackerSilent",
]

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
