"""What a machine waits for besides messages: keys that name a timer within its machine.

A timer is set, cancelled and fired by its key; setting it again replaces it.
"""

import msgspec

from core.model import Address


class Timer(msgspec.Struct, frozen=True, tag=True, cache_hash=True, gc=False):
    """What all timer keys have in common; equal keys are the same timer."""


class RequestTimer(Timer, frozen=True, cache_hash=True):
    """Download: client `asked` has not answered a request, of which this segment is the first."""

    file: str
    segment: int
    asked: int


class SwarmTimer(Timer, frozen=True, cache_hash=True):
    """Download: the tracker has not answered for this file."""

    file: str


class RoundTimer(Timer, frozen=True, cache_hash=True):
    """Download: nobody listed had what is missing of this file, so wait before the next round."""

    file: str


class EndgameTimer(Timer, frozen=True, cache_hash=True):
    """Download: nobody was to be asked for this file for a while, and no answer came."""

    file: str


class ServeTimer(Timer, frozen=True, cache_hash=True):
    """Upload: nothing else is to be done, so it is the turn of the next request that waits."""


class ProbeTimer(Timer, frozen=True, cache_hash=True):
    """Tracker: the probed thread has not answered."""

    thread: Address


class PatienceTimer(Timer, frozen=True, cache_hash=True):
    """Tracker: time to see whether those that it waits for are still there."""


class NetworkTimer(Timer, frozen=True, cache_hash=True):
    """Any thread, but not its machine: what is on its way to thread `to` takes longer."""

    to: Address


class SilenceTimer(Timer, frozen=True, cache_hash=True):
    """Either thread of a client: time to see whether anybody spoke to it."""


TimerKey = (
    RequestTimer
    | SwarmTimer
    | RoundTimer
    | EndgameTimer
    | ServeTimer
    | ProbeTimer
    | PatienceTimer
    | NetworkTimer
    | SilenceTimer
)
