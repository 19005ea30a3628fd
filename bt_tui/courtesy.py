"""Giving way: where many ranks share few processors, the rank with the screen goes first.

Else the screen would get as little as any other rank, and answer a key after seconds.
"""

import os
from contextlib import suppress
from pathlib import Path

NICENESS_MAX = 10
AUTOGROUP = Path("/proc/self/autogroup")
"""Linux shares processors fairly between sessions first, and only then goes by niceness."""


def give_way(ranks: int) -> None:
    """Leave more to the others, the more ranks share a processor; there is no way back."""
    niceness = min(NICENESS_MAX, ranks // len(os.sched_getaffinity(0)))
    if niceness:
        os.nice(niceness)
        if os.getsid(0) == os.getpid():  # as under MPICH; else others share the session
            with suppress(OSError):  # not every kernel has it
                AUTOGROUP.write_text(str(niceness))
