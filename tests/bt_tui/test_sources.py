"""News of a run: what comes from other threads, and what is wished in return."""

import threading
from queue import SimpleQueue

from bt_tui.sources import Ended, LiveFeed, LiveRun, News
from core.events import Record, ThreadStarted
from core.model import TRACKER, download_thread
from core.runtime.pace import FULL, HELD, Mode, Pace, Play, RunUntil, StepOnce, StopRun
from core.until import Condition, What
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
