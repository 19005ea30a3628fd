"""Whose turn it is where many ask one."""

from core.ledger import Ledger
from core.messages import SegmentRequest
from core.model import download_thread
from core.queue import OPTIMISTIC_EVERY, Queue


def queue_of(*askers: int, ledger: Ledger | None = None) -> Queue:
    """Return a queue in which these clients wait, in the order in which they came."""
    queue = Queue(ledger or Ledger())
    for asker in askers:
        queue.add(download_thread(asker), SegmentRequest("f", (0, 1)))
    return queue


def order(queue: Queue) -> list[int]:
    return [one.asker.rank for one in queue.ranked]


def ledger_of(*, got: dict[int, int] | None = None, given: dict[int, int] | None = None) -> Ledger:
    ledger = Ledger()
    ledger.got.update(got or {})
    ledger.given.update(given or {})
    return ledger


def test_among_equals_whoever_came_first_is_first() -> None:
    assert order(queue_of(4, 2, 3)) == [4, 2, 3]


def test_whoever_gave_most_is_first() -> None:
    assert order(queue_of(2, 3, 4, ledger=ledger_of(got={3: 1, 4: 9}))) == [4, 3, 2]


def test_among_those_who_gave_as_much_whoever_got_least_is_first() -> None:
    ledger = ledger_of(got={2: 5, 3: 5}, given={2: 8, 3: 1, 4: 0})
    assert order(queue_of(2, 3, 4, ledger=ledger)) == [3, 2, 4]


def test_every_so_many_answers_the_one_who_has_waited_longest_has_its_turn() -> None:
    ledger = ledger_of(got={3: 9})
    queue = queue_of(2, *[3] * OPTIMISTIC_EVERY, ledger=ledger)
    turns = [queue.take_next().asker.rank for _ in range(OPTIMISTIC_EVERY + 1)]
    assert turns == [3] * (OPTIMISTIC_EVERY - 1) + [2, 3]


def test_the_last_is_whoever_gave_least_and_got_most() -> None:
    queue = queue_of(2, 3, 4, ledger=ledger_of(got={2: 1}, given={3: 7}))
    assert queue.take_last().asker == download_thread(3)
    assert (order(queue), len(queue)) == ([2, 4], 2)


def test_a_cancelled_request_leaves_the_queue_when_nothing_of_it_is_left() -> None:
    queue = queue_of(2, 3)
    assert queue.cancel(download_thread(2), "f", (1,))
    assert queue.ranked[0].request.segments == (0,)
    assert queue.cancel(download_thread(2), "f", (0, 1))
    assert order(queue) == [3]


def test_what_does_not_wait_cannot_be_cancelled() -> None:
    queue = queue_of(2)
    assert not queue.cancel(download_thread(3), "f", (0,))
    assert not queue.cancel(download_thread(2), "g", (0,))
    assert order(queue) == [2]
