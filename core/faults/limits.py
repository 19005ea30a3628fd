"""How long to wait where messages may be lost."""

from collections.abc import Iterable

import msgspec

from core.faults.kinds import Crash, Cut, Fault, Lose
from core.model import Limits

SILENCE_S = 10.0
"""Where what a thread waits for may never come, it asks after so many seconds of protocol time."""


def limits_with(faults: Iterable[Fault], limits: Limits) -> Limits:
    """Return the limits of a run in which these faults strike: nobody is to wait for ever."""
    if limits.silence_s is not None or not any(
        isinstance(one, Lose | Cut | Crash) for one in faults
    ):
        return limits
    return msgspec.structs.replace(limits, silence_s=SILENCE_S)
