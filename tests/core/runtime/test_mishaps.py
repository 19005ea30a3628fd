"""What befalls the messages of a thread, as a plan of faults says."""

from random import Random

import pytest

from core.faults import Delay, Lose, MessageFault
from core.messages import AnyMessage, Probe, SegmentRequest
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.mishaps import Mishaps
from tests.core.runtime.lots import Lots

HERE, OTHER = upload_thread(1), download_thread(2)
ASKS = SegmentRequest("atlas", (0,))


def befalling(
    *faults: MessageFault,
    at: Address = HERE,
    to: Address = OTHER,
    message: AnyMessage = ASKS,
    now: float = 0.0,
) -> MessageFault | None:
    """Return what befalls the first message of a thread."""
    return Mishaps(at, faults, Random(0)).befalling(to, message, now)


def test_where_nothing_is_planned_nothing_befalls() -> None:
    assert befalling() is None


def test_a_fault_that_describes_nothing_befalls_every_message() -> None:
    for message, to in ((ASKS, OTHER), (Probe(), TRACKER)):
        assert befalling(Lose(), message=message, to=to) == Lose()


@pytest.mark.parametrize(
    ("fault", "fits"),
    [
        (Lose(message="SegmentRequest"), True),
        (Lose(message="Probe"), False),
        (Lose(source=1), True),
        (Lose(source=2), False),
        (Lose(source=0), False),
        (Lose(to=2), True),
        (Lose(to=1), False),
        (Lose(to=0), False),
        (Lose(file="atlas"), True),
        (Lose(file="poem"), False),
        (Lose(since=1.0), True),
        (Lose(since=1.5), False),
        (Lose(before=1.5), True),
        (Lose(before=1.0), False),
        (Lose(message="SegmentRequest", source=1, to=2, file="atlas", since=1.0, before=2.0), True),
        (
            Lose(message="SegmentRequest", source=1, to=3, file="atlas", since=1.0, before=2.0),
            False,
        ),
    ],
)
def test_a_fault_befalls_only_the_messages_that_it_describes(
    fault: MessageFault, fits: bool
) -> None:
    assert befalling(fault, now=1.0) == (fault if fits else None)


def test_a_message_about_no_file_is_not_about_any() -> None:
    assert befalling(Lose(file="atlas"), message=Probe()) is None


def test_the_tracker_is_rank_0() -> None:
    assert befalling(Lose(source=0), at=TRACKER) == Lose(source=0)
    assert befalling(Lose(to=0), to=TRACKER) == Lose(to=0)


def test_the_nth_that_fits_is_befallen_and_no_other() -> None:
    fault = Lose(message="SegmentRequest", nth=3)
    mishaps = Mishaps(HERE, [fault], Random(0))
    told = []
    for _ in range(5):
        told.append(mishaps.befalling(OTHER, ASKS, 0.0))
        assert mishaps.befalling(OTHER, Probe(), 0.0) is None
    assert told == [None, None, fault, None, None]


def test_every_thread_counts_its_own() -> None:
    for at in (HERE, download_thread(1)):
        mishaps = Mishaps(at, [Lose(nth=2)], Random(0))
        assert [mishaps.befalling(TRACKER, Probe(), 0.0) for _ in range(2)] == [None, Lose(nth=2)]


def test_a_chance_is_drawn_for_each_message_that_fits_and_for_no_other() -> None:
    fault = Lose(message="SegmentRequest", chance=0.25)
    lots = Lots(0.2, 0.25, 0.9)
    mishaps = Mishaps(HERE, [fault], lots)
    assert mishaps.befalling(OTHER, Probe(), 0.0) is None
    assert [mishaps.befalling(OTHER, ASKS, 0.0) for _ in range(3)] == [fault, None, None]
    assert lots.left == []


def test_what_is_certain_draws_no_lot() -> None:
    lots = Lots()
    assert Mishaps(HERE, [Lose(chance=1.0), Lose(nth=1)], lots).befalling(OTHER, ASKS, 0.0)
    assert lots.left == []


def test_of_several_faults_the_first_befalls_and_all_count() -> None:
    lose, delay = Lose(nth=1), Delay(nth=2)
    mishaps = Mishaps(HERE, [lose, delay, Delay()], Random(0))
    assert [mishaps.befalling(OTHER, ASKS, 0.0) for _ in range(3)] == [lose, delay, Delay()]


def test_the_order_of_the_plan_decides() -> None:
    assert befalling(Lose(), Delay()) == Lose()
    assert befalling(Delay(), Lose()) == Delay()
