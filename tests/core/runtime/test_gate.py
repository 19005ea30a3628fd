"""Where messages wait until they may be handled."""

import pytest

from core.messages import Envelope, Probe
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.gate import Gate
from tests.worlds import sent

HERE = upload_thread(1)
ASKER = download_thread(2)


def mail(number: int, source: Address = TRACKER) -> Envelope:
    """Return message `number` of `source`."""
    return sent(source, HERE, Probe(), number)


def test_an_open_gate_lets_everything_through_in_order_of_arrival() -> None:
    gate = Gate()
    gate.arrive(mail(1))
    gate.arrive(mail(1, ASKER))
    gate.arrive(mail(2))
    assert [gate.take() for _ in range(4)] == [mail(1), mail(1, ASKER), mail(2), None]


def test_a_shut_gate_keeps_what_arrives() -> None:
    gate = Gate(is_open=False)
    gate.arrive(mail(1))
    assert gate.take() is None


def test_a_permit_lets_one_message_through() -> None:
    gate = Gate(is_open=False)
    gate.arrive(mail(1))
    gate.arrive(mail(2))
    gate.permit(TRACKER, 1)
    assert gate.take() == mail(1)
    assert gate.take() is None


def test_a_permit_may_pick_a_message_that_is_not_the_first() -> None:
    gate = Gate(is_open=False)
    gate.arrive(mail(1))
    gate.arrive(mail(1, ASKER))
    gate.permit(ASKER, 1)
    assert gate.take() == mail(1, ASKER)
    gate.permit(TRACKER, 1)
    assert gate.take() == mail(1)


def test_a_permit_may_come_before_its_message() -> None:
    gate = Gate(is_open=False)
    gate.permit(TRACKER, 2)
    gate.arrive(mail(1))
    assert gate.take() is None
    gate.arrive(mail(2))
    assert gate.take() == mail(2)
    assert gate.take() is None


def test_a_permit_tells_senders_with_the_same_number_apart() -> None:
    gate = Gate(is_open=False)
    gate.arrive(mail(1, upload_thread(2)))
    gate.permit(ASKER, 1)
    assert gate.take() is None


def test_one_permit_is_out_at_a_time_and_a_new_one_takes_its_place() -> None:
    gate = Gate(is_open=False)
    gate.permit(TRACKER, 2)
    gate.permit(TRACKER, 1)
    gate.arrive(mail(2))
    assert gate.take() is None
    gate.arrive(mail(1))
    assert gate.take() == mail(1)
    assert gate.take() is None


def test_a_permit_is_used_up_by_its_message() -> None:
    gate = Gate(is_open=False)
    gate.arrive(mail(1))
    gate.permit(TRACKER, 1)
    gate.take()
    gate.arrive(mail(1))
    assert gate.take() is None


def test_a_permit_whose_message_went_through_while_open_does_not_jam_a_later_hold() -> None:
    gate = Gate(is_open=False)
    gate.permit(TRACKER, 1)
    gate.open()
    gate.arrive(mail(1))
    assert gate.take() == mail(1)
    gate.shut()
    gate.arrive(mail(2))
    assert gate.take() is None
    gate.permit(TRACKER, 2)
    assert gate.take() == mail(2)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_gate_is_empty_until_something_arrives_and_after_all_was_taken(*, is_open: bool) -> None:
    gate = Gate(is_open=is_open)
    states = [gate.is_empty]
    gate.arrive(mail(1))
    states.append(gate.is_empty)
    gate.permit(TRACKER, 1)
    states.append(gate.is_empty)
    gate.take()
    assert [*states, gate.is_empty] == [True, False, False, True]


def test_what_waited_at_a_shut_gate_goes_through_in_order_of_arrival_once_it_opens() -> None:
    gate = Gate(is_open=False)
    for one in (mail(2), mail(1, ASKER), mail(1)):
        gate.arrive(one)
    gate.permit(ASKER, 1)
    gate.take()
    gate.open()
    assert [gate.take() for _ in range(3)] == [mail(2), mail(1), None]


def test_a_gate_that_is_opened_lets_what_waited_through() -> None:
    gate = Gate(is_open=False)
    gate.arrive(mail(1))
    gate.open()
    assert gate.take() == mail(1)


def test_a_gate_that_is_shut_keeps_what_came_while_it_was_open() -> None:
    gate = Gate()
    gate.arrive(mail(1))
    gate.shut()
    assert gate.take() is None
    assert not gate.is_empty


def test_a_gate_that_was_opened_has_forgotten_its_permit_when_it_is_shut_again() -> None:
    gate = Gate(is_open=False)
    gate.permit(TRACKER, 1)
    gate.open()
    gate.shut()
    gate.arrive(mail(1))
    assert gate.take() is None


def test_a_gate_that_is_shut_twice_still_knows_its_permit() -> None:
    gate = Gate(is_open=False)
    gate.permit(TRACKER, 1)
    gate.shut()
    gate.arrive(mail(1))
    assert gate.take() == mail(1)
