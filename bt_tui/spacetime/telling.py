"""Words for what the space-time diagram shows."""

from core.events import (
    MessageLost,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    ThreadCrashed,
    ThreadEnded,
    ThreadRevived,
    TimerFired,
)
from core.model import Address
from core.narration import narrate, plain
from core.narration.threads import noun


def ends(record: Record) -> tuple[Address, Address]:
    """Return who sent the message and to whom; where there is none, the thread itself twice."""
    match record.event:
        case MessageSent(to=to) | MessageLost(to=to):
            return record.at, to
        case MessageReceived(source=source) | MessageUnheeded(source=source):
            return source, record.at
        case _:
            return record.at, record.at


def label(record: Record) -> str:
    """Return what a line is about, in as few words as can be."""
    match record.event:
        case MessageSent(kind=kind, about=about) | MessageReceived(kind=kind, about=about):
            return noun(kind, about)
        case MessageUnheeded(kind=kind, about=about):
            return f"{noun(kind, about)}, unheeded"
        case MessageLost(kind=kind, about=about):
            return f"{noun(kind, about)}, lost"
        case _:
            return _own(record)


def words(record: Record) -> str:
    """Return the sentence that tells of an event, or one of its own where others tell of it."""
    sentence = narrate(record)
    if sentence is not None:
        return plain(sentence)
    source, to = ends(record)
    match record.event:
        case MessageSent():
            return f"{source} sends {label(record)} to {to}"
        case MessageReceived():
            return f"{to} receives {label(record)} from {source}"
        case _:
            return f"{record.at} {_own(record)}"


def _own(record: Record) -> str:
    """Return what happens in one thread alone."""
    match record.event:
        case TimerFired():
            return "its timer rings"
        case ThreadCrashed():
            return "crashes"
        case ThreadRevived():
            return "begins anew"
        case ThreadEnded():
            return "ends"
        case other:
            return type(other).__name__
