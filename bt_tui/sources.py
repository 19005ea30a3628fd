"""Where events come from, and where wishes go; the screen knows nothing else of the run.

Events arrive in threads that must never wait for the screen, and the screen never waits for them:
they meet in a `Feed`.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

import msgspec

from bt_tui.records import Archive
from core.events import Record
from core.runtime.pace import HELD, Audience, Mode, Pace, Wish


class Facts(msgspec.Struct, frozen=True):
    """What is known of a run before it begins; `transport` is as in "MPICH 5.0.2"."""

    scenario: str
    ranks: int
    transport: str
    profile: str
    seed: int
    replayed: bool = False
    """Whether all of it happened before."""


class Ended(msgspec.Struct, frozen=True):
    """The run is over; nothing comes after this."""


News = list[Record] | Pace | Ended


class Feed(Protocol):
    """What brings news to a screen."""

    wake: Callable[[], object]
    """Called, in whatever thread, when there is news for the first time since it was taken."""

    def take(self, records_max: int) -> list[News]:
        """Return what there is, in order, but little more than so many records."""
        ...

    @property
    def is_empty(self) -> bool:
        """Whether there is no news."""
        ...


class LiveFeed:
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


class Condition(Protocol):
    """What may be sought."""

    @property
    def words(self) -> str:
        """What it is, in words."""
        ...

    def matches(self, record: Record) -> bool:
        """Tell whether this is what is sought."""
        ...


class Source:
    """Where a screen's news come from: what is known of it, the feed, and how it is to begin."""

    first_mode = Mode.HOLDING
    """How the run goes before it says so itself."""
    newest = "LIVE"
    """What its newest moment is called."""
    over = "everything has happened; ← looks back, q leaves and prints the summary"
    """What is told when nothing more comes."""

    def __init__(
        self,
        facts: Facts,
        *,
        feed: Feed,
        speed: float = HELD,
        until: Condition | None = None,
        archive: Archive | None = None,
    ) -> None:
        self.facts = facts
        self.feed = feed
        self.speed = speed
        """How it is to begin, in messages a second, once there is somebody to see it."""
        self.until = until
        """What it is to go on to at first, and to be held at, if anything."""
        self.archive = archive
        """Where records can be read again that do not fit into memory."""

    @property
    def replayed(self) -> bool:
        """Whether all of it happened before, so that nothing can be wished of it."""
        return self.facts.replayed

    def wish(self, wish: Wish) -> None:
        """Let the run go as is wished, from the next moment on."""


class LiveRun(Source):
    """A run that goes on in other threads."""

    def __init__(
        self,
        facts: Facts,
        speed: float,
        *,
        until: Condition | None = None,
        archive: Archive | None = None,
    ) -> None:
        self.feed: LiveFeed = LiveFeed()
        super().__init__(facts, feed=self.feed, speed=speed, until=until, archive=archive)
        self.audience = Audience(take=self.feed.put, tell=self.feed.put, speed=HELD)

    def wish(self, wish: Wish) -> None:
        """Let the run go as is wished, from the next moment on."""
        self.audience.wishes.put(wish)
