"""What strikes are called, for people."""

from typing import assert_never

from core.faults.strikes import Afflict, CrashNow, Heal, ReviveNow, Strike
from core.narration.faults import BEGINS, ENDS


def words(strike: Strike) -> str:
    """Return what a strike does, as it reads after who is struck."""
    match strike:
        case CrashNow():
            return "crashes"
        case ReviveNow(keeps=True):
            return "comes back with what it held"
        case ReviveNow():
            return "comes back without what it had downloaded"
        case Afflict(affliction=affliction, delay_s=delay_s):
            return BEGINS[affliction].format(delay_s=delay_s)
        case Heal(affliction=affliction):
            return ENDS[affliction]
        case other:
            assert_never(other)
