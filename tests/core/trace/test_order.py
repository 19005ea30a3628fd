from collections.abc import Callable

import msgspec
import pytest

from core.events import MessageReceived, MessageSent, MessageUnheeded, Record, TimerFired
from core.model import TRACKER, TRACKER_RANK, Address, Thread, download_thread, upload_thread
from core.profiles import PROFILES
from core.timers import PatienceTimer
from core.trace.order import Disorder, Order
from tests.core.trace.made import of_a_run

CONDUCTOR = Address(TRACKER_RANK, Thread.CONDUCTOR)
DOWN, UP = download_thread(1), upload_thread(1)


def happens(at: Address, number: int) -> Record:
    return Record(at, number, number, 0.0, TimerFired(PatienceTimer()))


def sends(at: Address, event: int, number: int) -> Record:
    return Record(at, event, event, 0.0, MessageSent(TRACKER, number, "Alive", 1))


def receives(event: int, source: Address, number: int) -> Record:
    return Record(TRACKER, event, event, 0.0, MessageReceived(source, number, "Alive"))


def leaves(event: int, source: Address, number: int) -> Record:
    return Record(TRACKER, event, event, 0.0, MessageUnheeded(source, number, "Alive"))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_records_of_any_run_are_in_order(profile: str) -> None:
    assert Order().check(of_a_run(profile)) is None


def test_batches_are_checked_as_one_stream() -> None:
    order = Order()
    assert order.check([happens(DOWN, 1)]) is None
    assert order.check([happens(UP, 2), happens(DOWN, 3)]) is None
    assert order.check([happens(DOWN, 4), happens(DOWN, 4)]) == Disorder(
        1, "event 4 of rank 1", "its event 5"
    )


@pytest.mark.parametrize("number", [0, 1, 3])
def test_what_does_not_follow_within_its_rank_is_out_of_order(number: int) -> None:
    told = Order().check([happens(DOWN, 1), happens(DOWN, number)])
    assert told == Disorder(1, f"event {number} of rank 1", "its event 2")


def test_ranks_are_numbered_apart() -> None:
    others = [happens(download_thread(rank), 1) for rank in (1, 2, 3)]
    assert Order().check([happens(TRACKER, 1), *others]) is None


def test_the_conductor_is_numbered_apart_from_the_tracker() -> None:
    told = [happens(CONDUCTOR, 1), happens(TRACKER, 1), happens(TRACKER, 2), happens(CONDUCTOR, 2)]
    assert Order().check(told) is None
    disorder = Order().check([*told, happens(CONDUCTOR, 2)])
    assert disorder == Disorder(4, "event 2 of the conductor", "its event 3")


def test_a_message_is_received_once() -> None:
    told = [sends(DOWN, 1, 1), receives(1, DOWN, 1), receives(2, DOWN, 1)]
    disorder = Order().check(told)
    assert disorder is not None
    assert (disorder.place, disorder.found) == (2, "the receipt of message 1 of C1↓")


@pytest.mark.parametrize("take", [receives, leaves])
def test_messages_of_the_two_threads_of_a_client_are_told_apart(
    take: Callable[[int, Address, int], Record],
) -> None:
    told = [sends(DOWN, 1, 1), sends(UP, 2, 1), take(1, UP, 1), take(2, DOWN, 1)]
    assert Order().check(told) is None
    assert Order().check([*told[:1], take(1, UP, 1)]) is not None


def test_taking_any_record_out_of_a_run_is_noticed() -> None:
    told = of_a_run()
    for place in range(0, len(told), 97):
        later = {record.at.rank for record in told[place + 1 :]}
        if told[place].at.rank in later:
            assert Order().check(told[:place] + told[place + 1 :]) is not None


def test_a_run_told_with_other_numbers_is_noticed() -> None:
    told = of_a_run()
    shifted = [msgspec.structs.replace(record, number=record.number + 1) for record in told]
    assert Order().check(shifted) == Disorder(
        0, f"event 2 of rank {told[0].at.rank}", "its event 1"
    )
