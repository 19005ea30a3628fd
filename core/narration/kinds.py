"""Sorting: which kind of happening an event is, in words that a reader of a narration would use.

Every event is of one kind. A message, or a timer, is of the kind that it belongs to.
"""

from collections.abc import Mapping
from enum import StrEnum

from core import events, messages, timers
from core.events import AnyEvent


class Kind(StrEnum):
    """What there is to choose from."""

    REQUESTS = "requests"
    SEGMENTS = "segments"
    DENIALS = "denials"
    QUEUES = "queues"
    TIMEOUTS = "timeouts"
    ROLES = "roles"
    FILES = "files"
    TRACKER = "tracker"
    PROBES = "probes"
    PHASES = "phases"
    CHOICES = "choices"
    FAULTS = "faults"


MEANINGS = {
    Kind.REQUESTS: "whom clients ask for what, and cancel; rounds and the endgame",
    Kind.SEGMENTS: "segments sent, stored, or thrown away",
    Kind.DENIALS: "a client says no, and is heard to",
    Kind.QUEUES: "requests that wait for their turn; choking",
    Kind.TIMEOUTS: "no answer in time, or one that comes too late",
    Kind.ROLES: "a leecher becomes a peer, or a seed",
    Kind.FILES: "a file is complete, or given up",
    Kind.TRACKER: "what the tracker is asked and told about swarms, lists and answers",
    Kind.PROBES: "complaints, probes, who is gone and who is back",
    Kind.PHASES: "registration, start, barrier, finish and end",
    Kind.CHOICES: "what people chose to go next",
    Kind.FAULTS: "what goes wrong on purpose: messages lost or delayed, crashes, and what heals",
}
"""What each kind is, for people."""

_OF_EVENTS: Mapping[Kind, tuple[type[events.Event], ...]] = {
    Kind.REQUESTS: (
        events.SegmentRequested,
        events.SegmentsLeft,
        events.EndgameBegun,
        events.RequestCancelled,
        events.RequestDropped,
        events.CancelLate,
        events.RoundEnded,
    ),
    Kind.SEGMENTS: (events.SegmentsServed, events.SegmentStored, events.SegmentRejected),
    Kind.DENIALS: (events.SegmentsRefused, events.RequestDenied),
    Kind.QUEUES: (
        events.RequestQueued,
        events.AskerChoked,
        events.AskerUnchoked,
        events.RequestChoked,
        events.ChokeEnded,
    ),
    Kind.TIMEOUTS: (
        events.RequestTimedOut,
        events.SwarmUnanswered,
        events.AnswerLate,
        events.TrackerSilent,
    ),
    Kind.ROLES: (events.RoleChanged,),
    Kind.CHOICES: (events.MessageChosen, events.TimerChosen),
    Kind.FAULTS: (
        events.FaultChosen,
        events.MessageLost,
        events.MessageDelayed,
        events.MessageReleased,
        events.MessageDuplicated,
        events.SegmentsCorrupted,
        events.ThreadCrashed,
        events.ThreadRevived,
        events.AfflictionBegun,
        events.AfflictionEnded,
    ),
    Kind.FILES: (events.FileCompleted, events.FileIncomplete),
    Kind.TRACKER: (
        events.SwarmTold,
        events.SwarmLearned,
        events.PeerListed,
        events.SeedListed,
        events.HoldingsNoted,
    ),
    Kind.PROBES: (
        events.ThreadSuspected,
        events.ThreadCleared,
        events.ThreadGone,
        events.ThreadReturned,
    ),
    Kind.PHASES: (
        events.ThreadStarted,
        events.ThreadStopped,
        events.ThreadEnded,
        events.ClientStarted,
        events.ClientRegistered,
        events.StartGiven,
        events.StartRepeated,
        events.BarrierOpened,
        events.ClientNoted,
        events.AllCompleted,
        events.ClientFinished,
        events.ShutdownGiven,
    ),
}
_OF_MESSAGES: Mapping[Kind, tuple[type[messages.Message], ...]] = {
    Kind.REQUESTS: (messages.SegmentRequest, messages.Cancel),
    Kind.SEGMENTS: (messages.SegmentReply,),
    Kind.DENIALS: (messages.SegmentDenial,),
    Kind.QUEUES: (messages.Choked, messages.Unchoked),
    Kind.TRACKER: (
        messages.SwarmRequest,
        messages.SwarmReply,
        messages.Update,
        messages.FileComplete,
    ),
    Kind.PROBES: (messages.Complaint, messages.Probe, messages.Alive),
    Kind.PHASES: (
        messages.Register,
        messages.Start,
        messages.Ready,
        messages.Go,
        messages.AllComplete,
        messages.Poison,
    ),
}
_OF_TIMERS: Mapping[Kind, tuple[type[timers.Timer], ...]] = {
    Kind.REQUESTS: (timers.RoundTimer, timers.EndgameTimer),
    Kind.QUEUES: (timers.ServeTimer,),
    Kind.TIMEOUTS: (timers.RequestTimer, timers.SwarmTimer),
    Kind.PROBES: (timers.ProbeTimer, timers.PatienceTimer, timers.SilenceTimer),
    Kind.FAULTS: (timers.NetworkTimer,),
}
_EVENTS = {of: kind for kind, types in _OF_EVENTS.items() for of in types}
_MESSAGES = {of.__name__: kind for kind, types in _OF_MESSAGES.items() for of in types}
_TIMERS = {of: kind for kind, types in _OF_TIMERS.items() for of in types}


def kind_of(event: AnyEvent) -> Kind | None:
    """Return the kind of an event; `None` for a message that this version does not know."""
    match event:
        case events.MessageSent() | events.MessageReceived() | events.MessageUnheeded():
            return _MESSAGES.get(event.kind)
        case events.TimerSet() | events.TimerCancelled() | events.TimerFired():
            return _TIMERS[type(event.timer)]
        case _:
            return _EVENTS[type(event)]
