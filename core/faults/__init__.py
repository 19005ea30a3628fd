"""What goes wrong on purpose: faults as values, the same for simulated and live runs.

A *fault* is what a plan says, with its moment; a *strike* is what is done to a client, or to the
tracker, when its moment has come. Nothing here does anything: `core.runtime` carries strikes out.
What only rank 0 needs, and costs time to load, is left to whoever needs it: reading plans, holding
them against a scenario, and words for people.
"""

from core.faults.fates import Fates
from core.faults.kinds import (
    Corrupt,
    Crash,
    Cut,
    Delay,
    Deny,
    Duplicate,
    Fault,
    Lose,
    MessageFault,
    Mute,
    Overtake,
    Revive,
    Slow,
)
from core.faults.limits import limits_with
from core.faults.strikes import Afflict, CrashNow, Heal, ReviveNow, Strike, struck

__all__ = [
    "Afflict",
    "Corrupt",
    "Crash",
    "CrashNow",
    "Cut",
    "Delay",
    "Deny",
    "Duplicate",
    "Fates",
    "Fault",
    "Heal",
    "Lose",
    "MessageFault",
    "Mute",
    "Overtake",
    "Revive",
    "ReviveNow",
    "Slow",
    "Strike",
    "limits_with",
    "struck",
]
