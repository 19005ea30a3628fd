"""Telling what happens in any thread: messages and timers.

Most messages are told of by an event that knows more of them: a request by whom it could have gone
to, an answer by what it brought. The rest is told here, by kind. The end of a thread needs no
sentence: what ends it has one.
"""

from collections.abc import Callable
from typing import Any, assert_never

from core.events import (
    Event,
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
from core.messages import About, Poison, Probe
from core.model import TRACKER, Address, Thread
from core.narration import wording
from core.narration.sentence import Sentence, Tone
from core.timers import (
    EndgameTimer,
    NetworkTimer,
    PatienceTimer,
    ProbeTimer,
    RequestTimer,
    RoundTimer,
    ServeTimer,
    SilenceTimer,
    SwarmTimer,
    TimerKey,
)

ThreadEvent = (
    MessageSent
    | MessageReceived
    | TimerSet
    | TimerCancelled
    | TimerFired
    | MessageUnheeded
    | ThreadStarted
    | ThreadStopped
    | ThreadEnded
)

SENT = {
    "Register": Sentence("{at} → {other}", "registers what it owns"),
    "Ready": Sentence(
        "{at} → {other}", "says that it stands at the barrier", "it got the start signal"
    ),
    "SwarmRequest": Sentence("{at} → {other}", "asks who is in the swarm of {file}"),
    "Update": Sentence("{at} → {other}", "reports that it holds {segments}"),
    "FileComplete": Sentence("{at} → {other}", "reports that {file} is complete"),
    "Complaint": Sentence("{at} → {other}", "complains about {client}", tone=Tone.TROUBLE),
    "Alive": Sentence("{thread} → {other}", "says that it is there"),
}
"""The messages whose sending no event but `MessageSent` tells of."""

RECEIVED = {
    "Ready": Sentence("{at}", "sees {other} at the barrier"),
    "Go": Sentence("{at}", "may begin", "the barrier is open"),
    "Complaint": Sentence("{at}", "hears that {client} does not answer {other}", tone=Tone.TROUBLE),
    "Alive": Sentence("{at}", "hears that {other_thread} is there"),
    "Poison": Sentence("{thread}", "gets the poison value ({word}) and ends"),
}
"""The messages whose receipt no event but `MessageReceived` tells of in every case."""

NOUNS = {
    "Register": "a registration",
    "Start": "the start signal ({word})",
    "Ready": "the word that it is ready",
    "Go": "the word to begin",
    "SwarmRequest": "a question about the swarm of {file}",
    "SwarmReply": "the swarm of {file}",
    "Update": "a report of {segments}",
    "SegmentRequest": "a request for {segments}",
    "SegmentReply": "{segments}",
    "SegmentDenial": "a no to {segments}",
    "Choked": "a not now to {segments}",
    "Unchoked": "the word that there is room for {file}",
    "Cancel": "the cancellation of {segments}",
    "FileComplete": "the report that {file} is complete",
    "AllComplete": "the report that it has finished",
    "Complaint": "a complaint about {client}",
    "Probe": "a probe",
    "Alive": "a sign of life",
    "Poison": "the poison value ({word})",
}
"""What each kind of message is called within a sentence."""


def _never(_: Event) -> bool:
    return False


NEEDS_SENTENCE: dict[type[Event], Callable[[Any], bool]] = {
    MessageSent: lambda event: event.kind in SENT or _is_spare_poison(event) or _is_question(event),
    MessageReceived: lambda event: event.kind in RECEIVED,
    TimerFired: lambda event: isinstance(event.timer, PatienceTimer | RoundTimer | SilenceTimer),
    TimerSet: _never,
    TimerCancelled: _never,
    ThreadStarted: _never,
    ThreadEnded: _never,
}
"""Which events `tell_thread` returns a sentence for, where not for all of their kind."""


def tell_thread(at: Address, event: ThreadEvent) -> Sentence | None:
    """Return the sentence that tells of what happened in this thread, if it needs one."""
    match event:
        case MessageSent():
            return _sent(at, event)
        case MessageReceived(source=source, kind=kind, about=about):
            return _filled(RECEIVED.get(kind), at, source, about)
        case TimerSet() | TimerCancelled() | ThreadStarted() | ThreadEnded():
            return None
        case TimerFired(timer=timer):
            return _timer(wording.name(at), timer)
        case MessageUnheeded(source=source, kind=kind, about=about):
            what = f"leaves {noun(kind, about)} from {wording.whom(source.rank)} unheeded"
            return Sentence(str(at), what, event.why or "this thread has ended")
        case ThreadStopped():
            return Sentence(str(at), "stops", "the run is ended early", Tone.TROUBLE)
        case other:
            assert_never(other)


def noun(kind: str, about: About) -> str:
    """Return what a message is called within a sentence; an unknown kind by its own name."""
    return NOUNS.get(kind, kind).format(
        file=about.file,
        segments=wording.segments(about.file, about.segments),
        client=f"C{about.client}",
        word=about.word,
    )


def _sent(at: Address, event: MessageSent) -> Sentence | None:
    if _is_spare_poison(event):
        what = f"sends the poison value ({event.about.word}) there too"
        return Sentence(f"{at} → {event.to}", what, "it is listed as gone")
    if _is_question(event):
        return Sentence(f"{at} → {event.to}", "asks whether it is there", tone=Tone.TROUBLE)
    return _filled(SENT.get(event.kind), at, event.to, event.about)


def _is_question(event: MessageSent) -> bool:
    """Tell whether this is a probe of the tracker; what it probes itself has another sentence."""
    return event.kind == Probe.__name__ and event.to == TRACKER


def _is_spare_poison(event: MessageSent) -> bool:
    return event.kind == Poison.__name__ and event.to.thread is Thread.DOWNLOAD


def _filled(pattern: Sentence | None, at: Address, other: Address, about: About) -> Sentence | None:
    if pattern is None:
        return None
    names = {
        "at": wording.name(at),
        "thread": at,
        "other": wording.name(other),
        "other_thread": other,
        "file": about.file,
        "segments": wording.segments(about.file, about.segments),
        "client": f"C{about.client}",
        "word": about.word,
    }
    who, what = pattern.who.format_map(names), pattern.what.format_map(names)
    return Sentence(who, what, pattern.why, pattern.tone)


def _timer(who: str, timer: TimerKey) -> Sentence | None:
    match timer:
        case PatienceTimer():
            return Sentence(who, "looks for clients that it waits for and that are silent")
        case RoundTimer(file=file):
            return Sentence(who, f"begins another round for {file}", "it has waited a while")
        case SilenceTimer():
            return Sentence(who, "looks whether anybody spoke to it lately")
        case RequestTimer() | SwarmTimer() | ProbeTimer() | EndgameTimer() | ServeTimer():
            return None
        case NetworkTimer():
            return None
        case other:
            assert_never(other)
