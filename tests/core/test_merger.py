"""One order out of many streams, such that nothing is received before it was sent."""

from collections.abc import Iterable
from itertools import chain, count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.causality import received_by, sent_by
from core.errors import RunError
from core.events import (
    AllCompleted,
    AnyEvent,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    TimerFired,
)
from core.merger import Merger
from core.model import TRACKER, Address, download_thread, upload_thread
from core.timers import PatienceTimer

ONE, TWO, THREE = download_thread(1), download_thread(2), download_thread(3)


def record(at: Address, number: int, event: AnyEvent | None = None) -> Record:
    return Record(at, number, number, 0.0, event or AllCompleted())


def sending(at: Address, number: int, to: Address, message: int = 1) -> Record:
    return record(at, number, MessageSent(to, message, "Probe", 10))


def receipt(at: Address, number: int, source: Address, message: int = 1) -> Record:
    return record(at, number, MessageReceived(source, message, "Probe"))


def merged(*batches: list[Record]) -> list[list[Record]]:
    """Return what comes out after each batch."""
    merger = Merger()
    out = [list(merger.add(batch)) for batch in batches]
    merger.close()
    return out


def test_what_waits_for_nothing_is_told_at_once() -> None:
    batch = [record(ONE, 1), record(TWO, 1), record(ONE, 2)]
    assert merged(batch) == [batch]


def test_a_receipt_after_its_sending_is_told_at_once() -> None:
    out, back = sending(ONE, 1, TWO), receipt(TWO, 1, ONE)
    assert merged([out], [back]) == [[out], [back]]


def test_a_receipt_waits_for_its_sending() -> None:
    out, back = sending(ONE, 1, TWO), receipt(TWO, 1, ONE)
    assert merged([back], [out]) == [[], [out, back]]


def test_unheeded_mail_waits_for_its_sending_too() -> None:
    out = sending(ONE, 1, TWO)
    back = record(TWO, 1, MessageUnheeded(ONE, 1, "Probe"))
    assert merged([back], [out]) == [[], [out, back]]


def test_what_follows_a_waiting_receipt_waits_with_it() -> None:
    back, after = receipt(TWO, 1, ONE), record(TWO, 2)
    out = sending(ONE, 1, TWO)
    assert merged([back], [after], [out]) == [[], [], [out, back, after]]


def test_a_rank_that_waits_does_not_hold_up_the_others() -> None:
    back, other = receipt(TWO, 1, ONE), record(THREE, 1)
    out = sending(ONE, 1, TWO)
    assert merged([back, other], [out]) == [[other], [out, back]]


def test_one_sending_may_set_off_a_chain_of_waiting_ranks() -> None:
    first, second = sending(ONE, 1, TWO), sending(TWO, 2, THREE)
    waiting = [receipt(THREE, 1, TWO), receipt(TWO, 1, ONE), second]
    out = merged(waiting, [first])
    assert out == [[], [first, waiting[1], second, waiting[0]]]


def test_a_step_is_told_to_its_end_before_those_that_waited_for_what_it_sent() -> None:
    step = [sending(ONE, 1, TWO), record(ONE, 2), sending(ONE, 3, THREE, 2), record(ONE, 4)]
    second = [receipt(TWO, 1, ONE), record(TWO, 2)]
    third = [receipt(THREE, 1, ONE, 2), record(THREE, 2)]
    assert merged(third, second, step) == [[], [], [*step, *second, *third]]


def test_the_two_threads_of_a_client_are_one_stream() -> None:
    stored, served = record(download_thread(1), 1), record(upload_thread(1), 2)
    back = receipt(download_thread(1), 3, TWO)
    after = record(upload_thread(1), 4)
    out = sending(TWO, 1, ONE)
    assert merged([stored, served, back, after], [out]) == [[stored, served], [out, back, after]]


def test_messages_of_the_same_number_of_two_threads_are_told_apart() -> None:
    wrong, right = sending(upload_thread(1), 1, TWO), sending(ONE, 2, TWO)
    back = receipt(TWO, 1, ONE)
    assert merged([back], [wrong], [right]) == [[], [wrong], [right, back]]


def test_a_message_to_ones_own_other_thread_keeps_the_order() -> None:
    own = [sending(ONE, 1, upload_thread(1)), receipt(upload_thread(1), 2, ONE)]
    assert merged(own) == [own]


def test_a_receipt_without_a_sending_is_an_error_that_names_the_message() -> None:
    merger = Merger()
    assert list(merger.add([receipt(TWO, 1, TRACKER, message=7)])) == []
    with pytest.raises(RunError, match="message 7 of tracker"):
        merger.close()


