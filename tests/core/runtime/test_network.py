"""What is on its way for longer than usual, and in which order it arrives."""

from core.messages import Probe
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.network import Network
from core.runtime.performer import Post
from tests.worlds import sent

HERE, OTHER = upload_thread(1), download_thread(2)


def post(number: int, to: Address = OTHER) -> Post:
    """Return a message of this number that is ready to travel."""
    return Post(sent(HERE, to, Probe(), number), b"")


def numbers(posts: list[Post]) -> list[int]:
    """Return which messages these are."""
    return [one.envelope.number for one in posts]


def test_nothing_is_kept_at_first() -> None:
    network = Network()
    assert not network.is_slow(OTHER)
    assert network.next_due(OTHER) is None
    assert network.take_due(OTHER, 9.0) == []
    assert network.take_overtaken(OTHER) == []
    assert network.take_all() == []


def test_a_delayed_message_arrives_when_it_is_due() -> None:
    network = Network()
    network.delay(post(1), 1.5)
    assert network.is_slow(OTHER)
    assert network.next_due(OTHER) == 1.5
    assert network.take_due(OTHER, 1.499) == []
    assert numbers(network.take_due(OTHER, 1.5)) == [1]
    assert not network.is_slow(OTHER)
    assert network.next_due(OTHER) is None


def test_what_is_sent_behind_a_delayed_message_arrives_after_it() -> None:
    network = Network()
    network.delay(post(1), 2.0)
    network.delay(post(2), 1.0)
    network.delay(post(3), 3.0)
    assert network.take_due(OTHER, 1.9) == []
    assert numbers(network.take_due(OTHER, 2.0)) == [1, 2]
    assert numbers(network.take_due(OTHER, 3.0)) == [3]


def test_what_goes_elsewhere_does_not_wait_for_it() -> None:
    network = Network()
    network.delay(post(1), 2.0)
    network.delay(post(2, TRACKER), 1.0)
    assert network.next_due(TRACKER) == 1.0
    assert numbers(network.take_due(TRACKER, 1.0)) == [2]
    assert network.is_slow(OTHER)
    assert not network.is_slow(TRACKER)


def test_what_is_put_aside_makes_nothing_wait_and_is_overtaken_once() -> None:
    network = Network()
    network.put_aside(post(1), 2.0)
    network.put_aside(post(2), 1.0)
    assert not network.is_slow(OTHER)
    assert network.next_due(OTHER) == 1.0
    assert network.take_overtaken(TRACKER) == []
    assert numbers(network.take_overtaken(OTHER)) == [1, 2]
    assert network.take_overtaken(OTHER) == []
    assert network.next_due(OTHER) is None


def test_what_nothing_overtakes_arrives_when_it_is_due() -> None:
    network = Network()
    network.put_aside(post(1), 2.0)
    network.put_aside(post(2), 1.0)
    assert numbers(network.take_due(OTHER, 1.0)) == [2]
    assert numbers(network.take_due(OTHER, 2.0)) == [1]


def test_all_that_is_kept_can_be_taken() -> None:
    network = Network()
    network.put_aside(post(4), 2.0)
    network.delay(post(1), 2.0)
    network.delay(post(2), 2.0)
    network.delay(post(3, TRACKER), 2.0)
    assert numbers(network.take_all()) == [1, 2, 3, 4]
    assert network.take_all() == []
    assert network.next_due(OTHER) is None
