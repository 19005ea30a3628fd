"""Telling what the tracker does: whom it lists, what it tells, whom it suspects, start and end."""

from typing import assert_never

from core.events import (
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
from core.model import TRACKER, Address, Thread
from core.narration import wording
from core.narration.sentence import Sentence, Tone

WHO = str(TRACKER)

ListEvent = ClientRegistered | PeerListed | SeedListed | SwarmTold
NoteEvent = HoldingsNoted | ClientNoted | ClientFinished
SuspicionEvent = ThreadSuspected | ThreadCleared | ThreadGone | ThreadReturned
SignalEvent = StartGiven | BarrierOpened | ShutdownGiven
TrackerEvent = ListEvent | NoteEvent | SuspicionEvent | SignalEvent


def tell_tracker(event: TrackerEvent) -> Sentence:
    """Return the sentence that tells of what the tracker did."""
    if isinstance(event, ListEvent):
        return _list(event)
    if isinstance(event, NoteEvent):
        return _note(event)
    return _suspicion(event) if isinstance(event, SuspicionEvent) else _signal(event)


def _list(event: ListEvent) -> Sentence:
    match event:
        case ClientRegistered(client=client, files=()):
            return Sentence(WHO, f"registers C{client}, which owns nothing")
        case ClientRegistered(client=client, files=files):
            what = f"registers C{client}, and lists it as a seed of {wording.names(files)}"
            return Sentence(WHO, what, tone=Tone.CHANGE)
        case PeerListed(file=file, client=client, reason=reason):
            what = f"lists C{client} as a peer of {file}"
            return Sentence(WHO, what, reason, Tone.CHANGE)
        case SwarmTold(file=file, client=client, swarm=swarm):
            what = f"tells the swarm of {file}: {wording.swarm(swarm)}"
            return Sentence(f"{WHO} → C{client}", what)
        case SeedListed(file=file, client=client):
            what = f"lists C{client} as a seed of {file}, no longer as a peer"
            return Sentence(WHO, what, "it has reported all of it", Tone.CHANGE)
        case other:
            assert_never(other)


def _note(event: NoteEvent) -> Sentence:
    match event:
        case HoldingsNoted(file=file, client=client, segments=segments):
            what = f"notes that C{client} holds {wording.segments(file, segments)}"
            return Sentence(WHO, what)
        case ClientNoted(client=client, state=state):
            return Sentence(WHO, f"notes the state of C{client}: {state}")
        case ClientFinished(client=client):
            return Sentence(WHO, f"notes that C{client} has nothing more to fetch")
        case other:
            assert_never(other)


def _suspicion(event: SuspicionEvent) -> Sentence:
    match event:
        case ThreadSuspected(thread=thread, reason=reason):
            return Sentence(
                f"{WHO} → {thread}", "sends a probe: is it there?", reason, Tone.TROUBLE
            )
        case ThreadCleared(thread=thread):
            return Sentence(WHO, f"suspects {thread} no longer", "it has spoken")
        case ThreadGone(thread=thread):
            what = f"lists {thread} as gone, and {_without(thread)}"
            return Sentence(WHO, what, "it did not answer the probe", Tone.TROUBLE)
        case ThreadReturned(thread=thread):
            what = f"lists {thread} as gone no longer"
            return Sentence(WHO, what, "it has spoken after all", Tone.CHANGE)
        case other:
            assert_never(other)


def _without(thread: Address) -> str:
    if thread.thread is Thread.DOWNLOAD:
        return "waits for it no more"
    return f"takes C{thread.rank} out of all swarms"


def _signal(event: SignalEvent) -> Sentence:
    match event:
        case StartGiven(word=word):
            what, why = (
                f"gives everyone the start signal ({word})",
                "all who are here have registered",
            )
        case BarrierOpened():
            what, why = "opens the barrier: all begin together", "all who are here stand at it"
        case ShutdownGiven(word=word):
            what = f"sends every upload thread the poison value ({word}), and ends"
            why = "all who are here have finished"
        case other:
            assert_never(other)
    return Sentence(WHO, what, why)
