"""Lines that fit a width, or say that they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from bt_tui.widgets.lines import CUT, Piece, clipped, length, padded, strip_of

STYLE = Style(bold=True)

texts = st.text(alphabet="ab ↓日本é", max_size=12)


def line(*texts: str, width: int) -> str:
    return strip_of([Segment(text) for text in texts], width, STYLE).text


@pytest.mark.parametrize(
    ("told", "width", "shown"),
    [
        ("", 0, ""),
        ("", 2, ""),
        ("abc", 3, "abc"),
        ("abc", 4, "abc"),
        ("abcd", 3, "ab…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("日本", 4, "日本"),
        ("日本", 3, "日…"),
        ("日本", 2, "…"),
    ],
)
def test_what_does_not_fit_is_cut_off_with_a_mark(told: str, width: int, shown: str) -> None:
    assert clipped(told, width) == shown


@pytest.mark.parametrize(
    ("told", "width", "shown"),
    [
        ("", 3, "   "),
        ("ab", 3, "ab "),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本", 5, "日本 "),
        ("日本", 3, "日…"),
        ("日本語", 4, "日… "),
    ],
)
def test_padded_text_takes_just_its_width(told: str, width: int, shown: str) -> None:
    assert padded(told, width) == shown


@given(told=texts, width=st.integers(0, 15))
def test_padded_text_takes_just_its_width_whatever_it_says(told: str, width: int) -> None:
    assert cell_len(padded(told, width)) == width
    assert cell_len(clipped(told, width)) <= width
    assert clipped(told, width) in {told, ""} or CUT in clipped(told, width)


@given(parts=st.lists(texts, max_size=4), width=st.integers(0, 20))
def test_a_line_takes_just_its_width_whatever_it_says(parts: list[str], width: int) -> None:
    strip = strip_of([Segment(part) for part in parts], width, STYLE)
    assert strip.cell_length == cell_len(strip.text) == width
    whole = cell_len("".join(parts)) <= width
    assert (CUT in strip.text) is (not whole and width > 0)


def test_a_line_is_filled_up_and_cut_with_a_mark() -> None:
    assert line("ab", "cd", width=6) == "abcd  "
    assert line("ab", "cd", width=4) == "abcd"
    assert line("ab", "cd", width=3) == "ab…"
    assert line("ab", "日本", width=5) == "ab日…"


def test_the_length_of_pieces_is_in_cells() -> None:
    assert length([]) == 0
    assert length([Piece("ab"), Piece("日", "look")]) == 4
