"""Answering keys: meanwhile a run at full speed waits, so that whoever pressed one need not.

All threads of rank 0 share one interpreter, and what a key asks for takes the screen some 30 ms of
it. What other ranks tell meanwhile waits where it is, and nothing of it is lost.
"""

import threading
import time
from collections.abc import Callable

LONGEST_S = 0.25
"""An answer that takes longer shares the interpreter again, and so does a key that asks nothing."""


class Answering:
    """Whether a key is being answered; any thread may ask. `clock` gives seconds.

    A key that is held down leaves the run a third of the time: after an answer it need not wait for
    the next until it went on for half as long as that took.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._begins = 0.0
        self._ends = 0.0
        self._is_done = False
        """Whether what the key asked for is done, and only to be drawn."""

    def begin(self) -> None:
        """Let the run wait, as soon as it had its share, for a key came."""
        with self._lock:
            self._is_done = False
            now = self._clock()
            if now >= self._ends:
                self._begins = max(now, self._ends + (self._ends - self._begins) / 2)
                self._ends = self._begins + LONGEST_S
                self._over.clear()

    def done(self) -> None:
        """Take notice that what the key asked for is done: what is drawn next is the answer."""
        self._is_done = True

    def drawn(self) -> None:
        """Let the run go on, if this was the answer."""
        if not self._is_done:
            return
        with self._lock:
            self._is_done = False
            self._ends = min(self._ends, max(self._begins, self._clock()))
            self._over.set()

    @property
    def left_s(self) -> float:
        """For how long the answer may still keep the run waiting; 0 where none does."""
        now = self._clock()
        return self._ends - now if self._begins <= now < self._ends else 0.0

    def wait(self) -> None:
        """Wait while a key is being answered."""
        if left_s := self.left_s:
            self._over.wait(left_s)
