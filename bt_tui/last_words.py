"""Words on standard error that still arrive when the world is ended right after them.

A launcher reads each rank's standard error from a pipe. When a rank aborts the world, MPICH's
launcher may end before it has read what was written last, and the reason would be lost (4 of 60
aborts lost theirs). So the words are followed until the launcher has taken them out of the pipe.
"""

import array
import fcntl
import os
import stat
import sys
import termios
import time

TAKEN_WITHIN_S = 1.0
LOOK_EVERY_S = 0.002
FORWARDED_WITHIN_S = 0.05
"""How long a launcher may take to hand on what it has read."""


def say(text: str) -> None:
    """Write to standard error in one piece, so that ranks do not mix within it."""
    os.write(sys.stderr.fileno(), text.encode(errors="backslashreplace"))


def say_last(text: str) -> None:
    """Write to standard error and wait, within a bound, until a launcher has taken it."""
    say(text)
    stderr = sys.stderr.fileno()
    if not stat.S_ISFIFO(os.fstat(stderr).st_mode):
        return
    give_up_at = time.monotonic() + TAKEN_WITHIN_S
    while _unread(stderr) and time.monotonic() < give_up_at:
        time.sleep(LOOK_EVERY_S)
    time.sleep(FORWARDED_WITHIN_S)


def _unread(pipe: int) -> int:
    """Return how many bytes of a pipe nobody has read yet."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]
