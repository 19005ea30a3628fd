"""News of a run: what comes from other threads, and what is wished in return."""

import threading
from queue import SimpleQueue
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.sources import Ended, LiveFeed, LiveRun, News
from core.events import Record, ThreadStarted
from core.model import TRACKER, download_thread
from core.runtime.pace import FULL, HELD, Mode, Pace, Play, RunUntil, StepOnce, StopRun
from core.until import Condition, What
from tests.bt_tui.archives import Written
from tests.bt_tui.screens import FACTS

ALL = 1_000_000
WITHIN_S = 30.0
PRODUCERS, PUTS = 4, 2_000

HOLDING = Pace(Mode.HOLDING, HELD)
ENDED = Ended()


def records(count: int, rank: int = 0, first: int = 1) -> list[Record]:
    """Return so many records of one thread, numbered from `first` on."""
    at = download_thread(rank) if rank else TRACKER
    return [Record(at, n, n, 0.0, ThreadStarted()) for n in range(first, first + count)]


def feed(*news: News) -> tuple[LiveFeed, list[str]]:
    """Return a feed with this news, and where it is noted that it woke somebody."""
    here, woken = LiveFeed(), list[str]()
    here.wake = lambda: woken.append("woken")
    for one in news:
        here.put(one)
    return here, woken


# ---- the feed -----------------------------------------------------------------------------------


def test_a_feed_begins_empty() -> None:
    here, woken = feed()
    assert here.is_empty
    assert here.take(ALL) == []
    assert not woken


def test_news_comes_out_in_the_order_in_which_it_went_in() -> None:
    news: list[News] = [records(2), HOLDING, records(1, first=3), Pace(Mode.HELD, HELD), ENDED]
    here, _ = feed(*news)
    assert not here.is_empty
    assert here.take(ALL) == news
    assert here.is_empty


def test_news_may_come_before_anybody_listens() -> None:
    here = LiveFeed()
    here.put(HOLDING)
    assert here.take(ALL) == [HOLDING]


def test_a_feed_wakes_once_for_all_that_comes_before_it_is_taken() -> None:
    here, woken = feed(HOLDING, records(3), ENDED)
    assert len(woken) == 1
    here.take(ALL)
    assert len(woken) == 1


def test_a_feed_wakes_again_after_news_was_taken() -> None:
    here, woken = feed(HOLDING)
    for times in (2, 3):
        here.take(ALL)
        here.put(HOLDING)
        assert len(woken) == times


def test_taking_nothing_lets_the_next_news_wake() -> None:
    here, woken = feed()
    here.take(ALL)
    here.put(HOLDING)
    assert len(woken) == 1


def test_no_more_is_taken_once_there_are_enough_records() -> None:
    here, _ = feed(records(2), records(2, first=3), records(2, first=5))
    assert here.take(3) == [records(2), records(2, first=3)]
    assert not here.is_empty
    assert here.take(3) == [records(2, first=5)]
    assert here.is_empty


def test_a_batch_of_records_is_never_cut() -> None:
    here, _ = feed(records(50))
    assert here.take(1) == [records(50)]


def test_what_is_not_a_record_does_not_count_as_one() -> None:
    news: list[News] = [HOLDING, [], ENDED, records(1), HOLDING]
    here, _ = feed(*news)
    assert here.take(1) == news[:4]


def test_nothing_is_lost_between_threads_and_each_one_s_news_stays_in_order() -> None:
    here, bell = LiveFeed(), SimpleQueue[None]()
    here.wake = lambda: bell.put(None)

    def produce(rank: int) -> None:
        for number in range(1, PUTS + 1):
            here.put(records(1, rank, number))

    threads = [threading.Thread(target=produce, args=(rank,)) for rank in range(PRODUCERS)]
    for thread in threads:
        thread.start()
    taken: list[Record] = []
    while len(taken) < PRODUCERS * PUTS:
        bell.get(timeout=WITHIN_S)  # raises where news came and nobody was woken
        while not here.is_empty:
            taken += [one for news in here.take(100) if isinstance(news, list) for one in news]
    for thread in threads:
        thread.join()
    for rank in range(PRODUCERS):
        own = [one.number for one in taken if one.at.rank == rank]
        assert own == list(range(1, PUTS + 1))


def test_news_of_a_run_waits_while_a_key_is_answered() -> None:
    run = LiveRun(FACTS, FULL)
    done = list[str]()
    with patch.object(run.answering, "wait", lambda: done.append(f"wait, {run.feed.is_empty}")):
        run.audience.take(records(3))
    assert done == ["wait, True"]
    assert run.feed.take(ALL) == [records(3)]


# ---- more than fits -----------------------------------------------------------------------------

WAITING_MAX = 8
few = settings(max_examples=200, deadline=None, derandomize=True, database=None)
Act = tuple[str, int]
acts: st.SearchStrategy[Act] = st.one_of(
    st.tuples(st.just("records"), st.integers(1, 12)),
    st.tuples(st.just("pace"), st.integers(1, 3)),
    st.tuples(st.just("write"), st.integers(0, 20)),
    st.tuples(st.just("take"), st.integers(0, 15)),
)


