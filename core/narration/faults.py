"""Telling what goes wrong on purpose."""

from typing import assert_never

from core.events import (
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
from core.model import Address, Affliction
from core.narration import wording
from core.narration.sentence import Sentence, Tone
from core.narration.threads import noun

MessageFaultEvent = MessageLost | MessageDelayed | MessageReleased | MessageDuplicated
ThreadFaultEvent = (
    SegmentsCorrupted | ThreadCrashed | ThreadRevived | AfflictionBegun | AfflictionEnded
)
FaultEvent = MessageFaultEvent | ThreadFaultEvent
FAULT = "a fault"
BEGINS = {
    Affliction.SLOW: "gets slow: what it sends takes {delay_s:g} s longer",
    Affliction.MUTE: "goes mute: its answers to requests are lost",
    Affliction.DENYING: "begins to say no to every request",
    Affliction.CORRUPT: "begins to send falsified segments",
    Affliction.CUT_OFF: "is cut off: nothing comes through",
}
ENDS = {
    Affliction.SLOW: "is as fast as before",
    Affliction.MUTE: "can answer again",
    Affliction.DENYING: "says no only to what it lacks",
    Affliction.CORRUPT: "sends true segments again",
    Affliction.CUT_OFF: "can be reached again",
}


def tell_fault(at: Address, event: FaultEvent) -> Sentence:
    """Return the sentence that tells of what went wrong in this thread, or right again."""
    if isinstance(event, MessageFaultEvent):
        return _of_message(at, event)
    return _of_thread(at, event)


def _of_message(at: Address, event: MessageFaultEvent) -> Sentence:
    match event:
        case MessageLost(why=why):
            what = "is lost"
        case MessageDelayed(why=why):
            what = "takes longer"
        case MessageReleased():
            what, why = "goes on", "it was delayed"
        case MessageDuplicated():
            what, why = "goes out twice", FAULT
        case other:
            assert_never(other)
    name = f"{at} → {event.to}"
    return Sentence(name, f"{noun(event.kind, event.about)} {what}", why, Tone.TROUBLE)


def _of_thread(at: Address, event: ThreadFaultEvent) -> Sentence:
    match event:
        case SegmentsCorrupted(file=file, segments=segments, to=to):
            what = f"falsifies {wording.segments(file, segments)}"
            return Sentence(f"{at} → C{to}", what, FAULT, Tone.TROUBLE)
        case ThreadCrashed():
            return Sentence(str(at), "crashes", FAULT, Tone.TROUBLE)
        case ThreadRevived(kept=kept):
            why = "it kept what it held" if kept else "it lost what it had downloaded"
            return Sentence(str(at), "begins anew after its crash", why, Tone.TROUBLE)
        case AfflictionBegun(affliction=affliction, delay_s=delay_s):
            what = BEGINS[affliction].format(delay_s=delay_s)
            return Sentence(_name(at, affliction), what, FAULT, Tone.TROUBLE)
        case AfflictionEnded(affliction=affliction):
            return Sentence(_name(at, affliction), ENDS[affliction], "the fault is over")
        case other:
            assert_never(other)


def _name(at: Address, affliction: Affliction) -> str:
    """Return who has it: a client as a whole, but where it is slow, each of its threads."""
    return str(at) if affliction is Affliction.SLOW else wording.name(at)
