"""The table for people, and the object for programs."""

import io
import json

import pytest

from tests.bench.figures import Figure
from tests.bench.report import Measured, as_json, limit, print_table, short

NET = Figure(
    of="swarm",
    name="net",
    unit="s",
    values=(0.1, 0.5, 0.3),
    beside={"plain": (1.0, 3.0, 2.0), "ours": (0.5,)},
    at_most=0.2,
)
RATE = Figure(of="swarm", name="segments", unit="per s", values=(12345.6,))
GROUPS = [Measured("swarms", [NET, RATE])]


def rows() -> list[list[str]]:
    file = io.StringIO()
    print_table(GROUPS, file)
    lines = [line for line in file.getvalue().splitlines() if line.strip()]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def test_a_table_in_a_file_is_markdown_with_a_figure_a_line() -> None:
    head, rule, *figures = rows()
    assert head[:6] == ["of", "figure", "unit", "least", "median", "most"]
    assert {cell.strip("-:") for cell in rule} == {""}
    assert figures == [
        ["swarm", "net", "s", "0.100", "0.300", "0.500", "plain 2.00, ours 0.500", "≤ 0.2", "NO"],
        ["", "segments", "per s", "12,346", "12,346", "12,346", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0.00"),
        (0.01234, "0.0123"),
        (-0.5, "-0.500"),
        (12.0, "12.0"),
        (99.97, "100"),
        (100.4, "100"),
        (1234567.8, "1,234,568"),
    ],
)
def test_values_are_told_in_three_digits_or_more(value: float, told: str) -> None:
    assert short(value) == told


def test_limits_are_told_either_way() -> None:
    at_least = Figure(of="", name="", unit="", values=(1.0,), at_least=0.5)
    assert [limit(one) for one in (NET, RATE, at_least)] == ["≤ 0.2", "", "≥ 0.5"]


def test_json_holds_the_machine_and_every_single_value() -> None:
    told = json.loads(as_json(GROUPS, 3, {"cores": 2}))
    assert (told["machine"], told["rounds"]) == ({"cores": 2}, 3)
    net, rate = told["figures"]
    assert (net["group"], net["values"], net["median"]) == ("swarms", [0.1, 0.5, 0.3], 0.3)
    assert (net["is_met"], net["at_most"]) == (False, 0.2)
    assert net["beside"] == {"plain": [1.0, 3.0, 2.0], "ours": [0.5]}
    assert (rate["is_met"], rate["beside"]) == (None, {})