def test_a_sending_that_nobody_received_is_no_error() -> None:
    assert merged([sending(ONE, 1, TWO)]) == [[sending(ONE, 1, TWO)]]


# ---- any history, told in any interleaving -------------------------------------------------------


def history(rng: Random, ranks: int, length: int) -> list[Record]:
    """Return records as they might have happened, in one order in which they did."""
    numbers = {rank: count(1) for rank in range(ranks)}
    messages = count(1)
    under_way: list[tuple[Address, int, Address]] = []
    out = []
    for _ in range(length):
        at = download_thread(rng.randrange(ranks))
        mail = [one for one in under_way if one[2] == at]
        event: AnyEvent = AllCompleted()
        if mail and rng.random() < 0.5:
            source, message, _ = rng.choice(mail)
            under_way.remove((source, message, at))
            event = MessageReceived(source, message, "Probe")
        elif rng.random() < 0.7:
            to = download_thread(rng.randrange(ranks))
            message = next(messages)
            under_way.append((at, message, to))
            event = MessageSent(to, message, "Probe", 10)
        out.append(record(at, next(numbers[at.rank]), event))
    return out


def interleaved(rng: Random, records: list[Record], ranks: int) -> Iterable[list[Record]]:
    """Yield the records in batches of one rank each, every rank's in order, the ranks at random."""
    streams = [[one for one in records if one.at.rank == rank] for rank in range(ranks)]
    while any(streams):
        stream = rng.choice([stream for stream in streams if stream])
        size = rng.randint(1, len(stream))
        yield stream[:size]
        del stream[:size]


@given(st.randoms(use_true_random=False), st.integers(1, 5), st.integers(0, 60))
def test_any_interleaving_is_merged_into_an_order_that_respects_causality(
    rng: Random, ranks: int, length: int
) -> None:
    happened = history(rng, ranks, length)
    told = [one for batch in merged(*interleaved(rng, happened, ranks)) for one in batch]
    for rank in range(ranks):
        own = [one.number for one in told if one.at.rank == rank]
        assert own == [one.number for one in happened if one.at.rank == rank]
    sent = set()
    for one in told:
        sent.add(sent_by(one))
        assert received_by(one.event) in sent | {None}


# ---- whole steps --------------------------------------------------------------------------------


def steps(rng: Random, ranks: int, length: int) -> list[list[Record]]:
    """Return steps as they might have happened: a receipt or a timer, and what follows from it."""
    numbers = {rank: count(1) for rank in range(ranks)}
    messages = count(1)
    under_way: list[tuple[Address, int, Address]] = []
    out = []
    for _ in range(length):
        at = rng.choice([download_thread, upload_thread])(rng.randrange(ranks))
        mail = [one for one in under_way if one[2] == at]
        events: list[AnyEvent] = [TimerFired(PatienceTimer())]
        if mail and rng.random() < 0.9:
            source, message, _ = rng.choice(mail)
            under_way.remove((source, message, at))
            receipts = MessageReceived(source, message, "x"), MessageUnheeded(source, message, "x")
            events = [rng.choice(receipts)]
        for _ in range(rng.randint(0, 4)):
            to = rng.choice([download_thread, upload_thread])(rng.randrange(ranks))
            message = next(messages)
            under_way.append((at, message, to))
            events.append(MessageSent(to, message, "Probe", 10))
            events += [AllCompleted()] * rng.randint(0, 1)
        out.append([record(at, next(numbers[at.rank]), event) for event in events])
    return out


def interleaved_steps(
    rng: Random, happened: list[list[Record]], ranks: int
) -> Iterable[list[Record]]:
    """Yield batches of whole steps of one rank each, every rank's in order, the ranks at random."""
    streams = [[step for step in happened if step[0].at.rank == rank] for rank in range(ranks)]
    while any(streams):
        stream = rng.choice([stream for stream in streams if stream])
        size = rng.randint(1, min(3, len(stream)))
        yield list(chain.from_iterable(stream[:size]))
        del stream[:size]


@given(st.randoms(use_true_random=False), st.integers(2, 5), st.integers(0, 40))
def test_no_step_is_cut_in_two_where_batches_hold_whole_steps(
    rng: Random, ranks: int, length: int
) -> None:
    happened = steps(rng, ranks, length)
    told = list(chain.from_iterable(merged(*interleaved_steps(rng, happened, ranks))))
    assert len(told) == sum(map(len, happened))
    places = {(one.at.rank, one.number): place for place, one in enumerate(told)}
    for step in happened:
        begin = places[step[0].at.rank, step[0].number]
        assert told[begin : begin + len(step)] == step
