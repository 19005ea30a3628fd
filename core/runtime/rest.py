"""How a polling thread rests, so that it neither burns a core nor answers late.

After activity it polls on, yielding the processor; then it naps, from 100 µs growing by half to
1 ms; after 200 ms without work naps grow on, to 10 ms. The figures were measured on 2 cores with 4
to 16 ranks: shorter naps burn the cores that others need, longer ones slow lock-step requests down.

While a run is held, its threads work one at a time, each in its turn. So whoever waits for its turn
leaves the processor to the others soon, and then naps for about a tenth of the time that it has
rested: of what a step takes this is little, however many threads take turns. Steps were a third
quicker so, with 4 ranks, and took a quarter less of the processors.
"""

import os
import sys
import time
from typing import NamedTuple

NAP_MIN_S = 100e-6
NAP_MAX_S = 1e-3
IDLE_AFTER_S = 0.2
IDLE_NAP_MAX_S = 10e-3


class Manner(NamedTuple):
    """How often the processor is yielded before the first nap, and by what naps grow."""

    yields: int
    growth: float


FREE = Manner(20, 1.5)
MOVING = Manner(sys.maxsize, 1.0)
"""While bytes of segments are on their way: many a transport moves them only when it is called."""
HELD = Manner(5, 1.1)


class Rest:
    """Rests longer and longer until there is work again."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew: there was work."""
        self._misses = 0
        self._nap_s = NAP_MIN_S
        self._napped_s = 0.0

    def pause(self, manner: Manner = FREE) -> None:
        """Rest once: there was nothing to do."""
        self._misses += 1
        if self._misses <= manner.yields:
            os.sched_yield()
            return
        time.sleep(self._nap_s)
        self._napped_s += self._nap_s
        bound_s = NAP_MAX_S if self._napped_s < IDLE_AFTER_S else IDLE_NAP_MAX_S
        self._nap_s = min(self._nap_s * manner.growth, bound_s)
