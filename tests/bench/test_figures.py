"""Rounds, comparisons within them, and limits."""

import pytest

from tests.bench.figures import Figure, a_third, exponent, in_turn, less, percentile, ratio


def figure(*values: float, at_most: float | None = None, at_least: float | None = None) -> Figure:
    return Figure(
        of="a run", name="time", unit="s", values=values, at_most=at_most, at_least=at_least
    )


def test_what_is_compared_is_measured_in_turn_after_warming_up() -> None:
    order: list[tuple[str, int]] = []

    def measure(name: str, number: int) -> float:
        order.append((name, number))
        return 10.0 * number

    measures = {
        "floor": lambda number: measure("floor", number),
        "run": lambda number: measure("run", number),
    }
    assert in_turn(measures, 2) == {"floor": [10.0, 20.0], "run": [10.0, 20.0]}
    assert order == [(name, number) for number in (0, 1, 2) for name in ("floor", "run")]


def test_differences_and_ratios_are_those_of_the_same_round() -> None:
    assert less([3.0, 5.0], [1.0, 4.0]) == (2.0, 1.0)
    assert ratio([3.0, 5.0], [1.5, 5.0]) == (2.0, 1.0)


@pytest.mark.parametrize(
    ("measured", "is_met"),
    [
        (figure(1.0, 2.0, 9.0), None),
        (figure(1.0, 2.0, 9.0, at_most=2.0), True),
        (figure(1.0, 2.0, 9.0, at_most=1.9), False),
        (figure(1.0, 2.0, 9.0, at_least=2.0), True),
        (figure(1.0, 2.0, 9.0, at_least=2.1), False),
    ],
)
def test_a_limit_is_for_the_median(measured: Figure, is_met: bool | None) -> None:
    assert measured.is_met is is_met


@pytest.mark.parametrize("power", [0, 1, 2])
def test_the_exponent_is_the_power_with_which_costs_grow(power: int) -> None:
    sizes = (4, 8, 16)
    assert exponent(sizes, [3.0 * size**power for size in sizes]) == pytest.approx(power)


def test_what_takes_long_is_measured_a_third_as_often_and_at_least_once() -> None:
    assert [a_third(rounds) for rounds in (1, 3, 9)] == [1, 1, 3]


def test_so_many_percent_do_not_exceed_a_percentile() -> None:
    values = [float(value) for value in range(101)]
    assert (percentile(values, 50), percentile(values, 95)) == (50.0, 95.0)
