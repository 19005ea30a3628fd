"""Telling what people choose by hand: what goes next, be it a timer early, and what goes wrong."""

from typing import assert_never

from core.events import FaultChosen, MessageChosen, TimerChosen
from core.model import CONDUCTOR
from core.narration import wording
from core.narration.sentence import Sentence, Tone
from core.narration.threads import noun
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

ChoiceEvent = MessageChosen | TimerChosen | FaultChosen


def tell_choice(event: ChoiceEvent) -> Sentence:
    """Return the sentence that tells of what was chosen, and of what would have gone instead."""
    match event:
        case MessageChosen(source=source, to=to, kind=kind, about=about, older=older):
            ends = f"from {wording.whom(source.rank)} to {wording.whom(to.rank)}"
            why = _wait(older, "older message") if older else "it is the oldest"
            return Sentence(str(CONDUCTOR), f"{noun(kind, about)} {ends} goes next", why)
        case TimerChosen(of=of, timer=timer, due=due, messages=messages):
            what = f"{wording.whom(of.rank)}'s wait {_for_what(timer)} ends now"
            why = f"it was to last until {due:.3f} s"
            if messages:
                why = f"{why}, and {_wait(messages, 'message')}"
            return Sentence(str(CONDUCTOR), what, why)
        case FaultChosen(client=client, words=words):
            what = f"{wording.whom(client)} {words}"
            return Sentence(str(CONDUCTOR), what, tone=Tone.TROUBLE)
        case other:
            assert_never(other)


def _wait(count: int, noun: str) -> str:
    return f"{wording.counted(count, noun)} {'waits' if count == 1 else 'wait'}"


def _for_what(timer: TimerKey) -> str:
    match timer:
        case RequestTimer(file=file, segment=segment, asked=asked):
            words = f"for C{asked}'s answer about {file} #{segment + 1}"
        case SwarmTimer(file=file):
            words = f"for the tracker's answer about {file}"
        case RoundTimer(file=file):
            words = f"before another round for {file}"
        case EndgameTimer(file=file):
            words = f"for the last segments of {file}"
        case ServeTimer():
            words = "before it serves the next request"
        case ProbeTimer(thread=thread):
            words = f"for a sign of life from {thread}"
        case PatienceTimer():
            words = "for silent clients"
        case NetworkTimer(to=to):
            words = f"for what is on its way to {to}"
        case SilenceTimer():
            words = "for anybody to speak"
        case other:
            assert_never(other)
    return words