class Flood:
    """A feed into which more comes than it keeps, its archive, and what came and was taken."""

    def __init__(self) -> None:
        self.archive = Written()
        self.feed = LiveFeed(self.archive, WAITING_MAX)
        self.came = list[Record | Pace | Ended]()
        self.taken = list[Record | Pace | Ended]()
        self._unwritten = list[Record]()
        self._records = 0

    def brings(self, count: int) -> None:
        """Let so many records come."""
        more = records(count, first=self._records + 1)
        self._records += count
        self._unwritten += more
        self.came += more
        self.feed.put(more)

    def tells(self, news: Pace | Ended) -> None:
        """Let other news come."""
        self.came.append(news)
        self.feed.put(news)

    def writes(self, count: int) -> None:
        """Let the archive hold so many records more."""
        self.archive.write(self._unwritten[:count])
        del self._unwritten[:count]

    def is_taken(self, records_max: int) -> list[News]:
        """Take news, and return it."""
        taken = self.feed.take(records_max)
        for news in taken:
            self.taken += news if isinstance(news, list) else [news]
        return taken

    def does(self, act: Act) -> None:
        """Do one of the above."""
        match act:
            case ("records", count):
                self.brings(count)
            case ("pace", speed):
                self.tells(Pace(Mode.PLAYING, float(speed)))
            case ("write", count):
                self.writes(count)
            case (_, records_max):
                self.is_taken(records_max)


@given(st.lists(acts, max_size=40))
@few
def test_nothing_is_lost_or_out_of_place_however_the_archive_lags_behind(flow: list[Act]) -> None:
    here = Flood()
    for act in flow:
        here.does(act)
        assert here.taken == here.came[: len(here.taken)]
    here.tells(ENDED)
    here.writes(ALL)
    while not here.feed.is_empty:
        assert here.is_taken(5)
    assert here.taken == here.came


def test_what_does_not_fit_is_read_when_its_turn_comes() -> None:
    here = Flood()
    for _ in range(5):
        here.brings(4)
    here.writes(ALL)
    here.is_taken(8)
    assert here.archive.reads == 0
    here.is_taken(ALL)
    assert here.archive.reads == 1
    assert here.taken == here.came
    assert here.feed.is_empty


def test_what_is_not_written_yet_is_waited_for_and_so_is_all_that_comes_after() -> None:
    here = Flood()
    here.brings(WAITING_MAX)
    here.brings(3)
    here.tells(HOLDING)
    here.writes(WAITING_MAX)
    here.is_taken(ALL)
    assert here.taken == here.came[:WAITING_MAX]
    assert here.is_taken(ALL) == []
    assert not here.feed.is_empty
    here.writes(2)
    assert here.is_taken(ALL) == [records(2, first=WAITING_MAX + 1)]
    here.writes(1)
    assert here.is_taken(ALL) == [records(1, first=WAITING_MAX + 3), HOLDING]


def test_once_there_is_room_again_records_wait_in_memory_behind_those_that_are_read() -> None:
    here = Flood()
    here.brings(WAITING_MAX)
    here.brings(5)
    here.is_taken(ALL)
    here.brings(2)
    here.writes(5 + WAITING_MAX)
    here.is_taken(ALL)
    assert here.archive.reads == 1
    assert here.taken == here.came


def test_so_many_records_at_most_are_read_at_once() -> None:
    here = Flood()
    here.brings(WAITING_MAX)
    here.brings(100)
    here.writes(ALL)
    here.is_taken(WAITING_MAX)
    assert here.is_taken(30) == [records(30, first=WAITING_MAX + 1)]


def test_without_an_archive_everything_waits_in_memory() -> None:
    here = LiveFeed(None, WAITING_MAX)
    for first in range(1, 100, 5):
        here.put(records(5, first=first))
    taken = [one for news in here.take(ALL) if isinstance(news, list) for one in news]
    assert taken == records(100)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=60))
@few
def test_little_more_than_what_may_wait_is_kept_in_memory(counts: list[int]) -> None:
    here = Flood()
    for count in counts:
        here.brings(count)
    here.writes(WAITING_MAX)
    here.is_taken(ALL)  # all that it kept, but nothing that it would have to read
    assert len(here.taken) < WAITING_MAX + max(counts)
    assert here.archive.reads == 0


# ---- a live run ---------------------------------------------------------------------------------


def test_what_the_collector_takes_and_tells_is_news_in_the_order_of_truth() -> None:
    run = LiveRun(FACTS, HELD)
    run.audience.take(records(2))
    run.audience.tell(HOLDING)
    run.audience.take(records(1, first=3))
    assert run.feed.take(ALL) == [records(2), HOLDING, records(1, first=3)]


def test_a_run_is_held_until_there_is_somebody_to_see_it() -> None:
    for speed in (HELD, 5.0, FULL):
        run = LiveRun(FACTS, speed)
        assert run.speed == speed
        assert run.audience.speed == HELD


def test_what_is_to_be_wished_at_first_waits_until_there_is_somebody_to_see_it() -> None:
    wish = RunUntil(Condition(What.DENIAL))
    run = LiveRun(FACTS, FULL, wish)
    assert run.first == wish
    assert run.audience.wishes.empty()
    assert LiveRun(FACTS, FULL).first is None


def test_wishes_wait_in_order_for_the_collector() -> None:
    run, wishes = LiveRun(FACTS, HELD), (Play(5.0), StepOnce(), StopRun())
    for wish in wishes:
        run.wish(wish)
    assert tuple(run.audience.wishes.get_nowait() for _ in wishes) == wishes
    assert run.audience.wishes.empty()
