"""The comparison as bars."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bt_tui.compare.chart import as_html, as_svg, check_library, write_chart
from bt_tui.compare.columns import COLUMNS
from bt_tui.compare.comparison import Comparison
from core.errors import UsageError
from core.profiles import PROFILES
from tests.bt_tui.compare.made import comparison, measured

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made() -> Comparison:
    runs = (measured(0.5), measured(0.25, staleness=None), None)
    return comparison(**{name.replace("-", "_"): runs for name in PROFILES})


@pytest.fixture(scope="module")
def svg(made: Comparison) -> str:
    return as_svg(made)


def texts(drawn: ET.Element) -> list[str]:
    """Return all text of a drawing, line by line."""
    return ["".join(text.itertext()).strip() for text in drawn.iter(f"{SVG}text")]


def test_a_drawing_names_what_was_run_every_profile_and_every_measure(svg: str) -> None:
    told = texts(ET.fromstring(svg))
    assert "bt-tui compare · lab · 4 ranks · MPICH 5.0.2" in told
    for name in PROFILES:
        assert name in told
    for measure, column in COLUMNS.items():
        if measure != "balance_bound":
            assert set(column.title.split("\n")) <= set(told)
            assert column.unit in told


def test_a_page_holds_the_drawing_and_needs_nothing_else(made: Comparison, svg: str) -> None:
    text = as_html(made, svg)
    page = ET.fromstring(text)
    assert text.startswith("<!DOCTYPE html>")
    assert page.findtext("head/title") == "bt-tui compare · lab · 4 ranks · MPICH 5.0.2"
    (drawn,) = page.iter(f"{SVG}svg")
    assert set(PROFILES) <= set(texts(drawn))
    assert not re.findall(r'(?:src|href)="(?!#)', text)


def test_the_same_numbers_give_the_same_drawing(made: Comparison, svg: str) -> None:
    assert as_svg(made) == svg


def test_a_bar_has_its_number_beside_it_and_a_strange_name_comes_out_as_it_is(
    tmp_path: Path,
) -> None:
    profiles = comparison(a=(measured(0.375),), b=(measured(None),)).profiles
    write_chart(Comparison("a<b>&$x$_$", 4, "MPI", (1,), profiles), tmp_path / "chart.HTML")

    page = ET.fromstring((tmp_path / "chart.HTML").read_text("utf-8"))
    (drawn,) = page.iter(f"{SVG}svg")
    told = texts(drawn)
    assert {"0.38", "38%", "37.5%", "0.375", "-"} <= set(told)
    assert "bt-tui compare · a<b>&$x$_$ · 4 ranks · MPI" in told


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    check_library()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"^found no matplotlib; .*pip install 'bt-tui\[chart\]'$"):
        check_library()
