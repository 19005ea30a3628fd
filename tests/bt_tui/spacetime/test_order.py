"""Orders: every one of them keeps to cause and effect."""

import pytest

from bt_tui.spacetime.order import Arrival, Layers, Order
from core.causality import Causality
from tests.bt_tui.screens import story
from tests.bt_tui.spacetime.scenes import history_of

TOLD = story()
POINTS = history_of(TOLD).points


def layers(first: int = 0, moment: int = len(TOLD)) -> Layers:
    return Layers(POINTS, TOLD[first:moment], first)


ORDERS: dict[str, Order] = {
    "arrival": Arrival(POINTS, 150),
    "layers": layers(),
    "latest layers": layers(100, 250),
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_each_point_has_one_line(order: Order) -> None:
    lines = order.between(0, len(order) + 5)
    assert len(lines) == len(order) == len(set(lines))
    assert max(lines) == order.count - 1
    assert [order.line_of(point) for point in lines] == list(range(len(order)))
    assert order.line_of(order.count) is None
    assert list(order.between(3, 9)) == list(lines)[3:9]


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_what_led_to_something_stands_above_it(order: Order) -> None:
    of = Causality(TOLD)
    numbers = [POINTS.record[point] for point in order.between(0, len(order))]
    for line, number in enumerate(numbers):
        assert not of.past(number) & set(numbers[line:])


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_above_a_line_that_is_in_flight_which_was_sent_above_and_is_received_below(
    order: Order,
) -> None:
    lines = order.between(0, len(order))
    earlier = set(range(min(lines)))
    for line in range(len(order) + 1):
        above = earlier | set(lines[:line])
        sent = {p for p in above if POINTS.kind[p] == 0 and POINTS.partner[p] not in above}
        assert set(order.above(line).flying) == sent


def test_points_of_one_layer_are_concurrent_and_a_cause_is_in_an_earlier_layer() -> None:
    order, of = layers(), Causality(TOLD)
    lines = order.between(0, len(order))
    numbers = [order.layer(point) for point in lines]
    assert numbers == sorted(number for number in numbers if number is not None)
    assert numbers[0] == 1
    assert len(set(numbers)) < len(numbers)
    for one in lines:
        past = of.past(POINTS.record[one])
        for other in lines:
            if POINTS.record[other] in past:
                assert (order.layer(other) or 0) < (order.layer(one) or 0)


def test_as_they_happened_there_are_no_layers() -> None:
    assert Arrival(POINTS, 9).layer(3) is None


def test_where_nothing_happened_there_are_no_lines() -> None:
    nothing: list[Order] = [Arrival(POINTS, 0), layers(0, 0)]
    for order in nothing:
        assert len(order) == order.count == 0
        assert not order.between(0, 5)
        assert not order.above(0).flying
