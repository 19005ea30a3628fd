"""Telling what clients do: their two threads ask for segments, get them or not, and give them."""

from typing import assert_never

from core.events import (
    AllCompleted,
    AnswerLate,
    ClientStarted,
    FileCompleted,
    FileIncomplete,
    RequestDenied,
    RequestTimedOut,
    RoleChanged,
    RoundEnded,
    SegmentRejected,
    SegmentRequested,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
    StartRepeated,
    SwarmLearned,
    SwarmUnanswered,
    TrackerSilent,
)
from core.messages import About
from core.model import TRACKER, Address, upload_thread
from core.narration import wording
from core.narration.crowds import CrowdEvent, tell_crowd
from core.narration.sentence import Sentence, Tone
from core.narration.threads import noun

SegmentEvent = SegmentRequested | SegmentsServed | SegmentStored | SegmentsRefused | RequestDenied
MishapEvent = SegmentRejected | RequestTimedOut | SwarmUnanswered | AnswerLate | RoundEnded
LossEvent = StartRepeated | TrackerSilent
FileEvent = (
    ClientStarted | SwarmLearned | RoleChanged | FileCompleted | FileIncomplete | AllCompleted
)
ClientEvent = SegmentEvent | MishapEvent | LossEvent | FileEvent | CrowdEvent


def tell_client(at: Address, event: ClientEvent) -> Sentence:
    """Return the sentence that tells of what this client did."""
    who = wording.name(at)
    if isinstance(event, SegmentEvent):
        return _segment(who, event)
    if isinstance(event, LossEvent):
        return _loss(at, event)
    if isinstance(event, CrowdEvent):
        return tell_crowd(who, event)
    return _mishap(who, event) if isinstance(event, MishapEvent) else _file(at, event)


def _segment(who: str, event: SegmentEvent) -> Sentence:
    match event:
        case SegmentRequested(file=file, segments=segments, asked=asked):
            what = f"asks for {wording.segments(file, segments)}"
            return Sentence(f"{who} → C{asked}", what, _why_asked(event))
        case SegmentsServed(file=file, segments=segments, to=to, word=word):
            what = f"sends {wording.segments(file, segments)} ({word})"
            return Sentence(f"{who} → C{to}", what)
        case SegmentStored(file=file, segment=segment, source=source, held=held):
            what = (
                f"stores {file} #{segment + 1} from C{source}, its hash matches: now holds {held}"
            )
            return Sentence(who, what)
        case SegmentsRefused(file=file, segments=segments, to=to):
            what = f"says no: it does not hold {wording.segments(file, segments)} (yet)"
            return Sentence(f"{who} → C{to}", what, tone=Tone.TROUBLE)
        case RequestDenied(file=file, segments=segments, asked=asked):
            what = f"hears that C{asked} lacks {wording.segments(file, segments)}"
            return Sentence(who, what, tone=Tone.TROUBLE)
        case other:
            assert_never(other)


def _why_asked(event: SegmentRequested) -> str:
    if len(event.candidates) == 1:
        return event.reason
    return f"{event.reason}, {wording.one_of(event.candidates)}"


def _mishap(who: str, event: MishapEvent) -> Sentence:
    match event:
        case SegmentRejected(file=file, segment=segment, source=source):
            what = f"throws {file} #{segment + 1} from C{source} away"
            return Sentence(who, what, "its hash does not match", Tone.TROUBLE)
        case RequestTimedOut(file=file, segments=segments, asked=asked):
            what = f"gets no answer from C{asked} in time about {wording.segments(file, segments)}"
            return Sentence(who, what, tone=Tone.TROUBLE)
        case SwarmUnanswered(file=file, attempt=attempt):
            what = f"gets no answer from the tracker in time about {file}"
            return Sentence(who, what, f"try {attempt}", Tone.TROUBLE)
        case AnswerLate(kind=kind, file=file, segments=segments, source=source):
            what = f"gets {noun(kind, About(file, segments))} from {wording.whom(source)}, late"
            return Sentence(who, what, "it no longer waited for this")
        case RoundEnded(file=file, segments=segments, round=number, rounds_max=rounds_max):
            what = f"has nobody left to ask for {wording.segments(file, segments)}"
            return Sentence(who, what, f"round {number} of {rounds_max} is over", Tone.TROUBLE)
        case other:
            assert_never(other)


def _loss(at: Address, event: LossEvent) -> Sentence:
    match event:
        case StartRepeated():
            return Sentence(wording.name(at), "hears the start signal again, and goes on")
        case TrackerSilent(questions=questions):
            why = f"the tracker answered none of {wording.counted(questions, 'question')}"
            return Sentence(str(at), "takes the run for over and ends", why, Tone.TROUBLE)
        case other:
            assert_never(other)


def _file(at: Address, event: FileEvent) -> Sentence:
    who = wording.name(at)
    match event:
        case ClientStarted(owned=owned, wanted=wanted, shares=shares, partial=partial):
            begun = f" and {wording.begun(partial)}" if partial else ""
            what = f"owns {wording.owned(owned)}{begun}; wants {wording.names(wanted)}"
            return Sentence(who, what if shares else f"{what}; shares nothing")
        case SwarmLearned(file=file, segments=segments, swarm=swarm, again=again):
            what = f"learns the {'new ' if again else ''}swarm of {file}"
            size = wording.counted(segments, "segment")
            return Sentence(who, f"{what}, {size}: {wording.swarm(swarm)}")
        case RoleChanged(file=file, old=old, new=new):
            what = f"is now a {new} of {file}, no longer a {old}"
            return Sentence(who, what, tone=Tone.CHANGE)
        case FileCompleted(file=file, segments=segments):
            what = f"has all of {file}: {wording.counted(segments, 'segment')}"
            return Sentence(who, what, tone=Tone.GOOD)
        case FileIncomplete(reason=reason):
            return Sentence(who, _given_up(event), reason, Tone.TROUBLE)
        case AllCompleted():
            what = f"has nothing more to fetch and ends; {upload_thread(at.rank)} goes on serving"
            return Sentence(f"{at} → {TRACKER}", what)
        case other:
            assert_never(other)


def _given_up(event: FileIncomplete) -> str:
    if event.segments is None:
        return f"gives up {event.file}"
    listed = wording.numbers(event.missing)
    lacking = f"gives up {event.file}, lacking {len(event.missing)} of {event.segments} segments"
    return f"{lacking}: {listed}" if listed else lacking
