"""Telling what happens where many ask one: queues, choking, the endgame and its cancellations."""

from typing import assert_never

from core.events import (
    AskerChoked,
    AskerUnchoked,
    CancelLate,
    ChokeEnded,
    EndgameBegun,
    RequestCancelled,
    RequestChoked,
    RequestDropped,
    RequestQueued,
    SegmentsLeft,
)
from core.narration import wording
from core.narration.sentence import Sentence, Tone

AskingEvent = RequestChoked | ChokeEnded | SegmentsLeft | EndgameBegun | RequestCancelled
AskedEvent = RequestQueued | AskerChoked | AskerUnchoked | RequestDropped | CancelLate
CrowdEvent = AskingEvent | AskedEvent


def tell_crowd(who: str, event: CrowdEvent) -> Sentence:
    """Return the sentence that tells of what this client did."""
    return _asking(who, event) if isinstance(event, AskingEvent) else _asked(who, event)


def _asking(who: str, event: AskingEvent) -> Sentence:
    match event:
        case RequestChoked(file=file, segments=segments, asked=asked, elsewhere=elsewhere):
            what = f'hears "not now" from C{asked} about {wording.segments(file, segments)}'
            where = wording.clients(elsewhere)
            return Sentence(who, what, f"{where} got some from it" if where else "it has no room")
        case ChokeEnded(file=file, asked=asked):
            return Sentence(who, f"hears that C{asked} has room for {file} again")
        case SegmentsLeft(file=file, segments=segments, asked=asked):
            what = f"may ask again for {wording.segments(file, segments)}"
            return Sentence(who, what, f"C{asked} left this for another time")
        case EndgameBegun(file=file, segments=segments):
            what = f"asks elsewhere, too, for {wording.segments(file, segments)}"
            return Sentence(who, what, "it is all that is missing, and is long in coming")
        case RequestCancelled(file=file, segments=segments, asked=asked):
            what = f"cancels {wording.segments(file, segments)}"
            return Sentence(f"{who} → C{asked}", what, "it came from elsewhere")
        case other:
            assert_never(other)


def _asked(who: str, event: AskedEvent) -> Sentence:
    match event:
        case RequestQueued(asker=asker, queue=queue):
            place = f"place {queue.index(asker) + 1} of {len(queue)}"
            return Sentence(
                who, f"lets C{asker} wait for its turn", f"{place}, who gave most first"
            )
        case AskerChoked(file=file, segments=segments, asker=asker, reason=reason):
            what = f'says "not now" to {wording.segments(file, segments)}'
            return Sentence(f"{who} → C{asker}", what, reason, Tone.TROUBLE)
        case AskerUnchoked(file=file, asker=asker):
            return Sentence(f"{who} → C{asker}", f"says that there is room for {file} again")
        case RequestDropped(file=file, segments=segments, asker=asker):
            what = f"drops {wording.segments(file, segments)} for C{asker}"
            return Sentence(who, what, "it was cancelled in time")
        case CancelLate(file=file, segments=segments, asker=asker):
            what = f"has answered C{asker} about {wording.segments(file, segments)} already"
            return Sentence(who, what, "the cancellation came too late")
        case other:
            assert_never(other)
