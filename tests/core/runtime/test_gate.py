"""Where messages wait until they may be handled."""

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


def test_permits_are_used_in_their_order() -> None:
    gate = Gate(is_open=False)
    gate.permit(TRACKER, 2)
    gate.permit(TRACKER, 1)
    gate.arrive(mail(1))
    assert gate.take() is None
    gate.arrive(mail(2))
    assert [gate.take(), gate.take()] == [mail(2), mail(1)]


def test_a_gate_that_is_opened_lets_what_waited_through() -> None:
    gate = Gate(is_open=False)
    gate.arrive(mail(1))
    gate.is_open = True
    assert gate.take() == mail(1)
