"""Telling what the tracker does: whom it lists, what it tells, whom it suspects, start and end."""

from typing import assert_never

from core.events import (
    BarrierOpened,
    ClientFinished,
    ClientRegistered,
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

ListEvent = ClientRegistered | PeerListed | SwarmTold | SeedListed | ClientFinished
SuspicionEvent = ThreadSuspected | ThreadCleared | ThreadGone | ThreadReturned
SignalEvent = StartGiven | BarrierOpened | ShutdownGiven
TrackerEvent = ListEvent | SuspicionEvent | SignalEvent


def tell_tracker(event: TrackerEvent) -> Sentence:
    """Return the sentence that tells of what the tracker did."""
    if isinstance(event, ListEvent):
        return _list(event)
    return _suspicion(event) if isinstance(event, SuspicionEvent) else _signal(event)


def _list(event: ListEvent) -> Sentence:
    match event:
        case ClientRegistered(client=client, files=()):
            return Sentence(WHO, f"registers C{client}, which owns nothing")
        case ClientRegistered(client=client, files=files):
            what = f"registers C{client}, and lists it as a seed of {wording.names(files)}"
            return Sentence(WHO, what, tone=Tone.CHANGE)
        case PeerListed(file=file, client=client):
            what = f"lists C{client} as a peer of {file}"
            return Sentence(WHO, what, "it asked for the swarm", Tone.CHANGE)
        case SwarmTold(file=file, client=client, swarm=swarm):
            what = f"tells the swarm of {file}: {wording.swarm(swarm)}"
            return Sentence(f"{WHO} → C{client}", what)
        case SeedListed(file=file, client=client):
            what = f"lists C{client} as a seed of {file}, no longer as a peer"
            return Sentence(WHO, what, "it has reported the file complete", Tone.CHANGE)
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
        case StartGiven():
            what, why = "gives everyone the start signal (ACK)", "all who are here have registered"
        case BarrierOpened():
            what, why = "opens the barrier: all begin together", "all who are here stand at it"
        case ShutdownGiven():
            what, why = (
                "sends every upload thread the poison value, and ends",
                "all who are here have finished",
            )
        case other:
            assert_never(other)
    return Sentence(WHO, what, why)
