"""Where events come from, and where wishes go; the screen knows nothing else of the run.

Events arrive in threads that must never wait for the screen, and the screen never waits for them:
they meet in a `Feed`.
"""

from collections import deque
from collections.abc import Callable

import msgspec

from core.events import Record
from core.measures import Totals
from core.runtime.pace import HELD, Audience, Pace, RunUntil, Wish


class Facts(msgspec.Struct, frozen=True):
    """What is known of a run before it begins; `transport` is as in "MPICH 5.0.2"."""

    scenario: str
    ranks: int
    transport: str
    profile: str
    seed: int


class Ended(msgspec.Struct, frozen=True):
    """The run is over; nothing comes after this."""

    totals: Totals


News = list[Record] | Pace | Ended


class Feed:
    """Takes news from any thread; a screen takes it all at once, when it likes.

    `wake` is called, in the thread that brings the news, when there is some for the first time
    since the last were taken.
    """

    def __init__(self) -> None:
        self.wake: Callable[[], object] = lambda: None
        self._news: deque[News] = deque()
        self._awake = False

    def put(self, news: News) -> None:
        """Add news, in the order of truth."""
        self._news.append(news)
        if not self._awake:
            self._awake = True
            self.wake()

    def take(self, records_max: int) -> list[News]:
        """Return what there is, in order, but little more than so many records."""
        self._awake = False  # first: what comes from now on wakes again
        taken: list[News] = []
        while self._news and records_max > 0:
            news = self._news.popleft()
            taken.append(news)
            records_max -= len(news) if isinstance(news, list) else 0
        return taken

    @property
    def is_empty(self) -> bool:
        """Whether there is no news."""
        return not self._news


class LiveRun:
    """A run that goes on in other threads: what is known of it, its news, and a way to wish."""

    def __init__(self, facts: Facts, speed: float, first: RunUntil | None = None) -> None:
        self.facts = facts
        self.speed = speed
        """How the run is to begin, in messages a second, once there is somebody to see it."""
        self.first = first
        """What is to be wished for at first instead, if anything."""
        self.feed = Feed()
        self.audience = Audience(take=self.feed.put, tell=self.feed.put, speed=HELD)

    def wish(self, wish: Wish) -> None:
        """Let the run go as is wished, from the next moment on."""
        self.audience.wishes.put(wish)
