"""Where events come from, and where wishes go; the screen knows nothing else of the run.

Events arrive in threads that must never wait for the screen, and the screen never waits for them:
they meet in a `Feed`.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from bt_tui.answering import Answering
from bt_tui.records import Archive
from core.events import Record
from core.runtime.pace import HELD, Audience, Mode, Pace, RunUntil, Wish

if TYPE_CHECKING:
    from bt_tui.forks import Forks

SIMULATOR = "simulator"
"""The transport of a run in memory."""


class Facts(msgspec.Struct, frozen=True):
    """What is known of a run before it begins; `transport` is as in "MPICH 5.0.2"."""

    scenario: str
    ranks: int
    transport: str
    profile: str
    seed: int
    replayed: bool = False
    """Whether all of it happened before."""
    forked_at: int | None = None
    """The step after which it left what happened in another run, if it did."""


class Ended(msgspec.Struct, frozen=True):
    """The run is over; nothing comes after this."""


News = list[Record] | Pace | Ended


class Unread(msgspec.Struct):
    """So many records are to be read from the archive; they did not fit into memory."""

    records: int


WAITING_MAX = 50_000
"""So many records wait in memory for the screen, of about 700 bytes each."""


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
    since the last were taken. Of records that come faster than they are taken, the later ones are
    only counted, and read from the archive when their turn comes.
    """

    def __init__(self, archive: Archive | None = None, waiting_max: int = WAITING_MAX) -> None:
        self.wake: Callable[[], object] = lambda: None
        self._archive = archive
        self._waiting_max = waiting_max
        self._lock = threading.Lock()
        self._news: deque[News | Unread] = deque()
        self._waiting = 0
        """How many records wait here."""
        self._taken = 0
        """How many records were taken since the beginning."""
        self._awake = False

    def put(self, news: News) -> None:
        """Add news, in the order of truth."""
        with self._lock:
            self._add(news)
        if not self._awake:
            self._awake = True
            self.wake()

    def _add(self, news: News) -> None:
        if not isinstance(news, list):
            self._news.append(news)
        elif self._archive is None or self._waiting < self._waiting_max:
            self._waiting += len(news)
            self._news.append(news)
        elif self._news and isinstance(last := self._news[-1], Unread):
            last.records += len(news)
        else:
            self._news.append(Unread(len(news)))

    def take(self, records_max: int) -> list[News]:
        """Return what there is, in order, but little more than so many records."""
        self._awake = False  # first: what comes from now on wakes again
        taken: list[News] = []
        while records_max > 0 and (news := self._next(records_max)) is not None:
            taken.append(news)
            records_max -= len(news) if isinstance(news, list) else 0
        return taken

    def _next(self, records_max: int) -> News | None:
        """Return the next news; `None` where there is none, or it is not written yet.

        Nobody else removes any; so while the archive is read nobody need wait.
        """
        if not self._news:
            return None
        news = self._news[0]
        if isinstance(news, Unread):
            return self._read(news, records_max)
        with self._lock:
            self._news.popleft()
            if isinstance(news, list):
                self._waiting -= len(news)
                self._taken += len(news)
        return news

    def _read(self, unread: Unread, records_max: int) -> list[Record] | None:
        until = self._taken + min(unread.records, records_max)
        records = [] if self._archive is None else self._archive.read(self._taken, until)
        self._taken += len(records)
        with self._lock:
            unread.records -= len(records)
            if not unread.records:
                self._news.popleft()
        return records or None

    @property
    def is_empty(self) -> bool:
        """Whether there is no news."""
        return not self._news


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
        first: RunUntil | None = None,
        archive: Archive | None = None,
    ) -> None:
        self.facts = facts
        self.feed = feed
        self.speed = speed
        """How it is to begin, in messages a second, once there is somebody to see it."""
        self.first = first
        """What is to be wished for at first instead, if anything."""
        self.archive = archive
        """Where records can be read again that do not fit into memory."""
        self.forks: Forks | None = None
        """What makes it go on in another way from some moment on, where that can be done."""
        self.answering = Answering()
        """For which what goes on at full speed waits."""

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
        first: RunUntil | None = None,
        *,
        archive: Archive | None = None,
    ) -> None:
        self.feed: LiveFeed = LiveFeed(archive)
        super().__init__(facts, feed=self.feed, speed=speed, first=first, archive=archive)
        self.audience = Audience(take=self._take, tell=self.feed.put, speed=HELD)

    def wish(self, wish: Wish) -> None:
        """Let the run go as is wished, from the next moment on."""
        self.audience.wishes.put(wish)

    def _take(self, records: list[Record]) -> None:
        self.answering.wait()
        self.feed.put(records)
