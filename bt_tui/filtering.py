"""Which sentences are told: all, or those in which certain words are found."""

import time
from array import array
from bisect import bisect_left
from typing import Protocol

from bt_tui.history import History, Line
from core.narration import plain

LOOKED_AT_ONCE = 64
"""So many sentences are looked through before the time is looked at again."""


class Telling(Protocol):
    """Sentences that are told of a run, counted from 0."""

    @property
    def sentences(self) -> int:
        """How many there are so far."""
        ...

    def sentences_by(self, moment: int) -> int:
        """Return how many of them tell of what happened before this moment."""
        ...

    def line(self, number: int) -> Line:
        """Return one, with the step that it belongs to."""
        ...


class Filtered:
    """The sentences of a history in which all words are found, in whatever case.

    There may be a million, so they are looked through a little at a time.
    """

    def __init__(self, history: History, words: str) -> None:
        self.words = words
        self._history = history
        self._wanted = words.lower().split()
        self._looked_through = 0
        self._found = array("Q")
        """The numbers of those that fit, ascending."""

    @property
    def is_behind(self) -> bool:
        """Whether there are sentences that were not looked through yet."""
        return self._looked_through < self._history.sentences

    def go_on(self, for_s: float) -> None:
        """Look through more of them, for about so long."""
        until = time.monotonic() + for_s
        while self.is_behind and time.monotonic() < until:
            stop = min(self._looked_through + LOOKED_AT_ONCE, self._history.sentences)
            self._found.extend(filter(self._fits, range(self._looked_through, stop)))
            self._looked_through = stop

    def _fits(self, number: int) -> bool:
        return self.fits(plain(self._history.line(number).sentence))

    def fits(self, text: str) -> bool:
        """Tell whether all words are found in a text."""
        text = text.lower()
        return all(word in text for word in self._wanted)

    @property
    def sentences(self) -> int:
        """How many were found so far."""
        return len(self._found)

    def sentences_by(self, moment: int) -> int:
        """Return how many of them tell of what happened before this moment."""
        return bisect_left(self._found, self._history.sentences_by(moment))

    def line(self, number: int) -> Line:
        """Return one, with the step that it belongs to."""
        return self._history.line(self._found[number])
